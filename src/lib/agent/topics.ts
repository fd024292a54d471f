/**
 * What a set of texts is about, in a dozen of their own phrases: titles and headings first, then runs of words that are
 * frequent here and rarer in the person's other texts. No model. Whoever feeds it gives pieces of bounded length and may
 * pause between them; what is held is bounded too.
 */
import { keyOf } from './claims-words.ts';
import { fold } from './support-words.ts';
import { languageOf } from './terms.ts';

export interface TopicText {
	readonly title: string;
	readonly headings: readonly string[];
	readonly text: string;
}

export interface Topics {
	/** `item` names what the piece is part of; `here`: of what the topics are wanted, else of what they are to differ from. */
	add(item: string, text: TopicText, here: boolean): void;
	best(most?: number): readonly string[];
}

interface Phrase {
	/** As it was written first. */
	readonly form: string;
	readonly keys: readonly string[];
	times: number;
	/** Items here that hold it, and others. */
	items: number;
	others: number;
	/** Titles and headings that hold it. */
	titles: number;
	/** How much of a whole title or heading it was at most. */
	whole: boolean;
	lastItem: string;
}

const MOST = 12;
const MAX_WORDS = 3;
const MAX_TITLE_WORDS = 6;
/** More phrases than these are thinned out: those that were met once and stand in no title go. */
const MAX_PHRASES = 40_000;

export function gatherTopics(): Topics {
	const phrases = new Map<string, Phrase>();
	const known = new Map<string, Word>();
	let [items, others] = [0, 0];
	let last = '';

	function meet(
		words: readonly Word[],
		item: string,
		here: boolean,
		place: 'text' | 'title' | 'whole'
	): void {
		const keys = words.map(({ key }) => key);
		const name = keys.join(' ');
		const met = phrases.get(name);
		// What only the others hold is of no interest; what they share is counted while it is known here.
		if (!met && !here) return;
		const phrase = met ?? {
			form: words.map(({ word }) => word).join(' '),
			keys,
			times: 0,
			items: 0,
			others: 0,
			titles: 0,
			whole: false,
			lastItem: ''
		};
		if (!met) phrases.set(name, phrase);
		if (phrase.lastItem !== item) {
			phrase.lastItem = item;
			if (here) phrase.items++;
			else phrase.others++;
		}
		if (!here) return;
		phrase.times++;
		if (place !== 'text') phrase.titles++;
		if (place === 'whole') phrase.whole = true;
	}

	/** The same words come again and again. */
	function wordOf(word: string): Word {
		let one = known.get(word);
		if (!one) {
			if (known.size > MAX_PHRASES) known.clear();
			known.set(word, (one = newWord(word)));
		}
		return one;
	}

	return {
		add(item, { title, headings, text }, here) {
			if (item !== last) {
				last = item;
				if (here) items++;
				else others++;
			}
			const isStop = stopsOf(`${title} ${text}`);
			for (const name of [title, ...headings]) {
				const runs = runsOf(name, isStop, wordOf);
				const whole = runs.length === 1 ? runs[0]! : [];
				if (isWhole(whole)) meet(whole, item, here, 'whole');
				for (const run of runs)
					eachPart(run, (words) => {
						if (words.length !== whole.length) meet(words, item, here, 'title');
					});
			}
			for (const run of runsOf(text, isStop, wordOf))
				eachPart(run, (words) => meet(words, item, here, 'text'));
			if (phrases.size > MAX_PHRASES)
				for (const [name, { times, titles }] of phrases) if (times < 2 && titles === 0) phrases.delete(name);
		},
		best(most = MOST) {
			const scored = [...phrases.values()]
				.filter(isWorthy)
				.map((phrase) => ({ phrase, score: scoreOf(phrase, items, others) }))
				.sort((a, b) => b.score - a.score || (a.phrase.form < b.phrase.form ? -1 : 1));
			const chosen: Phrase[] = [];
			for (const { phrase } of scored) {
				if (chosen.length === most) break;
				if (!chosen.some((other) => overlap(phrase.keys, other.keys))) chosen.push(phrase);
			}
			return chosen.map(({ form }) => form);
		}
	};
}

const isWhole = (words: readonly Word[]): boolean =>
	words.length > 0 && words.length <= MAX_TITLE_WORDS && words.some(({ isName }) => isName);

/** A single word of running text is a topic only where it comes back. */
const isWorthy = ({ keys, times, titles, form, items }: Phrase): boolean =>
	titles > 0 || (keys.length > 1 ? times > 1 : items > 1 && times > 2 && form.length > 3);

function scoreOf(
	{ times, titles, whole, items: here, others: there, keys }: Phrase,
	items: number,
	others: number
) {
	const share = (here + 0.5) / (items + 1);
	const elsewhere = (there + 0.5) / (others + 1);
	const rarity = others === 0 ? 1 : Math.min(3, Math.max(0.2, Math.log2(1 + share / elsewhere)));
	const place = (whole ? 2 : 0) + Math.min(4, titles);
	return (place + Math.log2(1 + times)) * (1 + 0.3 * Math.min(2, keys.length - 1)) * rarity;
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
	const shared = a.filter((key) => b.includes(key)).length;
	return shared * 2 >= Math.min(a.length, b.length) && shared > 0;
}

// ---------------------------------------------------------------- words

interface Word {
	readonly word: string;
	readonly key: string;
	readonly isNumber: boolean;
	readonly isName: boolean;
}

const newWord = (word: string): Word => ({
	word,
	key: keyOf(fold(word)),
	isNumber: /^\d/.test(word),
	isName: /\p{L}{3}/u.test(word)
});

const pieces = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’-][\p{L}\p{N}\p{M}]+)*/gu;

type IsStop = (word: string) => boolean;

function stopsOf(text: string): IsStop {
	const words = [...text.slice(0, 2_000).matchAll(pieces)].map(([word]) => word.toLowerCase());
	const stops = languageOf(words);
	const english = languageOf([]);
	return (word) => stops.has(word) || english.has(word);
}

/** Words that stand side by side with nothing but a space between them, and say something. */
function runsOf(text: string, isStop: IsStop, wordOf: (word: string) => Word): Word[][] {
	const runs: Word[][] = [];
	let run: Word[] = [];
	let end = -1;
	const close = (): void => {
		if (run.length > 0) runs.push(run);
		run = [];
	};
	for (const { 0: word, index } of text.matchAll(pieces)) {
		if (index !== end + 1 || text[end] !== ' ') close();
		end = index + word.length;
		const bare = word.replace(/['’]s$/iu, '');
		const lower = bare.toLowerCase();
		if (
			word.length > 40 ||
			isStop(lower) ||
			lower.split(/['’]/u).every((part) => part === '' || isStop(part))
		)
			close();
		else run.push(wordOf(bare));
	}
	close();
	return runs;
}

/** Every part of a run that may name something: not a number alone, not two letters alone. */
function eachPart(run: readonly Word[], visit: (words: readonly Word[]) => void): void {
	for (let from = 0; from < run.length; from++) {
		if (run[from]!.isNumber) continue;
		let isName = false;
		for (let to = from; to < run.length && to < from + MAX_WORDS; to++) {
			isName ||= run[to]!.isName;
			if (isName && !run[to]!.isNumber) visit(run.slice(from, to + 1));
		}
	}
}
