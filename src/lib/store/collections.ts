/** Collections of notes and files: a name, and who may see what is put into them from now on. What lies in one, its items say. */
import type { Visibility } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

export interface Collection {
	readonly id: string;
	readonly name: string;
	/** What a new item in it gets. */
	readonly visibility: Visibility;
	readonly madeAt: number;
}

/** Removing a collection touches no item: whatever names an unknown collection lies in none. */
export interface Collections {
	/** By name. */
	list(): Promise<readonly Collection[]>;
	put(collection: Collection): Promise<void>;
	remove(id: string): Promise<void>;
}

export function openCollections(db: Database, vault: Vault): Collections {
	const records = sealedCollection<Collection, 'collections'>(db, vault, 'collections', () => ({}));
	return {
		list: async () => (await records.all()).sort(byName),
		put: (collection) => records.put(collection.id, collection),
		remove: (id) => records.remove(id)
	};
}

const names = new Intl.Collator(undefined, { numeric: true });

/** As people sort: "Part 2" before "Part 10"; ties by id, so that the order is always the same. */
export const byName = (a: Collection, b: Collection): number =>
	names.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
