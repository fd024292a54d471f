/**
 * The file formats there are, by file ending, each loaded only when a file of its kind comes. To add one: its reader,
 * and one line here. A file without an ending is tried as text.
 */
import type { Reader } from './reading.ts';

const MIB = 1024 * 1024;

/** What must be known before a byte is read. */
export interface FileFormat {
	readonly maxBytes: number;
	/** Its bytes are text, and nothing but text will do. */
	readonly isText: boolean;
	/** `archive`: its entries are files of their own. */
	readonly load: (() => Promise<Reader>) | 'archive';
}

/**
 * The largest file that is taken, if its format sets no smaller one. 64 MiB of plain text is about fifty novels; a phone's
 * tab bears the passages of that, and little more.
 */
export const MAX_FILE_BYTES = 64 * MIB;

const plain: FileFormat = {
	maxBytes: MAX_FILE_BYTES,
	isText: true,
	load: async () => (await import('./text.ts')).readPlain
};
const markdown: FileFormat = { ...plain, load: async () => (await import('./text.ts')).readMarkdown };

/** Read step by step like text. */
const csv: FileFormat = { ...plain, load: async () => (await import('./csv.ts')).readCsv };
const lines: FileFormat = { ...plain, load: async () => (await import('./json.ts')).readJsonLines };
/** Read whole, and what it becomes in memory takes ten times its bytes. */
const json: FileFormat = {
	maxBytes: 32 * MIB,
	isText: true,
	load: async () => (await import('./json.ts')).readJson
};
/** Pages saved with their pictures are large; the words of none are. Says itself how it is written. */
const html: FileFormat = {
	maxBytes: 16 * MIB,
	isText: false,
	load: async () => (await import('./html.ts')).readHtml
};
/** Held whole: a scanned book is as large, and one with words is small. */
const pdf: FileFormat = {
	maxBytes: MAX_FILE_BYTES,
	isText: false,
	load: async () => (await import('./pdf.ts')).readPdf
};
/** Mostly its pictures, which are not unpacked. */
const docx: FileFormat = { ...pdf, load: async () => (await import('./docx.ts')).readDocx };
/** As much as it may unpack to: a larger one could hold nothing more. */
const zip: FileFormat = { maxBytes: 256 * MIB, isText: false, load: 'archive' };

const formats: Readonly<Record<string, FileFormat>> = {
	txt: plain,
	text: plain,
	log: plain,
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
	if (ending === undefined) return plain;
	return Object.hasOwn(formats, ending) ? formats[ending] : undefined;
}

/** The file's name without its folders and its ending, as a title. */
export const baseName = (name: string): string =>
	name.slice(name.lastIndexOf('/') + 1).replace(/([^.])\.[^./\\\s]{1,12}$/, '$1');
