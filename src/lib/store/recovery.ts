/**
 * Repair with the recovery phrase: for a store whose keys this browser lost, whose secrets are damaged, or whose passphrase
 * is forgotten. The phrase opens the vault key, by the recovery record or because it is the first one; all that is sealed
 * stays where it lies. Secrets that still open stay too; others are made anew at the next start: a new device key, which the
 * root certifies, and new inbox keys. Mail sealed to the lost inbox keys can then not be read by anyone.
 */
import { NodeError, type RandomBytes } from '#lib/agent/ports.ts';
import { equal, type Bytes } from '#lib/protocol/bytes.ts';
import { ENTROPY_BYTES, keysOfEntropy } from '#lib/protocol/identity.ts';
import { dataKeysUnder } from './data-keys.ts';
import { openDatabase, transact, type Database } from './database.ts';
import { sealedPlaces } from './sealed-places.ts';
import { unwrapped } from './sealing.ts';
import { BEFORE, LOCK, openSecret, VAULT, wrapSecret } from './secrets.ts';
import { keepsAnything, probe, recoverable, recoveryKey } from './vault.ts';

export interface RepairOptions {
	readonly random: RandomBytes;
	/** What the phrase says. */
	readonly entropy: Uint8Array;
	readonly name?: string;
}

/**
 * `repaired` opens again, without a passphrase · `other-phrase` it opens nothing of what lies here, and nothing was
 * touched · `nothing-there` no more than keys, or not even these. Throws NodeError('storage-unavailable' | 'storage-full').
 */
export type Repaired = 'repaired' | 'other-phrase' | 'nothing-there';

/** The node must not be running: no tab may hold the store. */
export async function repairStore({ random, entropy, name = 'elmnet' }: RepairOptions): Promise<Repaired> {
	if (entropy.length !== ENTROPY_BYTES)
		throw new RangeError(`entropy: expected ${ENTROPY_BYTES} bytes, got ${entropy.length}`);
	const db = await openDatabase({ name });
	try {
		if (!(await keepsAnything(db))) return 'nothing-there';
		const first = keysOfEntropy(entropy).vault;
		const found = await vaultKeysOf(db, first, random);
		if (typeof found === 'string') return found;
		const secrets = { ...(await stillOpen(db, entropy)), ...found, entropy };
		await putBack(db, secrets, first, random);
		return 'repaired';
	} finally {
		db.close();
	}
}

/** By name, as the secrets hold them. */
async function vaultKeysOf(
	db: Database,
	first: Bytes,
	random: RandomBytes
): Promise<Readonly<Record<string, Bytes>> | 'other-phrase' | 'nothing-there'> {
	const records = await transact(db, ['recovery'], 'readonly', (tx) => tx.objectStore('recovery').getAll());
	const key = await recoveryKey(first);
	const opened: Record<string, Bytes> = {};
	for (const { name, wrapped } of records) {
		const vaultKey = await unwrapped(key, `recovery/${name}`, wrapped);
		if (vaultKey) opened[name] = vaultKey;
	}
	if (opened[VAULT]) return opened;
	// No such record, or a damaged one: the vault key is the first one, unless there was a rotation.
	const keys = await dataKeysUnder([first], random);
	let anything = records.length > 0;
	for (const place of sealedPlaces)
		for (const { of, key: wrapped } of await place.some(db)) {
			anything = true;
			if (await keys.unwrap(of, wrapped).catch(unreadable)) return { ...opened, [VAULT]: first };
		}
	return anything ? 'other-phrase' : 'nothing-there';
}

const unreadable = (error: unknown): undefined => {
	if (error instanceof NodeError && error.code === 'storage-unreadable') return undefined;
	throw error;
};

/** What this device's key still opens, when it is the same person's and no lock stands before it. */
async function stillOpen(db: Database, entropy: Uint8Array): Promise<Readonly<Record<string, Bytes>>> {
	const { device, lock, records } = await transact(
		db,
		['keys', 'lock', 'secrets'],
		'readonly',
		async (tx) => ({
			device: (await tx.objectStore('keys').get('wrapping'))?.key,
			lock: await tx.objectStore('lock').get(LOCK),
			records: await tx.objectStore('secrets').getAll()
		})
	);
	if (!device || lock) return {};
	const opened: Record<string, Bytes> = {};
	for (const record of records) {
		const secret = await openSecret({ device }, record).catch(unreadable);
		if (secret) opened[record.name] = secret;
	}
	return opened['entropy'] && !equal(opened['entropy'], entropy) ? {} : opened;
}

/** A new wrapping key with everything under it, and no lock: all in one transaction. */
async function putBack(
	db: Database,
	secrets: Readonly<Record<string, Uint8Array>>,
	first: Bytes,
	random: RandomBytes
): Promise<void> {
	const device = await probe(db, random);
	const wrapped = await Promise.all(
		Object.entries(secrets).map(([name, secret]) => wrapSecret({ device }, random, name, secret))
	);
	const vaultKeys = Object.entries(secrets).filter(([name]) => name === VAULT || name.startsWith(BEFORE));
	const recovery = await Promise.all(
		vaultKeys.map(([name, key]) => recoverable(first, name, key as Bytes, random))
	);
	await transact(
		db,
		['keys', 'secrets', 'lock', 'recovery'],
		'readwrite',
		async (tx) => {
			await tx.objectStore('keys').put({ name: 'wrapping', key: device });
			await tx.objectStore('secrets').clear();
			for (const record of wrapped) await tx.objectStore('secrets').put(record);
			await tx.objectStore('lock').clear();
			for (const record of recovery) await tx.objectStore('recovery').put(record);
		},
		'strict'
	);
}
