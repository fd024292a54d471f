/**
 * The topic directory: signed cards of peers lately here, found by topic cells. What a cell means and what a card says is
 * the nodes' business; the server can leave one out and cannot make one up. In memory: it is refilled as tabs come.
 */
import { MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';

/** How long a card stays after it was last put here. */
export const KEPT_MS = 60 * 60_000;
export const MAX_CARDS = 20_000;
/** Peers listed under one cell. A full one takes another in a random one's place: who comes often or last gains nothing. */
export const MAX_LISTED = 64;

/** Where the cards are: in this process, or in what several processes share. */
export interface CardStore {
	count(now: number): Promise<number>;
	/** Replaces this peer's card: it is listed once under each of its cells, and without cells it is found no more. */
	put(peer: string, card: string, cells: readonly number[], now: number): Promise<void>;
	/** Of others than `asker`: who shares most of the cells first, equals in random order. */
	find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]>;
}

interface Kept {
	readonly card: string;
	readonly cells: ReadonlySet<number>;
	readonly until: number;
}

export class Directory implements CardStore {
	/** Whoever was here longest ago first. */
	readonly #cards = new Map<string, Kept>();
	readonly #byCell = new Map<number, Set<string>>();
	readonly #chance: () => number;

	/** `chance`: 0 or more and less than 1. */
	constructor(chance: () => number = Math.random) {
		this.#chance = chance;
	}

	async count(now: number): Promise<number> {
		this.#expire(now);
		return this.#cards.size;
	}

	async put(peer: string, card: string, cells: readonly number[], now: number): Promise<void> {
		this.#expire(now);
		this.#remove(peer);
		if (cells.length === 0) return;
		const kept = { card, cells: new Set(cells), until: now + KEPT_MS };
		this.#cards.set(peer, kept);
		for (const cell of kept.cells) this.#list(peer, cell);
		const [oldest] = this.#cards.keys();
		if (this.#cards.size > MAX_CARDS && oldest !== undefined) this.#remove(oldest);
	}

	async find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]> {
		this.#expire(now);
		const shared = new Map<string, number>();
		for (const cell of new Set(cells))
			for (const peer of this.#byCell.get(cell) ?? []) shared.set(peer, (shared.get(peer) ?? 0) + 1);
		shared.delete(asker);
		return [...shared]
			.map(([peer, count]) => ({ peer, count, lot: this.#chance() }))
			.sort((a, b) => b.count - a.count || a.lot - b.lot)
			.slice(0, MAX_FOUND_CARDS)
			.flatMap(({ peer }) => this.#cards.get(peer)?.card ?? []);
	}

	#list(peer: string, cell: number): void {
		const listed = this.#byCell.get(cell) ?? new Set();
		if (listed.size >= MAX_LISTED) {
			const unlucky = [...listed][Math.floor(this.#chance() * listed.size)];
			if (unlucky !== undefined) listed.delete(unlucky);
		}
		this.#byCell.set(cell, listed.add(peer));
	}

	#expire(now: number): void {
		for (const [peer, { until }] of this.#cards) {
			if (until > now) return;
			this.#remove(peer);
		}
	}

	#remove(peer: string): void {
		const kept = this.#cards.get(peer);
		if (!kept) return;
		this.#cards.delete(peer);
		for (const cell of kept.cells) {
			const peers = this.#byCell.get(cell);
			peers?.delete(peer);
			if (peers?.size === 0) this.#byCell.delete(cell);
		}
	}
}
