/**
 * How well each sentence of a source answers a question: the words it shares with the question, weighted by how rare
 * they are among the sources, in the sentence itself or in what stands above it, and what kind of thing is asked for.
 */
import type { Prompt, Source } from '#lib/agent/ports.ts';
import { hintsOf, type Hint } from './hints.ts';
import { unitsOf, type Span, type Unit } from './units.ts';
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
	/** For each word of `words`, how well it stands for each term. */
	readonly matches: readonly (readonly number[])[];
}

export interface Candidate extends Span {
	readonly source: number;
	readonly score: number;
	/** Share of the question's weight that is covered, 0…1. */
	readonly coverage: number;
}

/** A passage has at most this many; a longer text is not one. */
const MAX_CHARS = 8_000;
const MAX_UNITS = 160;
/** A label and its lines, or a short list, may be quoted as one. */
const MAX_BLOCK_CHARS = 320;
const MAX_BLOCK_UNITS = 8;

/** Where a word of the question is found counts: in the sentence, in the headings above, in the label or sentence before it. */
const PLACE = { own: 1, title: 0.85, before: 0.7, block: 0.45, source: 0.3 } as const;
/** A list is better than one of its lines where no line stands out, and worse where one says it all. */
const WHOLE_BLOCK = 0.15;
const WEAK_WEIGHT = 0.3;
const NAME_WEIGHT = 1.4;

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
	const text = source.text.slice(0, MAX_CHARS);
	const words = wordsOf(text);
	const known = new Map<string, readonly number[]>();
	const matchesOf = (stem: string): readonly number[] => {
		const found =
			known.get(stem) ?? question.terms.map((term) => likeness(term.stem, stem, question.compounds));
		known.set(stem, found);
		return found;
	};
	return {
		source,
		text,
		units: unitsOf(text, MAX_UNITS),
		words,
		titleMatch: best(
			wordsOf(source.title).map((word) => matchesOf(word.stem)),
			question.terms.length
		),
		matches: words.map((word) => matchesOf(word.stem))
	};
}

/** Terms weighted by rarity: a word that only some sources have tells them apart. */
export function weightsOf(question: Question, readings: readonly Reading[]): readonly number[] {
	return question.terms.map((term, t) => {
		const having = readings.filter(
			(reading) => (reading.titleMatch[t] ?? 0) > 0 || reading.matches.some((match) => (match[t] ?? 0) > 0)
		).length;
		const rarity = having === 0 ? 1 : Math.min(1.6, 1 + Math.log((readings.length + 1) / (having + 1)) / 3);
		return term.weight * rarity;
	});
}

/** Everything in the source that could be quoted, scored; the best first. */
export function candidatesOf(reading: Reading, question: Question, weights: readonly number[]): Candidate[] {
	const wordAt = ends(reading.words);
	const within = (span: Span) => best(reading.matches.slice(...wordAt(span)), weights.length);
	const own = reading.units.map(within);
	const whole = within({ start: 0, end: reading.text.length });
	const blocks = new Map<number, number[]>();
	reading.units.forEach((unit, index) => blocks.set(unit.block, [...(blocks.get(unit.block) ?? []), index]));
	const found: Candidate[] = [];
	for (const indexes of blocks.values()) {
		const block = best(
			indexes.map((index) => own[index]!),
			weights.length
		);
		for (const [from, to] of spansWithin(indexes, reading)) {
			const first = reading.units[from]!;
			const before =
				indexes[0]! < from
					? [own[from - 1]!, ...(reading.units[indexes[0]!]!.kind === 'label' ? [own[indexes[0]!]!] : [])]
					: [];
			const span = { start: first.start, end: reading.units[to]!.end };
			const places = {
				own: best(own.slice(from, to + 1), weights.length),
				title: best([reading.titleMatch, ...first.under.map(within)], weights.length),
				before: best(before, weights.length),
				block,
				source: whole
			};
			const alone = Math.max(...own.slice(from, to + 1).map(sum));
			const together =
				from === to ? 0 : alone === 0 ? WHOLE_BLOCK : alone >= sum(places.own) ? -WHOLE_BLOCK : 0;
			const candidate = score(reading, span, places, question, weights);
			found.push({ ...candidate, score: candidate.score + together });
		}
	}
	return found.sort((a, b) => b.score - a.score);
}

/** Single sentences and lines; a label with its lines; and a short block as a whole. */
function* spansWithin(indexes: readonly number[], { units, text }: Reading): Generator<[number, number]> {
	const says = (index: number) =>
		(units[index]!.kind === 'sentence' || units[index]!.kind === 'line') &&
		!asking.test(text.slice(units[index]!.start, units[index]!.end));
	for (const index of indexes) if (says(index)) yield [index, index];
	const first = indexes[0]!;
	let to = Math.min(indexes.at(-1)!, first + MAX_BLOCK_UNITS - 1);
	while (to > first && units[to]!.end - units[first]!.start > MAX_BLOCK_CHARS) to--;
	const complete = units[first]!.kind === 'label' || to === indexes.at(-1);
	if (to > first && complete && indexes.slice(0, to - first + 1).some(says)) yield [first, to];
}

/** A question in a note answers nothing. */
const asking = /[?？]\W{0,4}$/;

type Places = { readonly [K in keyof typeof PLACE]: readonly number[] };

function score(
	reading: Reading,
	span: Span,
	places: Places,
	question: Question,
	weights: readonly number[]
): Candidate {
	const text = reading.text.slice(span.start, span.end);
	const shown = question.hints.filter((hint) => hint.shows.test(text));
	const total = sum(weights) || 1;
	let covered = 0;
	let said = 0;
	question.terms.forEach((term, t) => {
		const shows = shown.some((hint) => hint.answers.includes(term.stem)) ? 0.85 : 0;
		const inPlaces = (Object.keys(PLACE) as (keyof typeof PLACE)[]).map(
			(place) => PLACE[place] * (places[place][t] ?? 0)
		);
		covered += weights[t]! * Math.max(shows, ...inPlaces);
		said += weights[t]! * (places.own[t] ?? 0);
	});
	const missing = question.hints.filter((hint) => !shown.includes(hint)).map((hint) => hint.missing);
	// Several kinds at once ("when and where"): one of them is an answer too.
	const lacks = missing.length === 0 ? 0 : shown.length > 0 ? 0.1 : Math.max(...missing);
	const coverage = Math.max(0, covered / total - lacks);
	const tooLong = Math.max(0, text.length - 160) / 1_600;
	const points =
		coverage +
		0.25 * (said / total) +
		(shown.length > 0 ? 0.12 : 0) +
		0.08 * reading.source.relevance -
		tooLong;
	return { ...span, source: reading.source.n, score: points, coverage };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** For each term, the best of several matches. */
function best(matches: readonly (readonly number[])[], terms: number): readonly number[] {
	const found = new Array<number>(terms).fill(0);
	for (const match of matches) match.forEach((value, t) => (found[t] = Math.max(found[t]!, value)));
	return found;
}

/** Which words lie in a span: indexes for `slice`. */
function ends(words: readonly Word[]): (span: Span) => [number, number] {
	const at = (place: number): number => {
		let [low, high] = [0, words.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (words[middle]!.end <= place) low = middle + 1;
			else high = middle;
		}
		return low;
	};
	return ({ start, end }) => {
		const from = at(start);
		let to = from;
		while (to < words.length && words[to]!.start < end) to++;
		return [from, to];
	};
}
