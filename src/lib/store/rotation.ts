/**
 * A new vault key: every data key is wrapped under it, and nothing is encrypted anew. The keys of before stay beside it
 * until a later start has found nothing under them, so that a tab closed at any moment leaves everything readable, and
 * what was sealed while this ran is not lost.
 *
 * The phrase still opens everything, for it opens the vault key of now: whoever knows it is not shut out by this. Nor is
 * whoever kept a data key shut out of that record. A vault key alone that got about opens nothing any more.
 */
import type { RandomBytes } from '#lib/agent/ports.ts';
import { utf8 } from '#lib/protocol/bytes.ts';
import { keysOfEntropy } from '#lib/protocol/identity.ts';
import { storageUnreadable, transact, type Database } from './database.ts';
import { sealedPlaces } from './sealed-places.ts';
import { KEY_BYTES } from './sealing.ts';
import { BEFORE, MADE, VAULT } from './secrets.ts';
import { recoverable, type Vault } from './vault.ts';

/** For reading in order. */
const DIGITS = 6;

/** Wraps with a new key from here on. Nothing lies under it yet, and both are kept, for this device and for the phrase. */
export async function beginRotation(
	{ secrets, keys }: Pick<Vault, 'secrets' | 'keys'>,
	random: RandomBytes,
	now: number
): Promise<void> {
	const [entropy, before] = await Promise.all([secrets.get('entropy'), secrets.get(VAULT)]);
	if (!entropy || !before) throw storageUnreadable('the vault key is missing');
	const first = keysOfEntropy(entropy).vault;
	const last = (await secrets.names(BEFORE)).at(-1)?.slice(BEFORE.length) ?? '0';
	const name = `${BEFORE}${String(Number(last) + 1).padStart(DIGITS, '0')}`;
	const next = random(KEY_BYTES) as typeof before;
	await secrets.change({
		put: { [VAULT]: next, [name]: before, [MADE]: utf8(String(now)) },
		recovery: {
			put: [await recoverable(first, VAULT, next, random), await recoverable(first, name, before, random)]
		}
	});
	await keys.use(next);
}

export interface Swept {
	/** How many data keys are under the vault key of now because of this. */
	readonly records: number;
	/** Opened by no key, before as after: a disk does that. */
	readonly damaged: number;
}

/** Every data key that is not yet under the vault key of now. */
export async function sweep(
	db: Database,
	{ keys }: Pick<Vault, 'keys'>,
	onProgress?: (done: number, all: number) => void,
	signal?: AbortSignal
): Promise<Swept> {
	let all = 0;
	for (const place of sealedPlaces) all += await place.count(db);
	let done = 0;
	let records = 0;
	let damaged = 0;
	onProgress?.(0, all);
	for (const place of sealedPlaces) {
		let last: IDBValidKey | undefined;
		for (;;) {
			signal?.throwIfAborted();
			const turned = await place.turn(db, keys, last);
			if (!turned) break;
			last = turned.last;
			done += turned.records;
			records += turned.rewrapped;
			damaged += turned.damaged;
			// What was added meanwhile is under the new key and not counted in.
			onProgress?.(Math.min(done, all), all);
		}
	}
	return { records, damaged };
}

/**
 * At a start after a rotation, where everything that is sealed goes under the key of now: one more pass, and the keys of
 * before are destroyed.
 */
export async function endRotation(
	db: Database,
	vault: Pick<Vault, 'secrets' | 'keys'>,
	signal?: AbortSignal
): Promise<Swept> {
	const names = await vault.secrets.names(BEFORE);
	const swept = await sweep(db, vault, undefined, signal);
	const recovery = { remove: await recoveryNames(db) };
	await vault.secrets.change({ remove: names, recovery });
	vault.keys.forgetBefore();
	return swept;
}

const recoveryNames = async (db: Database): Promise<readonly string[]> =>
	(await transact(db, ['recovery'], 'readonly', (tx) => tx.objectStore('recovery').getAllKeys())).filter(
		(name) => name.startsWith(BEFORE)
	);
