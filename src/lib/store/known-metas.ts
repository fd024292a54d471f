/**
 * The meta of every item, held in memory. A start would read and open thousands of small sealed records one by one; so
 * they lie a second time gathered, hundreds to a record, and a start reads those and what was stored since. The items' own
 * records stay the truth: where what was read this way are not as many as there are items, all are opened one by one.
 * Forgetting destroys the gathered records with their keys, and they are made anew of what is left.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { transact, type Database, type Schema } from './database.ts';
import type { Meta } from './items.ts';
import type { Vault } from './vault.ts';

const KIND = 'gathered';
const METAS_IN_PART = 256;
/** So many may lie apart, or this share of all, before everything is gathered anew. */
const APART = 256;
const APART_SHARE = 1 / 8;
/** Counts what is stored of metas, and how far that had come when they were gathered. */
export const STORED = 'metas';
export const GATHERED = 'gathered';

type ItemRecord = Schema['items']['value'];
type Part = Schema['gathered']['value'];

export class KnownMetas {
	readonly metas = new Map<string, Meta>();
	readonly #db: Database;
	readonly #vault: Vault;
	#apart = 0;

	private constructor(db: Database, vault: Vault) {
		this.#db = db;
		this.#vault = vault;
	}

	/** Throws NodeError('storage-unreadable') where an item's own record does not open. */
	static async read(db: Database, vault: Vault): Promise<KnownMetas> {
		const known = new KnownMetas(db, vault);
		const { count, parts, since } = await lying(db);
		for (const meta of await gatheredIn(vault, parts)) known.metas.set(meta.id, meta);
		await known.#open(since);
		if (known.metas.size === count) return known;
		// A part is damaged or missing, or nothing was gathered yet.
		known.metas.clear();
		await known.#open(await everyItem(db));
		return known;
	}

	/** As it has just been stored. */
	keep(meta: Meta): void {
		this.metas.set(meta.id, meta);
		this.#apart++;
	}

	/** Forgotten: everything gathered has been destroyed with it. */
	drop(ids: readonly string[]): void {
		for (const id of ids) this.metas.delete(id);
		this.#apart = this.metas.size;
	}

	/** Gathers all anew, once enough lie apart. Not while any of them is being changed. */
	async gather(): Promise<void> {
		if (this.#apart <= Math.max(APART, this.metas.size * APART_SHARE)) return;
		const parts: Part[] = [];
		const all = [...this.metas.values()];
		for (let at = 0; at < all.length; at += METAS_IN_PART) {
			const id = String(parts.length);
			const part = all.slice(at, at + METAS_IN_PART);
			parts.push({ id, sealed: await this.#vault.seal(KIND, id, part) });
		}
		await transact(this.#db, ['gathered', 'counters'], 'readwrite', async (tx) => {
			const counters = tx.objectStore('counters');
			const store = tx.objectStore('gathered');
			await store.clear();
			await Promise.all(parts.map(async (part) => store.put(part)));
			await counters.put({ name: GATHERED, value: (await counters.get(STORED))?.value ?? 0 });
		});
		this.#apart = 0;
	}

	async #open(records: readonly ItemRecord[]): Promise<void> {
		const opening = records.map(({ id, meta }) => this.#vault.open<Meta>('meta', id, meta));
		for (const meta of await Promise.all(opening)) this.keep(meta);
	}
}

const everyItem = (db: Database) =>
	transact(db, ['items'], 'readonly', (tx) => tx.objectStore('items').getAll());

/** What was gathered, what was stored since, and how many items there are. */
const lying = (db: Database) =>
	transact(db, ['items', 'gathered', 'counters'], 'readonly', async (tx) => {
		const items = tx.objectStore('items');
		const [count, parts, upTo] = await Promise.all([
			items.count(),
			tx.objectStore('gathered').getAll(),
			tx.objectStore('counters').get(GATHERED)
		]);
		// Forgotten, or gathered by an earlier version otherwise than today.
		if (!upTo || parts.length === 0) return { count, parts: [], since: [] };
		const later = IDBKeyRange.lowerBound(upTo.value, true);
		return { count, parts, since: await items.index('stored').getAll(later) };
	});

/** A part that does not open is as good as not there. */
async function gatheredIn(vault: Vault, parts: readonly Part[]): Promise<readonly Meta[]> {
	const opened = parts.map(({ id, sealed }) =>
		vault.open<readonly Meta[]>(KIND, id, sealed).catch((error: unknown): readonly Meta[] => {
			if (error instanceof NodeError && error.code === 'storage-unreadable') return [];
			throw error;
		})
	);
	return (await Promise.all(opened)).flat();
}
