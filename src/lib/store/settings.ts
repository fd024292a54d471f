/** What the person set, by name. Names are blinded and values sealed like everything else. */
import { sealedCollection } from './collection.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

/** Values are plain JSON; who reads one checks its shape, for an older version may have written it. */
export interface Settings {
	get(name: string): Promise<unknown>;
	put(name: string, value: unknown): Promise<void>;
	remove(name: string): Promise<void>;
}

export function openSettings(db: Database, vault: Vault): Settings {
	const records = sealedCollection<{ readonly value: unknown }, 'settings'>(
		db,
		vault,
		'settings',
		() => ({})
	);
	return {
		get: async (name) => (await records.get(await vault.blind('setting', name)))?.value,
		put: async (name, value) => records.put(await vault.blind('setting', name), { value }),
		remove: async (name) => records.remove(await vault.blind('setting', name))
	};
}
