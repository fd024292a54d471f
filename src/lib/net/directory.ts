/**
 * The topic directories of this node's servers as one. What is published is said to every server that is there, again to
 * one that comes back, and again before it is forgotten. What is looked for is asked of two servers where two are there, so
 * that one alone cannot decide whom a question finds, among decoys (see `directory-decoys.ts`). Cards are believed by their
 * signatures and by nothing a server says; one that is away, silent or lies is no error and brings nothing.
 */
import type { Clock, CommunityDirectory, TopicDirectory } from '#lib/agent/ports.ts';
import { openFound } from '#lib/protocol/carried.ts';
import { openFoundCommunities, type CommunityCard } from '#lib/protocol/community-card.ts';
import type { SaidOf } from '#lib/protocol/envelope.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_CARD_CELLS, MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';
import { MEANT, withDecoys } from './directory-decoys.ts';
import type { Listeners } from './listeners.ts';
import type { RelayClient } from './relay-client.ts';
import { RelayRefused } from './relay-socket.ts';

/** A server forgets after an hour; so there is time for a second try. */
const AGAIN_MS = 45 * 60_000;
/** A question does not wait longer for cards. */
const FIND_MS = 5_000;
const ASKED_SERVERS = 2;
const MOST_FOUND = 2 * MAX_FOUND_CARDS;

interface Server {
	readonly client: Pick<RelayClient, 'state' | 'publish' | 'list' | 'find'>;
}

/** This node's own card, or that of a community it lists. */
interface Published {
	readonly card: string | undefined;
	readonly cells: readonly number[];
}

/** Its own card's name among those; communities go by their id. */
const OWN = '';

export interface DirectoryDeps {
	readonly me: PeerId;
	/** The node's, in their order: its own server first. */
	readonly servers: { readonly lines: readonly Server[]; readonly onLines: Listeners<[]> };
	/** Corrected by the server's. */
	readonly clock: Clock;
	/** Keys the decoys: 32 bytes of this identity's own, the same after a restart, and told nobody. */
	readonly secret: Uint8Array;
}

export class Directory implements TopicDirectory, CommunityDirectory {
	readonly #deps: DirectoryDeps;
	readonly #life = new AbortController();
	readonly #unfollow: () => void;
	readonly #published = new Map<string, Published>();
	/** What each server has been told of as it is now, for as long as it stays connected. */
	readonly #told = new Map<Server['client'], Set<string>>();
	/** For what each of them has no room among mine. */
	readonly #full = new Map<Server['client'], Set<string>>();

	constructor(deps: DirectoryDeps) {
		this.#deps = deps;
		this.#unfollow = deps.servers.onLines.add(() => void this.#tell());
		void this.#tellAgain();
	}

	publish(card: string, cells: readonly number[]): Promise<void> {
		return this.#put(OWN, card, cells);
	}

	list(community: string, card: string | undefined, cells: readonly number[]): Promise<void> {
		return this.#put(community, card, card === undefined ? [] : cells);
	}

	async isFull(community: string): Promise<boolean> {
		const online = this.#online();
		return online.length > 0 && online.every((client) => this.#full.get(client)?.has(community) === true);
	}

	async find(cells: readonly number[], signal?: AbortSignal): Promise<readonly SaidOf<'card'>[]> {
		const texts = (await this.#textsFor(cells, signal)) ?? [];
		const { me, clock } = this.#deps;
		return (await openFound(texts, cells, clock.now(), me)).slice(0, MOST_FOUND);
	}

	async findCommunities(
		cells: readonly number[],
		signal?: AbortSignal
	): Promise<readonly CommunityCard[] | undefined> {
		const texts = await this.#textsFor(cells, signal, 'community');
		const { me, clock } = this.#deps;
		return texts && (await openFoundCommunities(texts, cells, clock.now(), me)).slice(0, MOST_FOUND);
	}

	/** Unopened; undefined where no server answered. */
	async #textsFor(
		cells: readonly number[],
		signal?: AbortSignal,
		kind?: 'community'
	): Promise<Iterable<string> | undefined> {
		const { clock, secret } = this.#deps;
		const there = this.#online().slice(0, ASKED_SERVERS);
		if (there.length === 0) return undefined;
		const asks = groupsOf(cells, MEANT).map((meant) => withDecoys(meant, secret));
		const stop = new AbortController();
		const over = AbortSignal.any([stop.signal, this.#life.signal, ...(signal ? [signal] : [])]);
		void clock.sleep(FIND_MS, over).then(() => stop.abort());
		const answers = there.flatMap((client) => asks.map((ask) => answerOf(client, ask, over, kind)));
		const lists = (await Promise.all(answers)).filter((list) => list !== undefined);
		stop.abort();
		return lists.length === 0 && asks.length > 0 ? undefined : inTurn(lists);
	}

	close(): void {
		this.#unfollow();
		this.#life.abort();
	}

	#online(): readonly Server['client'][] {
		return this.#deps.servers.lines.map(({ client }) => client).filter(({ state }) => state === 'online');
	}

	async #put(name: string, card: string | undefined, cells: readonly number[]): Promise<void> {
		this.#published.set(name, { card, cells: cells.slice(0, MAX_CARD_CELLS) });
		this.#forgetTold(name);
		await this.#tell();
	}

	/** Every server hears of it anew. */
	#forgetTold(name: string): void {
		for (const [client, told] of this.#told) {
			// Another set: what is being said as it was does not count as said.
			this.#told.set(client, new Set([...told].filter((other) => other !== name)));
		}
	}

	/** Says it to those who are there and have not heard it; who is gone hears it again on coming back. */
	async #tell(): Promise<void> {
		const online = this.#online();
		for (const kept of [this.#told, this.#full])
			for (const client of kept.keys()) if (!online.includes(client)) kept.delete(client);
		if (this.#life.signal.aborted) return;
		await Promise.all(
			online.flatMap((client) => {
				const told = this.#told.get(client) ?? new Set();
				const full = this.#full.get(client) ?? new Set();
				this.#told.set(client, told);
				this.#full.set(client, full);
				const news = [...this.#published].filter(([name]) => !told.has(name));
				return news.map(async ([name, published]) => {
					told.add(name);
					try {
						await say(client, name, published);
						full.delete(name);
					} catch (error) {
						// Refused or cut off: the next round says it again.
						told.delete(name);
						if (error instanceof RelayRefused && error.why === 'quota') full.add(name);
					}
				});
			})
		);
	}

	async #tellAgain(): Promise<void> {
		const { signal } = this.#life;
		for (;;) {
			await this.#deps.clock.sleep(AGAIN_MS, signal);
			if (signal.aborted) return;
			// Nothing to be found by needs no keeping up.
			for (const [name, { cells }] of this.#published) if (cells.length > 0) this.#forgetTold(name);
			await this.#tell();
		}
	}
}

const say = (client: Server['client'], name: string, { card, cells }: Published): Promise<void> =>
	name === OWN ? client.publish(card ?? '', cells) : client.list(name, card, cells);

/** Undefined from one that does not answer in time, says no or is gone: `over` ends the wait whatever the server does. */
function answerOf(
	client: Server['client'],
	cells: readonly number[],
	over: AbortSignal,
	kind: 'community' | undefined
): Promise<readonly string[] | undefined> {
	return new Promise((resolve) => {
		const none = (): void => resolve(undefined);
		if (over.aborted) return none();
		over.addEventListener('abort', none, { once: true });
		client.find(cells, over, kind).then((cards) => resolve(cards.slice(0, MAX_FOUND_CARDS)), none);
	});
}

function groupsOf(cells: readonly number[], size: number): readonly (readonly number[])[] {
	const once = [...new Set(cells)];
	return Array.from({ length: Math.ceil(once.length / size) }, (_, at) =>
		once.slice(at * size, (at + 1) * size)
	);
}

/** The first of each, then the second of each: where there are too many, no server takes another's seats. */
function* inTurn(lists: readonly (readonly string[])[]): Generator<string> {
	const longest = Math.max(0, ...lists.map(({ length }) => length));
	for (let at = 0; at < longest; at++)
		for (const list of lists) {
			const text = list[at];
			if (text !== undefined) yield text;
		}
}
