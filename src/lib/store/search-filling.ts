/** Brings the index up to date with the items: what changed is read and sent to the worker, a little at a time. */
import { NodeError } from '#lib/agent/ports.ts';
import type { Indexed } from './full-text.ts';
import type { ItemSource, Meta } from './items.ts';
import type { SearchClient } from './search-client.ts';

/** A search waits until so much is indexed: what a person wrote a moment ago is found. */
const FEW_ITEMS = 8;
const FEW_CHARS = 100_000;
/** For more it waits so long and then answers from what is there. */
const WAIT_MS = 150;
/** What one message to the worker carries at most: the searches between two of them must not wait long. */
const CHUNK_ITEMS = 64;
const CHUNK_CHARS = 250_000;

export class SearchFilling {
	readonly #items: ItemSource;
	readonly #filled: () => void;
	/** Items whose words changed and are not indexed yet. */
	readonly #stale = new Set<string>();
	#filling: Promise<void> | undefined;
	#closed = false;

	/** `filled` hears when nothing is left. */
	constructor(items: ItemSource, filled: () => void) {
		this.#items = items;
		this.#filled = filled;
	}

	get isBusy(): boolean {
		return this.#stale.size > 0 || this.#filling !== undefined;
	}

	mark(ids: readonly string[]): void {
		for (const id of ids) this.#stale.add(id);
	}

	/** In the background; what fails is tried again at the next call. */
	fill(client: SearchClient): void {
		this.#fill(client).catch(() => undefined);
	}

	/** Resolves when nothing is left. Throws WorkerLost. */
	async all(client: SearchClient): Promise<void> {
		while (this.isBusy && !this.#closed) await this.#fill(client);
	}

	/** Resolves when a search had better wait no longer. Throws WorkerLost. */
	async soon(client: SearchClient, metas: ReadonlyMap<string, Meta>): Promise<void> {
		const isFew = this.#isFew(metas);
		const filling = this.#stale.size > 0 ? this.#fill(client) : this.#filling;
		if (!filling) return;
		if (isFew) return filling;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, WAIT_MS)));
		await Promise.race([filling, late]).finally(() => clearTimeout(timer));
	}

	close(): void {
		this.#closed = true;
	}

	#fill(client: SearchClient): Promise<void> {
		if (this.#filling) return this.#filling;
		const filling = this.#fillFrom(client)
			.finally(() => (this.#filling = undefined))
			.then(() => {
				// What came in after the last look.
				if (this.#stale.size > 0 && !this.#closed) return this.#fill(client);
				if (!this.#closed) this.#filled();
			});
		this.#filling = filling;
		filling.catch(() => undefined);
		return filling;
	}

	/** What is in the message under way counts no more: it is answered before the search is. */
	#isFew(metas: ReadonlyMap<string, Meta>): boolean {
		if (this.#stale.size > FEW_ITEMS) return false;
		let chars = 0;
		for (const id of this.#stale) chars += metas.get(id)?.chars ?? 0;
		return chars <= FEW_CHARS;
	}

	async #fillFrom(client: SearchClient): Promise<void> {
		const metas = await this.#items.metas();
		while (this.#stale.size > 0 && !this.#closed) {
			// Taken out before they are read: a change meanwhile puts them back.
			const ids = this.#take(metas);
			try {
				const read = await Promise.all(ids.map((id) => this.#indexed(id, metas)));
				const items = read.filter((item) => item !== undefined);
				const gone = ids.filter((_, n) => read[n] === undefined);
				if (gone.length > 0) await client.ask('remove', { ids: gone });
				if (items.length > 0) await client.ask('put', { items });
			} catch (error) {
				for (const id of ids) this.#stale.add(id);
				throw error;
			}
		}
	}

	/** The next few stale items, as many as fit in one message. */
	#take(metas: ReadonlyMap<string, Meta>): string[] {
		const ids: string[] = [];
		let chars = 0;
		for (const id of this.#stale) {
			if (ids.length >= CHUNK_ITEMS || chars >= CHUNK_CHARS) break;
			this.#stale.delete(id);
			ids.push(id);
			chars += metas.get(id)?.chars ?? 0;
		}
		return ids;
	}

	async #indexed(id: string, metas: ReadonlyMap<string, Meta>): Promise<Indexed | undefined> {
		if (metas.get(id)?.deleted !== false) return undefined;
		try {
			const content = await this.#items.content(id, false);
			const meta = metas.get(id);
			if (!content || !meta) return undefined;
			return {
				id,
				title: meta.title,
				texts: content.spans.map(({ start, end }) => content.text.slice(start, end))
			};
		} catch (error) {
			// One item that cannot be read must not take the others out of the search.
			if (error instanceof NodeError && error.code === 'storage-unreadable') return undefined;
			throw error;
		}
	}
}
