/**
 * Vectors for everything that is indexed, while there is an embedder: made in the background a few passages at a time,
 * standing back while something is searched; kept between sessions. Without an embedder nothing of it is done or loaded.
 * What goes wrong here is missed by nobody: words are searched all the same.
 */
import { NodeError, type Embedder } from '#lib/agent/ports.ts';
import type { Database } from './database.ts';
import type { ItemSource } from './items.ts';
import type { SearchClient } from './search-client.ts';
import type { Meaning } from './search-messages.ts';
import { readSnapshot, saveSnapshot } from './snapshot.ts';
import type { Vault } from './vault.ts';

/** So few texts at a time that what comes between waits a few milliseconds. */
const TEXTS_AT_ONCE = 32;
const ITEMS_AT_ONCE = 16;
/** Asking which items are left goes through all of them. */
const LEFT_AT_ONCE = 2_048;
/** A search does not wait longer than this for its question's vector. */
const MEANING_WITHIN_MS = 400;
/** Texts that have nothing to do with one another: what their vectors have in common says nothing. */
const UNRELATED = [
	'Water the tomatoes every second evening.',
	'The court postponed the hearing until March.',
	'A violin has four strings.',
	'Her train to Lisbon leaves at nine.',
	'The vaccine is kept below eight degrees.',
	'Sort the list before you search it.',
	'They won the match in extra time.',
	'My grandmother knitted a blue scarf.'
];

export interface SearchVectorsDeps {
	readonly db: Database;
	readonly vault: Vault;
	readonly items: ItemSource;
	readonly embedder: Embedder;
	/** Resolves when nothing is being searched. */
	readonly quiet: () => Promise<void>;
	/** There is something to save. */
	readonly changed: () => void;
}

export class SearchVectors {
	readonly #deps: SearchVectorsDeps;
	readonly #closing = new AbortController();
	/** Which worker has been told of the embedder. */
	#client: SearchClient | undefined;
	#making: Promise<void> | undefined;
	#unrelated: Promise<number> | undefined;
	#unsaved = false;
	/** Items that changed while theirs were being made. */
	readonly #touched = new Set<string>();

	constructor(deps: SearchVectorsDeps) {
		this.#deps = deps;
	}

	/** Tells a worker that has just started, with what was kept. Throws WorkerLost. */
	async attach(client: SearchClient): Promise<void> {
		const { db, vault, items, embedder } = this.#deps;
		const { id, dimensions } = embedder;
		const kept = await readSnapshot(db, vault, 'vectors', await items.revision());
		if (kept?.embedder === id) {
			const { exported, revision } = kept;
			const isRestored = await client.ask('vectors', { embedder: { id, dimensions }, exported }, [exported]);
			const ids = isRestored ? await items.changedSince(revision) : [];
			if (ids.length > 0) await client.ask('forgetVectors', { ids });
		} else await client.ask('vectors', { embedder: { id, dimensions } });
		if (!this.#closing.signal.aborted) this.#client = client;
	}

	/** These have other words from now on, or none; forgetting has destroyed what was kept. */
	touch(ids: readonly string[]): void {
		this.#unsaved = true;
		for (const id of ids) this.#touched.add(id);
	}

	/** A question as a vector; undefined where there is none in time. */
	async of(question: string): Promise<Meaning | undefined> {
		if (!this.#client || this.#client.lost) return undefined;
		const { embedder } = this.#deps;
		const asked = async (): Promise<Meaning | undefined> => {
			const [[vector], unrelated] = await Promise.all([
				embedder.embed([question], this.#closing.signal),
				this.#unrelatedness()
			]);
			return vector?.some((value) => value !== 0) ? { vector, unrelated } : undefined;
		};
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<undefined>((resolve) => {
			timer = setTimeout(() => resolve(undefined), MEANING_WITHIN_MS);
		});
		try {
			return await Promise.race([asked().catch(() => undefined), late]);
		} finally {
			clearTimeout(timer);
		}
	}

	/** Makes what is missing. Rejects with WorkerLost, or when the embedder fails; both are tried again at the next call. */
	make(): Promise<void> {
		return (this.#making ??= this.#makeAll().finally(() => (this.#making = undefined)));
	}

	/** Everything up to `revision` is in the index and in what is exported. */
	async save(revision: number): Promise<void> {
		const client = this.#client;
		if (!this.#unsaved || !client || client.lost) return;
		const { db, vault, embedder, changed } = this.#deps;
		this.#unsaved = false;
		try {
			const exported = await client.ask('exportVectors', {});
			const snapshot = { exported, revision, embedder: embedder.id };
			if (this.#closing.signal.aborted || (await saveSnapshot(db, vault, 'vectors', snapshot))) return;
			this.#unsaved = true;
			changed();
		} catch (error) {
			this.#unsaved = true;
			throw error;
		}
	}

	close(): void {
		this.#closing.abort();
		this.#client = undefined;
	}

	async #makeAll(): Promise<void> {
		const tried = new Set<string>();
		for (;;) {
			const client = this.#client;
			if (!client) return;
			const left = (await client.ask('unembedded', { limit: LEFT_AT_ONCE })).filter((id) => !tried.has(id));
			if (left.length === 0) return;
			for (let at = 0; at < left.length; at += ITEMS_AT_ONCE) {
				const ids = left.slice(at, at + ITEMS_AT_ONCE);
				for (const id of ids) tried.add(id);
				await this.#makeFor(ids);
				if (this.#client !== client) return;
			}
			this.#deps.changed();
		}
	}

	async #makeFor(ids: readonly string[]): Promise<void> {
		for (const id of ids) this.#touched.delete(id);
		const made: { id: string; values: Float32Array }[] = [];
		for (const id of ids) {
			const values = await this.#valuesOf(id);
			if (values) made.push({ id, values });
		}
		// What changed meanwhile has a turn of its own.
		const items = made.filter(({ id }) => !this.#touched.has(id));
		if (items.length === 0 || !this.#client) return;
		this.#unsaved = true;
		const buffers = items.map(({ values }) => values.buffer);
		await this.#client.ask('embedded', { items }, buffers);
	}

	async #valuesOf(id: string): Promise<Float32Array | undefined> {
		const { items, embedder, quiet } = this.#deps;
		const content = await readable(items.content(id, false));
		const meta = (await items.metas()).get(id);
		if (!content || !meta || meta.deleted) return undefined;
		const texts = content.spans.map(({ start, end }) => `${meta.title}\n${content.text.slice(start, end)}`);
		const values = new Float32Array(texts.length * embedder.dimensions);
		for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
			await quiet();
			const vectors = await embedder.embed(texts.slice(at, at + TEXTS_AT_ONCE), this.#closing.signal);
			for (const [n, vector] of vectors.entries()) values.set(vector, (at + n) * embedder.dimensions);
		}
		return values;
	}

	/** Asked once; a failure is asked again. */
	#unrelatedness(): Promise<number> {
		return (this.#unrelated ??= unrelatednessOf(this.#deps.embedder).catch((error: unknown) => {
			this.#unrelated = undefined;
			throw error;
		}));
	}
}

/** The mean cosine of texts that have nothing in common: near 0 for some embedders, above 0.5 for others. */
export async function unrelatednessOf(embedder: Embedder): Promise<number> {
	const vectors = await embedder.embed(UNRELATED);
	let sum = 0;
	let pairs = 0;
	for (const [n, one] of vectors.entries())
		for (const other of vectors.slice(n + 1)) {
			sum += one.reduce((dot, value, i) => dot + value * (other[i] ?? 0), 0);
			pairs++;
		}
	return Math.min(0.95, Math.max(0, pairs > 0 ? sum / pairs : 0));
}

/** One item that cannot be read must not keep the others from being embedded. */
const readable = <Value>(reading: Promise<Value>): Promise<Value | undefined> =>
	reading.catch((error: unknown) => {
		if (error instanceof NodeError && error.code === 'storage-unreadable') return undefined;
		throw error;
	});
