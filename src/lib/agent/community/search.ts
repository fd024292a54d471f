/**
 * Finds entries of a community by their words: rare words count for more, words of a title too, and what begins like a word
 * counts a little. Words of a text are taken apart once, when it is first searched.
 */
import type { EntryId } from '../../protocol/entry.ts';
import { wordsOf } from '../terms.ts';
import type { Content, Item } from './reduce.ts';
import type { NameOf } from './threads.ts';
import type { Found } from './views.ts';

/** A word of the title counts like so many of the text. */
const TITLE = 3;
/** What only begins like the word, against the word itself. */
const BEGINS = 0.5;
/** Shorter ones begin too much. */
const MIN_BEGINNING = 3;
/** How soon a word that is said again adds little (BM25's k1), and how much length is held against a text (its b). */
const SATURATION = 1.2;
const LENGTH = 0.6;

interface Read {
	readonly title: string;
	readonly text: string;
	/** Numbers of the words, those of the title first. */
	readonly words: Uint32Array;
	readonly titled: number;
}

/** Keeps what was read of the texts of one community. */
export class Searcher {
	readonly #numbers = new Map<string, number>();
	readonly #read = new Map<EntryId, Read>();

	search(
		content: Content,
		terms: readonly string[],
		most: number,
		texts: ReadonlyMap<EntryId, string>,
		nameOf: NameOf
	): readonly Found[] {
		const asked = new Set(terms.map((term) => term.normalize('NFKC').toLowerCase()));
		if (asked.size === 0) return [];
		const docs = content.sequence.flatMap((item) => {
			if (item.hidden || item.withdrawn) return [];
			const text = item.kind === 'page' ? (texts.get(item.id) ?? '') : textOf(item, content);
			return [{ item, text, read: this.#readOf(item, text) }];
		});
		const mean = docs.reduce((sum, { read }) => sum + read.words.length, 0) / Math.max(1, docs.length) + 1;
		const scores = new Float64Array(docs.length);
		for (const term of asked) this.#score(term, docs, mean, scores);
		return docs
			.map((doc, at) => ({ ...doc, score: scores[at] ?? 0 }))
			.filter(({ score }) => score > 0)
			.sort(
				(a, b) =>
					b.score - a.score || b.item.held.clock - a.item.held.clock || (a.item.id < b.item.id ? -1 : 1)
			)
			.slice(0, Math.max(0, most))
			.map(({ item, text, score }) => found(item, text, score, content, nameOf));
	}

	#score(term: string, docs: readonly { readonly read: Read }[], mean: number, scores: Float64Array): void {
		const weights = this.#likeThis(term);
		if (weights.size === 0) return;
		const said = new Map<number, number>();
		docs.forEach(({ read: { words, titled } }, at) => {
			let times = 0;
			for (let i = 0; i < words.length; i++) {
				const weight = weights.get(words[i]!);
				if (weight !== undefined) times += i < titled ? TITLE * weight : weight;
			}
			if (times > 0) said.set(at, times);
		});
		const rarity = Math.log(1 + (docs.length - said.size + 0.5) / (said.size + 0.5));
		for (const [at, times] of said) {
			const long = 1 - LENGTH + (LENGTH * docs[at]!.read.words.length) / mean;
			scores[at] = (scores[at] ?? 0) + (rarity * times * (SATURATION + 1)) / (times + SATURATION * long);
		}
	}

	/** The word, and words that begin with it. */
	#likeThis(term: string): ReadonlyMap<number, number> {
		const weights = new Map<number, number>();
		if (term.length >= MIN_BEGINNING)
			for (const [word, number] of this.#numbers) if (word.startsWith(term)) weights.set(number, BEGINS);
		const itself = this.#numbers.get(term);
		if (itself !== undefined) weights.set(itself, 1);
		return weights;
	}

	#readOf({ id, title }: Item, text: string): Read {
		const known = this.#read.get(id);
		if (known?.text === text && known.title === title) return known;
		const titled = wordsOf(title.normalize('NFKC').toLowerCase());
		const words = [...titled, ...wordsOf(text.normalize('NFKC').toLowerCase())];
		const numbers = Uint32Array.from(words, (word) => {
			const number = this.#numbers.get(word) ?? this.#numbers.size;
			this.#numbers.set(word, number);
			return number;
		});
		const read = { title, text, words: numbers, titled: titled.length };
		this.#read.set(id, read);
		return read;
	}
}

function textOf(item: Item, { events }: Content): string {
	const place = events.get(item.id)?.now.place;
	return place === undefined ? item.text : `${item.text}\n${place}`;
}

function found(item: Item, text: string, score: number, content: Content, nameOf: NameOf): Found {
	const { id, within, kind, held } = item;
	const root = content.items.get(within);
	const title = item.title || (root && !root.hidden && !root.withdrawn ? root.title : '');
	const { author, entry } = held;
	return { entry: id, within, kind, title, text, author, name: nameOf(author), at: entry.at, score };
}
