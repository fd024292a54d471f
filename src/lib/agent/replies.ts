/**
 * An answer comes: to a question that runs, or days later to one that was mailed. Dropped when it comes from somebody
 * who was not asked, or after their last part. What cannot be verified is left out and held against who sent it.
 * This is the reader: peers' words come in here and leave as verified citations, by code alone. No engine with a model
 * sees them here, and no question, memory or setting is made of them; what a question means is understand.ts's.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import { MAX_CITATIONS } from '../protocol/limits.ts';
import { hasAnswered, withStop } from './book.ts';
import { checkCitation, type Cited, type Lie } from './citations.ts';
import { appended, composed, foundAgain, withCited, writtenAtOnce, type Found } from './compose.ts';
import type { Exchange, RouteStop } from './events.ts';
import type { Inside } from './inside.ts';
import type { Contact, Letter, SeenCard } from './ports.ts';
import type { Reply } from './routing/events.ts';
import { withMessages, type RouteDeps } from './route.ts';
import { tied } from './ties.ts';

export type RepliesDeps = RouteDeps &
	Pick<Inside, 'me' | 'quotes' | 'reputation' | 'contacts' | 'cards' | 'embedder' | 'words' | 'emit'>;

/** Whoever answers: a contact, or a stranger as their card describes them. */
export type Author = Pick<Contact & SeenCard, 'peer' | 'name' | 'certificateSeq'>;

/** Which parts of an answer have come, by query. Lost with the tab: then `last` alone ends it. */
export interface Progress {
	readonly parts: Set<number>;
	last?: number;
	citations: number;
	/** What they said so far, with citations that hold. */
	readonly found: Cited[];
}

type Answer = SaidOf<'answer'>;

export async function takeAnswer(
	said: Answer,
	author: Author,
	progress: Map<string, Progress>,
	deps: RepliesDeps
): Promise<void> {
	const letter = await deps.outbox.get(said.body.re);
	const exchange = letter && (await exchangeOf(letter, said, deps));
	const stop = exchange?.route.find(({ query }) => query === said.body.re);
	const parts = progress.get(said.body.re) ?? { parts: new Set(), citations: 0, found: [] };
	if (
		!letter ||
		!exchange ||
		!stop ||
		stop.peer !== said.from ||
		hasAnswered(stop) ||
		parts.parts.has(said.body.part)
	)
		return deps.log('answer-dropped', { peer: said.from });

	// Parts that were counted before a reload are forgotten; the last one then ends the answer.
	const isWhole = progress.has(said.body.re) || stop.citations === 0;
	progress.set(said.body.re, parts);
	const isLast = counted(parts, said, isWhole);
	if (isLast) progress.delete(said.body.re);
	const heard = await verified(said, author, parts, deps);
	parts.found.push(...heard.found);
	const took = deps.clock.now() - exchange.askedAt;
	const change = (before: RouteStop): RouteStop => afterPart(before, said, heard, isLast, took);
	const limited = await record(letter, heard.found, change, author, deps);

	if (isLast) await deps.post.mark(letter, 'answered');
	await credit(said, heard, isLast, deps);
	if (isLast) await tellRouter(exchange.id, said, parts, change(stop).state, limited, deps);
	// Last: where the store is full it fails, and nobody waits for it.
	if (isLast && parts.found.length > 0 && !limited) await tied(said.from, 'answer', deps);
}

/** Whose trust is limited is shown and settles nothing, nor does who cited what does not hold. */
async function tellRouter(
	exchange: string,
	{ from }: Answer,
	{ found }: Progress,
	state: RouteStop['state'],
	limited: boolean,
	deps: RepliesDeps
): Promise<void> {
	const finding = deps.loadedFinding();
	if (!finding) return;
	if (found.length > 0 && !limited) {
		const quotes = found.map(({ text, hash, span }) => ({ text: text.slice(span.start, span.end), hash }));
		return finding.answered(exchange, { by: from, quotes });
	}
	const reply: Reply = { outcome: state === 'nothing' ? 'nothing' : 'declined' };
	finding.replied(exchange, from, reply);
}

async function exchangeOf(letter: Letter, said: Answer, deps: RepliesDeps): Promise<Exchange | undefined> {
	if (letter.to !== said.from || letter.kind !== 'query' || letter.exchange === undefined) return undefined;
	return deps.book.read(letter.exchange);
}

/** Notes the part; true when it was the last that was missing. Parts may come in any order. */
function counted(progress: Progress, { body }: Answer, isWhole: boolean): boolean {
	progress.parts.add(body.part);
	if (body.last) progress.last = body.part;
	if (progress.last === undefined) return false;
	return !isWhole || progress.parts.size >= progress.last + 1;
}

interface Heard {
	readonly found: readonly Cited[];
	readonly lies: readonly Lie[];
}

/** No more citations than were asked for are looked at: each costs two signatures to check. */
async function verified(said: Answer, author: Author, progress: Progress, deps: RepliesDeps): Promise<Heard> {
	const found: Cited[] = [];
	const lies: Lie[] = [];
	for (const citation of said.body.citations) {
		if (++progress.citations > MAX_CITATIONS) break;
		const checked = await checkCitation(citation, said.from, deps.clock.now(), author.certificateSeq);
		if ('lie' in checked) lies.push(checked.lie);
		else found.push(checked);
	}
	return { found, lies };
}

function afterPart(
	stop: RouteStop,
	{ body }: Answer,
	heard: Heard,
	isLast: boolean,
	took: number
): RouteStop {
	const citations = stop.citations + heard.found.length;
	const rejected = (stop.rejected ?? 0) + heard.lies.length;
	const counts = { citations, ...(rejected > 0 ? { rejected } : {}) };
	if (!isLast) return { ...stop, ...counts, state: 'answering' };
	const state = body.outcome === 'declined' ? 'declined' : citations + rejected > 0 ? 'answered' : 'nothing';
	return { ...stop, ...counts, state, tookMs: took };
}

/** Stored before it is credited: a crash between the two loses a credit and never doubles one. */
async function record(
	letter: Letter,
	cited: readonly Cited[],
	change: (stop: RouteStop) => RouteStop,
	author: Author,
	deps: RepliesDeps
): Promise<boolean> {
	const id = letter.exchange!;
	const { limited } = await (await deps.reputation()).of(author.peer);
	const found = cited.map((one, i) => asFound(one, i, author, limited));
	const turn = deps.turns.get(id);
	if (turn) turn.pool = withCited(turn.pool, found);
	if (turn || found.length === 0)
		await deps.book.change(id, (exchange) => counting(withStop(exchange, letter.id, change), letter.id));
	else await deps.lanes.run(`late/${id}`, () => late(letter, found, change, deps));
	turn?.bell.ring();
	return limited;
}

/** One more message, with the last part of an answer. */
const counting = (exchange: Exchange, query: string): Exchange =>
	exchange.route.some((stop) => stop.query === query && hasAnswered(stop))
		? withMessages(exchange, 1)
		: exchange;

const asFound = ({ span, ...cited }: Cited, i: number, { name }: Author, limited: boolean): Found => ({
	...cited,
	authorName: name,
	verification: limited ? 'limited' : 'verified',
	relevance: 1 / (i + 1),
	quotes: [span]
});

/** The answer on the screen is written again from its own sources and the new ones; an engine's prose stays and is added to. */
async function late(
	letter: Letter,
	found: readonly Found[],
	change: (stop: RouteStop) => RouteStop,
	deps: RepliesDeps
): Promise<void> {
	const before = await deps.book.read(letter.exchange!);
	if (!before) return;
	const asked = before.understood ?? before.question;
	const pool = withCited(before.sources.map(foundAgain), found);
	const written = await writtenAtOnce(deps.quotes, asked, pool, new AbortController().signal);
	const isProse = before.parts.some((part) => part.kind === 'text');
	const answer = isProse ? appended(before, found) : composed(written, pool);
	const withAnswer = (exchange: Exchange): Exchange => ({
		...counting(withStop(exchange, letter.id, change), letter.id),
		...(answer.parts.length > 0 ? answer : {})
	});
	// Loaded with the first answer of others.
	const { assessed } = await import('./finding-judged.ts');
	const judged = await assessed(withAnswer(before), deps);
	await deps.book.change(before.id, (exchange) => judged(withAnswer(exchange)));
}

async function credit(
	said: Answer,
	{ found, lies }: Heard,
	isLast: boolean,
	deps: RepliesDeps
): Promise<void> {
	const about = { peer: said.from, at: deps.clock.now(), query: said.body.re };
	for (let i = 0; i < found.length; i++) await deps.ledger.record({ ...about, kind: 'citation-verified' });
	for (const lie of lies) {
		deps.log('citation-failed', { peer: said.from, lie });
		await deps.ledger.record({ ...about, kind: 'citation-failed' });
	}
	if (isLast && said.body.outcome === 'nothing') await deps.ledger.record({ ...about, kind: 'nothing' });
}
