/** Errands as their section shows them, read anew whenever the node tells that one may be another. It decides nothing. */
import { Reading } from './community-reading.svelte.ts';
import type { ShownErrand } from './errands-api.ts';
import type { NodeApi } from './node-api.ts';

export class Errands {
	readonly node: NodeApi;
	readonly #reading: Reading<readonly ShownErrand[]>;

	constructor(node: NodeApi) {
		this.node = node;
		// Whoever never sent one loads nothing of it.
		this.#reading = new Reading(async () =>
			(await node.state()).errands.length === 0 ? [] : node.errands()
		);
	}

	/** Newest first; null until they were read. */
	get list(): readonly ShownErrand[] | null {
		return this.#reading.now;
	}

	get isFailed(): boolean {
		return this.#reading.trouble !== null;
	}

	/** Follows the node until what it returns is called. */
	follow = (): (() => void) => {
		const end = this.node.subscribe(({ part }) => void (part === 'errands' && void this.#reading.read()));
		void this.#reading.read();
		return end;
	};
}
