/** One process alone: everything that lies on disk in one SQLite file. */
import type { Limits } from './config.ts';
import { Store, type StoreOptions } from './database.ts';
import { Invites } from './invites.ts';
import { Mailboxes } from './mailboxes.ts';
import type { Storage } from './ports.ts';
import { Pushes } from './push-store.ts';

export interface SqliteOptions extends Omit<StoreOptions, 'bytes' | 'clock'> {
	readonly limits: Limits;
	readonly clock: () => number;
}

export interface SqliteStorage extends Storage {
	/** A copy of all that is committed when this begins, and perhaps more, while the server goes on. */
	copyTo(path: string): Promise<void>;
}

/** Throws InUseError where another server holds the folder, DamagedError where the file cannot be trusted. */
export function sqliteStorage({ limits, ...options }: SqliteOptions): SqliteStorage {
	const store = new Store({ ...options, bytes: limits.storedBytes });
	const mail = new Mailboxes(store, limits, options.clock);
	return {
		mail,
		invites: new Invites(store, mail, limits.openInvites, options.clock),
		push: new Pushes(store, options.clock),
		get healthy() {
			return store.healthy;
		},
		copyTo: (path) => store.copyTo(path),
		close: async () => store.close()
	};
}
