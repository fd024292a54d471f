/**
 * Every place in the database where something lies sealed, and which of its bytes are data keys: what a rotation goes
 * through, and what tells whether a phrase opens what lies here. A new object store gets its line, or is said to hold
 * nothing sealed.
 */
import type { StoreNames, StoreValue } from 'idb';
import { NodeError } from '#lib/agent/ports.ts';
import { equal } from '#lib/protocol/bytes.ts';
import type { DataKeys, Sealing, WrappedKeys } from './data-keys.ts';
import { transact, type Database, type Schema, type Sealed } from './database.ts';

/** What these hold is wrapped otherwise, or is no more than a number or a blinded name. */
type Unsealed = 'keys' | 'secrets' | 'lock' | 'recovery' | 'counters' | 'forgotten' | 'seen' | 'windows';
type Name = Exclude<StoreNames<Schema>, Unsealed>;
type Kept<N extends Name> = StoreValue<Schema, N>;

/** Whose data key a record holds, and the record with another in its place. */
interface Shape<Record> {
	readonly of: (record: Record) => Sealing;
	readonly keys: (record: Record) => WrappedKeys;
	readonly with: (record: Record, keys: WrappedKeys) => Record;
	/** How many are read at once. */
	readonly batch: number;
}

const BATCH = 256;
/** Long texts and parts of files: what one batch takes in memory stays bounded. */
const BATCH_OF_LARGE = 16;

const sealed = <Record extends { readonly id: string; readonly sealed: Sealed }>(
	kind: string,
	batch = BATCH
): Shape<Record> => ({
	batch,
	of: ({ id }) => ({ kind, id }),
	keys: ({ sealed: { key } }) => ({ key }),
	with: (record, { key }) => ({ ...record, sealed: { ...record.sealed, key } })
});

const parts: Omit<Shape<Kept<'snapshot'>>, 'of'> = {
	batch: BATCH_OF_LARGE,
	keys: ({ key }) => ({ key }),
	with: (record, { key }) => ({ ...record, key })
};

const shapes: { readonly [N in Name]: Shape<Kept<N>> } = {
	settings: sealed('settings'),
	items: {
		batch: BATCH,
		of: ({ id }) => ({ kind: 'meta', id }),
		keys: ({ meta: { key } }) => ({ key }),
		with: (record, { key }) => ({ ...record, meta: { ...record.meta, key } })
	},
	contents: {
		batch: 64,
		of: ({ id }) => ({ kind: 'content', id }),
		keys: ({ sealed: { key }, shared }) => ({ key, ...(shared && { shared }) }),
		with: (record, { key, shared }) => ({
			...record,
			sealed: { ...record.sealed, key },
			...(shared && { shared })
		})
	},
	contacts: sealed('contacts'),
	ledger: sealed('evidence'),
	invites: sealed('invites'),
	outbox: sealed('letter'),
	inbox: sealed('inbox'),
	exchanges: sealed('exchanges', 64),
	conversations: sealed('conversations'),
	gathered: sealed('gathered', BATCH_OF_LARGE),
	collections: sealed('collections'),
	claims: sealed('claims'),
	attestations: sealed('attestations'),
	offenders: sealed('offenders'),
	cards: sealed('cards'),
	communities: sealed('communities'),
	// Gathered ones are large.
	entries: sealed('entries', BATCH_OF_LARGE),
	pieces: sealed('pieces', 64),
	words: sealed('words'),
	talks: sealed('talks'),
	staged: sealed('staged'),
	stagedParts: {
		batch: BATCH_OF_LARGE,
		of: ({ id, part }) => ({ kind: 'stagedParts', id: `${id}/${part}` }),
		keys: ({ key }) => ({ key }),
		with: (record, { key }) => ({ ...record, key })
	},
	snapshot: { ...parts, of: ({ part }) => ({ kind: 'snapshot', id: String(part) }) },
	vectors: { ...parts, of: ({ part }) => ({ kind: 'vectors', id: String(part) }) }
};

const rank = (name: Name): number => ['ledger', 'exchanges', 'items', 'contents'].indexOf(name);

/** Enough to meet one that is not damaged. */
const SOME = 8;

/** What is many comes last, so that little is left when the tab is closed early. */
export const sealedPlaces: readonly SealedPlace[] = (Object.keys(shapes) as Name[])
	.sort((a, b) => rank(a) - rank(b))
	.map(placeOf);

export interface SealedPlace {
	readonly store: StoreNames<Schema>;
	count(db: Database): Promise<number>;
	/** The first few that lie there, and whose they are. */
	some(db: Database): Promise<readonly { readonly of: Sealing; readonly key: Uint8Array }[]>;
	/** The records after `last`, with their data keys under the vault key of now; undefined at the end. */
	turn(db: Database, keys: DataKeys, last?: IDBValidKey): Promise<Turned | undefined>;
}

export interface Turned {
	readonly last: IDBValidKey;
	/** How many were looked at, wrapped anew, and opened by no vault key. */
	readonly records: number;
	readonly rewrapped: number;
	readonly damaged: number;
}

function placeOf<N extends Name>(store: N): SealedPlace {
	const shape: Shape<Kept<N>> = shapes[store];
	const read = (db: Database, count: number, last?: IDBValidKey) =>
		transact(db, [store], 'readonly', async (tx) => {
			const range = last === undefined ? null : IDBKeyRange.lowerBound(last, true);
			const records = await tx.objectStore(store).getAll(range, count);
			const keys = await tx.objectStore(store).getAllKeys(range, count);
			return records.map((record, n) => ({ at: keys[n]!, record }));
		});
	return {
		store,
		count: (db) => transact(db, [store], 'readonly', (tx) => tx.objectStore(store).count()),
		some: async (db) =>
			(await read(db, SOME)).map(({ record }) => ({ of: shape.of(record), key: shape.keys(record).key })),
		async turn(db, keys, last) {
			const found = await read(db, shape.batch, last);
			const end = found.at(-1);
			if (!end) return undefined;
			let damaged = 0;
			const turned = await Promise.all(
				found.map(async ({ at, record }) => {
					const before = shape.keys(record);
					try {
						const after = await keys.rewrap(shape.of(record), before);
						return after && { at, before, after };
					} catch (error) {
						if (!isUnreadable(error)) throw error;
						damaged++;
						return undefined;
					}
				})
			);
			const changed = turned.filter((one) => one !== undefined);
			if (changed.length > 0)
				await transact(db, [store], 'readwrite', async (tx) => {
					for (const { at, before, after } of changed) {
						const record = await tx.objectStore(store).get(at);
						// Written anew in between: under the key of now already, or still to be looked at by the last pass.
						if (!record || !equal(shape.keys(record).key, before.key)) continue;
						await tx.objectStore(store).put(shape.with(record, after));
					}
				});
			return { last: end.at, records: found.length, rewrapped: changed.length, damaged };
		}
	};
}

const isUnreadable = (error: unknown): boolean =>
	error instanceof NodeError && error.code === 'storage-unreadable';
