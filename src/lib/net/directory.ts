/**
 * The topic directories of this node's servers as one. What is published is said to every server that is there, again to
 * one that comes back, and again before it is forgotten. What is looked for is asked of two servers where two are there, so
 * that one alone cannot decide whom a question finds, among decoys (see `directory-decoys.ts`). Cards are believed by their
 * signatures and by nothing a server says; one that is away, silent or lies is no error and brings nothing.
 */
import type { Clock, TopicDirectory } from '#lib/agent/ports.ts';
import { openFound } from '#lib/protocol/carried.ts';
import type { SaidOf } from '#lib/protocol/envelope.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_CARD_CELLS, MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';
import { MEANT, withDecoys } from './directory-decoys.ts';
import type { Listeners } from './listeners.ts';
import type { RelayClient } from './relay-client.ts';

/** A server forgets after an hour; so there is time for a second try. */
const AGAIN_MS = 45 * 60_000;
/** A question does not wait longer for cards. */
const FIND_MS = 5_000;
const ASKED_SERVERS = 2;
const MOST_FOUND = 2 * MAX_FOUND_CARDS;

interface Server {
	readonly client: Pick<RelayClient, 'state' | 'publish' | 'find'>;
}

export interface DirectoryDeps {
	readonly me: PeerId;
	/** The node's, in their order: its own server first. */
	readonly servers: { readonly lines: readonly Server[]; readonly onLines: Listeners<[]> };
	/** Corrected by the server's. */
	readonly clock: Clock;
	/** Keys the decoys: 32 bytes of this identity's own, the same after a restart, and told nobody. */
	readonly secret: Uint8Array;
}

export class Directory implements TopicDirectory {
	readonly #deps: DirectoryDeps;
	readonly #life = new AbortController();
	readonly #unfollow: () => void;
	#published: { readonly card: string; readonly cells: readonly number[] } | undefined;
	/** Servers that have been told of what is published now, for as long as they stay connected. */
	#told = new Set<Server['client']>();

	constructor(deps: DirectoryDeps) {
		this.#deps = deps;
		this.#unfollow = deps.servers.onLines.add(() => void this.#tell());
		void this.#tellAgain();
	}

	async publish(card: string, cells: readonly number[]): Promise<void> {
		this.#published = { card, cells: cells.slice(0, MAX_CARD_CELLS) };
		this.#told = new Set();
		await this.#tell();
	}

	async find(cells: readonly number[], signal?: AbortSignal): Promise<readonly SaidOf<'card'>[]> {
		const { me, clock, secret } = this.#deps;
		const there = this.#online().slice(0, ASKED_SERVERS);
		if (cells.length === 0 || there.length === 0) return [];
		const asks = groupsOf(cells, MEANT).map((meant) => withDecoys(meant, secret));
		const stop = new AbortController();
		const over = AbortSignal.any([stop.signal, this.#life.signal, ...(signal ? [signal] : [])]);
		void clock.sleep(FIND_MS, over).then(() => stop.abort());
		const answers = there.flatMap((client) => asks.map((ask) => answerOf(client, ask, over)));
		const texts = inTurn(await Promise.all(answers));
		stop.abort();
		return (await openFound(texts, cells, clock.now(), me)).slice(0, MOST_FOUND);
	}

	close(): void {
		this.#unfollow();
		this.#life.abort();
	}

	#online(): readonly Server['client'][] {
		return this.#deps.servers.lines.map(({ client }) => client).filter(({ state }) => state === 'online');
	}

	/** Says it to those who are there and have not heard it; who is gone hears it again on coming back. */
	async #tell(): Promise<void> {
		const online = this.#online();
		for (const client of this.#told) if (!online.includes(client)) this.#told.delete(client);
		const published = this.#published;
		if (!published || this.#life.signal.aborted) return;
		const [told, news] = [this.#told, online.filter((client) => !this.#told.has(client))];
		await Promise.all(
			news.map(async (client) => {
				told.add(client);
				// Refused or cut off: the next round says it again.
				await client.publish(published.card, published.cells).catch(() => told.delete(client));
			})
		);
	}

	async #tellAgain(): Promise<void> {
		const { signal } = this.#life;
		for (;;) {
			await this.#deps.clock.sleep(AGAIN_MS, signal);
			if (signal.aborted) return;
			// Nothing to be found by needs no keeping up.
			if (this.#published?.cells.length === 0) continue;
			this.#told = new Set();
			await this.#tell();
		}
	}
}

/** Nothing from one that does not answer in time, says no or is gone: `over` ends the wait whatever the server does. */
function answerOf(
	client: Server['client'],
	cells: readonly number[],
	over: AbortSignal
): Promise<readonly string[]> {
	return new Promise((resolve) => {
		if (over.aborted) return resolve([]);
		const none = (): void => resolve([]);
		over.addEventListener('abort', none, { once: true });
		client.find(cells, over).then((cards) => resolve(cards.slice(0, MAX_FOUND_CARDS)), none);
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
