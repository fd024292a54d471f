/**
 * The readers of files, each loaded only when a file of its kind comes, but for that of text, which is small and always
 * there, also without a network. To add one: its reader, one line here, and its endings in `formats.ts`. An archive has no reader: its entries are files of their own (`archive.ts`).
 */
import type { FormatName } from './formats.ts';
import type { Reader } from './reading.ts';
import { readMarkdown, readPlain } from './text.ts';

export const readers: Readonly<Record<Exclude<FormatName, 'zip'>, () => Promise<Reader>>> = {
	text: () => Promise.resolve(readPlain),
	markdown: () => Promise.resolve(readMarkdown),
	csv: async () => (await import('./csv.ts')).readCsv,
	json: async () => (await import('./json.ts')).readJson,
	'json-lines': async () => (await import('./json.ts')).readJsonLines,
	html: async () => (await import('./html.ts')).readHtml,
	pdf: async () => (await import('./pdf.ts')).readPdf,
	docx: async () => (await import('./docx.ts')).readDocx
};
