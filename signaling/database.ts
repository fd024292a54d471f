/**
 * The one file on disk. Writes are gathered for a few milliseconds and committed together; a promise resolves only
 * after the commit reached the disk (WAL, synchronous FULL), so whatever was acknowledged survives a pulled plug.
 * A full or broken disk rejects the writes of that moment with `StorageError`; the server goes on.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Long enough to gather a burst into one fsync, short enough not to be noticed. */
const GATHER_MS = 5;
/** More than this waiting for the disk is answered with a refusal instead of memory. */
const MAX_WAITING = 10_000;
const PAGE_BYTES = 4_096;

export class StorageError extends Error {}
/** The folder belongs to a server that still runs. */
export class InUseError extends Error {}

// One list, applied from where `user_version` stands: a new version of the schema is one more entry.
const MIGRATIONS = [
	`CREATE TABLE mail (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		id BLOB NOT NULL UNIQUE,
		owner BLOB NOT NULL,
		sender BLOB NOT NULL,
		digest BLOB NOT NULL,
		exp INTEGER NOT NULL,
		box BLOB NOT NULL
	);
	CREATE UNIQUE INDEX mail_once ON mail (owner, digest);
	CREATE INDEX mail_by_owner ON mail (owner, seq);
	CREATE INDEX mail_by_sender ON mail (owner, sender);
	CREATE INDEX mail_by_exp ON mail (exp);
	CREATE TABLE mailbox (
		owner BLOB PRIMARY KEY,
		messages INTEGER NOT NULL,
		bytes INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE invite (
		hash BLOB PRIMARY KEY,
		owner BLOB NOT NULL,
		uses INTEGER NOT NULL,
		exp INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX invite_by_owner ON invite (owner);
	CREATE TABLE redemption (
		invite BLOB NOT NULL,
		digest BLOB NOT NULL,
		PRIMARY KEY (invite, digest)
	) WITHOUT ROWID;`,
	`CREATE TABLE push (
		owner BLOB NOT NULL,
		device BLOB NOT NULL,
		endpoint TEXT NOT NULL,
		PRIMARY KEY (owner, device)
	) WITHOUT ROWID;`
];

interface Write {
	readonly run: () => unknown;
	readonly resolve: (value: never) => void;
	readonly reject: (error: Error) => void;
}

export class Store {
	readonly db: Database.Database;
	readonly #onFailure: (error: unknown) => void;
	#waiting: Write[] = [];
	#timer: NodeJS.Timeout | undefined;
	/** Whether the last commit reached the disk. */
	healthy = true;

	constructor(folder: string, options: { bytes: number; onFailure?: (error: unknown) => void }) {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		this.#onFailure = options.onFailure ?? (() => {});
		this.db = new Database(join(folder, 'elmnet.sqlite'));
		try {
			// Exclusive: two servers on one folder would hide each other's mail from those who are online.
			this.db.pragma('locking_mode = EXCLUSIVE');
			this.db.pragma('journal_mode = WAL');
			this.db.pragma('synchronous = FULL');
			this.db.pragma(`max_page_count = ${Math.max(64, Math.floor(options.bytes / PAGE_BYTES))}`);
			this.db.pragma('trusted_schema = OFF');
			this.#migrate();
		} catch (error) {
			this.db.close();
			if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
				throw new InUseError(`The folder ${folder} is in use by another Elmnet.`, { cause: error });
			throw error;
		}
	}

	#migrate(): void {
		const from = Number(this.db.pragma('user_version', { simple: true }));
		if (from > MIGRATIONS.length) throw new Error('The data was written by a newer Elmnet; please update.');
		this.db.transaction(() => {
			for (const migration of MIGRATIONS.slice(from)) this.db.exec(migration);
			this.db.pragma(`user_version = ${MIGRATIONS.length}`);
		})();
	}

	/** Runs `run` in the next commit. Its value comes after that commit, or `StorageError` when there was none. */
	write<T>(run: () => T): Promise<T> {
		if (!this.db.open || this.#waiting.length >= MAX_WAITING)
			return Promise.reject(new StorageError('too much is waiting for the disk'));
		return new Promise<T>((resolve, reject) => {
			this.#waiting.push({ run, resolve, reject });
			this.#timer ??= setTimeout(() => this.#commit(), GATHER_MS);
		});
	}

	#commit(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const writes = this.#waiting;
		this.#waiting = [];
		if (writes.length === 0) return;
		if (this.#settle(writes) || writes.length === 1) return;
		// One write the disk has no room for must not take the others with it: deleting may still be possible.
		for (const write of writes) this.#settle([write]);
	}

	/** One transaction; false when it failed and others than a single write are still unanswered. */
	#settle(writes: readonly Write[]): boolean {
		const values: unknown[] = [];
		try {
			this.db.transaction(() => {
				for (const { run } of writes) values.push(run());
			})();
		} catch (error) {
			this.healthy = false;
			this.#onFailure(error);
			if (writes.length === 1) writes[0]?.reject(new StorageError('the disk refused', { cause: error }));
			return false;
		}
		this.healthy = true;
		writes.forEach(({ resolve }, i) => resolve(values[i] as never));
		return true;
	}

	/** Commits what waits, folds the log into the file and lets go of it. */
	close(): void {
		if (!this.db.open) return;
		this.#commit();
		try {
			this.db.pragma('wal_checkpoint(TRUNCATE)');
		} catch (error) {
			// The log stays beside the file and is folded in at the next start.
			this.#onFailure(error);
		}
		this.db.close();
	}
}
