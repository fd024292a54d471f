/**
 * The search index and the vectors as they were, encrypted in parts: restored at start instead of making everything anew.
 * Derived, so losing them costs time only; and private, so forgetting an item destroys them (stored-items.ts) until the
 * next are saved.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { fromUtf8, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { transact, type Database, type SnapshotPart } from './database.ts';
import { LAYOUT } from './full-text.ts';
import type { Vault } from './vault.ts';
import { VECTORS_LAYOUT } from './vectors.ts';

const PART_BYTES = 8 * 1024 * 1024;

/** The object store they lie in, and the layout that is understood today. */
const layouts = { snapshot: LAYOUT, vectors: VECTORS_LAYOUT } as const;
export type Derived = keyof typeof layouts;

/** What is said of a snapshot. */
interface About {
	/** Every change of words up to this one is in it. */
	readonly revision: number;
	/** Whose vectors they are. */
	readonly embedder?: string;
}

export interface Snapshot extends About {
	readonly exported: ArrayBuffer;
}

export interface SavedSnapshot extends About {
	readonly bytes: number;
	/** Opens the parts and hands each on, in any order. False when one of them is damaged. */
	readonly each: (take: (at: number, part: Bytes) => Promise<unknown>) => Promise<boolean>;
}

interface Head extends About {
	readonly layout: number;
	readonly bytes: number;
	readonly parts: number;
}

/**
 * Replaces what was saved of this kind. False, and nothing saved, when an item was forgotten that it may still hold. The
 * index also drops the tombstones that it makes needless; vectors are newer than none of them.
 */
export async function saveSnapshot(
	db: Database,
	vault: Vault,
	kind: Derived,
	{ exported, revision, embedder }: Snapshot
): Promise<boolean> {
	const count = Math.ceil(exported.byteLength / PART_BYTES);
	const head: Head = {
		layout: layouts[kind],
		revision,
		bytes: exported.byteLength,
		parts: count,
		...(embedder !== undefined && { embedder })
	};
	const parts = [await sealedPart(vault, kind, 0, utf8(JSON.stringify(head)))];
	for (let part = 1; part <= count; part++) {
		const bytes = new Uint8Array(exported).subarray((part - 1) * PART_BYTES, part * PART_BYTES);
		parts.push(await sealedPart(vault, kind, part, bytes));
	}
	return transact(db, [kind, 'forgotten'], 'readwrite', async (tx) => {
		const forgotten = tx.objectStore('forgotten');
		const byRevision = forgotten.index('revision');
		if ((await byRevision.count(IDBKeyRange.lowerBound(revision, true))) > 0) return false;
		if (kind === 'snapshot')
			for (const id of await byRevision.getAllKeys(IDBKeyRange.upperBound(revision)))
				await forgotten.delete(id);
		await tx.objectStore(kind).clear();
		for (const part of parts) await tx.objectStore(kind).put(part);
		return true;
	});
}

/** What was saved, or undefined when there is nothing that can be used: missing, damaged, of another layout or the future. */
export async function openSnapshot(
	db: Database,
	vault: Vault,
	kind: Derived,
	current: number
): Promise<SavedSnapshot | undefined> {
	const stored = await transact(db, [kind], 'readonly', (tx) => tx.objectStore(kind).getAll());
	const [first, ...rest] = stored;
	const opened = first && (await unlessDamaged(openedPart(vault, kind, first)));
	if (!opened) return undefined;
	const { layout, parts, revision, bytes, embedder } = JSON.parse(fromUtf8(opened)) as Head;
	if (layout !== layouts[kind] || revision > current || parts !== rest.length) return undefined;
	return {
		revision,
		bytes,
		...(embedder !== undefined && { embedder }),
		async each(take) {
			const taken = rest.map(async (part) => {
				const opened = await unlessDamaged(openedPart(vault, kind, part));
				if (opened) await take((part.part - 1) * PART_BYTES, opened);
				return opened !== undefined;
			});
			return (await Promise.all(taken)).every((whole) => whole);
		}
	};
}

/** The same in one piece. */
export async function readSnapshot(
	db: Database,
	vault: Vault,
	kind: Derived,
	current: number
): Promise<Snapshot | undefined> {
	const saved = await openSnapshot(db, vault, kind, current);
	if (!saved) return undefined;
	const { bytes, each, ...about } = saved;
	const exported = new Uint8Array(bytes);
	const isWhole = await each(async (at, part) => exported.set(part, at));
	return isWhole ? { exported: exported.buffer, ...about } : undefined;
}

/** Damaged parts do not decrypt; a Blob whose file is gone is a NotReadableError or NotFoundError. */
const unlessDamaged = (opening: Promise<Bytes>): Promise<Bytes | undefined> =>
	opening.catch((error: unknown) => {
		if (error instanceof NodeError && error.code === 'storage-unreadable') return undefined;
		if (error instanceof DOMException && /^Not(Readable|Found)Error$/.test(error.name)) return undefined;
		throw error;
	});

/** For what turned out not to work. */
export const dropSnapshot = (db: Database, kind: Derived): Promise<void> =>
	transact(db, [kind], 'readwrite', (tx) => tx.objectStore(kind).clear());

async function sealedPart(
	vault: Vault,
	kind: Derived,
	part: number,
	bytes: Uint8Array
): Promise<SnapshotPart> {
	const { key, data } = await vault.sealBytes(kind, String(part), bytes);
	return { part, key, data: new Blob([data as Uint8Array<ArrayBuffer>]) };
}

async function openedPart(vault: Vault, kind: Derived, { part, key, data }: SnapshotPart): Promise<Bytes> {
	const bytes = new Uint8Array(await data.arrayBuffer());
	return vault.openBytes(kind, String(part), { key, data: bytes });
}
