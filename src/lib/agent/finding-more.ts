/**
 * What is asked beyond a finished answer: others to confirm it, and somebody a peer named. Whoever answers then is heard
 * like anybody who answers late. A referral itself only names somebody: it is followed when the person says so.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { hasAnswered, isUnfinished, withStop } from './book.ts';
import { choosePeers, easeNow } from './choose.ts';
import type { Exchange, RouteStop } from './events.ts';
import type { FindingDesk } from './finding.ts';
import { ANSWER_WAIT_MS } from './finding-driver.ts';
import type { FindingDeps } from './finding-carrier.ts';
import { invite, nothingFrom } from './finding-passing.ts';
import type { Order, Search } from './finding-search.ts';
import { nameOf } from './finding-why.ts';
import { createBell } from './lanes.ts';
import { saidIn } from './judging.ts';
import { compared } from './meaning.ts';
import type { SeenCard } from './ports.ts';
import type { Reply, Seek } from './routing/events.ts';
import { closeRoute, withMessages, type Turn } from './route.ts';

/** Asks on, beyond whom was asked, until two who know say the same or nobody is left; resolves when nobody is waited for. */
export async function askMore(id: string, finding: FindingDesk): Promise<void> {
	const { deps } = finding.carrier;
	const exchange = await deps.book.read(id);
	if (!exchange || isUnfinished(exchange) || finding.running(id)) return;
	const reputation = await deps.reputation();
	const turn = turnOf(exchange);
	const cells = await reputation.cellsOf(turn.question);
	const circle = await choosePeers(deps.contacts, reputation, cells, await easeNow(deps));
	const { groups } = compared(saidIn(exchange.sources), turn.question);
	const others = groups
		.map((group) => ({ ...group, said: group.said.filter(({ by }) => by !== deps.me) }))
		.filter(({ said }) => said.length > 0);
	const said = new Map<PeerId, Reply>();
	for (const { peer } of exchange.route) said.set(peer, { outcome: 'declined' });
	for (const group of others)
		for (const { by } of group.said)
			said.set(by, { outcome: 'answered', meaning: group.meaning, cited: true });
	const asked = exchange.route.filter(({ peer }) => !circle.some(({ contact }) => contact.peer === peer));
	const before = asked.map(({ peer, name }): Order['circle'][number] => ({
		contact: { peer, name, standing: 'removed' },
		why: 'contact'
	}));
	const order: Order = {
		...{ turn, cells, important: true, circle: [...circle, ...before], beyond: cells.length > 0 },
		...{ said, groups: others }
	};
	const search = await finding.search(order);
	await search.closed;
	await finding.settled(search);
}

/** Puts the question to whom a peer named, once they say that they want it. */
export async function followReferral(id: string, peer: PeerId, finding: FindingDesk): Promise<void> {
	const { deps } = finding.carrier;
	const exchange = await deps.book.read(id);
	const by = exchange?.route.find(({ refersTo }) => refersTo?.peer === peer && !refersTo.asked);
	if (!exchange || !by || exchange.route.some((stop) => stop.peer === peer)) return;
	if ((await deps.contacts.get(peer))?.standing === 'blocked') return;
	const turn = turnOf(exchange);
	const cells = await (await deps.reputation()).cellsOf(turn.question);
	if (cells.length === 0) return;
	const place: RouteStop = {
		...{ peer, name: by.refersTo?.name ?? (await nameOf(peer, deps)), why: 'referral', stranger: true },
		...{ by: [{ peer: by.peer, name: by.name }], state: 'waiting', over: 'relay', citations: 0, query: '' }
	};
	const followed = (stop: RouteStop): RouteStop =>
		stop.refersTo?.peer === peer ? { ...stop, refersTo: { ...stop.refersTo, asked: true } } : stop;
	await deps.book.change(id, (now) => {
		const { route } = withStop(now, by.query, followed);
		return { ...now, route: [...route, place] };
	});
	const why = { by: 'referral', from: by.peer } as const;
	const order: Order = { turn, cells, important: false, circle: [], beyond: false, invite: { peer, why } };
	const search = await finding.search(order);
	if (!(await invite(peer, why, search, finding.carrier))) return settle(id, peer, 'unreachable', deps);
	void deps.clock.sleep(ANSWER_WAIT_MS).then(async () => {
		if (search.invited.delete(peer)) await settle(id, peer, 'silent', deps);
		else await closeRoute(turn, deps, new Set([peer]));
	});
}

/** What became of a stop that never was put the question. */
async function settle(
	id: string,
	peer: PeerId,
	state: RouteStop['state'],
	{ book }: FindingDeps
): Promise<void> {
	await book.change(id, (exchange) => ({
		...exchange,
		route: exchange.route.map((stop) => (stop.peer === peer && stop.query === '' ? { ...stop, state } : stop))
	}));
}

const turnOf = ({ id, question, understood, near }: Exchange): Turn => ({
	...{ exchange: id, question: understood ?? question, pool: [], bell: createBell() },
	...(near !== undefined && { place: near })
});

/** Instead of an answer they named somebody: kept, and shown. The router is not told: it would ask them unbidden. */
export async function referred(
	said: SaidOf<'referral'>,
	card: SeenCard,
	finding: FindingDesk
): Promise<void> {
	const { deps, seeks } = finding.carrier;
	const seek = seeks.sentTo(said.body.re, said.from);
	if (seek) return referredFirst(said.from, seek, card, finding);
	const letter = await deps.outbox.get(said.body.re);
	const id = letter?.kind === 'query' && letter.to === said.from ? letter.exchange : undefined;
	const exchange = id === undefined ? undefined : await deps.book.read(id);
	const stop = exchange?.route.find(({ query }) => query === said.body.re);
	if (!letter || !exchange || !stop || hasAnswered(stop)) return;
	if (card.peer === deps.me || card.peer === said.from) return;
	const isNew = !exchange.route.some(({ peer }) => peer === card.peer);
	const contact = await deps.contacts.get(card.peer);
	if (contact?.standing !== 'accepted') await deps.cards.put(card);
	const tookMs = deps.clock.now() - exchange.askedAt;
	const refersTo = { peer: card.peer, name: contact?.name ?? card.name };
	await deps.book.change(exchange.id, (now) =>
		withMessages(
			withStop(now, said.body.re, (before) => ({
				...{ ...before, state: 'nothing' as const, tookMs },
				...(isNew && contact?.standing !== 'blocked' && { refersTo })
			})),
			1
		)
	);
	deps.turns.get(exchange.id)?.bell.ring();
	await deps.post.mark(letter, 'answered');
	const { from: peer } = said;
	await deps.ledger.record({ peer, kind: 'nothing', at: deps.clock.now(), query: said.body.re });
	finding.replied(exchange.id, peer, { outcome: 'nothing' });
}

/** They were asked whether they hold something, and name somebody who may. */
async function referredFirst(
	from: PeerId,
	seek: Seek,
	card: SeenCard,
	{ carrier }: FindingDesk
): Promise<void> {
	const { cards, contacts, me } = carrier.deps;
	if (card.peer === me || card.peer === from) return nothingFrom(from, seek, carrier);
	const contact = await contacts.get(card.peer);
	if (contact?.standing !== 'accepted') await cards.put(card);
	const isNamed = contact?.standing !== 'blocked' && contact?.standing !== 'accepted';
	const refersTo = isNamed ? { peer: card.peer, name: contact?.name ?? card.name } : undefined;
	await nothingFrom(from, seek, carrier, refersTo);
}

/** A search on an answer that was finished is over: nobody is waited for, and what it came to is written down. */
export async function ended(search: Search, finding: FindingDesk): Promise<void> {
	const { deps } = finding.carrier;
	const { turn, important } = search.order;
	if (search.order.invite) return;
	await closeRoute(turn, deps);
	await deps.lanes.run(`late/${turn.exchange}`, async () => {
		const exchange = await deps.book.read(turn.exchange);
		if (!exchange) return;
		const { assessed } = await import('./finding-judged.ts');
		const change = await assessed(exchange, deps, important);
		await deps.book.change(turn.exchange, change);
	});
}
