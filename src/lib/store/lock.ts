/**
 * The passphrase. PBKDF2 makes of it a key that opens the lock key, a random one that wraps every secret, inside what this
 * device's wrapping key wraps: who has the disk needs the passphrase, who has the passphrase needs the device. Neither the
 * passphrase nor what is made of it is stored. It cannot be found again: the recovery phrase then repairs (recovery.ts).
 */
import { NodeError, type RandomBytes } from '#lib/agent/ports.ts';
import { utf8 } from '#lib/protocol/bytes.ts';
import { transact, type Database, type Schema } from './database.ts';
import { aesKey, KEY_BYTES, plain, unwrap, unwrapped, wrap } from './sealing.ts';
import { LOCK, type SecretBox } from './secrets.ts';

type LockRecord = Schema['lock']['value'];

/** OWASP's figure for PBKDF2-HMAC-SHA-256: some 0.2 s on a laptop, once a start. */
const ITERATIONS = 600_000;
const SALT_BYTES = 16;

/** The lock key. Throws NodeError('passphrase-wrong'), or 'storage-unreadable' where it is not the passphrase's fault. */
export async function openedLock(
	{ salt, iterations, wrapped }: LockRecord,
	device: CryptoKey,
	passphrase: string
): Promise<CryptoKey> {
	const inner = await unwrap(device, 'lock', wrapped);
	const key = await unwrapped(await keyOf(passphrase, salt, iterations), 'lock', inner);
	if (!key) throw new NodeError('passphrase-wrong');
	return aesKey(key);
}

async function madeLock(
	passphrase: string,
	device: CryptoKey,
	random: RandomBytes
): Promise<{ readonly record: LockRecord; readonly key: CryptoKey }> {
	const salt = random(SALT_BYTES);
	const lock = random(KEY_BYTES);
	const inner = await wrap(await keyOf(passphrase, salt, ITERATIONS), random, 'lock', lock);
	const wrapped = await wrap(device, random, 'lock', inner);
	return { record: { name: LOCK, salt, iterations: ITERATIONS, wrapped }, key: await aesKey(lock) };
}

async function keyOf(passphrase: string, salt: Uint8Array, iterations: number): Promise<CryptoKey> {
	// The same letters, whichever keyboard and system composed them.
	const typed = utf8(passphrase.normalize('NFKC'));
	const source = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey']);
	return crypto.subtle.deriveKey(
		{ name: 'PBKDF2', hash: 'SHA-256', salt: plain(salt), iterations },
		source,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt']
	);
}

export const isLocked = (db: Database): Promise<boolean> =>
	transact(db, ['lock'], 'readonly', async (tx) => (await tx.objectStore('lock').count(LOCK)) > 0);

/** Sets, changes or (null) removes it; all secrets are wrapped anew in one transaction. Throws NodeError('passphrase-wrong'). */
export async function setPassphrase(
	db: Database,
	secrets: SecretBox,
	random: RandomBytes,
	next: string | null,
	current: string | null
): Promise<void> {
	if (next?.normalize('NFKC').trim() === '') throw new RangeError('passphrase: expected some letters');
	const record = await transact(db, ['lock'], 'readonly', (tx) => tx.objectStore('lock').get(LOCK));
	if (record) {
		if (current === null) throw new NodeError('passphrase-wrong');
		await openedLock(record, secrets.device, current);
	}
	await secrets.change({ lock: next === null ? null : await madeLock(next, secrets.device, random) });
}
