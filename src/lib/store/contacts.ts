/** The people known to this node. Who they are is sealed, and so is the name each record is found by. */
import type { Contact, Contacts } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

export function openContacts(db: Database, vault: Vault): Contacts {
	const records = sealedCollection<Contact, 'contacts'>(db, vault, 'contacts', () => ({}));
	return {
		get: async (peer) => records.get(await vault.blind('contact', peer)),
		list: async () => (await records.all()).sort(bySince),
		put: async (contact) => records.put(await vault.blind('contact', contact.peer), contact),
		remove: async (peer) => records.remove(await vault.blind('contact', peer))
	};
}

/** Longest known first; ties by name of key, so that the order is always the same. */
export const bySince = (a: Contact, b: Contact): number => a.since - b.since || (a.peer < b.peer ? -1 : 1);
