/** One process alone: everything that lies on disk in one SQLite file. */
import type { Limits } from './config.ts';
import { Store } from './database.ts';
import { Invites } from './invites.ts';
import { Mailboxes } from './mailboxes.ts';
import type { PushStore, Storage } from './ports.ts';

export interface SqliteOptions {
	readonly folder: string;
	readonly limits: Limits;
	readonly clock: () => number;
	readonly onFailure?: (error: unknown) => void;
}

/** Throws InUseError where another server holds the folder. */
export function sqliteStorage({ folder, limits, clock, onFailure }: SqliteOptions): Storage {
	const store = new Store(folder, { bytes: limits.storedBytes, ...(onFailure && { onFailure }) });
	const mail = new Mailboxes(store, limits, clock);
	return {
		mail,
		invites: new Invites(store, mail, limits.openInvites, clock),
		push: pushesIn(store),
		get healthy() {
			return store.healthy;
		},
		close: async () => store.close()
	};
}

function pushesIn(store: Store): PushStore {
	const { db } = store;
	const set = db.prepare(
		`INSERT INTO push (owner, device, endpoint) VALUES (?, ?, ?)
		ON CONFLICT (owner, device) DO UPDATE SET endpoint = excluded.endpoint`
	);
	const remove = db.prepare('DELETE FROM push WHERE owner = ? AND device = ?');
	const of = db.prepare('SELECT device, endpoint FROM push WHERE owner = ?');
	return {
		set: (owner, device, endpoint) => store.write(() => void set.run(owner, device, endpoint)),
		remove: (owner, device) => store.write(() => void remove.run(owner, device)),
		of: async (owner) => of.all(owner) as { device: Buffer; endpoint: string }[]
	};
}
