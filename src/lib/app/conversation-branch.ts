/** The branch of a conversation that is on the screen: which exchanges, in which versions. Keeps the tree, decides nothing. */
import { newestLeaf, pathTo, versionsOf } from '#lib/agent/branches.ts';
import type { Exchange } from '#lib/agent/events.ts';
import type { ShownExchange } from './node-api.ts';

export class Branch {
	#all: ReadonlyMap<string, Exchange>;
	#leaf: string | undefined;
	/** Worked out anew only when a question was asked or another version chosen: drafts change nothing of it. */
	#path: readonly { readonly id: string; readonly versions: readonly string[] }[] = [];
	/** The copy that carries versions stays the same object while its exchange does. */
	readonly #shown = new WeakMap<Exchange, ShownExchange>();

	/** An unknown leaf is the newest one. */
	constructor(exchanges: readonly Exchange[], leaf?: string) {
		this.#all = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
		this.#leaf = leaf;
		this.#walk();
	}

	get leaf(): string | undefined {
		return this.#path.at(-1)?.id;
	}

	has(id: string): boolean {
		return this.#all.has(id);
	}

	/** Oldest first. */
	shown(): readonly ShownExchange[] {
		return this.#path.flatMap(({ id, versions }) => {
			const exchange = this.#all.get(id);
			return exchange ? [this.#withVersions(exchange, versions)] : [];
		});
	}

	/** After which exchange a question stands that is asked now, or asked instead of `insteadOf`; null for a first one. */
	placeFor(insteadOf: string | undefined): string | null {
		if (insteadOf === undefined) return this.leaf ?? null;
		return pathTo([...this.#all.values()], insteadOf).at(-2)?.id ?? null;
	}

	/** Takes in an exchange as it stands now; a new one is the end of the branch. */
	take(exchange: Exchange): void {
		const isNew = !this.#all.has(exchange.id);
		this.#all = new Map(this.#all).set(exchange.id, exchange);
		if (!isNew) return;
		this.#leaf = exchange.id;
		this.#walk();
	}

	/** Follows this version to the newest that came after it. */
	turnTo(id: string): void {
		this.#leaf = newestLeaf([...this.#all.values()], id);
		this.#walk();
	}

	#walk(): void {
		const all = [...this.#all.values()];
		const leaf = this.#leaf !== undefined && this.#all.has(this.#leaf) ? this.#leaf : undefined;
		const path = pathTo(all, leaf);
		this.#path = path.map((exchange) => ({
			id: exchange.id,
			// As many as there are in all: there is no other version of anything.
			versions: path.length === all.length ? [] : versionsOf(all, exchange).map(({ id }) => id)
		}));
	}

	#withVersions(exchange: Exchange, versions: readonly string[]): ShownExchange {
		if (versions.length < 2) return exchange;
		const known = this.#shown.get(exchange);
		if (known?.versions === versions) return known;
		const shown = { ...exchange, versions };
		this.#shown.set(exchange, shown);
		return shown;
	}
}
