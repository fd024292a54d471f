/**
 * Notes and files in IndexedDB. Each is two sealed records: `meta` (title, excerpt, visibility, times), small and read
 * for every item at start, and `content` (text and where its passages lie), read one at a time. Deleting hides an item
 * until it is brought back; forgetting destroys every wrap of both data keys and every index that may still know its words.
 *
 * A content's data key is wrapped for the person and for each circle of its visibility: who reads as a circle opens it with
 * that key or not at all. Titles and times come from the meta, which is the person's own: what may be seen of them is
 * decided by the rule, on the item as it stands now. Longer than others: every change of an item goes through one turn and
 * one transaction, and what those must not forget is seen best in one place.
 */
import { audiencesOf, type Audience, type Item, type Visibility } from '#lib/agent/ports.ts';
import type { StoreNames } from 'idb';
import type { SharedSealed } from './circles.ts';
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
import { KnownMetas, STORED } from './known-metas.ts';
import { recentContents } from './recent-contents.ts';
import { readTogether } from './read-together.ts';
import { reshared, resharedRecord, type ContentRecord, type Reshared } from './shared-contents.ts';
import { turns } from './turns.ts';
import type { Vault } from './vault.ts';

type Listener = (change: WordsChanged) => void;
type What = 'words' | 'readers' | 'meta';
/** Each is read and written whole. */
const RESHARED_AT_ONCE = 256;

type Writing = Parameters<Parameters<typeof transact<StoreNames<Schema>[], 'readwrite', void>>[3]>[0];

export class StoredItems implements Items, ItemSource {
	readonly #db: Database;
	readonly #vault: Vault;
	readonly #listeners: Listener[] = [];
	readonly #recent = recentContents();
	/** Changes go one after the other, so that each starts from what the last one stored. */
	readonly #inTurn = turns();
	readonly #records: (id: string) => Promise<ContentRecord | undefined>;
	#metas: Promise<KnownMetas> | undefined;
	#settled: Promise<void> | undefined;

	constructor(db: Database, vault: Vault) {
		this.#db = db;
		this.#vault = vault;
		this.#records = readTogether((ids) =>
			transact(db, ['contents'], 'readonly', (tx) =>
				Promise.all(ids.map(async (id) => tx.objectStore('contents').get(id)))
			)
		);
	}

	put(item: Item, spans: readonly Span[]): Promise<void> {
		return this.#changed(() => this.#store([{ item, spans }]));
	}

	async putMany(
		entries: Iterable<Entry> | AsyncIterable<Entry>,
		stored?: (ids: readonly string[]) => void,
		signal?: AbortSignal
	): Promise<void> {
		for await (const batch of batchesOf(entries)) {
			signal?.throwIfAborted();
			await this.#changed(() => this.#store(batch));
			stored?.(batch.map(({ item }) => item.id));
		}
	}

	async get(id: string): Promise<Item | undefined> {
		const meta = (await this.#known()).metas.get(id);
		if (!meta || meta.deleted) return undefined;
		const content = await this.content(id, true);
		return content && itemOf(meta, content);
	}

	async list(): Promise<readonly Summary[]> {
		return summariesOf((await this.#known()).metas.values());
	}

	delete = async (id: string): Promise<boolean> => (await this.deleteMany([id])) > 0;
	undelete = async (id: string): Promise<boolean> => (await this.undeleteMany([id])) > 0;
	forget = async (id: string): Promise<boolean> => (await this.forgetMany([id])) > 0;

	async setVisibility(id: string, visibility: Visibility): Promise<boolean> {
		return (await this.setVisibilityOf([id], visibility)) > 0;
	}

	setVisibilityOf(ids: readonly string[], visibility: Visibility): Promise<number> {
		return this.#changed(() => this.#change(ids, (meta) => ({ ...meta, visibility }), 'readers'));
	}

	moveTo(ids: readonly string[], collection: string | undefined, visibility?: Visibility): Promise<number> {
		const moved = (meta: Meta): Meta => ({ ...movedTo(meta, collection), ...(visibility && { visibility }) });
		return this.#changed(() => this.#change(ids, moved, visibility ? 'readers' : 'meta'));
	}

	deleteMany(ids: readonly string[]): Promise<number> {
		return this.#changed(() => this.#change(ids, (meta) => ({ ...meta, deleted: true }), 'words'));
	}

	undeleteMany(ids: readonly string[]): Promise<number> {
		return this.#changed(() => this.#change(ids, (meta) => ({ ...meta, deleted: false }), 'words'));
	}

	forgetMany(ids: readonly string[]): Promise<number> {
		return this.#changed(() => this.#forget(ids));
	}

	async forgetDeleted(): Promise<void> {
		const deleted = [...(await this.#known()).metas.values()].filter((meta) => meta.deleted);
		await this.forgetMany(deleted.map(({ id }) => id));
	}

	// ---------------------------------------------------------------- for the search index

	async metas(): Promise<ReadonlyMap<string, Meta>> {
		return (await this.#known()).metas;
	}

	async content(id: string, keep: boolean, as?: readonly Audience[]): Promise<Content | undefined> {
		if (as) await this.settled().catch(() => undefined);
		const recent = this.#recent.get(id);
		if (recent && !as) return recent;
		const { changes } = this.#recent;
		const record = await this.#records(id);
		if (!record) return undefined;
		const content = as
			? await this.#openedFor(record, as, recent)
			: await this.#vault.open<Content>('content', id, record.sealed);
		// Not when something changed while this was read: it may be what changed.
		if (content && keep && changes === this.#recent.changes) this.#recent.keep(id, content);
		return content;
	}

	/** `known`: the text as the person's key opened it, which spares opening it again once a circle's key has fitted. */
	async #openedFor(
		{ id, sealed, shared = {} }: ContentRecord,
		as: readonly Audience[],
		known: Content | undefined
	): Promise<Content | undefined> {
		const key = await this.#vault.circles.keyFor({ kind: 'content', id }, shared, as);
		return key && (known ?? this.#vault.openWith<Content>(key, 'content', id, sealed));
	}

	/** What was stored before circles had keys has its wraps after this; done once, and again only where it failed. */
	settled(): Promise<void> {
		const settle = async (): Promise<void> => {
			const { wrapEarlier } = await import('./earlier-contents.ts');
			await wrapEarlier(this.#db, this.#vault, () => this.metas());
		};
		return (this.#settled ??= settle().catch((error: unknown) => {
			this.#settled = undefined;
			throw error;
		}));
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

	#known(): Promise<KnownMetas> {
		// A read that failed is tried again at the next call.
		if (this.#metas) return this.#metas;
		this.#metas = KnownMetas.read(this.#db, this.#vault).catch((error: unknown) => {
			this.#metas = undefined;
			throw error;
		});
		void this.#inTurn(() => this.#gather());
		return this.#metas;
	}

	/** One change after the other; what is now to be gathered is, behind it. */
	#changed<Result>(change: () => Promise<Result>): Promise<Result> {
		const changing = this.#inTurn(change);
		const gather = (): Promise<void> => this.#inTurn(() => this.#gather());
		changing.then(gather, gather);
		return changing;
	}

	/** For the next start: where it fails nothing is lost but that start's time. */
	async #gather(): Promise<void> {
		const known = await this.#known().catch(() => undefined);
		await known?.gather().catch(() => undefined);
	}

	async #store(entries: readonly Entry[]): Promise<void> {
		const known = await this.#known();
		const sealed = await Promise.all(entries.map((entry) => this.#seal(entry)));
		const revision = await transact(
			this.#db,
			['items', 'contents', 'counters'],
			'readwrite',
			async (tx) => {
				const next = await nextOf(tx, 'items');
				const stored = await nextOf(tx, STORED);
				const puts = sealed.map(async ({ id, meta, content }) => {
					await tx.objectStore('items').put({ id, revision: next, stored, meta });
					await tx.objectStore('contents').put({ id, ...content });
				});
				await Promise.all(puts);
				return next;
			},
			'strict'
		);
		for (const { item } of entries) {
			known.keep(metaOf(item));
			this.#recent.drop(item.id);
		}
		this.#tell({ ids: entries.map(({ item }) => item.id), revision, forgotten: false });
	}

	async #seal({ item, spans }: Entry): Promise<{ id: string; meta: Sealed; content: SharedSealed }> {
		const { id, visibility } = item;
		const [meta, content] = await Promise.all([
			this.#vault.seal('meta', id, metaOf(item)),
			this.#vault.sealFor('content', id, contentOf(item, spans), audiencesOf(visibility))
		]);
		return { id, meta, content };
	}

	/** Rewrites the meta records; `words`: the index has to hear of it, `readers`: the contents' keys go to others. */
	async #change(ids: readonly string[], alter: (meta: Meta) => Meta, what: What): Promise<number> {
		const known = await this.#known();
		const after = [...new Set(ids)].flatMap((id) => known.metas.get(id) ?? []).map(alter);
		const atOnce = what === 'readers' ? RESHARED_AT_ONCE : Math.max(1, after.length);
		for (let at = 0; at < after.length; at += atOnce) {
			const batch = after.slice(at, at + atOnce);
			const revision = await this.#rewrite(batch, what, known);
			if (what === 'words') this.#tell({ ids: batch.map(({ id }) => id), revision, forgotten: false });
		}
		return after.length;
	}

	/** Metas and wraps in one transaction; anew when a rotation came in between. */
	async #rewrite(metas: readonly Meta[], what: What, known: KnownMetas): Promise<number> {
		const sealed = await Promise.all(
			metas.map(async (meta) => ({ id: meta.id, meta: await this.#vault.seal('meta', meta.id, meta) }))
		);
		for (;;) {
			const wraps = what === 'readers' ? await reshared(this.#db, this.#vault, metas) : [];
			const revision = await this.#rewritten(sealed, wraps, what);
			if (revision === undefined) continue;
			for (const meta of metas) known.keep(meta);
			return revision;
		}
	}

	#rewritten(
		sealed: readonly { readonly id: string; readonly meta: Sealed }[],
		wraps: readonly Reshared[],
		what: What
	): Promise<number | undefined> {
		return transact(
			this.#db,
			['items', 'contents', 'counters'],
			'readwrite',
			async (tx) => {
				for (const wrap of wraps) {
					const record = resharedRecord(await tx.objectStore('contents').get(wrap.id), wrap);
					if (!record) return undefined;
					await tx.objectStore('contents').put(record);
				}
				const next = what === 'words' ? await nextOf(tx, 'items') : 0;
				const stored = await nextOf(tx, STORED);
				const items = tx.objectStore('items');
				const puts = sealed.map(async ({ id, meta }) => {
					const revision = next || ((await items.get(id))?.revision ?? 0);
					await items.put({ id, revision, stored, meta });
				});
				await Promise.all(puts);
				return next;
			},
			'strict'
		);
	}

	async #forget(ids: readonly string[]): Promise<number> {
		const known = await this.#known();
		const gone = [...new Set(ids)].filter((id) => known.metas.has(id));
		if (gone.length === 0) return 0;
		const revision = await transact(
			this.#db,
			['items', 'contents', 'counters', 'forgotten', 'snapshot', 'vectors', 'gathered'],
			'readwrite',
			async (tx) => {
				const next = await nextOf(tx, 'items');
				for (const id of gone) {
					await tx.objectStore('items').delete(id);
					await tx.objectStore('contents').delete(id);
					await tx.objectStore('forgotten').put({ id, revision: next });
				}
				await tx.objectStore('snapshot').clear();
				await tx.objectStore('vectors').clear();
				await tx.objectStore('gathered').clear();
				return next;
			},
			'strict'
		);
		known.drop(gone);
		for (const id of gone) this.#recent.drop(id);
		this.#tell({ ids: gone, revision, forgotten: true });
		return gone.length;
	}

	#tell(change: WordsChanged): void {
		for (const listener of this.#listeners) listener(change);
	}
}

/** `items` counts the changes of words. */
async function nextOf(tx: Pick<Writing, 'objectStore'>, name: 'items' | typeof STORED): Promise<number> {
	const counters = tx.objectStore('counters');
	const value = ((await counters.get(name))?.value ?? 0) + 1;
	await counters.put({ name, value });
	return value;
}
