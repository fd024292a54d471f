/** A text cut for the screen: where a new page begins, and what is marked. */
import type { Mark, Place } from '#lib/app/knowledge-api.ts';

export type Piece =
	| { readonly kind: 'page'; readonly page: number }
	| { readonly kind: 'text'; readonly text: string; readonly isMarked: boolean };

export interface Stretch {
	readonly start: number;
	readonly end: number;
}

/** What stands between `from` and `to`, in order; the pages that begin there among it. */
export function piecesOf(
	text: string,
	{ start: from, end: to }: Stretch,
	marked: Stretch,
	marks: readonly Mark[] = []
): readonly Piece[] {
	const pages = pagesOf(marks).filter(({ start }) => start >= from && start < to);
	const cuts = [marked.start, marked.end, ...pages.map(({ start }) => start)].filter(
		(cut) => cut > from && cut < to
	);
	const edges = [...new Set([from, ...cuts, to])].sort((a, b) => a - b);
	const pieces: Piece[] = [];
	for (const [i, start] of edges.entries()) {
		const page = pages.find((one) => one.start === start);
		if (page) pieces.push({ kind: 'page', page: page.page });
		const end = edges[i + 1];
		if (end !== undefined && end > start)
			pieces.push({
				kind: 'text',
				text: text.slice(start, end),
				isMarked: start >= marked.start && end <= marked.end
			});
	}
	return pieces;
}

/** The first mark of each page: a heading on the same page begins none. */
function pagesOf(marks: readonly Mark[]): readonly { start: number; page: number }[] {
	const pages: { start: number; page: number }[] = [];
	for (const { start, page } of marks)
		if (page !== undefined && page !== pages.at(-1)?.page) pages.push({ start, page });
	return pages;
}

/** Where in its source the text at `at` stands. */
export const placeIn = (marks: readonly Mark[] | undefined, at: number): Place | undefined =>
	marks?.findLast(({ start }) => start <= at);

/** A text with some of its words marked, in order. */
export function withWords(
	text: string,
	words: readonly Stretch[]
): readonly { readonly text: string; readonly isMarked: boolean }[] {
	const pieces: { text: string; isMarked: boolean }[] = [];
	let at = 0;
	for (const { start, end } of words) {
		if (start > at) pieces.push({ text: text.slice(at, start), isMarked: false });
		pieces.push({ text: text.slice(start, end), isMarked: true });
		at = end;
	}
	if (at < text.length) pieces.push({ text: text.slice(at), isMarked: false });
	return pieces;
}
