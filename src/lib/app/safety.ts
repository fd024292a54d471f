/**
 * The person's keys while the node runs: the recovery phrase, the passphrase with its lock, another vault key, another
 * identity in this browser's place. Loaded with the first of it.
 */
import type { RandomBytes } from '#lib/agent/ports.ts';
import { phraseOfEntropy } from '#lib/protocol/phrase.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import * as v from 'valibot';
import { watchIdle, type AutoLock } from './auto-lock.ts';
import type { SafetyApi, SafetyState } from './safety-api.ts';
import { readPhrase } from './safety-phrase.ts';
import { reloadTabs } from './tab-reload.ts';

export interface SafetyDeps {
	readonly store: Pick<Store, 'keys' | 'secrets' | 'settings'>;
	readonly me: PeerId;
	readonly random: RandomBytes;
	readonly createWorker: (url: string | URL) => Worker;
	readonly now: () => number;
	readonly tell: (state: SafetyState) => void;
	/** Closes the store and whatever writes to it. The page must be loaded anew after it. */
	readonly stop: () => void;
	/** See tab-reload.ts. */
	readonly reload?: () => void;
}

const SETTING = 'safety';
/** An older version may have written it. */
const kept = v.fallback(
	v.object({
		phraseConfirmedAt: v.nullable(v.number()),
		autoLockMinutes: v.picklist([0, 5, 15, 60])
	}),
	{ phraseConfirmedAt: null, autoLockMinutes: 15 }
);

export function keepSafety({
	store,
	me,
	random,
	createWorker,
	now,
	tell,
	stop,
	reload = reloadTabs
}: SafetyDeps): SafetyApi {
	const { keys, secrets, settings } = store;
	let watch: AutoLock | undefined;
	let changing: SafetyState['changing'] = null;

	async function look(): Promise<void> {
		const [{ passphrase, vaultKeyMadeAt }, setting] = await Promise.all([
			keys.state(),
			settings.get(SETTING)
		]);
		const choices = v.parse(kept, setting);
		if (passphrase) (watch ??= watchIdle(reload)).after(choices.autoLockMinutes);
		else watch = watch?.close() as undefined;
		tell({ ...choices, passphrase, keysMadeAt: vaultKeyMadeAt ?? null, changing });
	}

	async function choose(choice: Partial<v.InferOutput<typeof kept>>): Promise<void> {
		await settings.put(SETTING, { ...v.parse(kept, await settings.get(SETTING)), ...choice });
		await look();
	}

	async function entropy(): Promise<Uint8Array> {
		const secret = await secrets.get('entropy');
		if (!secret) throw new Error('the vault holds no recovery entropy');
		return secret;
	}

	return {
		lookAtSafety: look,
		recoveryPhrase: async () => phraseOfEntropy(await entropy()),
		confirmPhrase: () => choose({ phraseConfirmedAt: now() }),
		setAutoLock: (autoLockMinutes) => choose({ autoLockMinutes }),
		async restoreIdentity(phrase) {
			const read = readPhrase(phrase);
			if (read.problem !== undefined) throw new RangeError(`phrase: ${read.problem}`);
			if (read.peer === me) return 'same';
			// Before anything is closed: what does not load must not cost the node.
			const { replaceIdentity } = await import('./safety-repair.ts');
			stop();
			try {
				await replaceIdentity(phrase, { random, createWorker });
			} finally {
				// Also where it failed half way: this node has no store any more.
				reload();
			}
			return 'restored';
		},
		async setPassphrase(next, current) {
			await keys.setPassphrase(next, current);
			await look();
		},
		lockNow: async () => reload(),
		async changeKeys() {
			changing = { done: 0, all: 0 };
			await look();
			try {
				const { records } = await keys.rotate(onProgress(look, (progress) => (changing = progress)));
				return records;
			} finally {
				changing = null;
				await look();
			}
		}
	};
}

/** Often enough for a bar. */
const TELL_EVERY_MS = 200;

function onProgress(
	tell: () => Promise<void>,
	set: (progress: { done: number; all: number }) => void
): (done: number, all: number) => void {
	let told = performance.now();
	return (done, all) => {
		set({ done, all });
		if (performance.now() - told < TELL_EVERY_MS) return;
		told = performance.now();
		void tell();
	};
}
