/** Sealed records found by one key each: what contacts, invites, exchanges, conversations and settings have in common. */
import type { StoreValue } from 'idb';
import { transact, type Database, type Schema, type SealedRecord } from './database.ts';
import type { Vault } from './vault.ts';

/** The object stores that are kept so. */
export type CollectionName =
	| 'settings'
	| 'contacts'
	| 'invites'
	| 'exchanges'
	| 'conversations'
	| 'collections'
	| 'claims'
	| 'attestations'
	| 'offenders'
	| 'cards'
	| 'communities'
	| 'talks';

export interface Collection<Value> {
	get(id: string): Promise<Value | undefined>;
	all(): Promise<Value[]>;
	put(id: string, value: Value): Promise<void>;
	remove(id: string): Promise<void>;
}

/** `beside` adds what stands in the clear next to the sealed value: indexes over random ids. */
export function sealedCollection<Value, const N extends CollectionName>(
	db: Database,
	vault: Vault,
	name: N,
	beside: (value: Value) => Omit<StoreValue<Schema, N>, keyof SealedRecord>
): Collection<Value> {
	const opened = (record: SealedRecord): Promise<Value> => vault.open<Value>(name, record.id, record.sealed);
	return {
		async get(id) {
			const record = await transact(db, [name], 'readonly', (tx) => tx.objectStore(name).get(id));
			return record && opened(record);
		},
		async all() {
			const records = await transact(db, [name], 'readonly', (tx) => tx.objectStore(name).getAll());
			return Promise.all(records.map(opened));
		},
		async put(id, value) {
			const record = { id, sealed: await vault.seal(name, id, value), ...beside(value) } as StoreValue<
				Schema,
				N
			>;
			await transact(db, [name], 'readwrite', (tx) => tx.objectStore(name).put(record));
		},
		async remove(id) {
			await transact(db, [name], 'readwrite', (tx) => tx.objectStore(name).delete(id));
		}
	};
}
