/**
 * A text as an item that can be kept: cleaned of what the wire would refuse, named, cut into passages. The spans lie in
 * the cleaned text, which is the item's text from then on.
 */
import type { Mark } from '#lib/agent/ports.ts';
import { MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import { blocksOf, cutBefore } from './blocks.ts';
import { cleaned, cleanedTitle, unmarked } from './clean.ts';
import { Headings } from './marks.ts';
import { passagesOf, type Format, type Span } from './passages.ts';

export { cleaned, cleanedTitle } from './clean.ts';

export interface ReadyItem {
	readonly title: string;
	readonly text: string;
	readonly spans: readonly Span[];
	/** Absent where the source has neither pages nor headings. */
	readonly marks?: readonly Mark[];
}

/** What a file or a web page became; a long one becomes several. */
export interface ReadItem extends ReadyItem {
	readonly kind: 'file' | 'page';
	/** From 1, where the source was too long for one item. */
	readonly part?: number;
	/** A web page's own address. */
	readonly url?: string;
}

/** A note or pasted text; `title` where the person gave one, else its first heading or line. */
export function itemFrom(written: string, format: Format, title = ''): ReadyItem {
	const text = cleaned(written);
	const marks = new Headings().marksOf(text, format);
	return {
		title: cleanedTitle(title) || titleIn(text, format) || firstLine(text),
		text,
		spans: passagesOf(text, format),
		...(marks.length > 0 && { marks })
	};
}

/** Headings further down name a section, not the text. */
const HEAD_CHARS = 4_000;

/** The first heading of a Markdown text, without its marks; empty where there is none near its beginning. */
export function titleIn(text: string, format: Format): string {
	if (format !== 'markdown') return '';
	for (const block of blocksOf(text.slice(0, HEAD_CHARS), format))
		if (block.kind === 'heading') return cleanedTitle(unmarked(text.slice(block.start, block.end)));
	return '';
}

const FIRST_LINE_CHARS = 60;

function firstLine(text: string): string {
	const line = cleanedTitle(
		text
			.trimStart()
			.slice(0, 2 * MAX_TITLE_CHARS)
			.split('\n', 1)[0] ?? ''
	);
	if (line.length <= FIRST_LINE_CHARS) return line;
	return `${line.slice(0, cutBefore(line, 0, FIRST_LINE_CHARS, line.length)).trim()}…`;
}
