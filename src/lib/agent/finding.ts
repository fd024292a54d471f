/**
 * Finding whoever knows: the one router of this node (routing/router.ts), told of everything that is asked, heard and
 * decided, and what it wants done carried out. Loaded with the first question, probe or offer. Decides nothing itself of
 * whom to ask or whom to believe.
 */
import { base64url } from '../protocol/bytes.ts';
import { openCard } from '../protocol/carried.ts';
import { isRefusal, type SaidOf } from '../protocol/envelope.ts';
import { asPeerId, type PeerId } from '../protocol/identity.ts';
import type { OpenSeek } from '../protocol/seek.ts';
import { seenCard } from './cards.ts';
import { Driver } from './finding-driver.ts';
import { count, run, type Carrier, type FindingDeps } from './finding-carrier.ts';
import { carry, heldFor, putInvited } from './finding-effects.ts';
import { nothingFrom, passOver } from './finding-passing.ts';
import type { Finding } from './finding-port.ts';
import { Search, type Order } from './finding-search.ts';
import { attestedOf, beliefIn, knownOf, ofPeer, ratedIn, seeds } from './finding-seed.ts';
import { Seeks } from './finding-seeks.ts';
import type { Said } from './meaning.ts';
import type { Attestation, EvidenceKind, SeenCard } from './ports.ts';
import type { Reason, Reply } from './routing/events.ts';
import { bounded, MOST_CANDIDATES, MOST_CLOSED } from './routing/router-state.ts';
import { tiesNow } from './ties.ts';

export type { FindingDeps } from './finding-carrier.ts';
export type { Finding } from './finding-port.ts';

/** The same for whoever asks. */
export interface FindingDesk extends Finding {
	/** My person asks: everybody in the circle is on the route when this resolves. */
	search(order: Order): Promise<Search>;
	/** Nobody is asked any more. */
	stop(search: Search): void;
	/** Resolves when everything a search has begun is on the route. */
	settled(search: Search): Promise<void>;
	/** The search of this exchange that runs. */
	running(exchange: string): Search | undefined;
	/** For what the person begins on a finished answer: finding-more.ts. */
	readonly carrier: Carrier;
}

const peersOf = (path: readonly string[]): readonly PeerId[] => path.flatMap((one) => asPeerId(one) ?? []);

/** Loads what is known of everybody. Throws NodeError as the stores do. */
export async function createFinding(deps: FindingDeps): Promise<FindingDesk> {
	const finder = new Finder(deps);
	await finder.seed();
	return finder;
}

class Finder implements FindingDesk {
	readonly carrier: Carrier;
	readonly #deps: FindingDeps;
	readonly #driver: Driver;
	readonly #seeks: Seeks;
	readonly #searches = new Map<string, Search>();
	readonly #judging = new Set<PeerId>();

	constructor(deps: FindingDeps) {
		this.#deps = deps;
		this.#driver = new Driver(deps, (work) => carry(work, this.carrier));
		this.#seeks = new Seeks(deps);
		this.carrier = {
			...{ deps, driver: this.#driver, seeks: this.#seeks, searches: this.#searches, judging: this.#judging },
			ended: async (search) => (await import('./finding-more.ts')).ended(search, this)
		};
	}

	async seed(): Promise<void> {
		for (const heard of await seeds(this.#deps)) this.#driver.hear(heard);
		this.#driver.state.rated = ratedIn(await this.#deps.ledger.list());
	}

	async probed(said: SaidOf<'probe'>, opened: OpenSeek): Promise<void> {
		const { from: asker, body } = opened.seek;
		this.#seeks.keep(opened);
		const knows = (await heldFor(asker, body.cells, this.#deps)).length > 0;
		const { question, cells, until, place } = body;
		const seek = { ...{ question, asker, cells, until }, ...(place !== undefined && { place }) };
		const { hops, budget } = said.body;
		const path = peersOf(said.body.path);
		const work = this.#driver.hear({ kind: 'probe', from: said.from, seek, hops, budget, path }, { knows });
		if (work.length === 0) return passOver(said, cells, this.#deps);
		const told = work.flatMap((one) => (one.do === 'probe' ? [one.to] : []));
		if (told.length > 0) this.#seeks.passedOn(seek, said.from, said.id, told);
	}

	async passed(from: PeerId, re: string): Promise<void> {
		const seek = this.#seeks.sentTo(re, from);
		if (seek) await nothingFrom(from, seek, this.carrier);
	}

	async offered(said: SaidOf<'offer'>): Promise<void> {
		const { re: question, cells } = said.body;
		const path = peersOf(said.body.path);
		const search = this.#searches.get(question);
		const by = said.from;
		if (!search || search.offers.has(by) || search.offers.size >= MOST_CANDIDATES) return;
		const isInvited = search.invited.has(by);
		const isExpected = !search.isClosed && [...path, by].some((peer) => search.probed.has(peer));
		if (!isInvited && !isExpected) return;
		const { clock, contacts, cards } = this.#deps;
		const now = clock.now();
		const card = await openCard(said.body.card, now, by);
		if (isRefusal(card)) return;
		const seen = seenCard(card, said.body.card, now);
		if ((await contacts.get(by))?.standing !== 'accepted') await cards.put(seen);
		search.offers.set(by, { id: said.id, path });
		await count(search, 1 + path.length, this.#deps);
		if (isInvited) return run(question, this.carrier, () => putInvited(by, search, this.carrier));
		// Who was found by other means did not come by hearsay: their offer only says that they are there.
		const why = path.length === 0 ? this.#foundBy(question, seen) : undefined;
		if (why) search.reasons.set(by, why);
		this.#driver.hear({ kind: 'offer', question, from: knownOf(seen), cells, path });
	}

	#foundBy(question: string, { peer, topics }: SeenCard): Reason | undefined {
		const asking = this.#driver.state.open.get(question);
		const cell = asking?.cells.find((one) => topics.some((topic) => topic.cell === one));
		return asking?.candidates.get(peer)?.why ?? (cell === undefined ? undefined : { by: 'claim', cell });
	}

	async referred(said: SaidOf<'referral'>, card: SeenCard): Promise<void> {
		await (await import('./finding-more.ts')).referred(said, card, this);
	}

	sought(question: string): readonly number[] | undefined {
		const search = this.#searches.get(question);
		const isOpen = search && (!search.isClosed || search.invited.size > 0) && search.probed.size > 0;
		return isOpen ? search.order.cells : undefined;
	}

	isOffered(id: string, asker: PeerId): boolean {
		return this.#seeks.isOffered(id, asker);
	}

	isTold(re: string, peer: PeerId): boolean {
		const seek = this.#seeks.sentTo(re, peer);
		return seek?.asker === this.#deps.me && this.#searches.get(seek.question)?.invited.has(peer) === true;
	}

	met(card: SeenCard, by?: PeerId): void {
		this.#driver.hear({ kind: 'card', card: knownOf(card), ...(by !== undefined && { by }) });
	}

	attested(attestation: Attestation): void {
		this.#driver.hear(attestedOf(attestation));
	}

	reached(peer: PeerId, online: boolean): void {
		this.#driver.hear({ kind: 'reach', peer, online });
	}

	async search(order: Order): Promise<Search> {
		const { cells, important, beyond, circle, turn } = order;
		const search = new Search(base64url(this.#deps.random(16)), order);
		this.#searches.set(search.question, search);
		bounded(this.#searches, MOST_CLOSED);
		for (const [peer, tie] of await tiesNow(this.#deps)) this.#driver.hear({ kind: 'tie', peer, tie });
		this.#driver.hear({
			...({ kind: 'ask', question: search.question, cells, important, beyond } as const),
			circle: circle.map(({ contact }) => contact.peer),
			...(turn.place !== undefined && { place: turn.place })
		});
		// More open questions than a router takes: nobody is asked.
		if (!this.#driver.state.open.has(search.question)) search.close();
		await this.settled(search);
		return search;
	}

	stop({ question }: Search): void {
		this.#driver.hear({ kind: 'stop', question });
	}

	settled({ question }: Search): Promise<void> {
		return this.#deps.lanes.run(`finding/${question}`, async () => undefined);
	}

	running(exchange: string): Search | undefined {
		return this.#of(exchange).find(({ isClosed }) => !isClosed);
	}

	/** The latest first. */
	#of(exchange: string): readonly Search[] {
		return [...this.#searches.values()].filter(({ order }) => order.turn.exchange === exchange).reverse();
	}

	replied(exchange: string, from: PeerId, reply: Reply): void {
		for (const { question } of this.#of(exchange))
			this.#driver.hear({ kind: 'reply', question, from, reply });
	}

	async answered(exchange: string, said: Said): Promise<void> {
		for (const search of this.#of(exchange)) {
			const meaning = await search.meaningOf(said, this.#deps);
			const reply: Reply = { outcome: 'answered', meaning, cited: true };
			this.#driver.hear({ kind: 'reply', question: search.question, from: said.by, reply });
		}
	}

	judged(exchange: string, peers: readonly PeerId[], what: EvidenceKind, cells: readonly number[]): void {
		const question = this.#of(exchange)[0]?.question ?? exchange;
		for (const peer of peers) this.#judging.add(peer);
		for (const peer of peers) this.#driver.hear({ kind: 'judged', question, peer, what, cells });
		this.#judging.clear();
	}

	recorded(peer: PeerId): Promise<void> {
		return this.#deps.lanes.run(`finding/of/${peer}`, async () => {
			if (peer !== this.#deps.me) this.#driver.hear(await beliefIn(peer, this.#deps));
		});
	}

	async changed(peer?: PeerId): Promise<void> {
		const peers = peer === undefined ? [...this.#driver.state.kept.keys()] : [peer];
		for (const one of peers)
			await this.#deps.lanes.run(`finding/of/${one}`, async () => {
				const heard = await ofPeer(one, await this.#deps.contacts.get(one), this.#deps);
				for (const news of heard) this.#driver.hear(news);
			});
		if (peer === undefined) this.#driver.state.rated = ratedIn(await this.#deps.ledger.list());
	}

	rated(): number {
		return this.#driver.state.rated;
	}
}
