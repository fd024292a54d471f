/**
 * The topic directory: signed cards of peers lately here, found by topic cells. What a cell means and what a card says is
 * the nodes' business; the server can leave one out and cannot make one up. In memory: it is refilled as tabs come.
 */
import { MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';

/** How long a card stays after it was last put here. */
export const KEPT_MS = 60 * 60_000;
export const MAX_CARDS = 20_000;

/** Where the cards are: in this process, or in what several processes share. */
export interface CardStore {
	count(now: number): Promise<number>;
	/** Replaces this peer's card; without cells it is found no more. */
	put(peer: string, card: string, cells: readonly number[], now: number): Promise<void>;
	/** Of others than `asker`: who shares most of the cells first, of equals whoever was here last. */
	find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]>;
}

interface Kept {
	readonly card: string;
	readonly cells: ReadonlySet<number>;
	readonly until: number;
}

export class Directory implements CardStore {
	/** The longest unused first. */
	readonly #cards = new Map<string, Kept>();
	readonly #byCell = new Map<number, Set<string>>();

	async count(): Promise<number> {
		return this.#cards.size;
	}

	async put(peer: string, card: string, cells: readonly number[], now: number): Promise<void> {
		this.#remove(peer);
		if (cells.length === 0) return;
		const kept = { card, cells: new Set(cells), until: now + KEPT_MS };
		this.#cards.set(peer, kept);
		for (const cell of kept.cells) this.#byCell.set(cell, (this.#byCell.get(cell) ?? new Set()).add(peer));
		const [oldest] = this.#cards.keys();
		if (this.#cards.size > MAX_CARDS && oldest !== undefined) this.#remove(oldest);
	}

	async find(asker: string, cells: readonly number[], now: number): Promise<readonly string[]> {
		const shared = new Map<string, number>();
		for (const cell of new Set(cells))
			for (const peer of this.#byCell.get(cell) ?? []) shared.set(peer, (shared.get(peer) ?? 0) + 1);
		shared.delete(asker);
		const alive = [...shared].flatMap(([peer, count]) => {
			const kept = this.#cards.get(peer);
			if (kept && kept.until > now) return [{ kept, count }];
			this.#remove(peer);
			return [];
		});
		return alive
			.sort((a, b) => b.count - a.count || b.kept.until - a.kept.until)
			.slice(0, MAX_FOUND_CARDS)
			.map(({ kept }) => kept.card);
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
