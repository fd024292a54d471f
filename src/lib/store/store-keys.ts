/** What a person may do with the keys of their store: lock it with a passphrase, renew the vault key. */
import type { RandomBytes } from '#lib/agent/ports.ts';
import { fromUtf8 } from '#lib/protocol/bytes.ts';
import type { Database } from './database.ts';
import { turns } from './turns.ts';
import { MADE } from './secrets.ts';
import type { Vault } from './vault.ts';

export interface StoreKeys {
	/** `vaultKeyMadeAt` is undefined where it was made before that was noted, or the note was lost. */
	state(): Promise<{ readonly passphrase: boolean; readonly vaultKeyMadeAt: number | undefined }>;
	/**
	 * Sets, changes or (null) removes the passphrase; `current` is the one set now, or null. Throws
	 * NodeError('passphrase-wrong'), and then nothing has changed.
	 */
	setPassphrase(next: string | null, current: string | null): Promise<void>;
	/** A new vault key, and every record's data key under it. Closed half way, the next start goes on. */
	rotate(onProgress?: (done: number, all: number) => void): Promise<{ readonly records: number }>;
	/** Resolves when nothing of an earlier rotation is left to do; the start does it by itself, a little later. */
	settled(): Promise<void>;
}

export interface StoreKeysOptions {
	readonly random: RandomBytes;
	readonly now: () => number;
}

/** `left`: an earlier start left a rotation to be ended. All parts load when they are used. */
export function storeKeys(db: Database, vault: Vault, { random, now }: StoreKeysOptions): StoreKeys {
	const inTurn = turns();
	let left = vault.keys.turning;
	const end = async (): Promise<void> => {
		if (!left) return;
		const { endRotation } = await import('./rotation.ts');
		await endRotation(db, vault);
		left = false;
	};
	return {
		async state() {
			const { isLocked } = await import('./lock.ts');
			const made = await vault.secrets.get(MADE);
			return {
				passphrase: await isLocked(db),
				vaultKeyMadeAt: made && Number(fromUtf8(made))
			};
		},
		setPassphrase: (next, current) =>
			inTurn(async () => {
				const { setPassphrase } = await import('./lock.ts');
				await setPassphrase(db, vault.secrets, random, next, current);
			}),
		rotate: (onProgress) =>
			inTurn(async () => {
				// What is left of an earlier one goes with this one, and is ended at the next start.
				left = false;
				const { beginRotation, sweep } = await import('./rotation.ts');
				await beginRotation(vault, random, now());
				const { records } = await sweep(db, vault, onProgress);
				return { records };
			}),
		settled: () => inTurn(end)
	};
}
