/**
 * What the router wants done, done: signed, sealed and sent, looked up, written on the route and into the ledger. Each
 * question has a lane, so that its steps show in order; a look at the directory keeps nothing waiting.
 */
import { textForm } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { ownCard, remembered, seenCard } from './cards.ts';
import { count, run, type Carrier, type FindingDeps } from './finding-carrier.ts';
import type { Work } from './finding-driver.ts';
import type { Search } from './finding-search.ts';
import { knownOf } from './finding-seed.ts';
import { asksFirst, invite, nothingFrom, probe } from './finding-passing.ts';
import { asideOf, namesOf, whyOf, type Why } from './finding-why.ts';
import { circlesOf, readerOf, type Reader } from './policy.ts';
import { NodeError } from './ports.ts';
import { letterOf } from './post.ts';
import type { Reason } from './routing/events.ts';
import { closeRoute, sendQueries, type Put } from './route.ts';

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
				run(`to/${one.to}`, all, async () => {
					if (!(await probe(one, all))) await nothingFrom(one.to, one.seek, all);
				});
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

/** The question itself, to all of them at once. Who is asleep gets it by mail and is not waited for. */
async function put(some: readonly Of<'put'>[], search: Search, all: Carrier): Promise<void> {
	if (search.isClosed) return;
	const { said, turn } = search.order;
	const news = some.filter(({ to }) => !said?.has(to));
	const written = await Promise.all(
		news.map(async ({ to, why }) => {
			if (await asksFirst(to, why, search, all)) return undefined;
			return putTo(to, why, search, all);
		})
	);
	const puts = written.filter((one) => one !== undefined);
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
		const shown = why.useful ? why : { why: chosen.why };
		return { ...{ peer, name, live: standing === 'accepted' }, ...shown, ...asideOf(peer, all.driver.state) };
	}
	const contact = await contacts.get(peer);
	const came = search.offers.get(peer);
	const by = why.by ?? (await namesOf(came?.path ?? [], all.deps));
	const shown: Why = { ...why, ...(by.length > 0 && { by }), ...asideOf(peer, all.driver.state) };
	if (contact?.standing === 'accepted') return { peer, name: contact.name, live: true, ...shown };
	if (!came) {
		await invite(peer, reason, search, all);
		return undefined;
	}
	const name = (contact ?? (await cards.get(peer)))?.name ?? '';
	return { ...{ peer, name, live: true, offer: came.id }, ...shown, stranger: true };
}

/** With an offer that was waited for. */
export async function putInvited(peer: PeerId, search: Search, all: Carrier): Promise<void> {
	const why = search.invited.get(peer);
	if (!why || !search.invited.delete(peer)) return;
	const one = await putTo(peer, why, search, all);
	if (one) await sendQueries([one], search.order.turn, all.deps);
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

/** What the directory has; where it has nobody, or is down, whom I heard of before. */
async function look({ question, cells }: Of<'look'>, search: Search, all: Carrier): Promise<void> {
	const { cards, clock, contacts, directory } = all.deps;
	const listed = await directory.find(cells, search.over);
	const now = clock.now();
	const seen = listed.map((said) => seenCard(said, textForm(said.bytes), now));
	for (const card of seen)
		if ((await contacts.get(card.peer))?.standing !== 'accepted') await cards.put(card);
	await count(search, 2, all.deps);
	const kept = seen.length === 0 ? await keptFor(search, cells, all.deps) : [];
	const found = { question, cards: [...seen, ...kept].map(knownOf), remembered: kept.length > 0 };
	all.driver.hear({ kind: 'found', ...found });
}

/** Whom a contact named for this very question, my person decides on. */
async function keptFor(search: Search, cells: readonly number[], deps: FindingDeps) {
	const route = (await deps.book.read(search.order.turn.exchange))?.route ?? [];
	const named = new Set(route.map(({ refersTo }) => refersTo?.peer));
	return (await remembered(cells, deps)).filter(({ peer }) => !named.has(peer));
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
