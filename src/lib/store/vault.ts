/**
 * Encryption at rest. One wrapping key that the browser will not export wraps the secrets; one of them is the vault
 * key; every record has its own random data key, wrapped under the vault key: destroying those 60 bytes forgets the record,
 * and a new vault key re-wraps 60 bytes a record and no text.
 *
 *   wrapping key (CryptoKey, this browser profile)  ─►  secrets: recovery entropy, device key, inbox keys, vault key
 *   vault key (from the recovery entropy)           ─►  a data key per record  ─►  the record
 *
 * An existing vault that cannot be read throws 'storage-unreadable': a new identity is never made in its place. What
 * protects the wrapping key is the browser; a passphrase would be a second way to make that key, in `wrappingKey` alone.
 */
import { NodeError, type RandomBytes } from '#lib/agent/ports.ts';
import { base64url, concat, equal, fromUtf8, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { ENTROPY_BYTES, keysOfEntropy } from '#lib/protocol/identity.ts';
import { storageError, transact, type Database, type Sealed } from './database.ts';

const IV_BYTES = 12;
const KEY_BYTES = 32;
/** Goes into the authenticated data of everything sealed; a new layout gets a new number. */
const FORMAT = 1;

/** The few bytes everything hangs on. Their names stand in the clear and say nothing private. */
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

/** Seals records and blinds the names they are found by. */
export interface Vault {
	readonly secrets: Secrets;
	seal(kind: string, id: string, value: unknown): Promise<Sealed>;
	/** Throws NodeError('storage-unreadable') unless it was sealed here as this kind and id. */
	open<Value>(kind: string, id: string, sealed: Sealed): Promise<Value>;
	sealBytes(kind: string, id: string, bytes: Uint8Array): Promise<Sealed>;
	openBytes(kind: string, id: string, sealed: Sealed): Promise<Bytes>;
	/** A key to find a record by that tells nothing without the vault key; the same for the same parts. */
	blind(kind: string, ...parts: readonly string[]): Promise<string>;
}

export interface VaultOptions {
	readonly random: RandomBytes;
	/** The recovery entropy to start with when a person restores from their phrase into an empty store; random otherwise. */
	readonly entropy?: Uint8Array;
}

/** Opens the vault, or makes it at the very first start. Afterwards `secrets.get('entropy')` is there. */
export async function openVault(db: Database, { random, entropy }: VaultOptions): Promise<Vault> {
	if (!globalThis.crypto?.subtle)
		throw new NodeError('storage-unavailable', { detail: 'no WebCrypto outside a secure origin' });
	try {
		const key = await wrappingKey(db, random, entropy);
		const secrets = secretsUnder(db, key, random);
		const vaultKey = await secrets.get('vault');
		if (vaultKey?.length !== KEY_BYTES)
			throw new NodeError('storage-unreadable', { detail: 'the vault key is missing' });
		return await vaultUnder(vaultKey, secrets, random);
	} catch (error) {
		throw storageError(error);
	}
}

async function wrappingKey(
	db: Database,
	random: RandomBytes,
	entropy: Uint8Array | undefined
): Promise<CryptoKey> {
	const found = await storedKey(db, 'wrapping');
	if (found) return found;
	if (await keepsAnything(db))
		throw new NodeError('storage-unreadable', { detail: 'the wrapping key is missing' });

	const made = await probe(db, random);
	const chosen = entropy ?? random(ENTROPY_BYTES);
	const first = { entropy: chosen, vault: keysOfEntropy(chosen).vault };
	const wrapped = await Promise.all(
		Object.entries(first).map(async ([name, secret]) => ({
			name,
			wrapped: await wrap(made, random, name, secret)
		}))
	);
	await transact(
		db,
		['keys', 'secrets'],
		'readwrite',
		async (tx) => {
			// Another tab may have been first: then its keys stand and ours were never seen by anyone.
			if (await tx.objectStore('keys').get('wrapping')) return;
			await tx.objectStore('keys').put({ name: 'wrapping', key: made });
			for (const record of wrapped) await tx.objectStore('secrets').put(record);
		},
		'strict'
	);
	const winner = await storedKey(db, 'wrapping');
	if (!winner) throw new NodeError('storage-unavailable', { detail: 'the wrapping key did not stay' });
	return winner;
}

const storedKey = (db: Database, name: string): Promise<CryptoKey | undefined> =>
	transact(db, ['keys'], 'readonly', async (tx) => (await tx.objectStore('keys').get(name))?.key);

/** True when an earlier start left something that only its keys can read. */
function keepsAnything(db: Database): Promise<boolean> {
	return transact(db, ['secrets', 'items', 'contacts'], 'readonly', async (tx) => {
		for (const name of ['secrets', 'items', 'contacts'] as const)
			if ((await tx.objectStore(name).count()) > 0) return true;
		return false;
	});
}

/** A new key that has proved, through the database and back, that this browser keeps such keys. Some only pretend to. */
async function probe(db: Database, random: RandomBytes): Promise<CryptoKey> {
	const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
		'encrypt',
		'decrypt'
	]);
	const name = `probe/${base64url(random(8))}`;
	try {
		await transact(db, ['keys'], 'readwrite', (tx) => tx.objectStore('keys').put({ name, key: made }));
		const kept = await storedKey(db, name);
		const secret = random(KEY_BYTES);
		if (!kept || !equal(await unwrap(kept, name, await wrap(made, random, name, secret)), secret))
			throw new NodeError('storage-unavailable', { detail: 'this browser does not keep keys' });
		return kept;
	} catch (cause) {
		// DataCloneError where the browser cannot store a CryptoKey at all.
		const error = storageError(cause);
		throw error instanceof NodeError && error.code === 'storage-full'
			? error
			: new NodeError('storage-unavailable', { cause, detail: 'this browser does not keep keys' });
	} finally {
		await transact(db, ['keys'], 'readwrite', (tx) => tx.objectStore('keys').delete(name));
	}
}

// ---------------------------------------------------------------- secrets

function secretsUnder(db: Database, key: CryptoKey, random: RandomBytes): Secrets {
	const get = async (name: string): Promise<Bytes | undefined> => {
		const record = await transact(db, ['secrets'], 'readonly', (tx) => tx.objectStore('secrets').get(name));
		return record && unwrap(key, name, record.wrapped);
	};
	return {
		get,
		async put(name, secret) {
			const record = { name, wrapped: await wrap(key, random, name, secret) };
			await transact(db, ['secrets'], 'readwrite', (tx) => tx.objectStore('secrets').put(record), 'strict');
		},
		async createOnce<const Name extends string>(secrets: Readonly<Record<Name, Uint8Array>>) {
			const names = Object.keys(secrets) as Name[];
			const records = await Promise.all(
				names.map(async (name) => ({ name, wrapped: await wrap(key, random, name, secrets[name]) }))
			);
			const kept = await transact(
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
			const opened = kept.map(async ({ name, wrapped }) => [name, await unwrap(key, name, wrapped)] as const);
			return Object.fromEntries(await Promise.all(opened)) as Record<Name, Bytes>;
		},
		async remove(name) {
			await transact(db, ['secrets'], 'readwrite', (tx) => tx.objectStore('secrets').delete(name), 'strict');
		},
		async names(prefix = '') {
			const names = await transact(db, ['secrets'], 'readonly', (tx) =>
				tx.objectStore('secrets').getAllKeys()
			);
			return names.filter((name) => name.startsWith(prefix));
		}
	};
}

// ---------------------------------------------------------------- records

async function vaultUnder(vaultKey: Bytes, secrets: Secrets, random: RandomBytes): Promise<Vault> {
	const wrapper = await crypto.subtle.importKey('raw', vaultKey, 'AES-GCM', false, ['encrypt', 'decrypt']);
	const blinder = await blindingKey(vaultKey);

	const sealBytes: Vault['sealBytes'] = async (kind, id, bytes) => {
		const dataKey = random(KEY_BYTES);
		const record = await crypto.subtle.importKey('raw', plain(dataKey), 'AES-GCM', false, ['encrypt']);
		const [key, data] = await Promise.all([
			wrap(wrapper, random, `key|${id}|${kind}`, dataKey),
			wrap(record, random, `${id}|${kind}`, bytes)
		]);
		return { key, data };
	};
	const openBytes: Vault['openBytes'] = async (kind, id, sealed) => {
		const dataKey = await unwrap(wrapper, `key|${id}|${kind}`, sealed.key);
		const record = await crypto.subtle.importKey('raw', dataKey, 'AES-GCM', false, ['decrypt']);
		return unwrap(record, `${id}|${kind}`, sealed.data);
	};
	return {
		secrets,
		sealBytes,
		openBytes,
		seal: (kind, id, value) => sealBytes(kind, id, utf8(JSON.stringify(value))),
		// Nobody but this vault can have sealed it, as this kind: the type is the one it was sealed with.
		open: async <Value>(kind: string, id: string, sealed: Sealed) =>
			JSON.parse(fromUtf8(await openBytes(kind, id, sealed))) as Value,
		async blind(kind, ...parts) {
			// JSON keeps the borders between the parts.
			const mac = await crypto.subtle.sign('HMAC', blinder, utf8(JSON.stringify([kind, ...parts])));
			return base64url(new Uint8Array(mac));
		}
	};
}

async function blindingKey(vaultKey: Bytes): Promise<CryptoKey> {
	const source = await crypto.subtle.importKey('raw', vaultKey, 'HKDF', false, ['deriveKey']);
	return crypto.subtle.deriveKey(
		{ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8('elm/blind') },
		source,
		{ name: 'HMAC', hash: 'SHA-256', length: 256 },
		false,
		['sign']
	);
}

/** IV and AES-GCM ciphertext; `what` is bound to it and must be said again to open it. */
async function wrap(key: CryptoKey, random: RandomBytes, what: string, secret: Uint8Array): Promise<Bytes> {
	const iv = plain(random(IV_BYTES));
	const text = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: bound(what) },
		key,
		plain(secret)
	);
	return concat(iv, new Uint8Array(text));
}

/** Throws NodeError('storage-unreadable'). */
async function unwrap(key: CryptoKey, what: string, wrapped: Uint8Array): Promise<Bytes> {
	const iv = plain(wrapped.subarray(0, IV_BYTES));
	const parameters = { name: 'AES-GCM', iv, additionalData: bound(what) };
	try {
		return new Uint8Array(await crypto.subtle.decrypt(parameters, key, plain(wrapped.subarray(IV_BYTES))));
	} catch (error) {
		throw storageError(error);
	}
}

const bound = (what: string): Bytes => utf8(`${what}|${FORMAT}`);

/** The same bytes, known not to lie in shared memory, as WebCrypto wants them. */
const plain = (bytes: Uint8Array): Bytes =>
	bytes.buffer instanceof ArrayBuffer
		? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
		: new Uint8Array(bytes);
