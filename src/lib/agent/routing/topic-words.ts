/**
 * Topics by words alone: which of the codebook's words a text holds, and which of its own words set it apart. No model.
 * Every node finds the same word cells for the same words, with a model or without.
 */
import { sha256 } from '../../protocol/bytes.ts';
import { keyOf } from '../claims-words.ts';
import { stopWords } from '../stop-words.ts';
import { unspaced, wordsOf } from '../support-words.ts';
import { languageOf } from '../terms.ts';
import { TOPIC_CELLS, WORD_CELLS, type Cell } from './cells.ts';
import type { Codebook } from './codebook.ts';
import { everyday } from './topic-everyday.ts';

/** A text longer than this says what it is about before. UTF-16 code units. */
export const MAX_TOPIC_CHARS = 4_000;
/** A word of the first line, where a title or a question stands, counts as much as this many of the rest. */
const TITLE_WORTH = 3;

/** One word of a text, by its stem. */
export interface Stem {
	readonly stem: string;
	/** As it was written first. */
	readonly form: string;
	/** How often, with the first line's counting more. */
	readonly times: number;
	readonly inTitle: boolean;
	/** Written like a name: with a capital inside a sentence, or in capitals, or with a digit. */
	readonly isName: boolean;
}

/** A text as it is compared: its stems in order, stop words as gaps, and each stem once. */
export interface Stems {
	/** '' where a stop word stood. */
	readonly order: readonly string[];
	readonly all: ReadonlyMap<string, Stem>;
}

/** The word's cell: the first four bytes of SHA-256 over `elm/1/word-cell`, a zero byte and the stem, modulo the cells there are. */
export function wordCell(stem: string): Cell {
	const [a = 0, b = 0, c = 0, d = 0] = sha256(`elm/1/word-cell\0${stem}`);
	return TOPIC_CELLS + ((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % WORD_CELLS);
}

const english = stopWords[0]!;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

interface Spelt {
	readonly word: string;
	readonly start: number;
	readonly end: number;
}

function spelt(text: string): Spelt[] {
	return wordsOf(text).flatMap(({ folded, start, end }) => {
		if (!unspaced.test(folded)) return [{ word: folded, start, end }];
		return [...segmenter.segment(text.slice(start, end))]
			.filter((part) => part.isWordLike)
			.map(({ segment, index }) => ({
				word: segment,
				start: start + index,
				end: start + index + segment.length
			}));
	});
}

/** The words of a text that say something, by their stems. Work is bounded by `MAX_TOPIC_CHARS`. */
export function stemsOf(whole: string): Stems {
	const text = whole.slice(0, MAX_TOPIC_CHARS);
	const titleEnd = text.includes('\n') ? text.indexOf('\n') : 0;
	const words = spelt(text);
	const stops = languageOf(words.map(({ word }) => word));
	const order: string[] = [];
	const all = new Map<string, Stem>();
	for (const { word, start, end } of words) {
		const isSaid = word.length > 1 && !stops.has(word) && !english.has(word);
		const stem = isSaid ? keyOf(word) : '';
		order.push(stem);
		if (stem === '') continue;
		const before = all.get(stem);
		const form = text.slice(start, end);
		const inTitle = start < titleEnd;
		all.set(stem, {
			stem,
			form: before?.form ?? form,
			times: (before?.times ?? 0) + (inTitle ? TITLE_WORTH : 1),
			inTitle: inTitle || before?.inTitle === true,
			isName: before?.isName === true || looksLikeName(form, text, start)
		});
	}
	return { order, all };
}

function looksLikeName(form: string, text: string, start: number): boolean {
	if (/\d/.test(form) && form.length > 2) return true;
	if (/^\p{Lu}{2,}$/u.test(form) || /^\p{L}\p{Ll}*\p{Lu}/u.test(form)) return true;
	// A capital after a full stop, or at the start, is everybody's.
	return /^\p{Lu}/u.test(form) && /[\p{L}\p{N},] $/u.test(text.slice(Math.max(0, start - 2), start));
}

/** Words of this rarity tell nothing apart: they take no seat on a card. */
export const DULL = 0.1;

/** How much a word sets a text apart, 0 to 1, by its looks: there is no corpus to count in, and both sides must agree. */
export function rarity({ stem, isName }: Pick<Stem, 'stem' | 'isName'>): number {
	if (everyday.has(stem)) return DULL;
	if (/^\d+$/.test(stem)) return stem.length > 2 ? 0.5 : DULL;
	const long = unspaced.test(stem) ? stem.length * 3 : stem.length;
	return Math.min(1, 0.35 + 0.06 * Math.min(8, long) + (isName ? 0.2 : 0));
}

/** How strongly a text speaks of topics: about 1 for one word that only this topic has. */
export type Votes = ReadonlyMap<Cell, number>;

/** What one text is about, before it is decided how much of it is said. */
export interface Read {
	readonly stems: Stems;
	readonly topics: Votes;
}

export type TopicsByWords = (stems: Stems) => Votes;

interface Pointer {
	readonly cell: Cell;
	/** The words that must follow, in order. */
	readonly then: readonly string[];
	worth: number;
}

/** Words of the name say more of a topic than those that merely go with it. */
const NAME_WORTH = 1.25;
/** Everyday words name a topic only together with others. */
const EVERYDAY_WORTH = 0.15;
/** Two words side by side are hardly ever chance. */
const PHRASE_WORTH = 1.5;

/** Made once of the codebook: some 5 ms. */
export function topicsByWords({ topics }: Codebook): TopicsByWords {
	const index = new Map<string, Pointer[]>();
	const point = (cell: Cell, words: readonly string[], worth: number): void => {
		const [first, ...then] = words.map(keyOf);
		if (first === undefined || first.length < 2) return;
		const pointers = index.get(first) ?? [];
		const same = pointers.find((one) => one.cell === cell && one.then.join() === then.join());
		if (same) same.worth = Math.max(same.worth, worth);
		else pointers.push({ cell, then, worth });
		index.set(first, pointers);
	};
	for (const { cell, name, anchors } of topics) {
		const names = spelt(name).flatMap(({ word }) => (english.has(word) ? [] : [word]));
		for (const word of names) point(cell, [word], NAME_WORTH);
		for (const anchor of anchors) point(cell, anchor, anchor.length > 1 ? PHRASE_WORTH : 1);
	}
	// What stands for many topics says little of each.
	for (const pointers of index.values())
		for (const pointer of pointers)
			if (pointer.then.length === 0) pointer.worth /= Math.sqrt(pointers.length);
	return (stems) => votesOf(stems, index);
}

function votesOf({ order, all }: Stems, index: ReadonlyMap<string, readonly Pointer[]>): Votes {
	const votes = new Map<Cell, number>();
	const counted = new Set<Pointer>();
	for (const [at, stem] of order.entries()) {
		for (const pointer of index.get(stem) ?? []) {
			if (counted.has(pointer) || pointer.then.some((word, n) => order[at + 1 + n] !== word)) continue;
			counted.add(pointer);
			const times = all.get(stem)?.times ?? 1;
			const dull = everyday.has(stem) && pointer.then.length === 0 ? EVERYDAY_WORTH : 1;
			const worth = pointer.worth * dull * (1 + 0.5 * Math.log(times));
			votes.set(pointer.cell, (votes.get(pointer.cell) ?? 0) + worth);
		}
	}
	return votes;
}

/** The heaviest first; of equals the lower number, so that every node names the same. */
export const heaviest = (votes: Votes, most: number): readonly (readonly [Cell, number])[] =>
	[...votes].sort(([a, x], [b, y]) => y - x || a - b).slice(0, most);

/** A question's words that set it apart, the rarest first. */
export function wordsApart({ all }: Stems, most: number): readonly Stem[] {
	return [...all.values()]
		.map((stem, at) => ({ stem, at, rarity: rarity(stem) }))
		.sort((a, b) => b.rarity - a.rarity || a.at - b.at)
		.slice(0, most)
		.map(({ stem }) => stem);
}
