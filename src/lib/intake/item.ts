/**
 * A text as an item that can be kept: cleaned of what the wire would refuse, named, cut into passages. The spans lie in
 * the cleaned text, which is the item's text from then on.
 */
import { MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import { blocksOf, cutBefore } from './blocks.ts';
import { passagesOf, type Format, type Span } from './passages.ts';

export interface ReadyItem {
	readonly title: string;
	readonly text: string;
	readonly spans: readonly Span[];
}

/** A note or pasted text; `title` where the person gave one, else its first heading or line. */
export function itemFrom(written: string, format: Format, title = ''): ReadyItem {
	const text = cleaned(written);
	return {
		title: cleanedTitle(title) || titleIn(text, format) || firstLine(text),
		text,
		spans: passagesOf(text, format)
	};
}

/** One kind of line break, no control characters, no half characters: what can be signed and sent. */
export function cleaned(text: string): string {
	return (
		text
			.replace(/\r\n?/g, '\n')
			.replace(/\f/g, '\n\n')
			// eslint-disable-next-line no-control-regex -- control characters are just what is dropped here
			.replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f\ufeff]/g, '')
			.toWellFormed()
	);
}

/** One line without characters that turn the writing direction, no longer than a title may be. */
export function cleanedTitle(title: string, most = MAX_TITLE_CHARS): string {
	const line = cleaned(title)
		.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/[\s\u2028\u2029]+/g, ' ')
		.trim();
	return line.slice(0, cutBefore(line, 0, most, line.length)).trim();
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

const unmarked = (heading: string): string =>
	heading
		.replace(/^\s*#{1,6}\s*|\s+#+\s*$/g, '')
		.replace(/\n\s*[=-]+\s*$/, '')
		.replace(/\*\*|__|`/g, '');

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
