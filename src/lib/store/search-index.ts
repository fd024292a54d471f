/**
 * The shelf: full-text search over the items, in a worker that starts at the first use. Items are the truth and this
 * is derived from them: restored from a snapshot where there is one, brought up to date in the background, searched
 * meanwhile with what is there. Whether a passage may be seen is decided here, on the item as it stands now.
 */
import { NodeError, type Hit, type Passage, type SearchOptions } from '#lib/agent/ports.ts';
import type { Database } from './database.ts';
import { amongThe } from './among.ts';
import type { Among, Indexed } from './full-text.ts';
import { passageAt, placeOf, type ItemSource, type Meta, type WordsChanged } from './items.ts';
import { SearchClient, WorkerLost } from './search-client.ts';
import type { SearchIndexOptions, StoredShelf } from './shelf.ts';
import { dropSnapshot, readSnapshot, saveSnapshot } from './snapshot.ts';
import { turns } from './turns.ts';
import { until } from './until.ts';
import type { Vault } from './vault.ts';

const ANSWER_WITHIN_MS = 30_000;
/** After the last change; nothing is lost when the tab closes before, the next start catches up. */
const SAVE_AFTER_MS = 5_000;
/** A large index costs seconds of encryption and disk: it is saved less eagerly. */
const LARGE_BYTES = 4_000_000;
const SAVE_LARGE_AFTER_MS = 60_000;
/** A search waits for so many items to be indexed first; behind more it answers from what is there. */
const WAITS_FOR_ITEMS = 256;
const WAITS_FOR_CHARS = 2_000_000;
/** What one message to the worker carries at most: the searches between two of them must not wait long. */
const CHUNK_ITEMS = 64;
const CHUNK_CHARS = 250_000;

export class SearchIndex implements StoredShelf {
	readonly #db: Database;
	readonly #vault: Vault;
	readonly #items: ItemSource;
	readonly #options: SearchIndexOptions;
	/** Items whose words changed and are not indexed yet. */
	readonly #stale = new Set<string>();
	#client: SearchClient | undefined;
	#starting: Promise<SearchClient> | undefined;
	#filling: Promise<void> | undefined;
	/** Every change up to this one is in the index or in `#stale`. */
	#heard = 0;
	/** Something was removed for good since the last save. */
	#compact = false;
	#unsaved = false;
	#bytes = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#closed = false;
	readonly #inTurn = turns();

	constructor(db: Database, vault: Vault, items: ItemSource, options: SearchIndexOptions) {
		this.#db = db;
		this.#vault = vault;
		this.#items = items;
		this.#options = options;
		items.onChange((change) => this.#changed(change));
	}

	async search(
		terms: readonly string[],
		{ allow, limit }: SearchOptions,
		signal?: AbortSignal
	): Promise<readonly Hit[]> {
		signal?.throwIfAborted();
		const metas = await until(this.#items.metas(), signal);
		const among = amongThe(metas, allow);
		if (terms.length === 0 || limit <= 0 || among === 'none') return [];
		const asks = { terms, limit, ...(among === 'all' ? {} : { among }) };
		const found = await until(this.#asked(asks), signal);
		const hits = await Promise.all(
			found.map(async ({ item, n, score }): Promise<Hit | undefined> => {
				const passage = await this.#passage(item, n);
				const meta = passage && (await this.#items.metas()).get(item);
				return passage && meta && allow(meta) ? { passage, score } : undefined;
			})
		);
		signal?.throwIfAborted();
		return hits.filter((hit) => hit !== undefined);
	}

	async passage(id: string): Promise<Passage | undefined> {
		const place = placeOf(id);
		return place && this.#passage(place.item, place.n);
	}

	async warm(): Promise<void> {
		await this.#start().catch((error: unknown) => {
			throw worded(error);
		});
	}

	async flush(): Promise<void> {
		// Where nothing was started nothing has changed.
		if (!this.#client) return;
		try {
			const client = await this.#start();
			while (this.#stale.size > 0 || this.#filling) await this.#fill(client);
			await this.#save();
		} catch (error) {
			throw worded(error);
		}
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
		this.#client?.close();
	}

	async #passage(item: string, n: number): Promise<Passage | undefined> {
		const content = await this.#items.content(item, true);
		const span = content?.spans[n];
		// Read last: what the person changed a moment ago counts.
		const meta = (await this.#items.metas()).get(item);
		if (!content || !span || !meta || meta.deleted) return undefined;
		return passageAt(meta, content, n, span);
	}

	/** Asks the worker; if it dies over it, asks the next one once. */
	async #asked(asks: { readonly terms: readonly string[]; readonly limit: number; readonly among?: Among }) {
		for (let attempt = 1; ; attempt++) {
			try {
				const client = await this.#start();
				const filling = this.#stale.size > 0 ? this.#fill(client) : this.#filling;
				if (this.#almostDone(await this.#items.metas())) await filling;
				return await client.ask('search', asks);
			} catch (error) {
				if (!(error instanceof WorkerLost) || attempt === 2 || this.#closed) throw worded(error);
				if (error.damaged) await dropSnapshot(this.#db);
			}
		}
	}

	// ---------------------------------------------------------------- starting

	#start(): Promise<SearchClient> {
		if (this.#closed)
			return Promise.reject(new NodeError('storage-unavailable', { detail: 'the store is closed' }));
		if (this.#client && !this.#client.lost && !this.#starting) return Promise.resolve(this.#client);
		this.#starting ??= this.#started().finally(() => (this.#starting = undefined));
		return this.#starting;
	}

	async #started(): Promise<SearchClient> {
		const { createWorker, workerUrl, answerWithinMs = ANSWER_WITHIN_MS } = this.#options;
		const fresh = (): SearchClient =>
			(this.#client = new SearchClient(createWorker(workerUrl), answerWithinMs));
		let client = fresh();
		const revision = await this.#items.revision();
		const snapshot = await readSnapshot(this.#db, this.#vault, revision);
		let from = 0;
		if (snapshot) {
			const { exported } = snapshot;
			try {
				await client.ask('start', { exported }, [exported]);
				from = snapshot.revision;
			} catch (error) {
				if (!(error instanceof WorkerLost && error.damaged)) throw error;
				client = fresh();
			}
		}
		if (from === 0) await client.ask('start', {});
		for (const id of await this.#items.changedSince(from)) this.#stale.add(id);
		this.#heard = Math.max(this.#heard, revision);
		this.#unsaved ||= from < revision;
		void this.#fill(client);
		return client;
	}

	#changed({ ids, revision, forgotten }: WordsChanged): void {
		this.#heard = Math.max(this.#heard, revision);
		this.#compact ||= forgotten;
		this.#unsaved = true;
		for (const id of ids) this.#stale.add(id);
		// The first item starts the worker; a start under way picks the item up by itself.
		if (this.#closed || this.#starting) return;
		if (this.#client && !this.#client.lost) void this.#fill(this.#client);
		else this.#start().catch(ignoreForNow);
	}

	// ---------------------------------------------------------------- filling

	#fill(client: SearchClient): Promise<void> {
		if (this.#filling) return this.#filling;
		const filling = this.#fillFrom(client)
			.finally(() => (this.#filling = undefined))
			.then(() => {
				// What came in after the last look.
				if (this.#stale.size > 0 && !this.#closed) return this.#fill(client);
				this.#saveLater();
			});
		this.#filling = filling;
		// Tried again at the next change or search, which also says so if it fails again.
		filling.catch(ignoreForNow);
		return filling;
	}

	/** True when what is stale is so little that a search had better wait for it. */
	#almostDone(metas: ReadonlyMap<string, Meta>): boolean {
		if (this.#stale.size > WAITS_FOR_ITEMS) return false;
		let chars = 0;
		for (const id of this.#stale) chars += metas.get(id)?.chars ?? 0;
		return chars <= WAITS_FOR_CHARS;
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

	// ---------------------------------------------------------------- saving

	#saveLater(): void {
		clearTimeout(this.#timer);
		if (this.#closed || !this.#unsaved) return;
		const { saveAfterMs = SAVE_AFTER_MS } = this.#options;
		const afterMs = this.#bytes > LARGE_BYTES ? Math.max(saveAfterMs, SAVE_LARGE_AFTER_MS) : saveAfterMs;
		this.#timer = setTimeout(() => void this.#save().catch(ignoreForNow), afterMs);
	}

	#save(): Promise<void> {
		clearTimeout(this.#timer);
		return this.#inTurn(() => this.#saved());
	}

	async #saved(): Promise<void> {
		const client = this.#client;
		if (!this.#unsaved || !client || client.lost || this.#closed) return;
		// The end of filling comes back here. Where nothing is stale, everything heard of is in the export.
		if (this.#stale.size > 0 || this.#filling) return;
		const revision = this.#heard;
		const compact = this.#compact;
		this.#unsaved = false;
		try {
			const exported = await client.ask('export', { compact });
			this.#bytes = exported.byteLength;
			const saved = await saveSnapshot(this.#db, this.#vault, { exported, revision });
			if (!saved) this.#unsaved = true;
			else if (this.#heard === revision) this.#compact = false;
		} catch (error) {
			this.#unsaved = true;
			throw error;
		}
	}
}

/** A lost worker in the words of the port. */
const worded = (error: unknown): unknown =>
	error instanceof WorkerLost
		? new NodeError('storage-unavailable', { cause: error, detail: `search: ${error.message}` })
		: error;

/** Derived work in the background: what went wrong shows, if it lasts, at the next search, which starts anew. */
const ignoreForNow = (): void => undefined;
