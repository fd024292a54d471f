/**
 * Answering a peer's question from what they may read: passages found, quotes picked by the engine without a model,
 * each looked up once more and judged by the guard right before it is signed and leaves. There is no model, no memory
 * and no tool here, and no way to anybody but the asker: `answerer.ts` hands in all there is.
 */
import { write, type Citation } from '../protocol/envelope.ts';
import { MAX_CITATIONS, MAX_PASSAGE_CHARS, MAX_TITLE_CHARS } from '../protocol/limits.ts';
import type { AnswerBody, Answerer, Query, View } from './answerer.ts';
import { passageHash } from './citations.ts';
import { merged, ownFound, writtenAtOnce, type Span } from './compose.ts';
import { withheld } from './leaving.ts';
import { nearFirst, searchedNear } from './near.ts';
import type { CoarseGeohash, Passage } from './ports.ts';
import { terms } from './terms.ts';
import { wireLine, wireText } from './wire-text.ts';

/** Passages the engine looks at for one question. */
const HITS = 12;
/** Citations of one part, in JSON: they share a payload of 64 KiB with the certificate and the header. */
const PART_CHARS = 56 * 1024;

export async function answerQuery(query: Query, answerer: Answerer): Promise<void> {
	const { budget, clock, log, reply, refer } = answerer;
	const now = clock.now();
	if (query.exp < now && query.seq === 0) return;
	const left = budget.left(now);
	const found = left > 0 ? await citationsFor(query, answerer) : [];
	const citations = within(left, found);
	log('answered', { citations: citations.length });
	if (left > 0 && found.length === 0 && (await refer())) return budget.spend(0, now);
	// What there is and does not fit into the day is declined, not denied.
	const isDeclined = left <= 0 || citations.length < Math.min(1, found.length);
	const bodies = isDeclined ? [declined(query.id)] : inParts(query.id, citations);
	budget.spend(JSON.stringify(bodies).length, now);
	for (const body of bodies) await reply(body);
}

/** The first ones, as many as `bytes` hold. */
function within(bytes: number, citations: readonly Citation[]): readonly Citation[] {
	let taken = 0;
	return citations.filter((citation) => (taken += JSON.stringify(citation).length) <= bytes);
}

/** A passage that may leave, and what is quoted of it. */
export interface Leaving {
	readonly passage: Passage;
	readonly spans: readonly Span[];
	/** It only comes near what was asked. */
	readonly close: boolean;
}

async function citationsFor(query: Query, answerer: Answerer): Promise<readonly Citation[]> {
	const most = Math.min(query.body.most, MAX_CITATIONS);
	const { text, place } = query.body;
	const leaving = nearFirst(await leavingFor(text, answerer, place), place);
	const signed = await Promise.all(
		leaving.map(async (one) => ({ ...one, text: await signedPassage(one.passage, answerer) }))
	);
	// Last of all: what the person changed while we searched and signed is honoured.
	const standing = await kept(signed, async ({ passage }) => Boolean(await asItStands(passage, answerer)));
	return standing.flatMap(cited).slice(0, most);
}

/** Everything that answers `question`, in the order in which it would be said. */
export async function leavingFor(
	question: string,
	view: View,
	place?: CoarseGeohash
): Promise<readonly Leaving[]> {
	const found = await pick(question, view, place);
	return kept(found, ({ passage }) => mayLeave(passage, view));
}

async function kept<T>(all: readonly T[], keeps: (one: T) => Promise<boolean>): Promise<readonly T[]> {
	const keep = await Promise.all(all.map(keeps));
	return all.filter((_, i) => keep[i]);
}

/** Passages in the order in which the engine used them, with what it quoted. */
async function pick(
	question: string,
	{ me, shelf, quotes }: View,
	place: CoarseGeohash | undefined
): Promise<readonly Leaving[]> {
	const search = (limit: number) => shelf.search(terms(question), limit, question);
	const hits = (await searchedNear(search, HITS, place)).filter(
		({ passage }) => passage.text.length <= MAX_PASSAGE_CHARS
	);
	const written = await writtenAtOnce(quotes, question, ownFound(hits, me), new AbortController().signal);
	// What only comes near leaves too: the asker's own agent sees that it does, and says so.
	const close = written.every((piece) => piece.kind !== 'quote' || Boolean(piece.close));
	const spans = new Map<Passage, Span[]>();
	for (const span of written.flatMap((piece) => (piece.kind === 'quote' ? piece.spans : []))) {
		const passage = hits[span.source - 1]?.passage;
		if (passage) spans.set(passage, [...(spans.get(passage) ?? []), { start: span.start, end: span.end }]);
	}
	return [...spans].map(([passage, found]) => ({ passage, spans: merged(found), close }));
}

/** Still there, unchanged, and still for this asker. */
async function asItStands(passage: Passage, { shelf }: View): Promise<Passage | undefined> {
	const now = await shelf.passage(passage.id);
	return now?.text === passage.text && now.title === passage.title ? now : undefined;
}

/** The words exactly as they would travel, against the record as it stands. */
async function mayLeave(passage: Passage, view: View): Promise<boolean> {
	const now = await asItStands(passage, view);
	if (!now) return false;
	const why = await withheld(asSaid(passage), [asSaid(now)], view.guard);
	if (why) view.log('withheld', { why });
	return why === undefined;
}

const asSaid = (passage: Passage): string => `${titleOf(passage)}\n${textOf(passage)}`;
const titleOf = ({ title }: Passage): string => wireLine(title, MAX_TITLE_CHARS);
const textOf = ({ text }: Passage): string => wireText(text, MAX_PASSAGE_CHARS);

async function signedPassage(passage: Passage, { device, clock, random }: Answerer): Promise<string> {
	const body = { title: titleOf(passage), text: textOf(passage), made: passage.madeAt };
	const envelope = await write({
		...{ kind: 'passage', body, from: device, travel: 'kept', now: clock.now(), random }
	});
	return envelope.text;
}

function cited(one: Leaving & { readonly text: string }): Citation[] {
	const hash = passageHash(textOf(one.passage));
	return quotedFrom(one).map((quoted) => ({ passage: one.text, hash, ...quoted }));
}

/** Word for word, as it would stand in the asker's answer. */
export function quotedFrom({
	passage,
	spans
}: Leaving): readonly Pick<Citation, 'quote' | 'start' | 'end'>[] {
	const said = textOf(passage);
	return spans.map(({ start, end }) => ({ quote: said.slice(start, end), start, end }));
}

const declined = (re: string): AnswerBody => ({
	re,
	part: 0,
	last: true,
	outcome: 'declined',
	text: '',
	citations: []
});

/** As few parts as the wire's payload allows. */
export function inParts(re: string, citations: readonly Citation[]): readonly AnswerBody[] {
	const parts: Citation[][] = [[]];
	let chars = 0;
	for (const citation of citations) {
		const size = JSON.stringify(citation).length + 2 * citation.quote.length;
		if (chars > 0 && chars + size > PART_CHARS) {
			parts.push([]);
			chars = 0;
		}
		parts.at(-1)!.push(citation);
		chars += size;
	}
	const outcome = citations.length > 0 ? 'found' : 'nothing';
	return parts.map((some, part) => ({
		re,
		part,
		last: part === parts.length - 1,
		outcome,
		text: '',
		citations: some
	}));
}
