/**
 * The file formats there are, by file ending, each loaded only when a file of its kind comes. To add one: its reader,
 * and one line here. A file without an ending is tried as text.
 */
import type { Format } from './blocks.ts';

/** What a reader needs to know before a byte is read. */
const readers: Readonly<Record<string, Format>> = {
	txt: 'text',
	text: 'text',
	log: 'text',
	md: 'markdown',
	markdown: 'markdown',
	mdown: 'markdown'
};

/** For the file input's `accept`. */
export const ACCEPTED_ENDINGS: readonly string[] = Object.keys(readers).map((ending) => `.${ending}`);

/** How to read a file of this name; undefined for an ending that nothing here reads. */
export function formatOf(name: string): Format | undefined {
	const ending = /[^.]\.([^./\\\s]{1,12})$/.exec(name)?.[1]?.toLowerCase();
	if (ending === undefined) return 'text';
	return Object.hasOwn(readers, ending) ? readers[ending] : undefined;
}

/** The file's name without its ending, as a title. */
export const baseName = (name: string): string => name.replace(/([^.])\.[^./\\\s]{1,12}$/, '$1');
