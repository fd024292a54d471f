/**
 * The one file on disk. Writes are gathered for a few milliseconds and committed together; a promise resolves only
 * after the commit reached the disk (WAL, synchronous FULL), so whatever was acknowledged survives a pulled plug.
 * A full or broken disk rejects the writes of that moment with `StorageError`; the server goes on. A damaged file is
 * never replaced: it is said in words, and what to do is for its host.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './database-schema.ts';
import { Marks } from './mark.ts';
import type { Secret } from './secret.ts';

export const DATABASE = 'elmnet.sqlite';
/** Long enough to gather a burst into one fsync, short enough not to be noticed. */
const GATHER_MS = 5;
/** So many do not wait for the rest of it. */
const GATHERED = 500;
/** One commit holds up everybody else for some tens of milliseconds at most. */
const MAX_COMMIT = 1_000;
/** More than this waiting for the disk is answered with a refusal instead of memory. */
const MAX_WAITING = 10_000;
const PAGE_BYTES = 4_096;
/** Folding the log into the file costs two syncs: not after every burst. */
const CHECKPOINT_PAGES = 4_000;
/** A start looks through this much within a second or so; of more, each row is still checked when it is read. */
const CHECKED_AT_START_BYTES = 256 * 1024 * 1024;
/** Rows set aside are kept for whoever wants to know what happened: so many, and no longer than mail is. */
const MAX_DAMAGED = 1_000;

export class StorageError extends Error {}
/** The folder belongs to a server that still runs. */
export class InUseError extends Error {}
/** The file cannot be trusted; the message says what to do. */
export class DamagedError extends Error {}

export type RowKind = 'mail' | 'invite' | 'push';

export interface StoreOptions {
	readonly folder: string;
	/** The file grows no further. */
	readonly bytes: number;
	readonly secret: Secret;
	readonly clock?: () => number;
	readonly onFailure?: ((error: unknown) => void) | undefined;
	/** A row was found damaged and will not be handed on. */
	readonly onDamaged?: ((kind: RowKind, why: string) => void) | undefined;
}

interface Write {
	readonly run: () => unknown;
	readonly resolve: (value: never) => void;
	readonly reject: (error: Error) => void;
}

export class Store {
	readonly db: Database.Database;
	readonly marks: Marks;
	readonly #options: StoreOptions;
	readonly #aside;
	#waiting: Write[] = [];
	#timer: NodeJS.Timeout | undefined;
	#hurry: NodeJS.Immediate | undefined;
	/** Whether the last commit reached the disk. */
	healthy = true;

	constructor(options: StoreOptions) {
		this.#options = options;
		this.marks = new Marks(options.secret);
		this.db = openDatabase(options.folder, options.bytes, this.marks);
		this.#aside = {
			add: this.db.prepare('INSERT INTO damaged (at, kind, why, content) VALUES (?, ?, ?, ?)'),
			trim: this.db.prepare(
				'DELETE FROM damaged WHERE rowid <= (SELECT max(rowid) FROM damaged) - ? OR at < ?'
			)
		};
	}

	/** Runs `run` in the next commit. Its value comes after that commit, or `StorageError` when there was none. */
	write<T>(run: () => T): Promise<T> {
		if (!this.db.open || this.#waiting.length >= MAX_WAITING)
			return Promise.reject(new StorageError('too much is waiting for the disk'));
		return new Promise<T>((resolve, reject) => {
			this.#waiting.push({ run, resolve, reject });
			this.#timer ??= setTimeout(() => this.#commit(), GATHER_MS);
			if (this.#waiting.length >= GATHERED) this.#hurry ??= setImmediate(() => this.#commit());
		});
	}

	/**
	 * Takes a damaged row out of its table, by `remove`, and keeps what it held beside. Counted even where that fails;
	 * false is where it does.
	 */
	setAside(kind: RowKind, why: string, content: unknown, remove: () => void): Promise<boolean> {
		this.#options.onDamaged?.(kind, why);
		return this.write(() => {
			this.#aside.add.run(this.#now(), kind, why, Buffer.isBuffer(content) ? content : null);
			remove();
			return true;
		}).catch(() => false);
	}

	/** Forgets what was set aside longer ago than `age`, and all beyond a bound. */
	sweepDamaged(age: number): Promise<void> {
		return this.write(() => void this.#aside.trim.run(MAX_DAMAGED, this.#now() - age));
	}

	/** Writes a copy beside everything else that goes on, a few pages at a time; it is on disk when this resolves. */
	async copyTo(path: string): Promise<void> {
		await this.db.backup(path);
	}

	#now(): number {
		return (this.#options.clock ?? Date.now)();
	}

	#commit(): void {
		clearTimeout(this.#timer);
		clearImmediate(this.#hurry);
		this.#timer = this.#hurry = undefined;
		const writes = this.#waiting.splice(0, MAX_COMMIT);
		if (this.#waiting.length > 0) this.#hurry = setImmediate(() => this.#commit());
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
			this.#options.onFailure?.(error);
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
		while (this.#waiting.length > 0) this.#commit();
		clearImmediate(this.#hurry);
		try {
			this.db.pragma('wal_checkpoint(TRUNCATE)');
		} catch (error) {
			// The log stays beside the file and is folded in at the next start.
			this.#options.onFailure?.(error);
		}
		this.db.close();
	}
}

function openDatabase(folder: string, bytes: number, marks: Marks): Database.Database {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const path = join(folder, DATABASE);
	// SQLite would throw such a log away as not its own.
	if (sizeOf(path) === 0 && sizeOf(`${path}-wal`) > 0)
		throw damaged(path, 'its log is there, the file itself is not');
	const db = new Database(path);
	try {
		// Exclusive: two servers on one folder would hide each other's mail from those who are online.
		db.pragma('locking_mode = EXCLUSIVE');
		db.pragma('journal_mode = WAL');
		db.pragma('synchronous = FULL');
		db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
		db.pragma(`max_page_count = ${Math.max(64, Math.floor(bytes / PAGE_BYTES))}`);
		db.pragma('trusted_schema = OFF');
		db.pragma('cell_size_check = ON');
		checkStructure(db, path);
		migrate(db, marks);
		return db;
	} catch (error) {
		db.close();
		if (!(error instanceof Database.SqliteError)) throw error;
		if (error.code.startsWith('SQLITE_BUSY'))
			throw new InUseError(`The folder ${folder} is in use by another Elmnet.`, { cause: error });
		if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) throw damaged(path, error.message, error);
		throw error;
	}
}

/** Whether the pages hang together; what lies in a row is checked by its mark when it is read. */
function checkStructure(db: Database.Database, path: string): void {
	if (sizeOf(path) + sizeOf(`${path}-wal`) > CHECKED_AT_START_BYTES) return;
	const found = String(db.pragma('quick_check(1)', { simple: true }));
	if (found !== 'ok') throw damaged(path, found);
}

function damaged(path: string, what: string, cause?: unknown): DamagedError {
	return new DamagedError(
		`The database ${path} is damaged (${what.split('\n').join(' ')}). Nothing was changed. Either put a backup back: stop, copy its ` +
			`${DATABASE} and server.key over those in the folder and delete ${DATABASE}-wal and ${DATABASE}-shm. Or begin anew without the ` +
			`mail that waited: move ${DATABASE}, ${DATABASE}-wal and ${DATABASE}-shm elsewhere and start again.`,
		{ cause }
	);
}

function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
