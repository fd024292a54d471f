import { expect, test } from 'vitest';
import { keysOfEntropy, peerIdOfRoot } from '#lib/protocol/identity.ts';
import { phraseOfEntropy } from '#lib/protocol/phrase.ts';
import { askedPlaces, readPhrase, withWord, wrongPlaces } from './safety-phrase.ts';

const entropy = new Uint8Array(16).fill(7);
const phrase = phraseOfEntropy(entropy);
const words = phrase.split(' ');

test('a phrase names whom it makes, also when it was pasted as a numbered list', () => {
	const whole = { phrase, peer: peerIdOfRoot(keysOfEntropy(entropy).root) };
	expect(readPhrase(phrase)).toEqual(whole);
	expect(readPhrase(words.map((word, i) => `${i + 1}. ${word.toUpperCase()},`).join('\n'))).toEqual(whole);
});

test('a word that is not in the list is named with the words that were probably meant', () => {
	const typed = (word: string) => readPhrase(words.with(4, word).join(' '));
	expect(typed('garlik')).toEqual({ problem: 'unknown-word', position: 5, word: 'garlik', near: ['garlic'] });
	// Two letters that changed places, a letter too many, the first four alone.
	expect(typed('lihgt')).toMatchObject({ near: expect.arrayContaining(['light']) as unknown });
	expect(typed('zooo')).toMatchObject({ near: expect.arrayContaining(['zoo']) as unknown });
	expect(typed('cinnamonn')).toMatchObject({ near: ['cinnamon'] });
	expect(typed('xylophones')).toMatchObject({ near: [] });
});

test('the word that was meant takes its place', () => {
	const typed = words.with(4, 'garlik').join('\n');
	expect(withWord(typed, 5, words[4] ?? '')).toBe(phrase);
});

test('too few words and a sum that does not fit are told apart', () => {
	expect(readPhrase(words.slice(0, 7).join(' '))).toEqual({ problem: 'length', words: 7 });
	expect(readPhrase(words.toReversed().join(' '))).toEqual({ problem: 'checksum' });
});

test('three different words are asked for, in order, and the wrong ones are named', () => {
	let turn = 0;
	for (let i = 0; i < 200; i++) {
		const places = askedPlaces(() => (turn += 0.381966) % 1);
		expect(new Set(places).size).toBe(3);
		expect([...places].sort((a, b) => a - b)).toEqual(places);
		expect(Math.min(...places)).toBeGreaterThanOrEqual(1);
		expect(Math.max(...places)).toBeLessThanOrEqual(12);
	}
	const said = new Map([
		[1, ` ${words[0]?.toUpperCase()} `],
		[5, 'other'],
		[12, '']
	]);
	expect(wrongPlaces(phrase, said)).toEqual([5, 12]);
});
