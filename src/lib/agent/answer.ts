/**
 * Answering a contact's question from what they may read: passages found, quotes picked by the engine without a model,
 * each signed, and each looked up once more right before it leaves. Never touches memory, tools or another's words.
 */
import { write, type Citation, type SaidOf, type Writing } from '../protocol/envelope.ts';
import { MAX_CITATIONS, MAX_PASSAGE_CHARS, MAX_TITLE_CHARS } from '../protocol/limits.ts';
import type { Budget } from './budget.ts';
import { passageHash } from './citations.ts';
import { merged, ownFound, writtenAtOnce, type Span } from './compose.ts';
import type { Inside } from './inside.ts';
import { mayRead, readerOf, type Reader } from './policy.ts';
import type { Passage } from './ports.ts';
import type { Post } from './post.ts';
import { terms } from './terms.ts';
import { wireLine, wireText } from './wire-text.ts';

export type AnswerDeps = Pick<
	Inside,
	'me' | 'shelf' | 'quotes' | 'contacts' | 'keyring' | 'clock' | 'random' | 'log'
> & { readonly post: Post; readonly budget: Budget };

type Query = SaidOf<'query'>;
type AnswerBody = Writing<'answer'>['body'];

/** Passages the engine looks at for one question. */
const HITS = 12;
/** Citations of one part, in JSON: they share a payload of 64 KiB with the certificate and the header. */
const PART_CHARS = 56 * 1024;

/** Answers the way the question came: mail by mail, live by the live way while there is one. */
export async function answerQuery(query: Query, deps: AnswerDeps): Promise<void> {
	const now = deps.clock.now();
	if (query.exp < now && query.seq === 0) return;
	const isAllowed = deps.budget.allows(query.from, now);
	const citations = isAllowed ? await citationsFor(query, deps) : [];
	const bodies = isAllowed ? inParts(query.id, citations) : [declined(query.id)];
	deps.budget.spend(query.from, JSON.stringify(bodies).length, now);
	deps.log('answered', { peer: query.from, citations: citations.length });
	for (const body of bodies) {
		if (query.seq > 0) await deps.post.mail(query.from, 'answer', body);
		else await deps.post.best(query.from, 'answer', body);
	}
}

interface Picked {
	readonly passage: Passage;
	readonly spans: readonly Span[];
}

async function citationsFor(query: Query, deps: AnswerDeps): Promise<readonly Citation[]> {
	const most = Math.min(query.body.most, MAX_CITATIONS);
	const picked = await pick(query, deps);
	const signed = await Promise.all(
		picked.map(async (one) => ({ ...one, text: await signedPassage(one.passage, deps) }))
	);
	// Last of all: what the person changed while we searched and signed is honoured.
	const reader = readerOf(query.from, await deps.contacts.get(query.from));
	const leaving = await Promise.all(
		signed.map(async (one) => ((await mayLeave(one.passage, reader, deps)) ? [one] : []))
	);
	return leaving.flat().flatMap(cited).slice(0, most);
}

/** Passages in the order in which the engine used them, with what it quoted. */
async function pick(query: Query, deps: AnswerDeps): Promise<readonly Picked[]> {
	const reader = readerOf(query.from, await deps.contacts.get(query.from));
	const question = query.body.text;
	const allow = (visibility: Passage['visibility']) => mayRead(visibility, reader);
	const hits = (await deps.shelf.search(terms(question), { allow, limit: HITS })).filter(
		({ passage }) => passage.text.length <= MAX_PASSAGE_CHARS
	);
	const written = await writtenAtOnce(
		deps.quotes,
		question,
		ownFound(hits, deps.me),
		new AbortController().signal
	);
	// What only comes near leaves too: the asker's own agent sees that it does, and says so.
	const spans = new Map<Passage, Span[]>();
	for (const span of written.flatMap((piece) => (piece.kind === 'quote' ? piece.spans : []))) {
		const passage = hits[span.source - 1]?.passage;
		if (passage) spans.set(passage, [...(spans.get(passage) ?? []), { start: span.start, end: span.end }]);
	}
	return [...spans].map(([passage, found]) => ({ passage, spans: merged(found) }));
}

/** The passage as it stands now: still there, unchanged, and still for this reader. */
async function mayLeave(
	passage: Passage,
	reader: Reader,
	{ shelf }: Pick<Inside, 'shelf'>
): Promise<boolean> {
	const now = await shelf.passage(passage.id);
	return now !== undefined && now.text === passage.text && mayRead(now.visibility, reader);
}

async function signedPassage(passage: Passage, deps: AnswerDeps): Promise<string> {
	const envelope = await write({
		kind: 'passage',
		body: {
			title: wireLine(passage.title, MAX_TITLE_CHARS),
			text: wireText(passage.text, MAX_PASSAGE_CHARS),
			made: passage.madeAt
		},
		from: deps.keyring.device,
		travel: 'kept',
		now: deps.clock.now(),
		random: deps.random
	});
	return envelope.text;
}

function cited({ passage, spans, text }: Picked & { readonly text: string }): Citation[] {
	const said = wireText(passage.text, MAX_PASSAGE_CHARS);
	const hash = passageHash(said);
	return spans.map(({ start, end }) => ({ passage: text, hash, quote: said.slice(start, end), start, end }));
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
