/**
 * How well each sentence of a source answers a question: the words it shares with the question, weighted by how rare
 * they are among the sources, in the sentence itself or in what stands above it, and what kind of thing is asked for.
 */
import { best, sum, type Question, type Reading } from './reading.ts';
import type { Span, Unit } from './units.ts';
import type { Word } from './words.ts';

export interface Candidate extends Span {
	readonly source: number;
	readonly score: number;
	/**
	 * How much of the question is covered, about 0…1. Not weighted by rarity: among a few sources that says which one is
	 * better, but not whether any of them answers.
	 */
	readonly coverage: number;
	/** How many of the question's words, weak ones aside, stand in the quote or around it; 0 where the quote has none. */
	readonly shared: number;
}

/** A label and its lines, or a short list, may be quoted as one. */
const MAX_BLOCK_CHARS = 320;
const MAX_BLOCK_UNITS = 8;

/** Where a word of the question is found counts: in the sentence, in the headings above, in the label or sentence before it. */
const PLACE = { own: 1, title: 0.85, before: 0.6, block: 0.25, source: 0.1 } as const;
/** A list is better than one of its lines where no line stands out, and worse where one says it all. */
const WHOLE_BLOCK = 0.15;
/** How much the title decides: found on half of the StackFAQ threads. */
const ABOUT = 0.3;
const LOST = 0.2;
/** A sum of money answers "cost" almost as well as the word. */
const ANSWERED = 0.85;
/** The same word, or nearly: no mere synonym. */
const CLEARLY = 0.7;

/** Everything in the source that could be quoted, scored; the best first. */
export function candidatesOf(reading: Reading, question: Question, rarity: readonly number[]): Candidate[] {
	const terms = question.terms.length;
	const wordAt = ends(reading.words);
	const within = (span: Span) => best(reading.matches.slice(...wordAt(span)), terms);
	const own = reading.units.map(within);
	const source = within({ start: 0, end: reading.text.length });
	const found: Candidate[] = [];
	for (const indexes of blocksOf(reading.units)) {
		const label = reading.units[indexes[0]!]!.kind === 'label' ? [own[indexes[0]!]!] : [];
		const inBlock = indexes.map((index) => own[index]!);
		for (const [from, to] of spansWithin(indexes, reading)) {
			const first = reading.units[from]!;
			const places = {
				own: best(own.slice(from, to + 1), terms),
				title: best([reading.titleMatch, ...first.under.map(within)], terms),
				before: best(indexes[0]! < from ? [own[from - 1]!, ...label] : [], terms),
				block: best(inBlock, terms),
				source
			};
			const span = { start: first.start, end: reading.units[to]!.end };
			const candidate = scored(reading, span, places, question, rarity);
			found.push({ ...candidate, score: candidate.score + asOne(own.slice(from, to + 1), places.own) });
		}
	}
	return found.sort((a, b) => b.score - a.score);
}

/** The indexes of the units of each block. */
function blocksOf(units: readonly Unit[]): number[][] {
	const blocks: number[][] = [];
	units.forEach((unit, index) => {
		if (index > 0 && units[index - 1]!.block === unit.block) blocks.at(-1)!.push(index);
		else blocks.push([index]);
	});
	return blocks;
}

/** What it is worth to quote several units as one. */
function asOne(units: readonly (readonly number[])[], together: readonly number[]): number {
	if (units.length === 1) return 0;
	const alone = Math.max(...units.map(sum));
	return alone === 0 ? WHOLE_BLOCK : alone >= sum(together) ? -WHOLE_BLOCK : 0;
}

/** Single sentences and lines, two in a row, a label with its lines, and a short block as a whole. */
function* spansWithin(indexes: readonly number[], { units, text }: Reading): Generator<[number, number]> {
	const says = (index: number) =>
		(units[index]!.kind === 'sentence' || units[index]!.kind === 'line') &&
		!asking.test(text.slice(units[index]!.start, units[index]!.end));
	for (const [at, index] of indexes.entries()) {
		if (says(index)) yield [index, index];
		const next = indexes[at + 1];
		if (next !== undefined && indexes.length > 2 && says(index) && says(next)) yield [index, next];
	}
	const first = indexes[0]!;
	let to = Math.min(indexes.at(-1)!, first + MAX_BLOCK_UNITS - 1);
	while (to > first && units[to]!.end - units[first]!.start > MAX_BLOCK_CHARS) to--;
	const complete = units[first]!.kind === 'label' || to === indexes.at(-1);
	if (to > first && complete && indexes.slice(0, to - first + 1).some(says)) yield [first, to];
}

/** A question in a note answers nothing. */
const asking = /[?？]\W{0,4}$/;

type Places = { readonly [K in keyof typeof PLACE]: readonly number[] };
const placeNames = Object.keys(PLACE) as (keyof typeof PLACE)[];

function scored(
	reading: Reading,
	span: Span,
	places: Places,
	{ terms, hints }: Question,
	rarity: readonly number[]
): Candidate {
	const text = reading.text.slice(span.start, span.end);
	const shown = hints.filter((hint) => hint.shows.test(text));
	const matches = terms.map(({ stem }, t) => {
		const answered = shown.some((hint) => hint.answers.includes(stem)) ? ANSWERED : 0;
		return Math.max(answered, ...placeNames.map((place) => PLACE[place] * (places[place][t] ?? 0)));
	});
	const weights = terms.map((term) => term.weight);
	const rare = weights.map((weight, t) => weight * (rarity[t] ?? 1));
	const missing = hints.filter((hint) => !shown.includes(hint)).map((hint) => hint.missing);
	// Several kinds at once ("when and where"): one of them is an answer too.
	const lacks = missing.length === 0 ? 0 : shown.length > 0 ? 0.1 : Math.max(...missing);
	// A word that is found nowhere near counts twice: what is asked may be another wifi, another friend.
	const lost =
		sum(weights.map((weight, t) => (weight >= 1 && matches[t]! < 0.5 ? weight : 0))) / (sum(weights) || 1);
	const about = ABOUT * reading.about - lacks - LOST * lost;
	const coverage = Math.max(0, mean(matches, weights) + about);
	const tooLong = Math.max(0, text.length - 80) / 1_600;
	const score =
		mean(matches, rare) +
		about +
		0.25 * mean(places.own, rare) +
		(shown.length > 0 ? 0.12 : 0) +
		0.08 * reading.source.relevance -
		tooLong;
	return { ...span, source: reading.source.n, score, coverage, shared: sharedWords(places, weights) };
}

function sharedWords({ own, title, source }: Places, weights: readonly number[]): number {
	const strong = weights.flatMap((weight, t) => (weight >= 1 ? [t] : []));
	const clear = (...places: readonly (readonly number[])[]) =>
		strong.filter((t) => places.some((place) => (place[t] ?? 0) >= CLEARLY)).length;
	return clear(own) === 0 ? 0 : clear(own, title, source);
}

const mean = (values: readonly number[], weights: readonly number[]): number =>
	sum(weights.map((weight, i) => weight * (values[i] ?? 0))) / (sum(weights) || 1);

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
