/**
 * The few bytes everything hangs on, each wrapped under this device's key, and under the lock's key too while there is a
 * passphrase: then both are needed. All changes go in turn, so that a new lock never meets a secret under the old one.
 */
import type { RandomBytes } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { transact, type Database, type Schema } from './database.ts';
import { unwrap, wrap } from './sealing.ts';
import { turns } from './turns.ts';

/** Names of secrets: the vault key, when it was made, and those of before while a rotation is not over. */
export const VAULT = 'vault';
export const MADE = 'vault/made';
export const BEFORE = 'vault/before/';
/** The one lock there can be. */
export const LOCK = 'passphrase';

/** Their names stand in the clear and say nothing private. */
export interface Secrets {
	get(name: string): Promise<Bytes | undefined>;
	put(name: string, secret: Uint8Array): Promise<void>;
	/**
	 * Stores those that are not there yet, all in one transaction, and returns what is stored under each name: of two
	 * tabs that race both get the winner's.
	 */
	createOnce<const Name extends string>(
		secrets: Readonly<Record<Name, Uint8Array>>
	): Promise<Record<Name, Bytes>>;
	remove(name: string): Promise<void>;
	/** Names that begin with `prefix`, in order. */
	names(prefix?: string): Promise<readonly string[]>;
}

/** What opens the secrets: the wrapping key of this browser profile, and the lock's where a passphrase is set. */
export interface SecretKeys {
	readonly device: CryptoKey;
	readonly lock?: CryptoKey;
}

export type WrappedSecret = Schema['secrets']['value'];

/** Secrets change together with what else opens them: in one strict transaction. */
export interface SecretChange {
	readonly put?: Readonly<Record<string, Uint8Array>>;
	readonly remove?: readonly string[];
	/** What the recovery phrase opens. */
	readonly recovery?: {
		readonly put?: readonly Schema['recovery']['value'][];
		readonly remove?: readonly string[];
	};
	/** A new lock, or none any more: every secret is wrapped anew. */
	readonly lock?: { readonly record: Schema['lock']['value']; readonly key: CryptoKey } | null;
}

/** The secrets as the vault holds them. */
export interface SecretBox extends Secrets {
	readonly device: CryptoKey;
	change(change: SecretChange): Promise<void>;
}

/** With a lock another name is bound to them: a lock that was taken away leaves nothing that opens to something else. */
const whatOf = (name: string, { lock }: SecretKeys): string => (lock ? `locked/${name}` : name);

export async function wrapSecret(
	keys: SecretKeys,
	random: RandomBytes,
	name: string,
	secret: Uint8Array
): Promise<WrappedSecret> {
	const what = whatOf(name, keys);
	const inner = keys.lock ? await wrap(keys.lock, random, what, secret) : secret;
	return { name, wrapped: await wrap(keys.device, random, what, inner) };
}

/** Throws NodeError('storage-unreadable'). */
export async function openSecret(keys: SecretKeys, { name, wrapped }: WrappedSecret): Promise<Bytes> {
	const what = whatOf(name, keys);
	const inner = await unwrap(keys.device, what, wrapped);
	return keys.lock ? unwrap(keys.lock, what, inner) : inner;
}

export function secretsUnder(db: Database, first: SecretKeys, random: RandomBytes): SecretBox {
	let keys = first;
	const inTurn = turns();
	const wrapped = (secrets: Readonly<Record<string, Uint8Array>>, under: SecretKeys) =>
		Promise.all(Object.entries(secrets).map(([name, secret]) => wrapSecret(under, random, name, secret)));
	const get = async (name: string): Promise<Bytes | undefined> => {
		const record = await transact(db, ['secrets'], 'readonly', (tx) => tx.objectStore('secrets').get(name));
		return record && openSecret(keys, record);
	};
	return {
		device: first.device,
		// In turn too: between reading and opening there must come no new lock.
		get: (name) => inTurn(() => get(name)),
		put: (name, secret) =>
			inTurn(async () => {
				const record = await wrapSecret(keys, random, name, secret);
				await transact(db, ['secrets'], 'readwrite', (tx) => tx.objectStore('secrets').put(record), 'strict');
			}),
		createOnce: <const Name extends string>(secrets: Readonly<Record<Name, Uint8Array>>) =>
			inTurn(async () => {
				const kept = await createdOnce(db, await wrapped(secrets, keys));
				const opened = kept.map(async (record) => [record.name, await openSecret(keys, record)] as const);
				return Object.fromEntries(await Promise.all(opened)) as Record<Name, Bytes>;
			}),
		remove: (name) =>
			inTurn(() =>
				transact(db, ['secrets'], 'readwrite', (tx) => tx.objectStore('secrets').delete(name), 'strict')
			),
		async names(prefix = '') {
			const names = await transact(db, ['secrets'], 'readonly', (tx) =>
				tx.objectStore('secrets').getAllKeys()
			);
			return names.filter((name) => name.startsWith(prefix));
		},
		change: (change) =>
			inTurn(async () => {
				const next =
					change.lock === undefined
						? keys
						: { device: keys.device, ...(change.lock && { lock: change.lock.key }) };
				const put = { ...(change.lock === undefined ? {} : await allOf(db, keys)), ...change.put };
				await applied(db, change, await wrapped(put, next));
				keys = next;
			})
	};
}

async function allOf(db: Database, keys: SecretKeys): Promise<Record<string, Bytes>> {
	const records = await transact(db, ['secrets'], 'readonly', (tx) => tx.objectStore('secrets').getAll());
	const opened = records.map(async (record) => [record.name, await openSecret(keys, record)] as const);
	return Object.fromEntries(await Promise.all(opened));
}

const createdOnce = (db: Database, records: readonly WrappedSecret[]): Promise<WrappedSecret[]> =>
	transact(
		db,
		['secrets'],
		'readwrite',
		async (tx) => {
			const store = tx.objectStore('secrets');
			const standing = [];
			for (const record of records) {
				const earlier = await store.get(record.name);
				if (!earlier) await store.put(record);
				standing.push(earlier ?? record);
			}
			return standing;
		},
		'strict'
	);

const applied = (
	db: Database,
	{ remove = [], recovery = {}, lock }: SecretChange,
	put: readonly WrappedSecret[]
): Promise<void> =>
	transact(
		db,
		['secrets', 'recovery', 'lock'],
		'readwrite',
		async (tx) => {
			for (const record of put) await tx.objectStore('secrets').put(record);
			for (const name of remove) await tx.objectStore('secrets').delete(name);
			for (const record of recovery.put ?? []) await tx.objectStore('recovery').put(record);
			for (const name of recovery.remove ?? []) await tx.objectStore('recovery').delete(name);
			if (lock !== undefined) await tx.objectStore('lock').clear();
			if (lock) await tx.objectStore('lock').put(lock.record);
		},
		'strict'
	);
