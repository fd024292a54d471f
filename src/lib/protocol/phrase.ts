/** The recovery phrase: 12 English words (BIP-39) that spell the 16 bytes everything is derived from. Loaded only where shown or typed. */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from './bytes.ts';

export const phraseOfEntropy = (entropy: Uint8Array): string => entropyToMnemonic(entropy, wordlist);

export type PhraseProblem =
	| { readonly problem: 'length'; readonly words: number }
	| { readonly problem: 'unknown-word'; readonly position: number; readonly word: string }
	| { readonly problem: 'checksum' };

/** The bytes a phrase spells, or which part of it is wrong. Case and spacing are forgiven. */
export function entropyOfPhrase(phrase: string): Bytes | PhraseProblem {
	const words = phrase.normalize('NFKD').toLowerCase().split(/\s+/).filter(Boolean);
	const position = words.findIndex((word) => !wordlist.includes(word));
	if (position >= 0) return { problem: 'unknown-word', position: position + 1, word: words[position] ?? '' };
	if (words.length !== 12) return { problem: 'length', words: words.length };
	try {
		return mnemonicToEntropy(words.join(' '), wordlist);
	} catch {
		return { problem: 'checksum' };
	}
}
