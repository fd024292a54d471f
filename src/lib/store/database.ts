/**
 * The IndexedDB database: its stores, how it came to its present version, and the one place where a browser's storage
 * trouble becomes a NodeError. Everything private in it is sealed by the vault; keys of records are random or blinded.
 * In the clear: times of expiry, delivery states, sequence numbers, and how many records there are. Longer than others:
 * what every object store holds and how it came to be stand side by side.
 */
import {
	deleteDB,
	openDB,
	type DBSchema,
	type IDBPDatabase,
	type IDBPTransaction,
	type StoreNames
} from 'idb';
import { NodeError } from '#lib/agent/ports.ts';
import type { SequenceWindow } from './sequence-window.ts';

/** A value encrypted under its own data key (`data`), and that key wrapped under the vault key (`key`); see vault.ts. */
export interface Sealed {
	readonly key: Uint8Array;
	readonly data: Uint8Array;
}

/** A record that needs no more than its key and its sealed value. */
export interface SealedRecord {
	readonly id: string;
	readonly sealed: Sealed;
}

/** Large bytes lie in Blobs: Chromium refuses values over 127 MiB. */
export interface SnapshotPart {
	readonly part: number;
	readonly key: Uint8Array;
	readonly data: Blob;
}

export interface Schema extends DBSchema {
	/** The device's wrapping key, a CryptoKey that cannot be exported. */
	keys: { key: string; value: { readonly name: string; readonly key: CryptoKey } };
	/** Secrets under the wrapping key. */
	secrets: { key: string; value: { readonly name: string; readonly wrapped: Uint8Array } };
	settings: { key: string; value: SealedRecord };
	/** `revision`: at which count of changes the item's words changed last; `stored`: the same for anything of it. */
	items: {
		key: string;
		value: {
			readonly id: string;
			readonly revision: number;
			readonly stored?: number;
			readonly meta: Sealed;
		};
		indexes: { revision: number; stored: number };
	};
	/** Ids of forgotten items, until no search snapshot can still know them. */
	forgotten: {
		key: string;
		value: { readonly id: string; readonly revision: number };
		indexes: { revision: number };
	};
	/** The search index in parts; part 0 says what the others are. */
	snapshot: { key: number; value: SnapshotPart };
	/** `shared`: the data key wrapped once more for every circle that may read it, by the circle's blinded name. */
	contents: { key: string; value: SealedRecord & { readonly shared?: Readonly<Record<string, Uint8Array>> } };
	/** `name` → number: the items' revision, how far their metas are gathered, the next mail number per (blinded) reader. */
	counters: { key: string; value: { readonly name: string; readonly value: number } };
	contacts: { key: string; value: SealedRecord };
	ledger: {
		key: number;
		value: { readonly n?: number; readonly id: string; readonly about: string; readonly sealed: Sealed };
		indexes: { about: string };
	};
	invites: { key: string; value: SealedRecord };
	outbox: {
		key: string;
		value: {
			readonly id: string;
			readonly state: string;
			readonly expiresAt: number;
			/** The blinded reader, only while the letter waits. */
			readonly waitsFor?: string;
			readonly sealed: Sealed;
		};
		indexes: { waitsFor: string; expiresAt: number };
	};
	/** Blinded (from, id) of every message admitted, until it has expired. */
	seen: {
		key: string;
		value: { readonly id: string; readonly expiresAt: number };
		indexes: { expiresAt: number };
	};
	/** By blinded (from, dev). */
	windows: { key: string; value: { readonly id: string } & SequenceWindow };
	/** Messages whose effect has not been had yet. */
	inbox: {
		key: number;
		value: { readonly n?: number; readonly id: string; readonly sealed: Sealed };
		indexes: { id: string };
	};
	exchanges: {
		key: string;
		value: SealedRecord & { readonly conversation: string };
		indexes: { conversation: string };
	};
	/** What they are called and where they were left; the exchanges lie apart. */
	conversations: { key: string; value: SealedRecord };
	/** Names and defaults of the collections that items lie in. */
	collections: { key: string; value: SealedRecord };
	/** What the agent remembers, one claim each. */
	claims: { key: string; value: SealedRecord };
	/** Files on their way in, in the order `n` in which they were chosen: what they are, and their bytes in parts. */
	staged: { key: string; value: SealedRecord & { readonly n: number }; indexes: { n: number } };
	stagedParts: {
		key: [string, number];
		value: {
			readonly id: string;
			readonly part: number;
			readonly key: Uint8Array;
			/** A Blob where it is large. */
			readonly data: Blob | Uint8Array;
		};
	};
	/** How the passphrase opens the secrets, while there is one; what it is made of is lock.ts's. */
	lock: {
		key: string;
		value: {
			readonly name: string;
			readonly salt: Uint8Array;
			readonly iterations: number;
			readonly wrapped: Uint8Array;
		};
	};
	/** What the recovery phrase alone opens: the vault key of now, when it is no longer the first one. */
	recovery: { key: string; value: { readonly name: string; readonly wrapped: Uint8Array } };
	/** The passages' vectors in parts, as `snapshot` is. */
	vectors: { key: number; value: SnapshotPart };
	/** The items' metas once more, hundreds to a record. */
	gathered: { key: string; value: SealedRecord };
	/** What others attest about a peer, all of it in one record by the peer's blinded name. */
	attestations: { key: string; value: SealedRecord };
	/** Who was caught, by blinded name. */
	offenders: { key: string; value: SealedRecord };
	/** The newest card of everybody met, by blinded name. */
	cards: { key: string; value: SealedRecord };
	/** What is kept of each community beside its entries, by blinded name. */
	communities: { key: string; value: SealedRecord };
	/** Entries in the order in which they were appended, as many to a record as came at once, later gathered. */
	entries: {
		key: number;
		value: {
			readonly n?: number;
			readonly id: string;
			/** Blinded. */
			readonly community: string;
			readonly sealed: Sealed;
		};
		indexes: { community: string };
	};
	/** Of shared files, by blinded (community, hash). `size`: of the bytes before they were sealed. */
	pieces: {
		key: string;
		value: SealedRecord & { readonly community: string; readonly size: number };
		indexes: { community: string; size: number };
	};
	/** Direct messages in the order in which they came or were written, by their envelope's id. `with`: the blinded contact. */
	words: {
		key: number;
		value: {
			readonly n?: number;
			readonly id: string;
			readonly with: string;
			/** What became of mine. */
			readonly state?: string;
			readonly sealed: Sealed;
		};
		indexes: { id: string; with: string };
	};
	/** How each conversation with a contact stands, by blinded name. */
	talks: { key: string; value: SealedRecord };
}

export type Database = IDBPDatabase<Schema>;
type Upgrade = (
	db: Database,
	transaction: IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>
) => void;

/** One entry per version; entries are never changed once released, only added. */
const migrations: readonly Upgrade[] = [
	(db) => {
		db.createObjectStore('keys', { keyPath: 'name' });
		db.createObjectStore('secrets', { keyPath: 'name' });
		db.createObjectStore('settings', { keyPath: 'id' });
		db.createObjectStore('items', { keyPath: 'id' }).createIndex('revision', 'revision');
		db.createObjectStore('contents', { keyPath: 'id' });
		db.createObjectStore('counters', { keyPath: 'name' });
		db.createObjectStore('contacts', { keyPath: 'id' });
		db.createObjectStore('ledger', { keyPath: 'n', autoIncrement: true }).createIndex('about', 'about');
		db.createObjectStore('invites', { keyPath: 'id' });
		const outbox = db.createObjectStore('outbox', { keyPath: 'id' });
		outbox.createIndex('waitsFor', 'waitsFor');
		outbox.createIndex('expiresAt', 'expiresAt');
		db.createObjectStore('seen', { keyPath: 'id' }).createIndex('expiresAt', 'expiresAt');
		db.createObjectStore('windows', { keyPath: 'id' });
		db.createObjectStore('inbox', { keyPath: 'n', autoIncrement: true }).createIndex('id', 'id', {
			unique: true
		});
		db.createObjectStore('exchanges', { keyPath: 'id' }).createIndex('conversation', 'conversation');
	},
	(db) => {
		db.createObjectStore('forgotten', { keyPath: 'id' }).createIndex('revision', 'revision');
		db.createObjectStore('snapshot', { keyPath: 'part' });
	},
	(db) => {
		db.createObjectStore('conversations', { keyPath: 'id' });
	},
	(db) => {
		db.createObjectStore('collections', { keyPath: 'id' });
		db.createObjectStore('claims', { keyPath: 'id' });
		db.createObjectStore('staged', { keyPath: 'id' }).createIndex('n', 'n');
		db.createObjectStore('stagedParts', { keyPath: ['id', 'part'] });
		db.createObjectStore('lock', { keyPath: 'name' });
		db.createObjectStore('recovery', { keyPath: 'name' });
		db.createObjectStore('vectors', { keyPath: 'part' });
	},
	(db) => {
		db.createObjectStore('gathered', { keyPath: 'id' });
	},
	(db) => {
		db.createObjectStore('attestations', { keyPath: 'id' });
		db.createObjectStore('offenders', { keyPath: 'id' });
	},
	(_db, transaction) => {
		transaction.objectStore('items').createIndex('stored', 'stored');
	},
	(db) => {
		db.createObjectStore('cards', { keyPath: 'id' });
	},
	(db) => {
		db.createObjectStore('communities', { keyPath: 'id' });
		db.createObjectStore('entries', { keyPath: 'n', autoIncrement: true }).createIndex(
			'community',
			'community'
		);
		const pieces = db.createObjectStore('pieces', { keyPath: 'id' });
		pieces.createIndex('community', 'community');
		pieces.createIndex('size', 'size');
		const words = db.createObjectStore('words', { keyPath: 'n', autoIncrement: true });
		words.createIndex('id', 'id', { unique: true });
		words.createIndex('with', 'with');
		db.createObjectStore('talks', { keyPath: 'id' });
	}
];

/** Why a database closed under its user: a newer version of the app opened it, another tab erased it, the browser took it away. */
export type Closed = 'newer-version' | 'erased' | 'terminated';

export interface Opening {
	readonly name: string;
	/** Opens at an older version; for tests of migration. */
	readonly version?: number;
	readonly closed?: (why: Closed) => void;
	/** How long a tab that holds an older version may take to make way. */
	readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;

/** Opens and, where needed, migrates. Throws NodeError('storage-unavailable' | 'storage-full'). */
export async function openDatabase({
	name,
	version = migrations.length,
	closed,
	patienceMs = PATIENCE_MS
}: Opening): Promise<Database> {
	if (!('indexedDB' in globalThis))
		throw new NodeError('storage-unavailable', { detail: 'no IndexedDB here' });
	try {
		return await opened(name, version, closed, patienceMs);
	} catch (error) {
		throw storageError(error);
	}
}

function opened(
	name: string,
	version: number,
	closed: Opening['closed'],
	patienceMs: number
): Promise<Database> {
	return patiently(patienceMs, async (blocked, gaveUp) => {
		const db = await openDB<Schema>(name, version, {
			upgrade(database, from, _to, transaction) {
				for (const migrate of migrations.slice(from, version)) migrate(database, transaction);
			},
			blocked,
			blocking(_current, wanted, event) {
				if (event.target instanceof IDBDatabase) event.target.close();
				closed?.(wanted === null ? 'erased' : 'newer-version');
			},
			terminated: () => closed?.('terminated')
		});
		if (gaveUp()) db.close();
		return db;
	});
}

/**
 * Other tabs close when they hear that we need the database alone, some after finishing what they write. One that does
 * not would make us wait for ever.
 */
function patiently<Result>(
	patienceMs: number,
	work: (blocked: () => void, gaveUp: () => boolean) => Promise<Result>
): Promise<Result> {
	return new Promise<Result>((resolve, reject) => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let over = false;
		const giveUp = (): void => {
			over = true;
			reject(new NodeError('storage-unavailable', { detail: 'another tab holds the database open' }));
		};
		const blocked = (): void => void (timer ??= setTimeout(giveUp, patienceMs));
		work(blocked, () => over)
			.finally(() => clearTimeout(timer))
			.then(resolve, reject);
	});
}

/** Deletes everything this device keeps, keys included: final. For the person who chose to start anew. */
export async function eraseDatabase(name: string): Promise<void> {
	try {
		await patiently(PATIENCE_MS, (blocked) => deleteDB(name, { blocked }));
	} catch (error) {
		throw storageError(error);
	}
}

/**
 * One transaction: all of `work` or nothing, and nothing is returned before it is complete. `work` may await only the
 * transaction's own requests. `strict` waits until the bytes are on the disk.
 */
export async function transact<
	const Names extends StoreNames<Schema>[],
	Mode extends 'readonly' | 'readwrite',
	Result
>(
	db: Database,
	names: Names,
	mode: Mode,
	work: (transaction: IDBPTransaction<Schema, Names, Mode>) => Promise<Result>,
	durability: 'strict' | 'relaxed' = 'relaxed'
): Promise<Result> {
	let transaction: IDBPTransaction<Schema, Names, Mode> | undefined;
	try {
		transaction = db.transaction(names, mode, { durability });
		const result = await work(transaction);
		await transaction.done;
		return result;
	} catch (error) {
		const cause = await endOf(transaction, error);
		throw storageError(cause);
	}
}

/** Aborts what is left of a failed transaction. A full disk shows as the abort's reason while requests only say "aborted". */
async function endOf(
	transaction: { abort(): void; readonly done: Promise<void> } | undefined,
	error: unknown
): Promise<unknown> {
	if (!transaction) return error;
	try {
		transaction.abort();
	} catch {
		// It has ended already; `done` says how.
	}
	const reason: unknown = await transaction.done.then(
		() => undefined,
		(why: unknown) => why
	);
	return nameOf(error) === 'AbortError' && reason instanceof Error ? reason : error;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const CODES: Readonly<Record<string, 'storage-full' | 'storage-unavailable' | 'storage-unreadable'>> = {
	QuotaExceededError: 'storage-full',
	// Private modes, a database that was closed or taken away, a newer version on the disk, a broken disk.
	InvalidStateError: 'storage-unavailable',
	SecurityError: 'storage-unavailable',
	VersionError: 'storage-unavailable',
	UnknownError: 'storage-unavailable',
	AbortError: 'storage-unavailable',
	TimeoutError: 'storage-unavailable',
	// What AES-GCM says when the key or the bytes are not the ones that were sealed.
	OperationError: 'storage-unreadable'
};

export const storageUnreadable = (detail: string): NodeError =>
	new NodeError('storage-unreadable', { detail });

/** The browser's words for trouble with storage, as a NodeError; everything else is our mistake and stays as it is. */
export function storageError(error: unknown): unknown {
	if (error instanceof NodeError) return error;
	const code = CODES[nameOf(error)];
	return code
		? new NodeError(code, { cause: error, detail: error instanceof Error ? error.message : code })
		: error;
}
