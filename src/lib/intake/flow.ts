/** Running text into items: split where it is too long for one, cut into passages, marked by its headings. */
import { MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import type { Format } from './blocks.ts';
import { cleaned, cleanedTitle } from './clean.ts';
import { titleIn, type ReadItem } from './item.ts';
import { Headings } from './marks.ts';
import { passagesOf } from './passages.ts';
import { Splitter } from './split.ts';

export interface FlowOptions {
	readonly format: Format;
	/** Wins over what the text calls itself. */
	readonly title?: string;
	/** Where neither is there. */
	readonly fileTitle: string;
	readonly maxItemChars: number;
	readonly kind?: ReadItem['kind'];
	readonly url?: string;
}

/** Takes text as it comes and gives items as soon as they are full. Never holds much more than one. */
export class Flow {
	readonly #options: FlowOptions;
	readonly #splitter: Splitter;
	readonly #headings = new Headings();
	#part = 0;
	#split = false;
	#title = '';

	constructor(options: FlowOptions) {
		this.#options = options;
		this.#splitter = new Splitter(options.maxItemChars);
	}

	*add(text: string): Generator<ReadItem> {
		for (const part of this.#splitter.add(text)) {
			this.#split = true;
			yield* this.#item(part);
		}
	}

	*rest(): Generator<ReadItem> {
		for (const part of this.#splitter.rest()) yield* this.#item(part);
	}

	*#item(raw: string): Generator<ReadItem> {
		const { format, title, fileTitle, kind = 'file', url } = this.#options;
		const text = cleaned(raw);
		const spans = passagesOf(text, format);
		if (spans.length === 0) return;
		this.#part++;
		if (this.#part === 1)
			this.#title = cleanedTitle(title ?? '') || titleIn(text, format) || cleanedTitle(fileTitle);
		const marks = this.#headings.marksOf(text, format);
		yield {
			title: numbered(this.#title, this.#part),
			text,
			spans,
			...(marks.length > 0 && { marks }),
			kind,
			...(this.#split && { part: this.#part }),
			...(url !== undefined && { url })
		};
	}
}

/** Leaves room for the number in what a title may hold. */
export const numbered = (title: string, part: number): string =>
	part === 1 ? title : `${cleanedTitle(title, MAX_TITLE_CHARS - 12)} (part ${part})`;
