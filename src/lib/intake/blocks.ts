/**
 * A text as a row of blocks (headings, paragraphs, list items, fenced code), and a block as a row of pieces that
 * a passage is never cut inside of: sentences, whole list items, whole lines of code. Only finds spans; changes nothing.
 */
import { MAX_PASSAGE_CHARS } from '#lib/protocol/limits.ts';

export type Format = 'text' | 'markdown';

export interface Span {
	readonly start: number;
	readonly end: number;
}

export interface Block extends Span {
	readonly kind: 'heading' | 'paragraph' | 'item' | 'code';
}

export interface Piece extends Span {
	readonly kind: Block['kind'];
	readonly words: number;
	/** The first piece of its block: a better place to cut than the middle of a paragraph. */
	readonly opens: boolean;
}

/** A passage holds 110 to 160 words: enough to be understood alone, little enough to be one subject. */
export const PASSAGE_WORDS = { least: 110, most: 160 } as const;

/** `Intl.Segmenter` is quadratic on one long string: no more than this is given to it at once. */
const MAX_SEGMENT_CHARS = 1_500;

const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const underline = /^ {0,3}(?:={2,}|-{2,})[ \t]*$/;
const listItem = /^[ \t]*(?:[-*+•–]|\d{1,9}[.)])[ \t]+\S/;

/** The blocks of `text`, in order. Blank lines lie between them. */
export function* blocksOf(text: string, format: Format): Generator<Block> {
	let open: { kind: Block['kind']; start: number; end: number } | undefined;
	let fenced = '';
	for (const line of linesOf(text)) {
		const content = text.slice(line.start, line.end);
		const mark = format === 'markdown' ? fence.exec(content)?.[1] : undefined;
		if (fenced !== '') {
			open!.end = line.end;
			if (mark?.startsWith(fenced) && content.trim() === mark) fenced = '';
			continue;
		}
		if (open?.kind === 'code' || content.trim() === '') {
			if (open) yield open;
			open = undefined;
			if (content.trim() === '') continue;
		}
		const kind: Block['kind'] = mark
			? 'code'
			: format === 'markdown' && heading.test(content)
				? 'heading'
				: listItem.test(content)
					? 'item'
					: 'paragraph';
		if (mark) fenced = mark;
		const continues: boolean = kind === 'paragraph' && (open?.kind === 'paragraph' || open?.kind === 'item');
		if (continues) {
			open!.end = line.end;
			if (format === 'markdown' && open!.kind === 'paragraph' && underline.test(content))
				open!.kind = 'heading';
			continue;
		}
		if (open) yield open;
		open = { kind, start: line.start, end: line.end };
	}
	if (open) yield open;
}

/** Lines without their breaks. A line is bounded: a file without breaks is read in steps too. */
function* linesOf(text: string): Generator<Span> {
	let start = 0;
	while (start < text.length) {
		const at = text.indexOf('\n', start);
		const end = at === -1 ? text.length : at;
		yield { start, end };
		start = end + 1;
	}
}

/** The pieces of a block, none over a passage's size, edges free of blanks. */
export function* piecesOf(text: string, block: Block): Generator<Piece> {
	const whole = trimmed(text, block);
	if (!whole) return;
	const words = countWords(text, whole);
	const most = block.kind === 'code' ? Infinity : PASSAGE_WORDS.most;
	if (block.kind !== 'paragraph' && words <= most && whole.end - whole.start <= MAX_PASSAGE_CHARS) {
		yield { ...whole, kind: block.kind, words, opens: true };
		return;
	}
	let opens = true;
	for (const part of block.kind === 'code' ? linesIn(text, whole) : sentencesIn(text, whole))
		for (const span of boundedSpans(text, part)) {
			yield { ...span, kind: block.kind, words: countWords(text, span), opens };
			opens = false;
		}
}

function* linesIn(text: string, span: Span): Generator<Span> {
	for (const line of linesOf(text.slice(span.start, span.end)))
		yield { start: span.start + line.start, end: span.start + line.end };
}

/** A line break inside a paragraph ends no sentence; the segmenter thinks it does. */
const unwrapped = (text: string): string => text.replace(/[\n\r\u0085\u2028\u2029]/g, ' ');

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });

function* sentencesIn(text: string, span: Span): Generator<Span> {
	for (let start = span.start; start < span.end;) {
		const end = cutBefore(text, start, Math.min(span.end, start + MAX_SEGMENT_CHARS), span.end);
		let last = start;
		for (const { index, segment } of sentences.segment(unwrapped(text.slice(start, end)))) {
			last = start + index;
			// The last sentence of a step may go on in the next one: it is read again from its start.
			if (last + segment.length < end || end === span.end || last === start)
				yield { start: last, end: last + segment.length };
		}
		start = end === span.end || last === start ? end : last;
	}
}

/** Cuts what is over a passage's size at blanks, and where there are none between characters. */
function* boundedSpans(text: string, span: Span): Generator<Span> {
	for (let start = span.start; start < span.end;) {
		let end = cutBefore(text, start, Math.min(span.end, start + MAX_PASSAGE_CHARS), span.end);
		end = Math.min(end, endOfWords(text, start, end, PASSAGE_WORDS.most));
		const part = trimmed(text, { start, end });
		if (part) yield part;
		start = end;
	}
}

/** `at`, moved back to just after a blank where one is near, and never into a surrogate pair. */
export function cutBefore(text: string, start: number, at: number, end: number): number {
	if (at >= end) return end;
	for (let cut = at; cut > start + (at - start) / 2; cut--) if (isBlank(text, cut - 1)) return cut;
	const inPair = isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
	// A pair alone is wider than the room: take it whole, or nothing would ever move on.
	return inPair ? (at - 1 > start ? at - 1 : at + 1) : at;
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

const isBlank = (text: string, at: number) => text.charAt(at).trim() === '';

/** The span without blanks at its edges, or undefined where nothing else is in it. */
export function trimmed(text: string, { start, end }: Span): Span | undefined {
	while (start < end && isBlank(text, start)) start++;
	while (end > start && isBlank(text, end - 1)) end--;
	return start < end ? { start, end } : undefined;
}

/** Chinese, Japanese and Thai write no blanks: there, two characters count as a word. */
const isUnspaced = (unit: number) =>
	(unit >= 0x0e00 && unit <= 0x0eff) ||
	(unit >= 0x3040 && unit <= 0x30ff) ||
	(unit >= 0x3400 && unit <= 0x9fff);

/** How many words the span holds, as near as cutting needs. */
export const countWords = (text: string, { start, end }: Span): number =>
	walkWords(text, start, end, Infinity).words;

const endOfWords = (text: string, start: number, end: number, most: number): number =>
	walkWords(text, start, end, most).at;

function walkWords(text: string, start: number, end: number, most: number): { words: number; at: number } {
	let words = 0;
	let inWord = false;
	for (let at = start; at < end; at++) {
		const unit = text.charCodeAt(at);
		const blank = unit <= 0x20 || (unit > 0x7f && isBlank(text, at));
		const step = isUnspaced(unit) ? 0.5 : !blank && !inWord ? 1 : 0;
		if (words + step > most) return { words, at };
		words += step;
		inWord = !blank && !isUnspaced(unit);
	}
	return { words: Math.ceil(words), at: end };
}
