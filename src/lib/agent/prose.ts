/**
 * From a model's raw output to what is shown: plain sentences, each with the citations that hold. A citation holds when
 * its number was given and its source carries the sentence (`support.ts`); every other one is dropped, and a sentence
 * left without any is the model's own words. What is no prose at all does not stand, and quotes take its place. The
 * result depends on the text alone, not on how it was cut into pieces; nothing in the text is followed, run or opened.
 */
import type { Found, Span } from './compose.ts';
import type { FellBack } from './events.ts';
import {
	endsInLoop,
	isGarbled,
	isNothing,
	keyOf,
	leakOf,
	mayBeNothing,
	saysNothing,
	saysTheSame
} from './prose-checks.ts';
import { marksIn, plain, shown, withoutAddresses, type Mark } from './prose-text.ts';
import type { Promised } from './prompt.ts';
import { tokensOf } from './prompt-text.ts';
import { supportBy, type Support } from './support.ts';
import { contentOf, sentencesOf } from './support-words.ts';

/** A sentence or a part of one, with what precedes it (a space, a line end), as it is shown. */
export interface Said {
	readonly text: string;
	/** No source says it. Absent also while its sentence is still being written. */
	readonly own?: true;
	/** Numbers of given passages, with the span that carries it. */
	readonly cites: readonly { readonly source: number; readonly span: Span }[];
}

/** `nothing`: the model says that the sources do not answer. `unsaid`: stopped before there was anything to show. */
export type Verdict =
	| { readonly kind: 'stands'; readonly said: readonly Said[] }
	| { readonly kind: 'nothing' }
	| { readonly kind: 'unsaid' }
	| { readonly kind: 'fell'; readonly why: FellBack };

export interface Prose {
	/** False: what follows changes nothing any more, the engine may be stopped. */
	add(piece: string): boolean;
	/** What can be shown by now. */
	said(): readonly Said[];
	/** `ended` by the engine, `stopped` by the person, `broken` in the middle: then only whole sentences count. */
	verdict(how: 'ended' | 'stopped' | 'broken'): Verdict;
}

/** No language writes more characters with a token; an engine that goes on beyond does not keep to its limit. */
const CHARS_PER_TOKEN = 8;
/** Checks run at these places of the text, however it arrives. */
const STRIDE = 64;
/** A garbled beginning may still become prose. */
const SURELY_GARBLED = 256;

export function proseOf({ prompt, given, mark }: Promised): Prose {
	const most = Math.max(200, prompt.maxTokens * CHARS_PER_TOKEN);
	const supports = remembered(supportBy(given, prompt.question));
	const leaks = leakOf(prompt.turns, mark);
	const expected = `${prompt.question} ${given.map(({ text }) => text).join(' ')}`;
	let raw = '';
	let checked = 0;
	let why: FellBack | undefined;

	const early = (): FellBack | undefined => {
		if (endsInLoop(raw)) return 'repeating';
		const text = plain(raw, false);
		if (leaks(text)) return 'leaking';
		return text.length >= SURELY_GARBLED && isGarbled(text, expected) ? 'garbled' : undefined;
	};

	return {
		add(piece) {
			for (let from = 0; from < piece.length && why === undefined;) {
				const until = Math.min(from + STRIDE - (raw.length - checked), piece.length);
				raw += piece.slice(from, until);
				from = until;
				if (raw.length - checked < STRIDE) continue;
				checked = raw.length;
				why = early() ?? (raw.length >= most ? 'endless' : undefined);
			}
			return why === undefined;
		},
		said() {
			const text = plain(raw, false);
			if (why !== undefined || mayBeNothing(text)) return [];
			return readingOf(text, given, supports, 'writing').said;
		},
		verdict(how) {
			const text = plain(raw, true);
			why ??= leaks(text) ? 'leaking' : endsInLoop(raw.trimEnd()) ? 'repeating' : undefined;
			if (why !== undefined) return { kind: 'fell', why: /[\p{L}\p{N}]/u.test(text) ? why : 'empty' };
			if (how !== 'ended' && mayBeNothing(text)) return { kind: 'unsaid' };
			const isCut = how === 'broken' || (how === 'ended' && tokensOf(raw) >= prompt.maxTokens);
			const reading = readingOf(text, given, supports, isCut ? 'cut' : 'whole');
			const fell = failing(text, expected, reading, how === 'ended');
			if (fell === 'empty' && how !== 'ended') return { kind: 'unsaid' };
			if (fell !== undefined) return fell === 'nothing' ? { kind: 'nothing' } : { kind: 'fell', why: fell };
			return { kind: 'stands', said: reading.said };
		}
	};
}

function failing(
	text: string,
	expected: string,
	{ said, sentences }: Reading,
	isWhole: boolean
): FellBack | 'nothing' | undefined {
	if (!sentences.some((sentence) => /[\p{L}\p{N}]/u.test(sentence)) && !isGarbled(text, expected))
		return 'empty';
	if (saysTheSame(sentences)) return 'repeating';
	if (isGarbled(text, expected)) return 'garbled';
	if (said.length === 0) return sentences.some(saysNothing) ? 'nothing' : isWhole ? 'endless' : 'empty';
	if (said.some(({ cites }) => cites.length > 0)) return undefined;
	if (sentences.some(saysNothing)) return 'nothing';
	return isWhole ? 'uncited' : undefined;
}

// ---------------------------------------------------------------- reading

interface Reading {
	readonly said: readonly Said[];
	/** All of them, shown or not. */
	readonly sentences: readonly string[];
}

/** `writing`: the last sentence may go on. `cut`: the last one counts only if it has an end. */
function readingOf(
	written: string,
	given: readonly Found[],
	supports: Support,
	how: 'writing' | 'cut' | 'whole'
): Reading {
	const { text, marks } = marksIn(written, given.length);
	const spans = sentencesOf(text);
	const owned = marksOf(text, spans, marks);
	const sentences = spans.map(({ start, end }) => text.slice(start, end));
	const said: Said[] = [];
	const keys = new Set<string>();
	spans.forEach((span, i) => {
		const sentence = sentences[i]!;
		const isLast = i === spans.length - 1;
		const hasEnd = /[.!?…。！？]["'”’»」』）)]*$/u.test(sentence) || text.slice(span.end).includes('\n');
		if (isLast && how === 'cut' && !hasEnd) return;
		const key = keyOf(sentence);
		if ((key.length >= 12 && keys.has(key)) || !/[\p{L}\p{N}]/u.test(sentence)) return;
		keys.add(key);
		const gap = said.length === 0 ? '' : gapBefore(text, spans[i - 1]?.end ?? 0, span.start);
		const mine = owned[i]!;
		const isOpen =
			isLast && how === 'writing' && (!hasEnd || mine.length === 0 || mine.some(({ leads }) => leads));
		if (isOpen) said.push({ text: gap + shown(sentence, []), cites: [] });
		else said.push(...judged(text, span, gap, mine, given, supports));
	});
	return { said: withoutNothing(said), sentences };
}

/** "NONE" beside sentences that stand says nothing. */
const withoutNothing = (said: readonly Said[]): readonly Said[] => {
	const [first, ...rest] = said;
	const isIdle = first && isNothing(first.text) && rest.some(({ cites }) => cites.length > 0);
	return isIdle ? [{ ...rest[0]!, text: rest[0]!.text.trimStart() }, ...rest.slice(1)] : said;
};

const gapBefore = (text: string, from: number, until: number): string => {
	const gap = text.slice(from, until);
	return gap.includes('\n') ? '\n' : gap === '' ? '' : ' ';
};

/** Whose the marks are: those inside or after a sentence are its own; in a line that begins with one, those before it. */
function marksOf(text: string, spans: readonly Span[], marks: readonly Mark[]): readonly (readonly Mark[])[] {
	const owned: Mark[][] = spans.map(() => []);
	// No line ends there: none begins with a mark yet.
	let leadingLine = -2;
	for (const mark of marks) {
		const next = spans.findIndex(({ start }) => start >= mark.at);
		const previous = (next < 0 ? spans.length : next) - 1;
		const line = text.lastIndexOf('\n', mark.at - 1);
		if (mark.leads) leadingLine = line;
		const isInside = previous >= 0 && mark.at < spans[previous]!.end;
		const isBeside = next >= 0 && !text.slice(mark.at, spans[next]!.start).includes('\n');
		const owner = !isInside && isBeside && (leadingLine === line || previous < 0) ? next : previous;
		owned[owner]?.push(mark);
	}
	return owned;
}

/** With marks in several places, each part of the sentence answers for itself. */
function judged(
	text: string,
	span: Span,
	gap: string,
	marks: readonly Mark[],
	given: readonly Found[],
	supports: Support
): readonly Said[] {
	return unitsOf(text, span, marks).flatMap(({ start, end, sources }, i): readonly Said[] => {
		const unit = text.slice(start, end);
		const bare = withoutAddresses(unit, []);
		const cites = sources.flatMap((source) => {
			const found = supports(source, bare);
			return found ? [{ source, span: found }] : [];
		});
		const cited = cites.map(({ source }) => given[source - 1]!.text);
		const words = shown(unit, cited);
		if (!/[\p{L}\p{N}]/u.test(words)) return [];
		const before = i === 0 ? gap : /^\s/.test(unit) ? ' ' : '';
		return [{ text: before + words, ...(cites.length === 0 ? { own: true as const } : {}), cites }];
	});
}

interface Unit extends Span {
	readonly sources: readonly number[];
}

/** Cut after each mark, but never so that a part says less than two words. */
function unitsOf(text: string, { start, end }: Span, marks: readonly Mark[]): readonly Unit[] {
	const units: { start: number; end: number; sources: Set<number> }[] = [];
	let [from, open] = [start, new Set<number>()];
	for (const { at, sources } of marks) {
		const last = units.at(-1);
		const isNew = at > from && at < end && contentOf(text.slice(from, at)).length >= 2;
		if (!isNew && last && !/[\p{L}\p{N}]/u.test(text.slice(from, at)))
			for (const n of sources) last.sources.add(n);
		else for (const n of sources) open.add(n);
		if (!isNew) continue;
		units.push({ start: from, end: at, sources: open });
		[from, open] = [at, new Set()];
	}
	const last = units.at(-1);
	if (last && (open.size === 0 || contentOf(text.slice(from, end)).length < 2)) {
		last.end = end;
		for (const n of open) last.sources.add(n);
	} else units.push({ start: from, end, sources: open });
	return units.map((unit) => ({ ...unit, sources: [...unit.sources] }));
}

/** The same sentence is looked up again with every piece that follows it. */
function remembered(supports: Support): Support {
	const known = new Map<string, Span | undefined>();
	return (n, said) => {
		const key = `${n} ${said}`;
		if (!known.has(key)) known.set(key, supports(n, said));
		return known.get(key);
	};
}
