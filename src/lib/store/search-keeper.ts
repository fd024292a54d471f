/**
 * Keeps the search worker: started at the first use from what was saved, brought up to date in the background, asked
 * meanwhile with what is there, saved now and then. A worker that dies is replaced. Items are the truth and everything
 * here is derived from them.
 */
import { NodeError, type Embedder } from '#lib/agent/ports.ts';
import { AmongLists, type List } from './among.ts';
import type { Database } from './database.ts';
import type { ItemSource, WordsChanged } from './items.ts';
import { SearchClient, WorkerLost } from './search-client.ts';
import { SearchFilling } from './search-filling.ts';
import type { Meaning, SearchJobs } from './search-messages.ts';
import type { SearchVectors } from './search-vectors.ts';
import type { SearchIndexOptions } from './shelf.ts';
import { dropSnapshot, openSnapshot, saveSnapshot, type SavedSnapshot } from './snapshot.ts';
import { turns } from './turns.ts';
import type { Vault } from './vault.ts';

const ANSWER_WITHIN_MS = 30_000;
/** After the last change; nothing is lost when the tab closes before, the next start catches up. */
const SAVE_AFTER_MS = 5_000;
/** A large index costs seconds of encryption and disk: it is saved less eagerly. */
const LARGE_BYTES = 4_000_000;
const SAVE_LARGE_AFTER_MS = 60_000;

/** What is asked of the index, with the items that may come back. */
type Asking = { readonly [Job in 'search' | 'find']: Omit<SearchJobs[Job]['asks'], 'among'> };

export class SearchKeeper {
	readonly #db: Database;
	readonly #vault: Vault;
	readonly #items: ItemSource;
	readonly #options: SearchIndexOptions;
	readonly #filling: SearchFilling;
	#client: SearchClient | undefined;
	#lists = new AmongLists();
	#starting: Promise<SearchClient> | undefined;
	#embedder: Embedder | undefined;
	#vectors: SearchVectors | undefined;
	#changing: Promise<void> = Promise.resolve();
	readonly #searches = new Set<Promise<unknown>>();
	/** Every change up to this one is in the index or waits to be. */
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
		this.#filling = new SearchFilling(items, () => this.#filled());
		items.onChange((change) => this.#changed(change));
	}

	/** Throws WorkerLost in the words of the port. If the worker dies over it, the next one is asked, once. */
	asked<Job extends 'search' | 'find'>(
		job: Job,
		asks: Asking[Job],
		list?: List
	): Promise<SearchJobs[Job]['gives']> {
		const search = this.#asked(job, asks, list);
		this.#searches.add(search);
		const over = (): boolean => this.#searches.delete(search);
		search.then(over, over);
		return search;
	}

	/** The question as a vector, where there is an embedder that is quick enough. */
	async meaningOf(question: string | undefined): Promise<Meaning | undefined> {
		return question === undefined ? undefined : this.#vectors?.of(question);
	}

	/** Starts, unless it has. */
	start(): Promise<SearchClient> {
		if (this.#closed)
			return Promise.reject(new NodeError('storage-unavailable', { detail: 'the store is closed' }));
		if (this.#client && !this.#client.lost && !this.#starting) return Promise.resolve(this.#client);
		this.#starting ??= this.#started().finally(() => (this.#starting = undefined));
		return this.#starting;
	}

	useEmbedder(embedder: Embedder | undefined): void {
		if (embedder === this.#embedder) return;
		this.#embedder = embedder;
		this.#vectors?.close();
		this.#vectors = undefined;
		this.#changing = this.#changeEmbedder(embedder).catch(ignoreForNow);
	}

	async flush(): Promise<void> {
		await this.#changing;
		// Where nothing was started nothing has changed.
		if (!this.#client) return;
		const client = await this.start();
		await this.#filling.all(client);
		await this.#vectors?.make().catch(ignoreForNow);
		await this.#save();
	}

	close(): void {
		this.#closed = true;
		this.#vectors?.close();
		this.#filling.close();
		clearTimeout(this.#timer);
		this.#client?.close();
	}

	async #asked<Job extends 'search' | 'find'>(
		job: Job,
		asks: Asking[Job],
		list: List | undefined
	): Promise<SearchJobs[Job]['gives']> {
		for (let attempt = 1; ; attempt++) {
			try {
				const client = await this.start();
				await this.#filling.soon(client, await this.#items.metas());
				// Told and asked in one breath: the worker hears lists in the order in which they were made.
				const among = list && { among: this.#lists.told(list) };
				return await client.ask(job, { ...asks, ...among });
			} catch (error) {
				if (!(error instanceof WorkerLost) || attempt === 2 || this.#closed) throw error;
				if (error.damaged) await dropSnapshot(this.#db, 'snapshot');
			}
		}
	}

	// ---------------------------------------------------------------- starting

	async #started(): Promise<SearchClient> {
		const { createWorker, workerUrl, answerWithinMs = ANSWER_WITHIN_MS } = this.#options;
		const fresh = (): SearchClient => {
			this.#lists = new AmongLists();
			return (this.#client = new SearchClient(createWorker(workerUrl), answerWithinMs));
		};
		let client = fresh();
		const revision = await this.#items.revision();
		const saved = await openSnapshot(this.#db, this.#vault, 'snapshot', revision);
		const from = saved && (await this.#restored(client, saved)) ? saved.revision : 0;
		if (from === 0) {
			if (client.lost) client = fresh();
			await client.ask('start', { restored: false });
		}
		await this.#vectors?.attach(client);
		this.#filling.mark(await this.#items.changedSince(from));
		this.#heard = Math.max(this.#heard, revision);
		this.#unsaved ||= from < revision;
		this.#filling.fill(client);
		return client;
	}

	/** False where what was saved is damaged; the worker may be lost over it. */
	async #restored(client: SearchClient, { bytes, each }: SavedSnapshot): Promise<boolean> {
		this.#bytes = bytes;
		try {
			const isWhole = await each((at, part) =>
				client.ask('restore', { bytes, at, part: part.buffer }, [part.buffer])
			);
			if (isWhole) await client.ask('start', { restored: true });
			return isWhole;
		} catch (error) {
			if (!(error instanceof WorkerLost && error.damaged)) throw error;
			return false;
		}
	}

	#changed({ ids, revision, forgotten }: WordsChanged): void {
		this.#heard = Math.max(this.#heard, revision);
		this.#compact ||= forgotten;
		this.#unsaved = true;
		this.#filling.mark(ids);
		this.#vectors?.touch(ids);
		// The first item starts the worker; a start under way picks the item up by itself.
		if (this.#closed || this.#starting) return;
		if (this.#client && !this.#client.lost) this.#filling.fill(this.#client);
		else this.start().catch(ignoreForNow);
	}

	async #changeEmbedder(embedder: Embedder | undefined): Promise<void> {
		if (!embedder) {
			// Nothing of it stays in memory; what was kept serves the next time.
			if (this.#client && !this.#client.lost) await this.#client.ask('vectors', {});
			return;
		}
		const { SearchVectors } = await import('./search-vectors.ts');
		if (this.#embedder !== embedder || this.#closed) return;
		const vectors = new SearchVectors({
			db: this.#db,
			vault: this.#vault,
			items: this.#items,
			embedder,
			quiet: () => this.#quiet(),
			changed: () => this.#saveLater()
		});
		// A start under way may have passed the point where it would attach these.
		await this.#starting?.catch(ignoreForNow);
		if (this.#embedder !== embedder || this.#closed) return;
		this.#vectors = vectors;
		if ((await this.#items.metas()).size === 0) return;
		const isFirst = !this.#client || this.#client.lost;
		const client = await this.start();
		if (!isFirst) await vectors.attach(client);
		await this.#filling.all(client);
		await vectors.make();
	}

	async #quiet(): Promise<void> {
		while (this.#searches.size > 0) await Promise.allSettled(this.#searches);
	}

	#filled(): void {
		this.#saveLater();
		this.#vectors?.make().catch(ignoreForNow);
	}

	// ---------------------------------------------------------------- saving

	#saveLater(): void {
		clearTimeout(this.#timer);
		if (this.#closed) return;
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
		if (!client || client.lost || this.#closed) return;
		// The end of filling comes back here. Where nothing is stale, everything heard of is in the export.
		if (this.#filling.isBusy) return;
		const revision = this.#heard;
		if (this.#unsaved) await this.#savedIndex(client, revision);
		// What was removed by now is in neither export; both are refused if more is forgotten meanwhile.
		if (!this.#filling.isBusy) await this.#vectors?.save(revision);
	}

	async #savedIndex(client: SearchClient, revision: number): Promise<void> {
		const compact = this.#compact;
		this.#unsaved = false;
		try {
			await this.#merged(client);
			const exported = await client.ask('export', { compact });
			this.#bytes = exported.byteLength;
			const saved = await saveSnapshot(this.#db, this.#vault, 'snapshot', { exported, revision });
			if (!saved) this.#unsaved = true;
			else if (this.#heard === revision) this.#compact = false;
		} catch (error) {
			this.#unsaved = true;
			throw error;
		}
	}

	/** In small steps, so that what is searched meanwhile comes between two of them. */
	async #merged(client: SearchClient): Promise<void> {
		for (let first = true; !this.#filling.isBusy && (await client.ask('merge', { first })); first = false)
			await this.#quiet();
	}
}

export const worded = (error: unknown): unknown =>
	error instanceof WorkerLost
		? new NodeError('storage-unavailable', { cause: error, detail: `search: ${error.message}` })
		: error;

/** Derived work in the background: what went wrong shows, if it lasts, at the next search, which starts anew. */
const ignoreForNow = (): void => undefined;
