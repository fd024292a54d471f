/**
 * Encryption at rest, key by key. Destroying the 60 bytes of a record's data key forgets the record; a new vault key
 * re-wraps 60 bytes a record and no text; a passphrase or its removal re-wraps the secrets and nothing else.
 *
 *   wrapping key (CryptoKey, this browser profile, never exported) ─┐
 *   lock key (random; opened by PBKDF2 of the passphrase, if set) ──┴─► secrets: recovery entropy, device key,
 *                                                                       inbox keys, vault key
 *   recovery phrase = entropy ─► first vault key ─► blinding key (never changes) ─► names that records are found by
 *                                             └──► recovery key ─► the vault key of now
 *   vault key ─► a data key per record ─► the record
 *           └──► a key per circle of readers ─► the same data key, where they may read it
 *
 * An existing vault that cannot be read throws 'storage-unreadable': a new identity is never made in its place; the
 * phrase repairs it (recovery.ts). One that wants a passphrase throws 'storage-locked' or 'passphrase-wrong' (lock.ts).
 */
import { NodeError, type Audience, type RandomBytes } from '#lib/agent/ports.ts';
import { base64url, equal, fromUtf8, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { ENTROPY_BYTES, keysOfEntropy } from '#lib/protocol/identity.ts';
import { circlesOver, WRAPPED_FOR_CIRCLES, type Circles, type SharedSealed } from './circles.ts';
import { dataKeysUnder, type DataKeys } from './data-keys.ts';
import {
	storageError,
	storageUnreadable,
	transact,
	type Database,
	type Schema,
	type Sealed
} from './database.ts';
import { aesKey, derivedAesKey, derivedKey, KEY_BYTES, unwrap, wrap } from './sealing.ts';
import {
	BEFORE,
	LOCK,
	MADE,
	secretsUnder,
	VAULT,
	wrapSecret,
	type SecretBox,
	type SecretKeys
} from './secrets.ts';

export type { Secrets } from './secrets.ts';

/** Seals records and blinds the names they are found by. */
export interface Vault {
	readonly secrets: SecretBox;
	readonly keys: DataKeys;
	readonly circles: Circles;
	seal(kind: string, id: string, value: unknown): Promise<Sealed>;
	/** Throws NodeError('storage-unreadable') unless it was sealed here as this kind and id. */
	open<Value>(kind: string, id: string, sealed: Sealed): Promise<Value>;
	sealBytes(kind: string, id: string, bytes: Uint8Array): Promise<Sealed>;
	openBytes(kind: string, id: string, sealed: Sealed): Promise<Bytes>;
	/** For the person and for these circles. */
	sealFor(kind: string, id: string, value: unknown, circles: readonly Audience[]): Promise<SharedSealed>;
	/** With a data key that a circle opened. */
	openWith<Value>(dataKey: Uint8Array, kind: string, id: string, sealed: Sealed): Promise<Value>;
	/** A key to find a record by that tells nothing without the vault key; the same for the same parts. */
	blind(kind: string, ...parts: readonly string[]): Promise<string>;
}

export interface VaultOptions {
	readonly random: RandomBytes;
	/** The recovery entropy to start with when a person restores from their phrase into an empty store; random otherwise. */
	readonly entropy?: Uint8Array;
	/** Opens the lock, where there is one. */
	readonly passphrase?: string;
	/** Says when a vault key was made. */
	readonly now?: () => number;
}

/** Opens the vault, or makes it at the very first start. Afterwards `secrets.get('entropy')` is there. */
export async function openVault(db: Database, options: VaultOptions): Promise<Vault> {
	if (!globalThis.crypto?.subtle)
		throw new NodeError('storage-unavailable', { detail: 'no WebCrypto outside a secure origin' });
	try {
		const { random } = options;
		const keys = await secretKeys(db, options);
		const secrets = secretsUnder(db, keys, random);
		const [entropy, vaultKey, before] = await Promise.all([
			secrets.get('entropy'),
			secrets.get(VAULT),
			keysBefore(secrets)
		]);
		if (entropy?.length !== ENTROPY_BYTES || vaultKey?.length !== KEY_BYTES)
			throw storageUnreadable('the vault key is missing');
		const first = keysOfEntropy(entropy).vault;
		await keepRecoverable(db, first, vaultKey, random);
		return await vaultUnder(first, [vaultKey, ...before], secrets, random);
	} catch (error) {
		throw storageError(error);
	}
}

/** Newest first: most of what is not under the key of now is under the one before it. */
async function keysBefore(secrets: SecretBox): Promise<readonly Bytes[]> {
	const names = [...(await secrets.names(BEFORE))].reverse();
	return (await Promise.all(names.map((name) => secrets.get(name)))).filter((key) => key !== undefined);
}

// ---------------------------------------------------------------- what opens the secrets

async function secretKeys(db: Database, options: VaultOptions): Promise<SecretKeys> {
	const { device, lock } = await transact(db, ['keys', 'lock'], 'readonly', async (tx) => ({
		device: (await tx.objectStore('keys').get('wrapping'))?.key,
		lock: await tx.objectStore('lock').get(LOCK)
	}));
	if (!device) return { device: await madeKey(db, options) };
	if (!lock) return { device };
	if (options.passphrase === undefined) throw new NodeError('storage-locked');
	const { openedLock } = await import('./lock.ts');
	return { device, lock: await openedLock(lock, device, options.passphrase) };
}

/** At the very first start, and only then: a wrapping key, and what it wraps first. */
async function madeKey(db: Database, { random, entropy, now = Date.now }: VaultOptions): Promise<CryptoKey> {
	if (await keepsAnything(db)) throw storageUnreadable('the wrapping key is missing');
	const device = await probe(db, random);
	const chosen = entropy ?? random(ENTROPY_BYTES);
	const { vault } = keysOfEntropy(chosen);
	const first = { entropy: chosen, [VAULT]: vault, [MADE]: utf8(String(now())) };
	const secrets = await Promise.all(
		Object.entries(first).map(([name, secret]) => wrapSecret({ device }, random, name, secret))
	);
	const recovery = await recoverable(vault, VAULT, vault, random);
	await transact(
		db,
		['keys', 'secrets', 'recovery', 'counters'],
		'readwrite',
		async (tx) => {
			// Another tab may have been first: then its keys stand and ours were never seen by anyone.
			if (await tx.objectStore('keys').get('wrapping')) return;
			await tx.objectStore('keys').put({ name: 'wrapping', key: device });
			for (const record of secrets) await tx.objectStore('secrets').put(record);
			await tx.objectStore('recovery').put(recovery);
			// Everything that is stored from here on has its wraps for circles: see earlier-contents.ts.
			await tx.objectStore('counters').put({ name: WRAPPED_FOR_CIRCLES, value: 1 });
		},
		'strict'
	);
	const winner = await storedKey(db, 'wrapping');
	if (!winner) throw new NodeError('storage-unavailable', { detail: 'the wrapping key did not stay' });
	return winner;
}

const storedKey = (db: Database, name: string): Promise<CryptoKey | undefined> =>
	transact(db, ['keys'], 'readonly', async (tx) => (await tx.objectStore('keys').get(name))?.key);

/** These hold numbers and blinded names, and the keys that are asked for. */
const telling = (name: string): boolean =>
	!['keys', 'counters', 'forgotten', 'seen', 'windows'].includes(name);

/** True when an earlier start left something that only its keys can read. */
export function keepsAnything(db: Database): Promise<boolean> {
	const names = [...db.objectStoreNames].filter(telling);
	return transact(db, names, 'readonly', async (tx) => {
		for (const name of names) if ((await tx.objectStore(name).count()) > 0) return true;
		return false;
	});
}

/** A new key that has proved, through the database and back, that this browser keeps such keys. Some only pretend to. */
export async function probe(db: Database, random: RandomBytes): Promise<CryptoKey> {
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

// ---------------------------------------------------------------- what the phrase opens

export const recoveryKey = (firstVaultKey: Bytes): Promise<CryptoKey> =>
	derivedAesKey(firstVaultKey, 'elm/recovery');

/** A vault key as the phrase opens it: it comes from the first vault key, which comes from the entropy. */
export const recoverable = async (
	first: Bytes,
	name: string,
	vaultKey: Bytes,
	random: RandomBytes
): Promise<Schema['recovery']['value']> => ({
	name,
	wrapped: await wrap(await recoveryKey(first), random, `recovery/${name}`, vaultKey)
});

/** A vault made before there was such a record gets one. */
async function keepRecoverable(
	db: Database,
	first: Bytes,
	vaultKey: Bytes,
	random: RandomBytes
): Promise<void> {
	const there = await transact(db, ['recovery'], 'readonly', (tx) => tx.objectStore('recovery').count(VAULT));
	if (there > 0) return;
	const record = await recoverable(first, VAULT, vaultKey, random);
	await transact(db, ['recovery'], 'readwrite', (tx) => tx.objectStore('recovery').put(record), 'strict');
}

// ---------------------------------------------------------------- records

async function vaultUnder(
	first: Bytes,
	vaultKeys: readonly Bytes[],
	secrets: SecretBox,
	random: RandomBytes
): Promise<Vault> {
	const keys = await dataKeysUnder(vaultKeys, random);
	// From the first vault key for ever: what records are found by stays when the vault key is a new one.
	const hmac = { name: 'HMAC', hash: 'SHA-256', length: 256 };
	const blinder = await derivedKey(first, 'elm/blind', hmac, ['sign']);
	const blind: Vault['blind'] = async (kind, ...parts) => {
		// JSON keeps the borders between the parts.
		const mac = await crypto.subtle.sign('HMAC', blinder, utf8(JSON.stringify([kind, ...parts])));
		return base64url(new Uint8Array(mac));
	};
	const circles = circlesOver(keys, blind);

	const sealBytes: Vault['sealBytes'] = async (kind, id, bytes) => {
		const dataKey = random(KEY_BYTES);
		const wrapping = keys.wrap({ kind, id }, dataKey);
		const data = await wrap(await aesKey(dataKey), random, `${id}|${kind}`, bytes);
		return { key: await wrapping, data };
	};
	const bytesWith = async (dataKey: Uint8Array, kind: string, id: string, { data }: Sealed): Promise<Bytes> =>
		unwrap(await aesKey(dataKey), `${id}|${kind}`, data);
	const openBytes: Vault['openBytes'] = async (kind, id, sealed) =>
		bytesWith(await keys.unwrap({ kind, id }, sealed.key), kind, id, sealed);
	const seal: Vault['seal'] = (kind, id, value) => sealBytes(kind, id, utf8(JSON.stringify(value)));
	return {
		secrets,
		keys,
		circles,
		sealBytes,
		openBytes,
		seal,
		async sealFor(kind, id, value, audiences) {
			const sealed = await seal(kind, id, value);
			return { sealed, shared: await circles.share({ kind, id }, sealed.key, audiences) };
		},
		// Nobody but this vault can have sealed it, as this kind: the type is the one it was sealed with.
		open: async <Value>(kind: string, id: string, sealed: Sealed) =>
			JSON.parse(fromUtf8(await openBytes(kind, id, sealed))) as Value,
		openWith: async <Value>(dataKey: Uint8Array, kind: string, id: string, sealed: Sealed) =>
			JSON.parse(fromUtf8(await bytesWith(dataKey, kind, id, sealed))) as Value,
		blind
	};
}
