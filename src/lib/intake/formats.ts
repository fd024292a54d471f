/**
 * What is known of a file by its ending, before a byte of it is read: what it is, and how large it may be. The readers
 * themselves are named in `index.ts`, which only the worker loads.
 */
const MIB = 1024 * 1024;

export type FormatName =
	'text' | 'markdown' | 'csv' | 'json' | 'json-lines' | 'html' | 'pdf' | 'docx' | 'zip';

export interface FileFormat {
	readonly name: FormatName;
	readonly maxBytes: number;
	/** Its bytes are text, and nothing but text will do. */
	readonly isText: boolean;
}

/**
 * The largest file that is taken, if its format sets no smaller one. 64 MiB of plain text is about fifty novels; a phone's
 * tab bears the passages of that, and little more.
 */
export const MAX_FILE_BYTES = 64 * MIB;

const text: FileFormat = { name: 'text', maxBytes: MAX_FILE_BYTES, isText: true };
const markdown: FileFormat = { ...text, name: 'markdown' };
/** Read step by step like text. */
const csv: FileFormat = { ...text, name: 'csv' };
const lines: FileFormat = { ...text, name: 'json-lines' };
/** Read whole, and what it becomes in memory takes ten times its bytes. */
const json: FileFormat = { ...text, name: 'json', maxBytes: 32 * MIB };
/** Pages saved with their pictures are large; the words of none are. Says itself how it is written. */
const html: FileFormat = { name: 'html', maxBytes: 16 * MIB, isText: false };
/** Held whole: a scanned book is as large, and one with words is small. */
const pdf: FileFormat = { name: 'pdf', maxBytes: MAX_FILE_BYTES, isText: false };
/** Mostly its pictures, which are not unpacked. */
const docx: FileFormat = { ...pdf, name: 'docx' };
/** As much as it may unpack to: a larger one could hold nothing more. */
const zip: FileFormat = { name: 'zip', maxBytes: 256 * MIB, isText: false };

const formats: Readonly<Record<string, FileFormat>> = {
	txt: text,
	text,
	log: text,
	md: markdown,
	markdown,
	mdown: markdown,
	csv,
	tsv: csv,
	json,
	jsonl: lines,
	ndjson: lines,
	html,
	htm: html,
	xhtml: html,
	pdf,
	docx,
	zip
};

/** For the file input's `accept`. */
export const ACCEPTED_ENDINGS: readonly string[] = Object.keys(formats).map((ending) => `.${ending}`);

/** How to read a file of this name; undefined for an ending that nothing here reads. */
export function formatOf(name: string): FileFormat | undefined {
	const ending = /[^./]\.([^./\\\s]{1,12})$/.exec(name)?.[1]?.toLowerCase();
	if (ending === undefined) return text;
	return Object.hasOwn(formats, ending) ? formats[ending] : undefined;
}

/** The file's name without its folders and its ending, as a title. */
export const baseName = (name: string): string =>
	name.slice(name.lastIndexOf('/') + 1).replace(/([^.])\.[^./\\\s]{1,12}$/, '$1');
