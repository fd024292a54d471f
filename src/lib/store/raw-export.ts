/**
 * Everything that lies in the database, as it lies: for a store that cannot be opened, so that nothing is lost while
 * somebody finds out why. Sealed records stay sealed and no key is needed; keys that the browser will not hand out are
 * named. JSON lines: first what this is, then for each record `[object store, key, record]`, bytes as `{"base64": …}`,
 * Blobs as `{"blob": …}`.
 */
import { openDB, type IDBPDatabase } from 'idb';
import { storageError } from './database.ts';

const PAGE = 8;
const NAME = 'elmnet';

/** What the first line says. */
const ABOUT = {
	file: 'elmnet-raw-export',
	version: 1,
	about:
		'Records of an Elmnet store as they lay in the browser, still encrypted. Not a backup: it cannot be restored by itself. ' +
		'The recovery phrase opens most of it.'
} as const;

/** Throws NodeError('storage-unavailable') when there is no such database, or the browser does not open it. */
export async function exportRaw(name: string = NAME): Promise<Blob> {
	let db: IDBPDatabase;
	try {
		db = await openAsItIs(name);
	} catch (error) {
		throw storageError(error);
	}
	try {
		const stores = [...db.objectStoreNames];
		const parts = [new Blob([line({ ...ABOUT, database: name, databaseVersion: db.version, stores })])];
		for (const store of stores) for await (const record of recordsOf(db, store)) parts.push(record);
		return new Blob(parts, { type: 'application/x-ndjson' });
	} catch (error) {
		throw storageError(error);
	} finally {
		db.close();
	}
}

/** Whatever version it is of; a name that has none is not made. */
async function openAsItIs(name: string): Promise<IDBPDatabase> {
	return openDB(name, undefined, {
		upgrade(_db, from, _to, transaction) {
			if (from > 0) return;
			// It did not exist: what is aborted is its making.
			transaction.done.catch(() => undefined);
			transaction.abort();
		}
	});
}

async function* recordsOf(db: IDBPDatabase, store: string): AsyncGenerator<Blob> {
	let after: IDBKeyRange | undefined;
	for (;;) {
		const keys = await db.getAllKeys(store, after, PAGE);
		const records: unknown[] = await db.getAll(store, after, PAGE);
		// One at a time: a Blob is read when it is its turn.
		for (const [n, record] of records.entries())
			yield new Blob([line([store, await plain(keys[n]), await plain(record)])]);
		const last = keys.at(-1);
		if (last === undefined || keys.length < PAGE) return;
		after = IDBKeyRange.lowerBound(last, true);
	}
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** As JSON can say it. A Blob whose file is gone says so. */
async function plain(value: unknown): Promise<unknown> {
	if (value instanceof Uint8Array) return { base64: base64(value) };
	if (value instanceof Blob)
		return value.arrayBuffer().then(
			(bytes) => ({ blob: base64(new Uint8Array(bytes)) }),
			(error: unknown) => ({ unreadable: error instanceof Error ? error.name : 'Error' })
		);
	if (value instanceof CryptoKey) return { key: value.algorithm.name, extractable: value.extractable };
	if (Array.isArray(value)) return Promise.all(value.map(plain));
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(async ([name, inner]) => [name, await plain(inner)] as const);
	return Object.fromEntries(await Promise.all(entries));
}

/** Standard base64, padded. In steps, for a function takes only so many arguments. */
function base64(bytes: Uint8Array): string {
	const STEP = 0x8000;
	let text = '';
	for (let at = 0; at < bytes.length; at += STEP)
		text += String.fromCharCode(...bytes.subarray(at, at + STEP));
	return btoa(text);
}
