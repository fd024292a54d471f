/**
 * What the quotes engine makes of a question and of a source before it compares them: words with weights, and units with
 * the words they hold. Bounded, whatever is handed in.
 */
import type { Prompt, Source } from '#lib/agent/ports.ts';
import { hintsOf, type Hint } from './hints.ts';
import { unitsOf, type Unit } from './units.ts';
import { isWeak, likeness, stem, wordsOf, writesCompounds, type Word } from './words.ts';

/** What is asked, ready to be compared. */
export interface Question {
	readonly terms: readonly Term[];
	readonly hints: readonly Hint[];
	readonly compounds: boolean;
}

export interface Term {
	readonly stem: string;
	/** What this word says about the question, before rarity. */
	readonly weight: number;
}

/** A source read once: its words, and its units. */
export interface Reading {
	readonly source: Source;
	readonly text: string;
	readonly units: readonly Unit[];
	readonly words: readonly Word[];
	readonly titleMatch: readonly number[];
	/** How much the title says that this is the source's subject; below 0 where it is a question of another subject. */
	readonly about: number;
	/** For each word of `words`, how well it stands for each term. */
	readonly matches: readonly (readonly number[])[];
}

/** A passage has at most this many; a longer text is not one. */
const MAX_CHARS = 8_000;
const MAX_UNITS = 160;
const WEAK_WEIGHT = 0.3;
const NAME_WEIGHT = 1.6;
/** A peer's title counts for so much of what its text shares with the question: chosen on StackFAQ with liars, of 0.5 to 2. */
const HELD_UP = 1.5;

/** Reads the question once. */
export function questionOf(prompt: Prompt): Question {
	const stems = [...new Set(prompt.terms.flatMap((term) => wordsOf(term).map((word) => word.stem)))];
	const joined = new Set<string>();
	stems.forEach((one, i) => {
		const next = stems[i + 1];
		// "wi", "fi", "wifi" is one word asked for, not three.
		if (next && stems.includes(one + next)) joined.add(one).add(next);
	});
	const names = new Set(
		[
			...prompt.question.matchAll(/(?<=[\p{L}\p{N},:;]['’]?s? +)\p{Lu}[\p{L}\p{N}]*|\p{L}*\d[\p{L}\d]*/gu)
		].map(([name]) => stem(name))
	);
	return {
		terms: stems
			.filter((one) => !joined.has(one))
			.map((one) => ({ stem: one, weight: isWeak(one) ? WEAK_WEIGHT : names.has(one) ? NAME_WEIGHT : 1 })),
		hints: hintsOf(prompt.question),
		compounds: writesCompounds(prompt.question)
	};
}

/** Reads a source once; what lies beyond a passage's size is not looked at. */
export function readingOf(source: Source, question: Question): Reading {
	// Half a character at the cut is no character.
	const text = source.text.slice(0, MAX_CHARS).replace(/[\ud800-\udbff]$/, '');
	const words = wordsOf(text);
	const known = new Map<string, readonly number[]>();
	const matchesOf = (stem: string): readonly number[] => {
		const found =
			known.get(stem) ?? question.terms.map((term) => likeness(term.stem, stem, question.compounds));
		known.set(stem, found);
		return found;
	};
	const titleMatch = best(
		wordsOf(source.title).map((word) => matchesOf(word.stem)),
		question.terms.length
	);
	const matches = words.map((word) => matchesOf(word.stem));
	const held = heldUp(source, titleMatch, best(matches, question.terms.length), question);
	const about = aboutOf(source.title, matchesOf);
	return {
		source,
		text,
		units: unitsOf(text, MAX_UNITS),
		words,
		about: about > 0 ? about * held : about,
		titleMatch: titleMatch.map((match) => match * held),
		matches
	};
}

/**
 * How much of its title a peer's text holds up, 0 to 1. Whoever answers writes the title too, and may repeat the question in
 * it; a note of one's own is believed.
 */
function heldUp(
	{ quotes }: Source,
	title: readonly number[],
	text: readonly number[],
	{ terms }: Question
): number {
	if (quotes.length === 0) return 1;
	const shared = (match: readonly number[]): number => sum(terms.map(({ weight }, t) => weight * match[t]!));
	const claimed = shared(title);
	return claimed === 0 ? 1 : Math.min(1, (HELD_UP * shared(text)) / claimed);
}

/** How rare each term is among the sources: a word that only some of them have tells them apart. */
export function rarityOf(question: Question, readings: readonly Reading[]): readonly number[] {
	return question.terms.map((_, t) => {
		const having = readings.filter(
			(reading) => (reading.titleMatch[t] ?? 0) > 0 || reading.matches.some((match) => (match[t] ?? 0) > 0)
		).length;
		return having === 0 ? 1 : Math.min(1.6, 1 + Math.log((readings.length + 1) / (having + 1)) / 3);
	});
}

/** A title that the question names is the subject; a title that is a question itself, and another one, is not. */
function aboutOf(title: string, matchesOf: (stem: string) => readonly number[]): number {
	const words = wordsOf(title).filter((word) => word.end - word.start > 3 && !isWeak(word.stem));
	if (words.length === 0) return 0;
	const shared = words.filter((word) => Math.max(0, ...matchesOf(word.stem)) > 0.7).length / words.length;
	return /[?？]\s*$/.test(title) ? shared - 0.5 : shared / 4;
}

/** For each term, the best of several matches. */
export function best(matches: readonly (readonly number[])[], terms: number): readonly number[] {
	const found = new Array<number>(terms).fill(0);
	for (const match of matches) match.forEach((value, t) => (found[t] = Math.max(found[t]!, value)));
	return found;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
