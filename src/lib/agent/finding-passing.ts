/**
 * Who is put the question's words, and who only hears what it is about: somebody my person let in is asked first whether
 * they hold something on it, unless they are known to. Whoever holds nothing says so at once, so that nobody is waited for
 * who will not speak, and never learns what was asked.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { SEEK_LIFETIME_MS } from '../protocol/limits.ts';
import { withStop } from './book.ts';
import type { RouteStop } from './events.ts';
import { count, type Carrier, type FindingDeps } from './finding-carrier.ts';
import type { Search } from './finding-search.ts';
import { asideOf } from './finding-why.ts';
import { NodeError } from './ports.ts';
import { isLive } from './post.ts';
import type { Effect, Reason, Seek } from './routing/events.ts';

type PassingDeps = Pick<FindingDeps, 'me' | 'contacts' | 'cards' | 'reputation' | 'clock' | 'post'>;
type Probe = Extract<Effect, { readonly do: 'probe' }>;

/**
 * Asks this one of the circle whether they hold something on it; they are on the route meanwhile. False: the question is
 * to be put at once, because they are asleep (it goes by mail), known to know, or nobody can tell what it is about.
 */
export async function asksFirst(
	peer: PeerId,
	why: Reason,
	search: Search,
	all: Pick<Carrier, 'deps' | 'driver' | 'seeks' | 'searches'>
): Promise<boolean> {
	const { mesh, book } = all.deps;
	const { turn, cells } = search.order;
	const chosen = search.circle.get(peer);
	const over = mesh.reach(peer);
	if (chosen?.contact.standing !== 'accepted' || !isLive(over) || cells.length === 0) return false;
	if (isKnownToKnow(peer, cells, all)) return false;
	const { name } = chosen.contact;
	const stop: RouteStop = {
		...{ peer, name, why: chosen.why, ...asideOf(peer, all.driver.state) },
		...{ state: 'waiting', over, citations: 0, query: '' }
	};
	await book.change(turn.exchange, (exchange) => ({ ...exchange, route: [...exchange.route, stop] }));
	if (await invite(peer, why, search, all)) return true;
	search.invited.delete(peer);
	return false;
}

/** By their card, or by what they answered. */
function isKnownToKnow(peer: PeerId, cells: readonly number[], { driver }: Pick<Carrier, 'driver'>): boolean {
	const kept = driver.state.kept.get(peer);
	return cells.some(
		(cell) =>
			kept?.claims.some((claim) => claim.cell === cell) || (kept?.belief?.topics.get(cell)?.good ?? 0) > 0
	);
}

/** A probe to them alone; with their offer the question is put. False: they cannot be reached. */
export async function invite(
	peer: PeerId,
	why: Reason,
	search: Search,
	all: Pick<Carrier, 'deps' | 'driver' | 'seeks' | 'searches'>
): Promise<boolean> {
	const { turn, cells } = search.order;
	search.invited.set(peer, why);
	const seek: Seek = {
		...{ question: search.question, asker: all.deps.me, cells },
		until: all.deps.clock.now() + SEEK_LIFETIME_MS,
		...(turn.place !== undefined && { place: turn.place })
	};
	return probe({ do: 'probe', to: peer, seek, hops: 0, budget: 0, path: [] }, all);
}

/** Live or not at all; who cannot be reached is not tried again so soon. */
export async function probe(
	{ to, seek, hops, budget, path }: Probe,
	{ deps, driver, seeks, searches }: Pick<Carrier, 'deps' | 'driver' | 'seeks' | 'searches'>
): Promise<boolean> {
	const search = seek.asker === deps.me ? searches.get(seek.question) : undefined;
	search?.probed.add(to);
	const text = await seeks.textOf(seek);
	if (text === undefined) return false;
	try {
		const body = { seek: text, hops, budget, path: [...path] };
		const envelope = await deps.post.written(to, 'probe', body, 'live');
		// Before it is sent: that nothing will come of it may be said at once.
		seeks.sent(envelope.id, to, seek);
		await deps.post.hand(to, envelope.bytes);
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		driver.hear({ kind: 'reach', peer: to, online: false });
		return false;
	}
	if (search) await count(search, 1, deps);
	return true;
}

/** To a contact who asked me alone: I hold nothing, and may know who does. To one who had it passed on: nothing will come. */
export async function passOver(
	{ from, id, body }: Pick<SaidOf<'probe'>, 'from' | 'id' | 'body'>,
	cells: readonly number[],
	deps: PassingDeps
): Promise<void> {
	if ((await deps.contacts.get(from))?.standing !== 'accepted') return;
	const named =
		body.hops === 0 ? await (await import('./referring.ts')).namedFor(from, cells, deps) : undefined;
	if (named) await quietly(deps.post.live(from, 'referral', { re: id, card: named.text }));
	else await saysNothing(from, id, deps);
}

async function saysNothing(to: PeerId, re: string, { post }: Pick<PassingDeps, 'post'>): Promise<void> {
	await quietly(post.live(to, 'ack', { re, state: 'refused' }));
}

async function quietly(sending: Promise<void>): Promise<void> {
	try {
		await sending;
	} catch (error) {
		// They wait a little longer then.
		if (!(error instanceof NodeError)) throw error;
	}
}

/** Nothing will come of it from this one, who said so or cannot be reached. */
export async function nothingFrom(
	from: PeerId,
	seek: Seek,
	{ deps, driver, seeks, searches }: Pick<Carrier, 'deps' | 'driver' | 'seeks' | 'searches'>,
	refersTo?: RouteStop['refersTo']
): Promise<void> {
	if (seek.asker !== deps.me) {
		const told = seeks.broughtNothing(seek, from);
		if (told) await saysNothing(told.by, told.re, deps);
		return;
	}
	const { question } = seek;
	const search = searches.get(question);
	if (!search || search.isClosed) return;
	if (!search.invited.delete(from)) return void driver.hear({ kind: 'pass', question, from });
	await heldNothing(from, search, deps, refersTo);
	driver.hear({ kind: 'reply', question, from, reply: { outcome: 'declined' } });
}

/** On the route as who has nothing to say; what was asked they never saw. */
async function heldNothing(
	peer: PeerId,
	search: Search,
	deps: FindingDeps,
	refersTo?: RouteStop['refersTo']
): Promise<void> {
	const { turn } = search.order;
	const now = deps.clock.now();
	await count(search, 1, deps);
	await deps.book.change(turn.exchange, (exchange) =>
		withStop(exchange, '', (stop) =>
			stop.peer === peer
				? { ...stop, state: 'nothing', tookMs: now - exchange.askedAt, ...(refersTo && { refersTo }) }
				: stop
		)
	);
	turn.bell.ring();
}
