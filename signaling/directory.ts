/**
 * The topic directory: signed cards of peers lately here, and of communities that they list, found by topic cells. What a cell
 * means and what a card says is the nodes' business; the server can leave one out and cannot make one up. In memory: it is
 * refilled as tabs come.
 */
import { MAX_FOUND_CARDS, MAX_LISTINGS } from '#lib/protocol/limits.ts';

/** How long a card stays after it was last put here. */
export const KEPT_MS = 60 * 60_000;
export const MAX_CARDS = 20_000;
/** Cards listed under one cell. A full one takes another in a random one's place: who comes often or last gains nothing. */
export const MAX_LISTED = 64;

/** Where the cards of one kind are: in this process, or in what several processes share. */
export interface CardStore {
	count(now: number): Promise<number>;
	/**
	 * Replaces this peer's card of that name: it is listed once under each of its cells, and without cells it is found no
	 * more. False where the peer has as many as one may have, and this one is not among them.
	 */
	put(peer: string, card: string, cells: readonly number[], now: number, name?: string): Promise<boolean>;
	/** Of others than `asker`: what shares most of the cells first, equals in random order. */
	find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]>;
}

/** Apart, so that none of one kind takes the place of another's. */
export interface CardStores {
	/** One of each peer. */
	readonly people: CardStore;
	/** By the community's id. */
	readonly communities: CardStore;
}

/** Cards that one peer may have of each kind. */
export const CARDS_A_PEER = { people: 1, communities: MAX_LISTINGS } as const;

interface Kept {
	readonly peer: string;
	readonly card: string;
	readonly cells: ReadonlySet<number>;
	readonly until: number;
}

export class Directory implements CardStore {
	/** By peer and name; whichever was put here longest ago first. */
	readonly #cards = new Map<string, Kept>();
	readonly #byCell = new Map<number, Set<string>>();
	readonly #byPeer = new Map<string, Set<string>>();
	readonly #most: number;
	readonly #chance: () => number;

	/** `most`: cards that one peer may have. `chance`: 0 or more and less than 1. */
	constructor(most: number, chance: () => number = Math.random) {
		this.#most = most;
		this.#chance = chance;
	}

	async count(now: number): Promise<number> {
		this.#expire(now);
		return this.#cards.size;
	}

	async put(peer: string, card: string, cells: readonly number[], now: number, name = ''): Promise<boolean> {
		this.#expire(now);
		const id = `${peer} ${name}`;
		this.#remove(id);
		if (cells.length === 0) return true;
		const own = this.#byPeer.get(peer) ?? new Set();
		if (own.size >= this.#most) return false;
		this.#byPeer.set(peer, own.add(id));
		const kept = { peer, card, cells: new Set(cells), until: now + KEPT_MS };
		this.#cards.set(id, kept);
		for (const cell of kept.cells) this.#list(id, cell);
		const [oldest] = this.#cards.keys();
		if (this.#cards.size > MAX_CARDS && oldest !== undefined) this.#remove(oldest);
		return true;
	}

	async find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]> {
		this.#expire(now);
		const shared = new Map<string, number>();
		for (const cell of new Set(cells))
			for (const id of this.#byCell.get(cell) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1);
		for (const id of this.#byPeer.get(asker) ?? []) shared.delete(id);
		return [...shared]
			.map(([id, count]) => ({ id, count, lot: this.#chance() }))
			.sort((a, b) => b.count - a.count || a.lot - b.lot)
			.slice(0, MAX_FOUND_CARDS)
			.flatMap(({ id }) => this.#cards.get(id)?.card ?? []);
	}

	#list(id: string, cell: number): void {
		const listed = this.#byCell.get(cell) ?? new Set();
		if (listed.size >= MAX_LISTED) {
			const unlucky = [...listed][Math.floor(this.#chance() * listed.size)];
			if (unlucky !== undefined) listed.delete(unlucky);
		}
		this.#byCell.set(cell, listed.add(id));
	}

	#expire(now: number): void {
		for (const [id, { until }] of this.#cards) {
			if (until > now) return;
			this.#remove(id);
		}
	}

	#remove(id: string): void {
		const kept = this.#cards.get(id);
		if (!kept) return;
		this.#cards.delete(id);
		drop(this.#byPeer, kept.peer, id);
		for (const cell of kept.cells) drop(this.#byCell, cell, id);
	}
}

function drop<Key>(sets: Map<Key, Set<string>>, key: Key, id: string): void {
	const set = sets.get(key);
	set?.delete(id);
	if (set?.size === 0) sets.delete(key);
}
