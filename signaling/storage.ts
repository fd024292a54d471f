/** One process alone: everything that lies on disk in one SQLite file. */
import { Control } from './backup-control.ts';
import type { Limits } from './config.ts';
import { Store, type StoreOptions } from './database.ts';
import { Invites } from './invites.ts';
import type { Log } from './log.ts';
import { Mailboxes } from './mailboxes.ts';
import type { Storage } from './ports.ts';
import { Pushes } from './push-store.ts';

export interface SqliteOptions extends Omit<StoreOptions, 'bytes' | 'clock'> {
	readonly limits: Limits;
	readonly clock: () => number;
	/** Given: copies are handed out over a socket in the folder while this is open, see backup-control.ts. */
	readonly log?: Log;
}

export interface SqliteStorage extends Storage {
	/** A copy of all that is committed when this begins, and perhaps more, while the server goes on. */
	copyTo(path: string): Promise<void>;
}

/** Throws InUseError where another server holds the folder, DamagedError where the file cannot be trusted. */
export function sqliteStorage({ limits, log, ...options }: SqliteOptions): SqliteStorage {
	const store = new Store({ ...options, bytes: limits.storedBytes });
	const copyTo = (path: string) => store.copyTo(path);
	const control = log && new Control({ folder: options.folder, log, copyTo });
	void control?.open();
	const mail = new Mailboxes(store, limits, options.clock);
	return {
		mail,
		invites: new Invites(store, mail, limits.openInvites, options.clock),
		push: new Pushes(store, options.clock),
		get healthy() {
			return store.healthy;
		},
		copyTo,
		close: async () => {
			await control?.close();
			store.close();
		}
	};
}
