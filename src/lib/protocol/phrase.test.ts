import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entropyOfPhrase, phraseOfEntropy } from './phrase.ts';

test('a phrase spells its bytes, whatever the case and the spacing', () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (entropy) => {
			const phrase = phraseOfEntropy(entropy);
			expect(phrase.split(' ')).toHaveLength(12);
			expect(entropyOfPhrase(`  ${phrase.toUpperCase().replaceAll(' ', '\n\t ')} `)).toEqual(entropy);
		})
	);
});

test('what is wrong is named: the word, the number of words, or that they do not fit', () => {
	const words = phraseOfEntropy(new Uint8Array(16).fill(1)).split(' ');
	expect(entropyOfPhrase(words.with(4, 'elmnet').join(' '))).toEqual({
		problem: 'unknown-word',
		position: 5,
		word: 'elmnet'
	});
	expect(entropyOfPhrase(words.slice(1).join(' '))).toEqual({ problem: 'length', words: 11 });
	expect(entropyOfPhrase('')).toEqual({ problem: 'length', words: 0 });
	expect(entropyOfPhrase(words.toReversed().join(' '))).toEqual({ problem: 'checksum' });
});
