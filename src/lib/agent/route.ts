/**
 * The way of a question to the peers it is put to, and what happens on that way. A question is known here before it is
 * sent, so that no reply can come too early.
 */
import { MAIL_LIFETIME_MS, MAX_CITATIONS } from '../protocol/limits.ts';
import type { Envelope, Writing } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { RelayRefusal } from '../protocol/relay.ts';
import { isSettled, withStop, type Book } from './book.ts';
import type { Found } from './compose.ts';
import type { Exchange, RouteStop } from './events.ts';
import type { Why } from './finding-why.ts';
import type { Inside } from './inside.ts';
import type { Bell } from './lanes.ts';
import { NodeError, type CoarseGeohash, type DeliveryState } from './ports.ts';
import { isLive, letterOf, type Post } from './post.ts';

/** A question that runs. */
export interface Turn {
	/** Exchange id. */
	readonly exchange: string;
	/** As it is searched and sent: in full, where the person's leans on earlier ones. */
	question: string;
	/** Everything found so far, used or not. */
	pool: readonly Found[];
	/** The pool that the draft on the screen was made from. */
	draftedFrom?: readonly Found[];
	/** What a model's prose on the screen was written from; absent while the answer is quotes alone. */
	inProse?: readonly Found[];
	/** Rung whenever the route or the pool changed. */
	readonly bell: Bell;
	/** Said with the question, by consent. */
	place?: CoarseGeohash;
	/** Two who know must say the same: the person wants it so. */
	corroborate?: true;
}

/** The questions that run, by exchange. */
export type Turns = Map<string, Turn>;

export type RouteDeps = Pick<
	Inside,
	'mesh' | 'outbox' | 'ledger' | 'clock' | 'lanes' | 'log' | 'loadedFinding'
> & {
	readonly book: Book;
	readonly post: Post;
	readonly turns: Turns;
};

/** Somebody the question is put to. */
export interface Put extends Why {
	readonly peer: PeerId;
	readonly name: string;
	/** Whoever has not let me in yet keeps my question until they do: it must outlive a link. */
	readonly live: boolean;
	/** Theirs, by which a stranger's question is heard. */
	readonly offer?: string;
}

interface Prepared {
	readonly stop: RouteStop;
	readonly envelope: Envelope;
	readonly live: boolean;
	readonly body: QueryBody;
}

type QueryBody = Writing<'query'>['body'];

/** What one more message, or so many, leaves of the count. */
export const withMessages = (exchange: Exchange, more: number): Exchange => ({
	...exchange,
	messages: (exchange.messages ?? 0) + more
});

/**
 * Puts everybody on the route, then sets out to all of them; resolves when the route is stored, with those who are asleep
 * or gone: to them it goes by mail. A stop that held a place for one of them gives way.
 */
export async function sendQueries(
	puts: readonly Put[],
	turn: Turn,
	deps: RouteDeps
): Promise<readonly PeerId[]> {
	const prepared = await Promise.all(puts.map((one) => prepare(one, turn, deps)));
	const route = prepared.map(({ stop }) => stop);
	// Letters first: they lead an answer to its exchange, also when it comes at once or after a reload.
	await Promise.all(prepared.map((one) => deps.outbox.put(letterFor(one, turn, deps))));
	await deps.book.change(turn.exchange, (exchange) => ({
		...withMessages(exchange, route.length),
		state: exchange.state === 'searching' ? 'asking' : exchange.state,
		route: seated(exchange.route, route)
	}));
	for (const one of prepared) {
		deps.lanes
			.run(`query/${one.envelope.id}`, () => setOut(one, turn, deps))
			.catch((cause: unknown) => deps.log('query-failed', { why: String(cause) }));
	}
	return prepared.filter(({ live }) => !live).map(({ stop }) => stop.peer);
}

/** Whoever had a place held takes it; the others come last. */
function seated(before: readonly RouteStop[], news: readonly RouteStop[]): readonly RouteStop[] {
	const held = before.filter(({ query }) => query === '').map(({ peer }) => peer);
	const inPlace = before.map((stop) =>
		stop.query === '' ? (news.find(({ peer }) => peer === stop.peer) ?? stop) : stop
	);
	return [...inPlace, ...news.filter(({ peer }) => !held.includes(peer))];
}

async function prepare(put: Put, turn: Turn, deps: RouteDeps): Promise<Prepared> {
	const { live: mayLive, offer, ...who } = put;
	const reach = deps.mesh.reach(who.peer);
	// Nobody follows where strangers are: who has just made an offer is there.
	const over = who.stranger && reach === 'mailbox' ? 'relay' : reach;
	const live = isLive(over) && mayLive;
	const body = {
		...{ text: turn.question, most: MAX_CITATIONS },
		...(offer !== undefined && { offer }),
		...(turn.place !== undefined && { place: turn.place })
	};
	const envelope = await deps.post.written(who.peer, 'query', body, live ? 'live' : 'mail');
	const common = { ...who, citations: 0, query: envelope.id };
	if (live) return { stop: { ...common, state: 'waiting', over }, envelope, live, body };
	return { stop: { ...common, ...mailed(over === 'none' ? 'none' : 'mailbox') }, envelope, live, body };
}

const mailed = (over: 'mailbox' | 'none'): Pick<RouteStop, 'state' | 'over' | 'delivery'> => ({
	state: over === 'none' ? 'unreachable' : 'mailed',
	over,
	delivery: 'queued'
});

/** A live question is not sent twice, so its letter waits for nothing but the answer, which may come late and by mail. */
function letterFor({ envelope, stop, live }: Prepared, turn: Turn, deps: RouteDeps) {
	const now = deps.clock.now();
	const letter = letterOf(envelope, stop.peer, 'query', now, turn.exchange);
	return live ? { ...letter, state: 'delivered' as const, expiresAt: now + MAIL_LIFETIME_MS } : letter;
}

async function setOut(prepared: Prepared, turn: Turn, deps: RouteDeps): Promise<void> {
	const { envelope, stop, live } = prepared;
	if (!live) return deps.post.flush(stop.peer);
	try {
		await deps.post.hand(stop.peer, envelope.bytes);
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		await mailInstead(prepared, turn, deps);
	}
}

/** The link was gone when the question came to it: it waits in the mailbox, under a new number. */
async function mailInstead({ stop, body }: Prepared, turn: Turn, deps: RouteDeps): Promise<void> {
	const { peer, query } = stop;
	const envelope = await deps.post.written(peer, 'query', body, 'mail');
	const over = deps.mesh.reach(peer) === 'none' ? 'none' : 'mailbox';
	await deps.book.change(turn.exchange, (exchange) =>
		withStop(exchange, query, (before) => ({ ...before, ...mailed(over), query: envelope.id }))
	);
	turn.bell.ring();
	await deps.post.drop(letterOf(envelope, peer, 'query', deps.clock.now(), turn.exchange));
	deps.loadedFinding()?.replied(turn.exchange, peer, { outcome: 'offline' });
}

/** What a letter's fate means for the stop it belongs to. */
export function withDelivery(before: RouteStop, delivery: DeliveryState, why?: RelayRefusal): RouteStop {
	const { refusedWhy: _said, ...rest } = before;
	const stop = { ...rest, delivery, ...(why && { refusedWhy: why }) };
	const isKept = stop.state === 'unreachable' && delivery !== 'queued' && delivery !== 'expired' && !why;
	return isKept ? { ...stop, state: 'mailed', over: 'mailbox' } : stop;
}

/** The link to `peer` is gone. Asks on through the server where that works; else says so. Speaks against nobody. */
export async function linkLost(peer: PeerId, deps: RouteDeps): Promise<void> {
	for (const turn of deps.turns.values()) {
		const stop = (await deps.book.read(turn.exchange))?.route.find((one) => one.peer === peer);
		if (!stop || isSettled(stop) || (await goesOn(stop, deps))) continue;
		const query = stop.query;
		await deps.book.change(turn.exchange, (exchange) => withStop(exchange, query, gone));
		turn.bell.ring();
		await deps.ledger.record({ peer, kind: 'offline', at: deps.clock.now(), query });
		deps.loadedFinding()?.replied(turn.exchange, peer, { outcome: 'offline' });
	}
}

const gone = (stop: RouteStop): RouteStop => {
	if (isSettled(stop)) return stop;
	return { ...stop, state: stop.state === 'answering' ? 'incomplete' : 'unreachable' };
};

/** Asked again through the server with the same envelope: a peer that has seen it already answers no second time. */
async function goesOn(stop: RouteStop, deps: RouteDeps): Promise<boolean> {
	if (!isLive(deps.mesh.reach(stop.peer))) return false;
	// The rest of an answer that has begun comes the other way.
	if (stop.state === 'answering') return true;
	const letter = await deps.outbox.get(stop.query);
	if (!letter) return false;
	try {
		await deps.post.hand(stop.peer, letter.envelope);
		return true;
	} catch (error) {
		if (error instanceof NodeError) return false;
		throw error;
	}
}

/**
 * Time is up: whoever said nothing was silent, whoever began is incomplete. Without `peers`: for everybody on the route.
 */
export async function closeRoute(
	{ exchange: id }: Pick<Turn, 'exchange'>,
	deps: RouteDeps,
	peers?: ReadonlySet<PeerId>
): Promise<void> {
	const now = deps.clock.now();
	const isOver = (stop: RouteStop): boolean => !isSettled(stop) && (peers?.has(stop.peer) ?? true);
	const silent = ((await deps.book.read(id))?.route ?? []).filter(
		(stop) => isOver(stop) && stop.state === 'waiting'
	);
	await deps.book.change(id, (exchange) => {
		if (!exchange.route.some(isOver)) return exchange;
		const over = (stop: RouteStop): RouteStop => ({
			...stop,
			state: stop.state === 'answering' ? 'incomplete' : 'silent'
		});
		return { ...exchange, route: exchange.route.map((stop) => (isOver(stop) ? over(stop) : stop)) };
	});
	for (const { peer, query } of silent)
		if (query !== '') await deps.ledger.record({ peer, kind: 'silent', at: now, query });
}
