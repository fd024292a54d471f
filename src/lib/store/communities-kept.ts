/**
 * Communities in IndexedDB: what is kept of each, its entries and pieces of its files, all sealed and found by blinded
 * names. Entries are only ever added. Each append is one record, for a signed entry that others may have seen already must
 * not be lost; many small records are gathered into few when they are read.
 */
import type { StoreValue } from 'idb';
import type { CommunityStore, KeptCommunity, RandomBytes } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { sealedCollection } from './collection.ts';
import { byJoinedAt } from './communities-memory.ts';
import { transact, type Database, type Schema } from './database.ts';
import type { Vault } from './vault.ts';

type Segment = StoreValue<Schema, 'entries'> & { readonly n: number };
interface OpenedSegment {
	readonly n: number;
	readonly texts: readonly string[];
}

/** Fewer are read as quickly as they would be gathered. */
const GATHERED_FROM = 200;
/** Of one gathered record: what one of them takes in memory, sealed and opened, stays a few megabytes. */
const SEGMENT_ENTRIES = 256;
const SEGMENT_CHARS = 1_000_000;

export function keptCommunities(db: Database, vault: Vault, random: RandomBytes): CommunityStore {
	const records = sealedCollection<KeptCommunity, 'communities'>(db, vault, 'communities', () => ({}));
	const nameOf = (community: string): Promise<string> => vault.blind('community', community);
	const pieceName = (community: string, hash: string): Promise<string> =>
		vault.blind('piece', community, hash);
	return {
		list: async () => (await records.all()).sort(byJoinedAt),
		get: async (id) => records.get(await nameOf(id)),
		put: async (community) => records.put(await nameOf(community.id), community),
		remove: async (id) => removeAll(db, await nameOf(id)),
		entries: async (id) => entriesOf(db, vault, random, await nameOf(id)),
		async append(id, texts) {
			if (texts.length === 0) return;
			const all = await Promise.all(cut(texts).map((some) => segment(vault, random, nameOf(id), some)));
			await transact(
				db,
				['entries'],
				'readwrite',
				async (tx) => {
					for (const one of all) await tx.objectStore('entries').add(one);
				},
				// An own entry that was sent and then forgotten would be written a second time, which others call a fork.
				'strict'
			);
		},
		async piece(community, hash) {
			const id = await pieceName(community, hash);
			const record = await transact(db, ['pieces'], 'readonly', (tx) => tx.objectStore('pieces').get(id));
			return record && vault.openBytes('pieces', id, record.sealed);
		},
		async putPiece(community, hash, bytes) {
			const id = await pieceName(community, hash);
			const sealed = await vault.sealBytes('pieces', id, new Uint8Array(bytes));
			const record = { id, community: await nameOf(community), size: bytes.length, sealed };
			await transact(db, ['pieces'], 'readwrite', (tx) => tx.objectStore('pieces').put(record));
		},
		async pieces(community, hashes) {
			const ids = await Promise.all(hashes.map((hash) => pieceName(community, hash)));
			const kept = await transact(db, ['pieces'], 'readonly', (tx) =>
				Promise.all(ids.map((id) => tx.objectStore('pieces').getKey(id)))
			);
			return new Set(hashes.filter((_, n) => kept[n] !== undefined));
		},
		pieceBytes: () => pieceBytes(db),
		async forgetPieces(community, hashes) {
			const ids = await Promise.all(hashes.map((hash) => pieceName(community, hash)));
			await transact(db, ['pieces'], 'readwrite', async (tx) => {
				await Promise.all(ids.map((id) => tx.objectStore('pieces').delete(id)));
			});
		}
	};
}

const removeAll = (db: Database, name: string): Promise<void> =>
	transact(
		db,
		['communities', 'entries', 'pieces'],
		'readwrite',
		async (tx) => {
			await tx.objectStore('communities').delete(name);
			for (const n of await tx.objectStore('entries').index('community').getAllKeys(name))
				await tx.objectStore('entries').delete(n);
			for (const id of await tx.objectStore('pieces').index('community').getAllKeys(name))
				await tx.objectStore('pieces').delete(id);
		},
		'strict'
	);

/** By the index alone: the bytes themselves are not read. */
const pieceBytes = (db: Database): Promise<number> =>
	transact(db, ['pieces'], 'readonly', async (tx) => {
		let bytes = 0;
		let cursor = await tx.objectStore('pieces').index('size').openKeyCursor();
		while (cursor) {
			bytes += cursor.key;
			cursor = await cursor.continue();
		}
		return bytes;
	});

// ---------------------------------------------------------------- entries

async function segment(
	vault: Vault,
	random: RandomBytes,
	name: Promise<string> | string,
	texts: readonly string[]
): Promise<StoreValue<Schema, 'entries'>> {
	const id = base64url(random(16));
	return { id, community: await name, sealed: await vault.seal('entries', id, texts) };
}

async function entriesOf(
	db: Database,
	vault: Vault,
	random: RandomBytes,
	name: string
): Promise<readonly string[]> {
	const records = await transact(db, ['entries'], 'readonly', (tx) =>
		tx.objectStore('entries').index('community').getAll(name)
	);
	const opened = await Promise.all(
		records.filter(isNumbered).map(async ({ n, id, sealed }): Promise<OpenedSegment> => ({
			n,
			texts: await vault.open<readonly string[]>('entries', id, sealed)
		}))
	);
	if (opened.length > GATHERED_FROM) await gather(db, vault, random, name, opened);
	return opened.flatMap(({ texts }) => texts);
}

/** The database gives every record its number. */
const isNumbered = (record: StoreValue<Schema, 'entries'>): record is Segment => record.n !== undefined;

/**
 * Neighbours become one record under the number of the first of them, so that the order stays and what is appended meanwhile
 * comes after. What somebody else gathered or took away in between is left as it is.
 */
async function gather(
	db: Database,
	vault: Vault,
	random: RandomBytes,
	name: string,
	opened: readonly OpenedSegment[]
): Promise<void> {
	const merged = runsOf(opened).filter((run) => run.length > 1);
	const written = await Promise.all(
		merged.map(async (run) => ({
			numbers: run.map(({ n }) => n),
			record: await segment(
				vault,
				random,
				name,
				run.flatMap(({ texts }) => texts)
			)
		}))
	);
	await transact(
		db,
		['entries'],
		'readwrite',
		async (tx) => {
			const store = tx.objectStore('entries');
			const there = new Set(await store.index('community').getAllKeys(name));
			for (const { numbers, record } of written) {
				const [first] = numbers;
				if (first === undefined || !numbers.every((n) => there.has(n))) continue;
				await Promise.all(numbers.map((n) => store.delete(n)));
				await store.put({ ...record, n: first });
			}
		},
		'strict'
	);
}

/** Neighbours that fit into one record together, in their order. */
function runsOf(opened: readonly OpenedSegment[]): readonly (readonly OpenedSegment[])[] {
	const runs: OpenedSegment[][] = [];
	let [entries, chars] = [0, 0];
	for (const one of opened) {
		const size = one.texts.reduce((sum, text) => sum + text.length, 0);
		const last = runs.at(-1);
		if (last && entries + one.texts.length <= SEGMENT_ENTRIES && chars + size <= SEGMENT_CHARS) {
			last.push(one);
			entries += one.texts.length;
			chars += size;
		} else {
			runs.push([one]);
			[entries, chars] = [one.texts.length, size];
		}
	}
	return runs;
}

/** A long list in records of the usual size. */
function cut(texts: readonly string[]): readonly (readonly string[])[] {
	const singles = texts.map((text, n): OpenedSegment => ({ n, texts: [text] }));
	return runsOf(singles).map((run) => run.flatMap(({ texts: some }) => some));
}
