/**
 * Pieces that stand for themselves (a page, a row, a record) into items: no passage reaches over the edge of a page or
 * cuts a row that fits into one. Small pieces that follow one another in one place share a passage.
 */
import type { Mark, Place } from '#lib/agent/ports.ts';
import { MAX_PASSAGE_CHARS } from '#lib/protocol/limits.ts';
import { countWords, trimmed, type Span } from './blocks.ts';
import { cleaned, cleanedTitle } from './clean.ts';
import { numbered } from './flow.ts';
import type { ReadItem } from './item.ts';
import { passagesOf } from './passages.ts';
import { Splitter } from './split.ts';

export interface Section {
	readonly text: string;
	readonly place?: Place;
	/** Small ones are found by what they say alone: a question with its answer, a page. */
	readonly alone: boolean;
	/** Places within the text, by where they begin in it: after `place`, in order. */
	readonly marks?: readonly Mark[];
}

/** Some rows together say what they are about; a hundred rows in one passage say nothing. */
const SHARED_WORDS = 60;
/** Marks are read with every passage: with more of them there are more items. */
const MAX_MARKS = 2_000;
const BETWEEN = '\n\n';

export class Sections {
	readonly #title: string;
	readonly #most: number;
	#text = '';
	#spans: Span[] = [];
	#marks: Mark[] = [];
	#part = 0;
	/** Whether the last passage may take another small piece, and how many words it has. */
	#shared: number | undefined;

	constructor(title: string, maxItemChars: number) {
		this.#title = cleanedTitle(title);
		this.#most = maxItemChars;
	}

	*add(section: Section): Generator<ReadItem> {
		const text = cleaned(section.text).trimEnd();
		if (trimmed(text, { start: 0, end: text.length }) === undefined) return;
		if (text.length > this.#most) {
			const splitter = new Splitter(this.#most);
			for (const part of [...splitter.add(text), ...splitter.rest()])
				yield* this.add({ ...section, text: part, marks: [] });
			return;
		}
		const isFull =
			this.#text.length + BETWEEN.length + text.length > this.#most || this.#marks.length >= MAX_MARKS;
		if (isFull) yield* this.#item(true);
		this.#append(section, text);
	}

	*rest(): Generator<ReadItem> {
		yield* this.#item(this.#part > 0);
	}

	#append({ place, alone, marks = [] }: Section, text: string): void {
		if (this.#text !== '') this.#text += BETWEEN;
		const start = this.#text.length;
		this.#text += text;
		const moved = this.#mark(start, place);
		for (const { start: within, ...inner } of marks) this.#mark(start + within, inner);
		const whole = trimmed(text, { start: 0, end: text.length })!;
		const words = countWords(text, whole);
		const fits = words <= SHARED_WORDS && whole.end - whole.start <= MAX_PASSAGE_CHARS;
		const last = this.#spans.at(-1);
		if (last && !alone && !moved && fits && this.#shared !== undefined) {
			const joined = { start: last.start, end: start + whole.end };
			if (this.#shared + words <= SHARED_WORDS && joined.end - joined.start <= MAX_PASSAGE_CHARS) {
				this.#spans[this.#spans.length - 1] = joined;
				this.#shared += words;
				return;
			}
		}
		const spans = alone && whole.end - whole.start <= SHORT_CHARS ? [whole] : passagesOf(text, 'markdown');
		for (const span of spans) this.#spans.push({ start: start + span.start, end: start + span.end });
		this.#shared = alone || !fits ? undefined : words;
	}

	/** Whether the place has changed. */
	#mark(start: number, place: Place | undefined): boolean {
		if (!place) return false;
		const last = this.#marks.at(-1);
		if (last && last.page === place.page && samePath(last.path, place.path)) return false;
		this.#marks.push({ start, ...place });
		return true;
	}

	*#item(split: boolean): Generator<ReadItem> {
		if (this.#spans.length === 0) return;
		this.#part++;
		const last = this.#marks.at(-1);
		yield {
			title: numbered(this.#title, this.#part),
			text: this.#text,
			spans: this.#spans,
			...(this.#marks.length > 0 && { marks: this.#marks }),
			kind: 'file',
			...(split && { part: this.#part })
		};
		this.#text = '';
		this.#spans = [];
		this.#marks = last ? [{ ...last, start: 0 }] : [];
		this.#shared = undefined;
	}
}

/** A question with its answer up to this stays whole; beyond it passages are cut as everywhere. */
const SHORT_CHARS = 2_000;

const samePath = (one: Place['path'] = [], other: Place['path'] = []): boolean =>
	one.length === other.length && one.every((title, n) => title === other[n]);
