/**
 * Reads a recovery phrase as people type it: what it opens, or which part of it is wrong, with the words that were
 * probably meant. Loaded only where a phrase is shown or typed.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { keysOfEntropy, peerIdOfRoot, type PeerId } from '#lib/protocol/identity.ts';
import { entropyOfPhrase } from '#lib/protocol/phrase.ts';

export const PHRASE_WORDS = 12;
/** How many words the person is asked for to show that they have the phrase. */
const ASKED_WORDS = 3;
const MAX_NEAR = 4;

export type PhraseReading =
	| { readonly problem: 'length'; readonly words: number }
	| {
			readonly problem: 'unknown-word';
			readonly position: number;
			readonly word: string;
			/** The list's words that look most like it, the likeliest first. */
			readonly near: readonly string[];
	  }
	| { readonly problem: 'checksum' }
	| WholePhrase;

export interface WholePhrase {
	readonly problem?: never;
	/** The twelve words, tidied. */
	readonly phrase: string;
	/** Whom it makes. */
	readonly peer: PeerId;
}

/** The words of whatever was pasted: numbers, commas and line breaks around them are no part of the phrase. */
export const wordsOf = (typed: string): readonly string[] =>
	typed
		.normalize('NFKD')
		.toLowerCase()
		.split(/[\s\d.,;:)(\]["“”]+/)
		.filter(Boolean);

export function readPhrase(typed: string): PhraseReading {
	const words = wordsOf(typed);
	const phrase = words.join(' ');
	const read = entropyOfPhrase(phrase);
	if (read instanceof Uint8Array) return { phrase, peer: peerIdOfRoot(keysOfEntropy(read).root) };
	return read.problem === 'unknown-word' ? { ...read, near: nearWords(read.word) } : read;
}

/** `typed` with another word at that place (from 1). */
export const withWord = (typed: string, position: number, word: string): string =>
	wordsOf(typed)
		.with(position - 1, word)
		.join(' ');

/** No two words of the list begin with the same four letters: who has those has the word. */
function nearWords(word: string): readonly string[] {
	const far = word.length <= 4 ? 1 : 2;
	return wordlist
		.map((known) => ({
			known,
			distance: known.slice(0, 4) === word.slice(0, 4) ? 0 : distance(known, word)
		}))
		.filter((one) => one.distance <= far)
		.sort((a, b) => a.distance - b.distance)
		.slice(0, MAX_NEAR)
		.map(({ known }) => known);
}

/** How many letters must be changed, added, left out or swapped with their neighbour. */
function distance(a: string, b: string): number {
	let older: number[] = [];
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
				least = Math.min(least, (older[j - 2] ?? 0) + 1);
			next.push(least);
		}
		older = row;
		row = next;
	}
	return row[b.length] ?? 0;
}

/** Three different places in the phrase (from 1), in order. `chance` gives numbers from 0 to 1. */
export function askedPlaces(chance: () => number): readonly number[] {
	const places = Array.from({ length: PHRASE_WORDS }, (_, i) => i + 1);
	const chosen = Array.from(
		{ length: ASKED_WORDS },
		() => places.splice(Math.floor(chance() * places.length), 1)[0] ?? 1
	);
	return chosen.sort((a, b) => a - b);
}

/** Those of the asked places whose word is not the phrase's. */
export function wrongPlaces(phrase: string, said: ReadonlyMap<number, string>): readonly number[] {
	const words = wordsOf(phrase);
	return [...said].filter(([place, word]) => wordsOf(word)[0] !== words[place - 1]).map(([place]) => place);
}
