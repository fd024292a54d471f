/** A PDF's outline: on which page each chapter begins, and where on the page its title stands. */
import type { Mark } from '#lib/agent/ports.ts';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { cleanedTitle } from './clean.ts';

export interface Chapter {
	readonly page: number;
	readonly path: readonly string[];
}

/** More entries name figures and lines, not chapters. */
const MAX_CHAPTERS = 1_000;
const MAX_DEPTH = 6;
const MAX_TITLE_CHARS = 120;

/** In the order of the outline; empty where there is none or it cannot be read. */
export async function outlineOf(pdf: PDFDocumentProxy): Promise<readonly Chapter[]> {
	const chapters: Chapter[] = [];
	try {
		const tree = await pdf.getOutline();
		for (const { title, dest, path } of entriesOf(tree ?? [], [])) {
			if (chapters.length >= MAX_CHAPTERS) break;
			const page = await pageOf(pdf, dest);
			if (page !== undefined && title !== '') chapters.push({ page, path });
		}
	} catch {
		// A broken outline costs the names of chapters, not the book.
	}
	return chapters.sort((one, other) => one.page - other.page);
}

type Outline = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>;
type Dest = Outline[number]['dest'];

function* entriesOf(
	entries: Outline,
	above: readonly string[]
): Generator<{ title: string; dest: Dest; path: readonly string[] }> {
	for (const { title: written, dest, items } of entries) {
		const title = cleanedTitle(written, MAX_TITLE_CHARS);
		const path = title === '' ? above : [...above, title];
		yield { title, dest, path };
		if (path.length < MAX_DEPTH) yield* entriesOf(items as Outline, path);
	}
}

async function pageOf(pdf: PDFDocumentProxy, dest: Dest): Promise<number | undefined> {
	const explicit = typeof dest === 'string' ? await pdf.getDestination(dest) : dest;
	const [target] = (explicit ?? []) as readonly unknown[];
	if (typeof target === 'number') return target + 1;
	if (typeof target !== 'object' || target === null || !('num' in target) || !('gen' in target))
		return undefined;
	const { num, gen } = target;
	if (typeof num !== 'number' || typeof gen !== 'number') return undefined;
	return (await pdf.getPageIndex({ num, gen })) + 1;
}

/** What a page begins under, and where on it another chapter begins. */
export function placesIn(text: string, page: number, chapters: readonly Chapter[]) {
	let path: readonly string[] = chapters.findLast((chapter) => chapter.page < page)?.path ?? [];
	const marks: Mark[] = [];
	let from = 0;
	for (const chapter of chapters.filter((one) => one.page === page)) {
		const at = titleAt(text, chapter.path.at(-1)!, from);
		// Not found, or the first thing on the page: the page as a whole is under it.
		if (marks.length === 0 && (at === undefined || text.slice(0, at).trim() === '')) path = chapter.path;
		else if (at !== undefined) marks.push({ start: at, page, path: chapter.path });
		from = at ?? from;
	}
	return { path, marks };
}

/** Where a title stands, its blanks and line breaks whatever they are. */
function titleAt(text: string, title: string, from: number): number | undefined {
	const words = title.toLowerCase().split(/\s+/);
	const lower = text.toLowerCase();
	if (lower.length !== text.length) return undefined;
	for (let at = lower.indexOf(words[0]!, from); at !== -1; at = lower.indexOf(words[0]!, at + 1)) {
		const next = lower.slice(at, at + 4 * MAX_TITLE_CHARS).replace(/\s+/g, ' ');
		if (next.startsWith(words.join(' '))) return at;
	}
	return undefined;
}
