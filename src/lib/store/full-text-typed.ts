/**
 * What to ask the full-text index while a word is still being typed. It keeps stems ("univers"), and the beginning of a
 * word need not be the beginning of its stem ("universi"): so the word is also completed with the endings that stemming
 * takes away. What is found is checked against the text (`holdsStart`): a completion may hit a stem by chance.
 */
import { wordsFor } from './words.ts';

/** What a person has typed: whole words, and the beginning of one; empty when they stand after a blank. */
export interface Typed {
	readonly words: readonly string[];
	readonly start: string;
}

/** Endings that Porter's stems lose, as they are written. */
const ENDINGS = [
	...['ization', 'ational', 'fulness', 'ousness', 'iveness', 'ation', 'ators', 'ating', 'alism', 'ality'],
	...[
		'ivity',
		'ility',
		'ement',
		'ments',
		'ness',
		'ance',
		'ence',
		'able',
		'ible',
		'ment',
		'ions',
		'ings',
		'ally'
	],
	...[
		'ical',
		'ing',
		'ion',
		'ity',
		'ies',
		'ied',
		'ize',
		'ive',
		'ous',
		'ism',
		'ful',
		'ed',
		'er',
		'ly',
		'al',
		'es'
	]
];
/** Shorter beginnings stand in too many passages to be worth ranking; titles are looked through for them. */
export const MIN_START_CHARS = 3;
/** More words than anybody types into a search box narrow nothing. */
const MAX_WORDS = 16;

export function typed(text: string): Typed {
	const said = wordsFor(text).toLowerCase();
	const words = (said.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).slice(0, MAX_WORDS);
	const last = words.at(-1) ?? '';
	// Where no space ends a word, every character is one.
	const isWhole = !/[\p{L}\p{N}\p{M}]$/u.test(text) || wordsFor(last) !== last;
	return isWhole ? { words, start: '' } : { words: words.slice(0, -1), start: last };
}

/** For comparing: one form of letters, no marks, lower case. */
export const foldedFor = (text: string): string =>
	wordsFor(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The FTS5 expression: every whole word, and, where it is long enough, any that begins so. Empty when there is neither. */
export function typedExpression({ words, start }: Typed): string {
	const asked = words.map((word) => `"${word}"`);
	if (start.length >= MIN_START_CHARS) {
		const completed = ENDINGS.flatMap((ending) => completions(start, ending)).map((word) => `"${word}"`);
		asked.push(`(${[`"${start}"*`, ...new Set(completed)].join(' OR ')})`);
	}
	return asked.join(' AND ');
}

/** "universi" with "ity" is "university": the word where the ending has begun, or nothing. */
function completions(start: string, ending: string): string[] {
	for (let begun = Math.min(ending.length - 1, start.length - 2); begun > 0; begun--)
		if (start.endsWith(ending.slice(0, begun))) return [start + ending.slice(begun)];
	return [];
}

/** Whether every word typed begins a word of `folded`. */
export const holdsAll = (folded: string, { words, start }: Typed): boolean =>
	[...words, start].every((word) => word === '' || beginsAWord(folded, foldedFor(word)));

/** Whether a word of `folded` begins as typed; whole words are the index's to find. */
export const holdsStart = (folded: string, { start }: Typed): boolean =>
	start === '' || beginsAWord(folded, foldedFor(start));

function beginsAWord(folded: string, start: string): boolean {
	for (let at = folded.indexOf(start); at >= 0; at = folded.indexOf(start, at + 1))
		if (at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1] ?? '')) return true;
	return false;
}
