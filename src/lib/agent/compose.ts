/**
 * From what was found to what is shown where no model writes: quotes as parts with numbered sources. Keeps only sources
 * that are used, numbered from 1 in the order in which they are first used. What a model wrote is compose-prose.ts's.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { AnswerPart, CitedSource, Exchange } from './events.ts';
import type { CoarseGeohash, Engine, Hit, Prompt, Written } from './ports.ts';
import { passageHash } from './citations.ts';
import { terms } from './terms.ts';

export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A passage that may answer: own, or cited by a peer and verified. */
export type Found = Omit<CitedSource, 'n' | 'spans'> & {
	/** 0…1, as in a prompt. */
	readonly relevance: number;
	/** What its author's agent picked; empty for own passages. */
	readonly quotes: readonly Span[];
	/** Own passages: where what they tell of is. */
	readonly geohash?: CoarseGeohash;
};

/** Quotes on one answer, and pieces of whatever else an engine without a model writes: none may write without end. */
const MAX_WRITTEN = 200;

/** What an engine without a model reads, and what prompt.ts adds a model's turns to. */
export const promptOf = (question: string, found: readonly Found[]): Prompt => ({
	question,
	terms: terms(question),
	sources: found.map(({ author, title, text, relevance, quotes }, i) => ({
		n: i + 1,
		author,
		title,
		text,
		relevance,
		quotes
	})),
	turns: [],
	maxTokens: 0
});

/** All that an instant engine writes. */
export async function writtenAtOnce(
	engine: Engine,
	question: string,
	found: readonly Found[],
	signal: AbortSignal
): Promise<readonly Written[]> {
	const written: Written[] = [];
	if (found.length === 0) return written;
	for await (const piece of engine.write(promptOf(question, found), signal)) {
		if (signal.aborted || written.length === MAX_WRITTEN) break;
		written.push(piece);
	}
	return written;
}

/** Parts and sources for the screen. Pieces that point at no source, or outside its text, are left out. */
export function composed(
	written: readonly Written[],
	found: readonly Found[]
): { parts: readonly AnswerPart[]; sources: readonly CitedSource[] } {
	const used = new Map<number, { n: number; spans: Span[] }>();
	const use = (source: number, spans: readonly Span[]): number => {
		const entry = used.get(source) ?? { n: used.size + 1, spans: [] };
		used.set(source, entry);
		entry.spans.push(...spans);
		return entry.n;
	};
	const parts = written.flatMap((piece): AnswerPart[] => {
		switch (piece.kind) {
			case 'text':
				return [piece];
			case 'cite': {
				const cited = found[piece.source - 1];
				return cited ? [{ kind: 'cite', source: use(piece.source, cited.quotes) }] : [];
			}
			case 'quote': {
				const spans = piece.spans.filter((span) => lies(span, found[span.source - 1]?.text));
				const first = spans[0];
				if (!first) return [];
				const sources = [...new Set(spans.map((span) => use(span.source, [span])))];
				const text = found[first.source - 1]!.text.slice(first.start, first.end);
				return [{ kind: 'quote', text, sources, ...(piece.close && { close: true }) }];
			}
		}
	});
	const sources = [...used].map(([source, { n, spans }]) => asSource(n, found[source - 1]!, merged(spans)));
	return { parts, sources };
}

const lies = ({ start, end }: Span, text: string | undefined): boolean =>
	text !== undefined && 0 <= start && start < end && end <= text.length;

function asSource(n: number, found: Found, spans: readonly Span[]): CitedSource {
	const { relevance: _relevance, quotes: _quotes, geohash: _geohash, ...source } = found;
	return { n, ...source, spans };
}

/** In order, overlapping and touching spans made one. */
export function merged(spans: readonly Span[]): readonly Span[] {
	const result: { start: number; end: number }[] = [];
	for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
		const last = result.at(-1);
		if (last && start <= last.end) last.end = Math.max(last.end, end);
		else result.push({ start, end });
	}
	return result;
}

/** Hits on the own shelf. */
export function ownFound(hits: readonly Hit[], me: PeerId): readonly Found[] {
	const best = Math.max(...hits.map((hit) => hit.score), Number.MIN_VALUE);
	return hits.map(({ passage, score }) => ({
		author: me,
		authorName: '',
		title: passage.title,
		text: passage.text,
		hash: passageHash(passage.text),
		verification: 'own',
		madeAt: passage.madeAt,
		item: passage.item,
		...(passage.place && { place: passage.place }),
		...(passage.geohash !== undefined && { geohash: passage.geohash }),
		relevance: Math.max(0, Math.min(1, score / best)),
		quotes: []
	}));
}

/** A source of a finished answer, to be written about again when another answer comes late. */
export const foundAgain = ({ spans, n, ...source }: CitedSource): Found => ({
	...source,
	relevance: 1 / n,
	quotes: source.verification === 'own' ? [] : spans
});

/** Adds what a peer cited; two quotes from one passage are one source. */
export function withCited(pool: readonly Found[], added: readonly Found[]): readonly Found[] {
	const result = [...pool];
	for (const one of added) {
		const i = result.findIndex(({ author, hash }) => author === one.author && hash === one.hash);
		const same = result[i];
		// What its author says now is no memory any more.
		if (same)
			result[i] = { ...(same.remembered ? one : same), quotes: merged([...same.quotes, ...one.quotes]) };
		else result.push(one);
	}
	return result;
}

/** Below an engine's prose, what came after it, as quotes. */
export function appended(
	before: Pick<Exchange, 'parts' | 'sources'>,
	found: readonly Found[]
): Pick<Exchange, 'parts' | 'sources'> {
	const added = composed(
		found.map((one, i) => ({ kind: 'quote', spans: one.quotes.map((span) => ({ source: i + 1, ...span })) })),
		found
	);
	const shift = before.sources.length;
	return {
		parts: [
			...before.parts,
			...added.parts.map((part) =>
				part.kind === 'quote' ? { ...part, sources: part.sources.map((n) => n + shift) } : part
			)
		],
		sources: [...before.sources, ...added.sources.map((source) => ({ ...source, n: source.n + shift }))]
	};
}
