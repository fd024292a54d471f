/**
 * Cuts a text into passages: along headings, paragraphs, lists and fenced code, then between sentences, 110 to 160
 * words each. Every character that is not blank lies in a passage; the words of a passage are the text's own, unchanged.
 */
import { MAX_PASSAGE_CHARS } from '#lib/protocol/limits.ts';
import {
	blocksOf,
	countWords,
	PASSAGE_WORDS,
	piecesOf,
	trimmed,
	type Format,
	type Piece,
	type Span
} from './blocks.ts';

export type { Format, Span } from './blocks.ts';

/** A section with fewer words than this shares a passage with its neighbour: alone it says too little. */
const SECTION_WORDS = 50;
/** A longer sentence is not said twice. */
const OVERLAP_WORDS = 40;

/** The spans of the passages of `text`, in order; neighbours in one paragraph share a sentence. */
export function passagesOf(text: string, format: Format): Span[] {
	const whole = trimmed(text, { start: 0, end: text.length });
	if (!whole) return [];
	if (whole.end - whole.start <= MAX_PASSAGE_CHARS && countWords(text, whole) <= PASSAGE_WORDS.most)
		return [whole];
	const spans: Span[] = [];
	let held: Piece[] = [];
	for (const block of blocksOf(text, format))
		for (const piece of piecesOf(text, block)) {
			if (held.length > 0 && isFull(held, piece)) {
				const next = carried(held, piece);
				spans.push(spanOf(next.kept));
				held = next.carried;
			}
			held.push(piece);
		}
	if (held.length > 0) spans.push(spanOf(held));
	return spans;
}

const wordsIn = (pieces: readonly Piece[]): number => pieces.reduce((sum, piece) => sum + piece.words, 0);

const spanOf = (pieces: readonly Piece[]): Span => ({ start: pieces[0]!.start, end: pieces.at(-1)!.end });

function fits(held: readonly Piece[], next: Piece): boolean {
	return (
		next.end - (held[0] ?? next).start <= MAX_PASSAGE_CHARS &&
		wordsIn(held) + next.words <= PASSAGE_WORDS.most
	);
}

/** Whether the passage ends before `next`: no room, a new section, or a new block once there is enough. */
function isFull(held: readonly Piece[], next: Piece): boolean {
	if (!fits(held, next)) return true;
	if (held.every((piece) => piece.kind === 'heading')) return false;
	const words = wordsIn(held);
	return next.kind === 'heading' ? words >= SECTION_WORDS : next.opens && words >= PASSAGE_WORDS.least;
}

/** What stays in the full passage, and what the next one begins with: headings left at its end, or its last sentence. */
function carried(held: readonly Piece[], next: Piece): { kept: readonly Piece[]; carried: Piece[] } {
	const headings: Piece[] = [];
	while (held.length - headings.length > 1 && held[held.length - 1 - headings.length]!.kind === 'heading')
		headings.unshift(held[held.length - 1 - headings.length]!);
	const kept = held.slice(0, held.length - headings.length);
	if (headings.length > 0 && fits(headings, next)) return { kept, carried: headings };
	const last = held.at(-1)!;
	const repeats =
		!next.opens &&
		next.kind === 'paragraph' &&
		held.length > 1 &&
		last.words <= OVERLAP_WORDS &&
		fits([last], next);
	return { kept: held, carried: repeats ? [last] : [] };
}
