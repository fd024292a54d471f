/** What others wrote, made fit to be kept, signed and shown: texts, titles, names of files. */
import { MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import { cutBefore } from './blocks.ts';

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
		.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/[\s\u2028\u2029]+/g, ' ')
		.trim();
	return line.slice(0, cutBefore(line, 0, most, line.length)).trim();
}

/** A heading's words without what makes it one. */
export const unmarked = (heading: string): string =>
	heading
		.replace(/^\s*#{1,6}\s*|\s+#+\s*$/g, '')
		.replace(/\n\s*[=-]+\s*$/, '')
		.replace(/\*\*|__|`/g, '');

/** Most systems end a name at 255 bytes; what is longer was made to be. */
const MAX_SEGMENT_CHARS = 120;
const MAX_SEGMENTS = 12;

/**
 * A file's name with its folders, as it may be shown and compared: `/` between them, none that leads upwards, each on one
 * line and of a bounded length. The same name always comes out the same.
 */
export function cleanedName(name: string): string {
	const segments = name
		.slice(-4_096)
		.replaceAll('\\', '/')
		.split('/')
		.map(shortened)
		.filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
	return segments.slice(-MAX_SEGMENTS).join('/') || 'file';
}

/** Shortened in the middle: the ending says what it is. */
function shortened(segment: string): string {
	const line = cleanedTitle(segment, 4_096);
	if (line.length <= MAX_SEGMENT_CHARS) return line;
	const ending = /\.[^.\s]{1,12}$/.exec(line)?.[0] ?? '';
	return `${cleanedTitle(line, MAX_SEGMENT_CHARS - ending.length - 1)}…${ending}`;
}
