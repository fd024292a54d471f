/**
 * The meta of every item, held in memory. A start would open thousands of small sealed records one by one; so they lie
 * a second time gathered, hundreds to a record. The items' own records stay the truth: each tells by the IV it was sealed
 * with whether what was gathered is still the same, and one that was sealed since is opened by itself. Forgetting destroys
 * the gathered records with their keys, and they are made anew of what is left.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { transact, type Database, type Sealed } from './database.ts';
import type { Meta } from './items.ts';
import { IV_BYTES } from './sealing.ts';
import type { Vault } from './vault.ts';

const KIND = 'gathered';
const METAS_IN_PART = 256;
/** So many may lie apart, or this share of all, before everything is gathered anew. */
const APART = 256;
const APART_SHARE = 1 / 8;

/** As they lie in a part. */
type Gathered = readonly (readonly [iv: string, meta: Meta])[];

export class KnownMetas {
	readonly metas = new Map<string, Meta>();
	readonly #db: Database;
	readonly #vault: Vault;
	readonly #ivs = new Map<string, string>();
	#apart = 0;

	private constructor(db: Database, vault: Vault) {
		this.#db = db;
		this.#vault = vault;
	}

	/** Throws NodeError('storage-unreadable') where an item's own record does not open. */
	static async read(db: Database, vault: Vault): Promise<KnownMetas> {
		const known = new KnownMetas(db, vault);
		const { records, parts } = await transact(db, ['items', 'gathered'], 'readonly', async (tx) => ({
			records: await tx.objectStore('items').getAll(),
			parts: await tx.objectStore('gathered').getAll()
		}));
		const gathered = await gatheredIn(vault, parts);
		const opened = records.map(async ({ id, meta: sealed }) => {
			const there = gathered.get(ivOf(sealed));
			if (there?.id === id) known.#set(there, sealed);
			else known.keep(await vault.open<Meta>('meta', id, sealed), sealed);
		});
		await Promise.all(opened);
		return known;
	}

	/** As it has just been stored. */
	keep(meta: Meta, sealed: Sealed): void {
		this.#set(meta, sealed);
		this.#apart++;
	}

	/** Forgotten: everything gathered has been destroyed with it. */
	drop(ids: readonly string[]): void {
		for (const id of ids) {
			this.metas.delete(id);
			this.#ivs.delete(id);
		}
		this.#apart = this.metas.size;
	}

	/** Gathers all anew, once enough lie apart. Not while any of them is being changed. */
	async gather(): Promise<void> {
		if (this.#apart <= Math.max(APART, this.metas.size * APART_SHARE)) return;
		const parts: { id: string; sealed: Sealed }[] = [];
		const all = [...this.metas.values()];
		for (let at = 0; at < all.length; at += METAS_IN_PART) {
			const part: Gathered = all
				.slice(at, at + METAS_IN_PART)
				.map((meta) => [this.#ivs.get(meta.id) ?? '', meta]);
			const id = String(parts.length);
			parts.push({ id, sealed: await this.#vault.seal(KIND, id, part) });
		}
		await transact(this.#db, ['gathered'], 'readwrite', async (tx) => {
			const store = tx.objectStore('gathered');
			await store.clear();
			await Promise.all(parts.map(async (part) => store.put(part)));
		});
		this.#apart = 0;
	}

	#set(meta: Meta, sealed: Sealed): void {
		this.metas.set(meta.id, meta);
		this.#ivs.set(meta.id, ivOf(sealed));
	}
}

const ivOf = ({ data }: Sealed): string => base64url(data.subarray(0, IV_BYTES));

/** By IV. A part that does not open is as good as not there. */
async function gatheredIn(
	vault: Vault,
	parts: readonly { readonly id: string; readonly sealed: Sealed }[]
): Promise<ReadonlyMap<string, Meta>> {
	const opened = parts.map(({ id, sealed }) =>
		vault.open<Gathered>(KIND, id, sealed).catch((error: unknown): Gathered => {
			if (error instanceof NodeError && error.code === 'storage-unreadable') return [];
			throw error;
		})
	);
	return new Map((await Promise.all(opened)).flat());
}
