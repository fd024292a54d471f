/**
 * The readers of files, each loaded only when a file of its kind comes. To add one: its reader, one line here, and its
 * endings in `formats.ts`. An archive has no reader: its entries are files of their own (`archive.ts`).
 */
import type { FormatName } from './formats.ts';
import type { Reader } from './reading.ts';

export const readers: Readonly<Record<Exclude<FormatName, 'zip'>, () => Promise<Reader>>> = {
	text: async () => (await import('./text.ts')).readPlain,
	markdown: async () => (await import('./text.ts')).readMarkdown,
	csv: async () => (await import('./csv.ts')).readCsv,
	json: async () => (await import('./json.ts')).readJson,
	'json-lines': async () => (await import('./json.ts')).readJsonLines,
	html: async () => (await import('./html.ts')).readHtml,
	pdf: async () => (await import('./pdf.ts')).readPdf,
	docx: async () => (await import('./docx.ts')).readDocx
};
