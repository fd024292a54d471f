/**
 * The search index as it was, encrypted in parts: restored at start instead of indexing everything anew. Derived, so
 * losing it costs time only; and private, so forgetting an item destroys it (stored-items.ts) until the next is saved.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { fromUtf8, utf8 } from '#lib/protocol/bytes.ts';
import { transact, type Database, type SnapshotPart } from './database.ts';
import { LAYOUT } from './full-text.ts';
import type { Vault } from './vault.ts';

const PART_BYTES = 8 * 1024 * 1024;

export interface Snapshot {
	readonly exported: ArrayBuffer;
	/** Every change of words up to this one is in it. */
	readonly revision: number;
}

interface Head {
	readonly layout: number;
	readonly revision: number;
	readonly bytes: number;
	readonly parts: number;
}

/**
 * Replaces the snapshot, and drops the tombstones it makes needless. False, and nothing saved, when an item was
 * forgotten that it may still hold.
 */
export async function saveSnapshot(
	db: Database,
	vault: Vault,
	{ exported, revision }: Snapshot
): Promise<boolean> {
	const count = Math.ceil(exported.byteLength / PART_BYTES);
	const head: Head = { layout: LAYOUT, revision, bytes: exported.byteLength, parts: count };
	const parts = [await sealedPart(vault, 0, utf8(JSON.stringify(head)))];
	for (let part = 1; part <= count; part++)
		parts.push(
			await sealedPart(
				vault,
				part,
				new Uint8Array(exported).subarray((part - 1) * PART_BYTES, part * PART_BYTES)
			)
		);
	return transact(db, ['snapshot', 'forgotten'], 'readwrite', async (tx) => {
		const forgotten = tx.objectStore('forgotten');
		const byRevision = forgotten.index('revision');
		if ((await byRevision.count(IDBKeyRange.lowerBound(revision, true))) > 0) return false;
		for (const id of await byRevision.getAllKeys(IDBKeyRange.upperBound(revision)))
			await forgotten.delete(id);
		await tx.objectStore('snapshot').clear();
		for (const part of parts) await tx.objectStore('snapshot').put(part);
		return true;
	});
}

/** The snapshot, or undefined when there is none that can be used: missing, damaged, of another layout or the future. */
export async function readSnapshot(
	db: Database,
	vault: Vault,
	current: number
): Promise<Snapshot | undefined> {
	try {
		const stored = await transact(db, ['snapshot'], 'readonly', (tx) => tx.objectStore('snapshot').getAll());
		const [first, ...rest] = stored;
		if (!first) return undefined;
		const head = JSON.parse(fromUtf8(await openedPart(vault, first))) as Head;
		if (head.layout !== LAYOUT || head.revision > current || head.parts !== rest.length) return undefined;
		const exported = new Uint8Array(head.bytes);
		for (const part of rest) exported.set(await openedPart(vault, part), (part.part - 1) * PART_BYTES);
		return { exported: exported.buffer, revision: head.revision };
	} catch (error) {
		// Damaged parts do not decrypt; a Blob whose file is gone is a NotReadableError or NotFoundError.
		if (error instanceof NodeError && error.code === 'storage-unreadable') return undefined;
		if (error instanceof DOMException && /^Not(Readable|Found)Error$/.test(error.name)) return undefined;
		throw error;
	}
}

/** For an index that turned out not to work. */
export const dropSnapshot = (db: Database): Promise<void> =>
	transact(db, ['snapshot'], 'readwrite', (tx) => tx.objectStore('snapshot').clear());

async function sealedPart(vault: Vault, part: number, bytes: Uint8Array): Promise<SnapshotPart> {
	const { key, data } = await vault.sealBytes('snapshot', String(part), bytes);
	return { part, key, data: new Blob([data as Uint8Array<ArrayBuffer>]) };
}

async function openedPart(vault: Vault, { part, key, data }: SnapshotPart): Promise<Uint8Array> {
	const bytes = new Uint8Array(await data.arrayBuffer());
	return vault.openBytes('snapshot', String(part), { key, data: bytes });
}
