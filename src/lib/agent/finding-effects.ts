/**
 * What the router wants done, done: signed, sealed and sent, looked up, written on the route and into the ledger. Each
 * question has a lane, so that its steps show in order; a look at the directory keeps nothing waiting.
 */
import { textForm } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { SEEK_LIFETIME_MS } from '../protocol/limits.ts';
import { ownCard, seenCard } from './cards.ts';
import type { Driver, Work } from './finding-driver.ts';
import type { Search } from './finding-search.ts';
import type { Seeks } from './finding-seeks.ts';
import { knownOf } from './finding-seed.ts';
import { namesOf, whyOf, type Why } from './finding-why.ts';
import type { Inside } from './inside.ts';
import { circlesOf, readerOf, type Reader } from './policy.ts';
import { NodeError } from './ports.ts';
import { letterOf } from './post.ts';
import type { QuestionId, Reason, Seek } from './routing/events.ts';
import { closeRoute, sendQueries, withMessages, type Put, type RouteDeps } from './route.ts';

export type FindingDeps = RouteDeps &
	Pick<
		Inside,
		| 'me'
		| 'keyring'
		| 'self'
		| 'contacts'
		| 'cards'
		| 'directory'
		| 'holdings'
		| 'attestations'
		| 'reputation'
		| 'exchanges'
		| 'embedder'
		| 'random'
	>;

/** What everything here works on. */
export interface Carrier {
	readonly deps: FindingDeps;
	readonly driver: Driver;
	readonly seeks: Seeks;
	readonly searches: ReadonlyMap<QuestionId, Search>;
	/** Of those judged themselves at this moment, what others' judgement says is no news. */
	readonly judging: ReadonlySet<PeerId>;
	/** A search of an exchange that is over has ended. */
	readonly ended: (search: Search) => Promise<void>;
}

type Of<D extends Work['do']> = Extract<Work, { readonly do: D }>;

export function carry(work: readonly Work[], all: Carrier): void {
	const puts = new Map<Search, Of<'put'>[]>();
	const touched = new Set<Search>();
	for (const one of work) {
		const search = 'question' in one ? all.searches.get(one.question) : undefined;
		if (search) touched.add(search);
		switch (one.do) {
			case 'put':
				if (search) puts.set(search, [...(puts.get(search) ?? []), one]);
				break;
			case 'probe':
				run(`to/${one.to}`, all, async () => void (await probe(one, all)));
				break;
			case 'offer':
				run(`to/${one.to}`, all, () => offer(one, all));
				break;
			case 'look':
				if (search) run(`look/${one.question}`, all, () => look(one, search, all));
				break;
			case 'note':
				if (!all.judging.has(one.peer)) run('notes', all, () => note(one, search, all));
				break;
			case 'close':
				search?.close();
				break;
		}
	}
	for (const [search, some] of puts) run(search.question, all, () => put(some, search, all));
	for (const search of touched) run(search.question, all, () => silences(search, all));
}

export function run(lane: string, { deps }: Pick<Carrier, 'deps'>, job: () => Promise<void>): void {
	deps.lanes
		.run(`finding/${lane}`, job)
		.catch((cause: unknown) => deps.log('finding-failed', { lane, why: String(cause) }));
}

/** The question itself, to all of them at once. Who is asleep gets it by mail and is not waited for. */
async function put(some: readonly Of<'put'>[], search: Search, all: Carrier): Promise<void> {
	if (search.isClosed) return;
	const { said, turn } = search.order;
	const news = some.filter(({ to }) => !said?.has(to));
	const puts = (await Promise.all(news.map(({ to, why }) => putTo(to, why, search, all)))).filter(
		(one) => one !== undefined
	);
	const away = puts.length > 0 ? await sendQueries(puts, turn, all.deps) : [];
	for (const [from, reply] of said ?? [])
		all.driver.hear({ kind: 'reply', question: search.question, from, reply });
	for (const from of away)
		all.driver.hear({ kind: 'reply', question: search.question, from, reply: { outcome: 'offline' } });
}

/** Undefined: a stranger without an offer is asked first whether they want the question. */
async function putTo(peer: PeerId, reason: Reason, search: Search, all: Carrier): Promise<Put | undefined> {
	const { contacts, cards } = all.deps;
	const why = await whyOf(search.reasons.get(peer) ?? reason, search.order.turn.question, all.deps);
	const chosen = search.circle.get(peer);
	if (chosen) {
		const { name, standing } = chosen.contact;
		return { ...{ peer, name, live: standing === 'accepted' }, ...(why.useful ? why : { why: chosen.why }) };
	}
	const contact = await contacts.get(peer);
	const came = search.offers.get(peer);
	const by = why.by ?? (await namesOf(came?.path ?? [], all.deps));
	const shown: Why = { ...why, ...(by.length > 0 && { by }) };
	if (contact?.standing === 'accepted') return { peer, name: contact.name, live: true, ...shown };
	if (!came) {
		await invite(peer, reason, search, all);
		return undefined;
	}
	const name = (contact ?? (await cards.get(peer)))?.name ?? '';
	return { ...{ peer, name, live: true, offer: came.id }, ...shown, stranger: true };
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

/** With an offer that was waited for. */
export async function putInvited(peer: PeerId, search: Search, all: Carrier): Promise<void> {
	const why = search.invited.get(peer);
	if (!why || !search.invited.delete(peer)) return;
	const one = await putTo(peer, why, search, all);
	if (one) await sendQueries([one], search.order.turn, all.deps);
}

/** Live or not at all; who cannot be reached is not tried again so soon. */
async function probe(
	{ to, seek, hops, budget, path }: Of<'probe'>,
	{ deps, driver, seeks, searches }: Pick<Carrier, 'deps' | 'driver' | 'seeks' | 'searches'>
): Promise<boolean> {
	const search = seek.asker === deps.me ? searches.get(seek.question) : undefined;
	search?.probed.add(to);
	const text = await seeks.textOf(seek);
	if (text === undefined) return false;
	try {
		const body = { seek: text, hops, budget, path: [...path] };
		await deps.post.hand(to, (await deps.post.written(to, 'probe', body, 'live')).bytes);
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		driver.hear({ kind: 'reach', peer: to, online: false });
		return false;
	}
	if (search) await count(search, 1, deps);
	return true;
}

/** What of it I hold, as this asker may read it. */
export async function heldFor(
	asker: PeerId,
	cells: readonly number[],
	{ contacts, holdings }: Pick<FindingDeps, 'contacts' | 'holdings'>
): Promise<readonly number[]> {
	const reader = readerOf(asker, await contacts.get(asker)) as Exclude<Reader, { readonly self: true }>;
	return holdings.on(cells, circlesOf(reader));
}

async function offer({ to, seek, path }: Of<'offer'>, { deps, seeks }: Carrier): Promise<void> {
	const { clock, post } = deps;
	const cells = [...(await heldFor(to, seek.cells, deps))];
	if (cells.length === 0) return;
	const body = { re: seek.question, cells, card: await ownCard(deps), path: [...path] };
	try {
		const live = await post.written(to, 'offer', body, 'live');
		// Before it is sent: the question may come at once.
		seeks.offered(live.id, to);
		await post.hand(to, live.bytes);
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		const mail = await post.written(to, 'offer', body, 'mail');
		seeks.offered(mail.id, to);
		await post.drop(letterOf(mail, to, 'offer', clock.now()));
	}
}

async function look({ question, cells }: Of<'look'>, search: Search, all: Carrier): Promise<void> {
	const { cards, clock, contacts, directory } = all.deps;
	const found = await directory.find(cells, search.over);
	const now = clock.now();
	const seen = found.map((said) => seenCard(said, textForm(said.bytes), now));
	for (const card of seen)
		if ((await contacts.get(card.peer))?.standing !== 'accepted') await cards.put(card);
	await count(search, 2, all.deps);
	all.driver.hear({ kind: 'found', question, cards: seen.map(knownOf) });
}

async function note(
	{ peer, what, question, cells }: Of<'note'>,
	search: Search | undefined,
	{ deps }: Carrier
): Promise<void> {
	const exchange = search && (await deps.book.read(search.order.turn.exchange));
	const query = exchange?.route.find((stop) => stop.peer === peer)?.query ?? question;
	await deps.ledger.record({ peer, kind: what, at: deps.clock.now(), query, cells });
}

/** Who was waited for long enough is shown as silent while others are asked. */
async function silences(search: Search, all: Carrier): Promise<void> {
	const { turn } = search.order;
	const isOver = search.isClosed && !all.deps.turns.has(turn.exchange);
	if (isOver) return all.ended(search);
	const asked = all.driver.state.open.get(search.question)?.asked ?? [];
	const silent = [...asked].flatMap(([peer, { reply }]) => (reply?.outcome === 'silent' ? [peer] : []));
	if (silent.length === 0) return;
	await closeRoute(turn, all.deps, new Set(silent));
	turn.bell.ring();
}

export const count = async (
	{ order }: Search,
	more: number,
	{ book }: Pick<FindingDeps, 'book'>
): Promise<void> => {
	await book.change(order.turn.exchange, (exchange) => withMessages(exchange, more));
};
