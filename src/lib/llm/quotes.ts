/**
 * The engine with no model: quotes the sentences that answer, in order of relevance, word for word. Where none does, it
 * quotes the one or two that come closest and marks them so; where nothing comes close, it says nothing. Nothing in a
 * source is followed or run: it is text.
 */
import type { Engine, Prompt, Written } from '#lib/agent/ports.ts';
import { candidatesOf, type Candidate } from './ranking.ts';
import { questionOf, rarityOf, readingOf, type Reading } from './reading.ts';
import { trimmed, undecorated, type Span } from './units.ts';
import { wordsOf } from './words.ts';

/** A short answer is read; a long one is searched again. */
const MOST = { quotes: 5, perSource: 2, chars: 900, quoteChars: 420, sources: 64, picked: 8 } as const;
/** How much of the question a quote must cover. Below it, more is wrong than right (see tests/bench/quotes-quality.ts). */
const ENOUGH = 0.6;
/** A peer's agent has already judged its own quotes. */
const ENOUGH_PICKED = 0.5;
/** What comes close shares two words of the question, or the half of a short one; less is chance. */
const CLOSE = { words: 2, quotes: 2 } as const;
/** Quotes much weaker than the first one only dilute it. */
const CLOSE_TO_BEST = 0.75;
/** Share of three-word runs from which two quotes say the same. */
const SAME = 0.6;
/** The page stays responsive: no longer than this without letting others run. */
const SLICE_MS = 8;

export const quotes: Engine = { id: 'quotes', instant: true, contextTokens: 0, structured: false, write };

async function* write(prompt: Prompt, signal: AbortSignal): AsyncGenerator<Written, void, undefined> {
	const question = questionOf(prompt);
	if (question.terms.length === 0 || signal.aborted) return;
	const pause = breather(signal);
	const readings: Reading[] = [];
	for (const source of prompt.sources.slice(0, MOST.sources)) {
		readings.push(readingOf(source, question));
		if (await pause()) return;
	}
	const rarity = rarityOf(question, readings);
	const found: Candidate[] = [];
	for (const reading of readings) {
		found.push(...quotable(reading, candidatesOf(reading, question, rarity)));
		if (await pause()) return;
	}
	found.sort((a, b) => b.score - a.score || a.source - b.source || a.start - b.start);
	const bySource = new Map(readings.map((reading) => [reading.source.n, reading]));
	const asked = question.terms.filter(({ weight }) => weight >= 1).length;
	const answers = found.filter((one) => isAnswer(one, bySource.get(one.source)!));
	const groups = grouped(answers.length > 0 ? answers : found.filter((one) => isClose(one, asked)), bySource);
	for (const spans of answers.length > 0 ? groups : groups.slice(0, CLOSE.quotes)) {
		if (signal.aborted) return;
		yield answers.length > 0 ? { kind: 'quote', spans } : { kind: 'quote', spans, close: true };
	}
}

const isAnswer = ({ coverage }: Candidate, { source }: Reading): boolean =>
	coverage >= (source.quotes.length === 0 ? ENOUGH : ENOUGH_PICKED);

const isClose = ({ shared }: Candidate, asked: number): boolean =>
	shared >= CLOSE.words || (shared > 0 && shared * 2 >= asked);

/** Lets the event loop run when it has waited long enough; tells whether to stop. */
function breather(signal: AbortSignal): () => Promise<boolean> {
	let since = performance.now();
	return async () => {
		if (performance.now() - since < SLICE_MS) return signal.aborted;
		await new Promise((resolve) => setTimeout(resolve, 0));
		since = performance.now();
		return signal.aborted;
	};
}

/** What may be quoted of a source: anything of one's own, of a peer's only what it picked. */
function quotable({ source, text }: Reading, candidates: readonly Candidate[]): readonly Candidate[] {
	if (source.quotes.length === 0) return candidates;
	const found: Candidate[] = [];
	for (const claimed of source.quotes.slice(0, MOST.picked)) {
		const span = isSpan(text, claimed) ? trimmed(text, claimed) : undefined;
		const best = span && candidates.find((one) => overlaps(one, span));
		if (!best) continue;
		const within = { start: Math.max(span.start, best.start), end: Math.min(span.end, best.end) };
		found.push({ ...best, ...(span.end - span.start <= MOST.quoteChars ? span : within) });
	}
	return found;
}

/** A peer may claim anything: whole numbers inside the text, no character cut in two. */
function isSpan(text: string, { start, end }: Span): boolean {
	const whole =
		Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= text.length;
	return whole && text.slice(start, end).isWellFormed();
}

type SourceSpan = { readonly source: number; readonly start: number; readonly end: number };

interface Group {
	readonly spans: SourceSpan[];
	readonly shingles: ReadonlySet<string>;
	readonly chars: number;
}

/** Takes the best candidates one by one within the bounds; what was said already joins the quote that says it. */
function grouped(
	found: readonly Candidate[],
	readings: ReadonlyMap<number, Reading>
): readonly SourceSpan[][] {
	const groups: Group[] = [];
	const taken = new Map<number, Span[]>();
	const least = (found[0]?.score ?? 0) * CLOSE_TO_BEST;
	let chars = 0;
	for (const one of found) {
		if (one.score < least) break;
		const reading = readings.get(one.source)!;
		const mine = taken.get(one.source) ?? [];
		const span = undecorated(reading.text, widened(reading, one));
		if (mine.length >= MOST.perSource || mine.some((other) => overlaps(other, span))) continue;
		const shingles = shinglesOf(reading.text.slice(span.start, span.end));
		const same = groups.find((group) => likeSet(group.shingles, shingles) >= SAME);
		if (same?.spans.some((other) => other.source === one.source)) continue;
		const length = span.end - span.start;
		if (!same && (groups.length === MOST.quotes || (chars > 0 && chars + length > MOST.chars))) continue;
		taken.set(one.source, [...mine, span]);
		if (same) same.spans.push({ source: one.source, ...span });
		else {
			groups.push({ spans: [{ source: one.source, ...span }], shingles, chars: length });
			chars += length;
		}
	}
	return groups.map((group) => group.spans);
}

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

const leansBack =
	/^\W{0,4}(?:it|it's|its|they|he|she|his|her|their|this|that|these|those|there|then|otherwise|er|sie|es|dies|diese|dieser|dort|dann|sonst|il|elle|ils|elles|cela|ensuite|él|ella|ellos|esto|entonces|lui|lei|questo|ele|ela|isso)(?![\p{L}])/iu;

/** A sentence that begins with "It" or "They" is understood only after the one before it. */
function widened(reading: Reading, one: Candidate): Span {
	const index = reading.units.findIndex((unit) => unit.start === one.start);
	const [unit, before] = [reading.units[index], reading.units[index - 1]];
	if (!unit || !before || before.block !== unit.block || before.kind === 'heading') return one;
	const isQuoted = reading.source.quotes.length > 0;
	if (isQuoted || !leansBack.test(reading.text.slice(one.start, one.start + 24))) return one;
	return one.end - before.start <= MOST.quoteChars ? { start: before.start, end: one.end } : one;
}

function shinglesOf(text: string): ReadonlySet<string> {
	const stems = wordsOf(text).map((word) => word.stem);
	if (stems.length < 3) return new Set([stems.join(' ')]);
	return new Set(stems.slice(2).map((third, i) => `${stems[i]} ${stems[i + 1]} ${third}`));
}

function likeSet(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	let shared = 0;
	for (const one of a) if (b.has(one)) shared++;
	return shared / (a.size + b.size - shared || 1);
}
