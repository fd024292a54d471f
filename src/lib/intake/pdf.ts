/**
 * PDF, page by page: the words in reading order, each page marked with its number as a reader counts it, from 1, and with
 * what the outline calls it. Draws nothing, runs nothing that is in the file, fetches nothing, opens nothing with a password.
 */
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { cleanedTitle } from './clean.ts';
import { outlineOf, placesIn, type Chapter } from './pdf-outline.ts';
import { textOfLines, type Run } from './pdf-text.ts';
import { refused, type FileRefusal, type Reading, type Source } from './reading.ts';
import { Sections } from './sections.ts';

/** A larger book is not one file. */
const MAX_PAGES = 10_000;

export async function* readPdf(source: Source): AsyncGenerator<Reading, void, undefined> {
	const { file, title, maxItemChars } = source;
	const pdf = await opened(new Uint8Array(await file.arrayBuffer()));
	if (typeof pdf === 'string') return yield refused(pdf);
	try {
		const sections = new Sections((await titleOf(pdf)) || title, maxItemChars);
		const outline = await outlineOf(pdf);
		let words = 0;
		let broken = 0;
		const pages = Math.min(pdf.numPages, MAX_PAGES);
		for (let page = 1; page <= pages; page++) {
			const text = await pageText(pdf, page);
			if (text === undefined) broken++;
			words += text?.trim().length ?? 0;
			const section = sectionOf(text ?? '', page, outline);
			for (const item of sections.add(section)) yield { kind: 'item', item };
			yield { kind: 'progress', bytes: Math.floor((file.size * page) / pages) };
		}
		for (const item of sections.rest()) yield { kind: 'item', item };
		if (words === 0) yield refused(broken === pages ? 'damaged' : 'no-text');
	} finally {
		await pdf.loadingTask.destroy();
	}
}

function sectionOf(text: string, page: number, outline: readonly Chapter[]) {
	const { path, marks } = placesIn(text, page, outline);
	const place = { page, ...(path.length > 0 && { path }) };
	return { text, place, marks, alone: false };
}

async function opened(data: Uint8Array): Promise<PDFDocumentProxy | FileRefusal> {
	const { getDocument } = await library();
	const task = getDocument({
		data,
		verbosity: 0,
		// The page's policy forbids it, and a file has no business with it.
		isEvalSupported: false,
		disableFontFace: true,
		useSystemFonts: false,
		useWorkerFetch: false,
		useWasm: false,
		isOffscreenCanvasSupported: false,
		isImageDecoderSupported: false,
		enableXfa: false,
		stopAtErrors: false
	});
	try {
		return await task.promise;
	} catch (error) {
		await task.destroy();
		const isLocked = error instanceof Error && error.name === 'PasswordException';
		// Whatever else it stumbled over stands in the file, not here.
		return isLocked ? 'encrypted' : 'damaged';
	}
}

/** The library's own worker runs in this one: it is off the page's thread already. */
async function library() {
	const scope = globalThis as { pdfjsWorker?: unknown };
	scope.pdfjsWorker ??= await quietly(() => import('pdfjs-dist/legacy/build/pdf.worker.mjs'));
	return import('pdfjs-dist/legacy/build/pdf.mjs');
}

/** Loaded in a worker it takes that worker for its own and speaks to the page; where there is a window it does not. */
async function quietly<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
	if ('window' in globalThis) return load();
	const scope = globalThis as { window?: unknown };
	scope.window = globalThis;
	try {
		return await load();
	} finally {
		delete scope.window;
	}
}

/** Undefined for a page that is broken: the others are still read. */
async function pageText(pdf: PDFDocumentProxy, number: number): Promise<string | undefined> {
	try {
		const page = await pdf.getPage(number);
		const { items } = await page.getTextContent();
		page.cleanup();
		return textOfLines(items.filter((item): item is typeof item & Run => 'str' in item));
	} catch {
		return undefined;
	}
}

/** Programs write what they please there: a file's name, their own, "untitled". */
const isNoTitle = (title: string): boolean =>
	title.length < 3 ||
	!/\p{L}{2}/u.test(title) ||
	/\.(?:docx?|xlsx?|pptx?|odt|pdf|tex|dvi|indd|qxd|pages|rtf|txt|html?|ps)$/i.test(title) ||
	/^(?:untitled|unknown|title|document\d*|slide \d+|powerpoint presentation)$/i.test(title) ||
	/^microsoft (?:word|powerpoint|excel)\b/i.test(title);

async function titleOf(pdf: PDFDocumentProxy): Promise<string> {
	try {
		const { info } = await pdf.getMetadata();
		const title = 'Title' in info && typeof info.Title === 'string' ? cleanedTitle(info.Title) : '';
		return isNoTitle(title) ? '' : title;
	} catch {
		return '';
	}
}
