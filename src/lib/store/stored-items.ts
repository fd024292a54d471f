/**
 * Notes and files in IndexedDB. Each is two sealed records: `meta` (title, excerpt, visibility, times), small and read
 * for every item at start, and `content` (text and where its passages lie), read one at a time. Deleting hides an item
 * until it is brought back; forgetting destroys both data keys and every search snapshot that may still know its words.
 */
import type { Item, Visibility } from '#lib/agent/ports.ts';
import type { StoreNames } from 'idb';
import { transact, type Database, type Schema, type Sealed } from './database.ts';
import {
	batchesOf,
	contentOf,
	itemOf,
	metaOf,
	movedTo,
	summariesOf,
	type Content,
	type Entry,
	type ItemSource,
	type Items,
	type Meta,
	type Span,
	type Summary,
	type WordsChanged
} from './items.ts';
import { recentContents } from './recent-contents.ts';
import { turns } from './turns.ts';
import type { Vault } from './vault.ts';

type Listener = (change: WordsChanged) => void;
type Writing = Parameters<Parameters<typeof transact<StoreNames<Schema>[], 'readwrite', void>>[3]>[0];

export class StoredItems implements Items, ItemSource {
	readonly #db: Database;
	readonly #vault: Vault;
	readonly #listeners: Listener[] = [];
	readonly #recent = recentContents();
	/** Changes go one after the other, so that each starts from what the last one stored. */
	readonly #inTurn = turns();
	#metas: Promise<Map<string, Meta>> | undefined;

	constructor(db: Database, vault: Vault) {
		this.#db = db;
		this.#vault = vault;
	}

	put(item: Item, spans: readonly Span[]): Promise<void> {
		return this.#inTurn(() => this.#store([{ item, spans }]));
	}

	async putMany(
		entries: Iterable<Entry> | AsyncIterable<Entry>,
		stored?: (ids: readonly string[]) => void,
		signal?: AbortSignal
	): Promise<void> {
		for await (const batch of batchesOf(entries)) {
			signal?.throwIfAborted();
			await this.#inTurn(() => this.#store(batch));
			stored?.(batch.map(({ item }) => item.id));
		}
	}

	async get(id: string): Promise<Item | undefined> {
		const meta = (await this.#known()).get(id);
		if (!meta || meta.deleted) return undefined;
		const content = await this.content(id, true);
		return content && itemOf(meta, content);
	}

	async list(): Promise<readonly Summary[]> {
		return summariesOf((await this.#known()).values());
	}

	delete = async (id: string): Promise<boolean> => (await this.deleteMany([id])) > 0;
	undelete = async (id: string): Promise<boolean> => (await this.undeleteMany([id])) > 0;
	forget = async (id: string): Promise<boolean> => (await this.forgetMany([id])) > 0;

	async setVisibility(id: string, visibility: Visibility): Promise<boolean> {
		return (await this.setVisibilityOf([id], visibility)) > 0;
	}

	setVisibilityOf(ids: readonly string[], visibility: Visibility): Promise<number> {
		return this.#inTurn(() => this.#change(ids, (meta) => ({ ...meta, visibility }), false));
	}

	moveTo(ids: readonly string[], collection: string | undefined, visibility?: Visibility): Promise<number> {
		const moved = (meta: Meta): Meta => ({ ...movedTo(meta, collection), ...(visibility && { visibility }) });
		return this.#inTurn(() => this.#change(ids, moved, false));
	}

	deleteMany(ids: readonly string[]): Promise<number> {
		return this.#inTurn(() => this.#change(ids, (meta) => ({ ...meta, deleted: true }), true));
	}

	undeleteMany(ids: readonly string[]): Promise<number> {
		return this.#inTurn(() => this.#change(ids, (meta) => ({ ...meta, deleted: false }), true));
	}

	forgetMany(ids: readonly string[]): Promise<number> {
		return this.#inTurn(() => this.#forget(ids));
	}

	async forgetDeleted(): Promise<void> {
		const deleted = [...(await this.#known()).values()].filter((meta) => meta.deleted);
		await this.forgetMany(deleted.map(({ id }) => id));
	}

	// ---------------------------------------------------------------- for the search index

	metas(): Promise<ReadonlyMap<string, Meta>> {
		return this.#known();
	}

	async content(id: string, keep: boolean): Promise<Content | undefined> {
		const recent = this.#recent.get(id);
		if (recent) return recent;
		const { changes } = this.#recent;
		const record = await transact(this.#db, ['contents'], 'readonly', (tx) =>
			tx.objectStore('contents').get(id)
		);
		if (!record) return undefined;
		const content = await this.#vault.open<Content>('content', id, record.sealed);
		// Not when something changed while this was read: it may be what changed.
		if (keep && changes === this.#recent.changes) this.#recent.keep(id, content);
		return content;
	}

	async revision(): Promise<number> {
		const record = await transact(this.#db, ['counters'], 'readonly', (tx) =>
			tx.objectStore('counters').get('items')
		);
		return record?.value ?? 0;
	}

	changedSince(revision: number): Promise<readonly string[]> {
		const after = IDBKeyRange.lowerBound(revision, true);
		return transact(this.#db, ['items', 'forgotten'], 'readonly', async (tx) => [
			...(await tx.objectStore('items').index('revision').getAllKeys(after)),
			...(await tx.objectStore('forgotten').index('revision').getAllKeys(after))
		]);
	}

	onChange(listener: Listener): void {
		this.#listeners.push(listener);
	}

	// ---------------------------------------------------------------- inside

	#known(): Promise<Map<string, Meta>> {
		// A read that failed is tried again at the next call.
		return (this.#metas ??= this.#readMetas().catch((error: unknown) => {
			this.#metas = undefined;
			throw error;
		}));
	}

	async #readMetas(): Promise<Map<string, Meta>> {
		const records = await transact(this.#db, ['items'], 'readonly', (tx) => tx.objectStore('items').getAll());
		const opened = records.map(
			async ({ id, meta }) => [id, await this.#vault.open<Meta>('meta', id, meta)] as const
		);
		return new Map(await Promise.all(opened));
	}

	async #store(entries: readonly Entry[]): Promise<void> {
		const known = await this.#known();
		const sealed = await Promise.all(entries.map((entry) => this.#seal(entry)));
		const revision = await transact(
			this.#db,
			['items', 'contents', 'counters'],
			'readwrite',
			async (tx) => {
				const next = await nextRevision(tx);
				for (const { id, meta, content } of sealed) {
					await tx.objectStore('items').put({ id, revision: next, meta });
					await tx.objectStore('contents').put({ id, sealed: content });
				}
				return next;
			},
			'strict'
		);
		for (const { item } of entries) {
			known.set(item.id, metaOf(item));
			this.#recent.drop(item.id);
		}
		this.#tell({ ids: entries.map(({ item }) => item.id), revision, forgotten: false });
	}

	async #seal({ item, spans }: Entry): Promise<{ id: string; meta: Sealed; content: Sealed }> {
		const { id } = item;
		const [meta, content] = await Promise.all([
			this.#vault.seal('meta', id, metaOf(item)),
			this.#vault.seal('content', id, contentOf(item, spans))
		]);
		return { id, meta, content };
	}

	/** Rewrites the meta records alone; `words` where the index has to hear of it. */
	async #change(ids: readonly string[], alter: (meta: Meta) => Meta, words: boolean): Promise<number> {
		const known = await this.#known();
		const after = [...new Set(ids)].flatMap((id) => known.get(id) ?? []).map(alter);
		if (after.length === 0) return 0;
		const sealed = await Promise.all(
			after.map(async (meta) => ({ id: meta.id, meta: await this.#vault.seal('meta', meta.id, meta) }))
		);
		const revision = await transact(
			this.#db,
			['items', 'counters'],
			'readwrite',
			async (tx) => {
				const next = words ? await nextRevision(tx) : 0;
				for (const { id, meta } of sealed) {
					const revision = words ? next : ((await tx.objectStore('items').get(id))?.revision ?? 0);
					await tx.objectStore('items').put({ id, revision, meta });
				}
				return next;
			},
			'strict'
		);
		for (const meta of after) known.set(meta.id, meta);
		if (words) this.#tell({ ids: after.map(({ id }) => id), revision, forgotten: false });
		return after.length;
	}

	async #forget(ids: readonly string[]): Promise<number> {
		const known = await this.#known();
		const gone = [...new Set(ids)].filter((id) => known.has(id));
		if (gone.length === 0) return 0;
		const revision = await transact(
			this.#db,
			['items', 'contents', 'counters', 'forgotten', 'snapshot', 'vectors'],
			'readwrite',
			async (tx) => {
				const next = await nextRevision(tx);
				for (const id of gone) {
					await tx.objectStore('items').delete(id);
					await tx.objectStore('contents').delete(id);
					await tx.objectStore('forgotten').put({ id, revision: next });
				}
				await tx.objectStore('snapshot').clear();
				await tx.objectStore('vectors').clear();
				return next;
			},
			'strict'
		);
		for (const id of gone) {
			known.delete(id);
			this.#recent.drop(id);
		}
		this.#tell({ ids: gone, revision, forgotten: true });
		return gone.length;
	}

	#tell(change: WordsChanged): void {
		for (const listener of this.#listeners) listener(change);
	}
}

async function nextRevision(tx: Pick<Writing, 'objectStore'>): Promise<number> {
	const counters = tx.objectStore('counters');
	const value = ((await counters.get('items'))?.value ?? 0) + 1;
	await counters.put({ name: 'items', value });
	return value;
}
