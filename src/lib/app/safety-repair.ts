/**
 * What can be done about a store when no node runs over it: open it with the recovery phrase, put another identity in its
 * place, save it as it lies, delete it. Each holds the tabs' lock meanwhile, so that no other tab opens what is changed here.
 */
import { NodeError, type RandomBytes } from '#lib/agent/ports.ts';
import { entropyOfPhrase } from '#lib/protocol/phrase.ts';
import { eraseStore, openStore } from '#lib/store/open-store.ts';
import { exportRaw } from '#lib/store/raw-export.ts';
import { repairStore, type Repaired } from '#lib/store/recovery.ts';
import { ownScript } from './own-script.ts';
import { remembered, REPLACING } from './remembered.ts';
import { leadNow } from './tabs.ts';

const makeRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
const startWorker = (url: string | URL): Worker => new Worker(ownScript(url), { type: 'module' });

/** Says nothing about whether the phrase is well written: `readPhrase` does. */
function entropyOf(phrase: string): Uint8Array {
	const entropy = entropyOfPhrase(phrase);
	if (!(entropy instanceof Uint8Array)) throw new RangeError(`phrase: ${entropy.problem}`);
	return entropy;
}

/** Undefined where another tab is at the store. */
async function alone<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
	const release = await leadNow();
	if (!release) return undefined;
	try {
		return await work();
	} finally {
		release();
	}
}

/**
 * Opens what lies here with the phrase, without a passphrase from then on; everything stays. Where nothing lies here, the
 * phrase's identity begins here. Throws NodeError.
 */
export const openWithPhrase = (phrase: string): Promise<Repaired | undefined> =>
	alone(async () => {
		const repaired = await repairStore({ random: makeRandom, entropy: entropyOf(phrase) });
		if (repaired === 'nothing-there')
			await replaceIdentity(phrase, { random: makeRandom, createWorker: startWorker });
		return repaired;
	});

/** Deletes what lies here, and begins anew as whom the phrase makes. */
export const giveUpFor = (phrase: string): Promise<true | undefined> =>
	alone(async () => {
		await replaceIdentity(phrase, { random: makeRandom, createWorker: startWorker });
		return true as const;
	});

/** Deletes what lies here; the next start makes a new identity. The person was asked twice. */
export const startAnew = (): Promise<true | undefined> =>
	alone(async () => {
		await eraseStore();
		remembered(REPLACING, null);
		return true as const;
	});

export interface SavedRaw {
	readonly name: string;
	readonly blob: Blob;
}

export async function saveRaw(now: Date): Promise<SavedRaw> {
	return { name: `elmnet-raw-${now.toISOString().slice(0, 10)}.jsonl`, blob: await exportRaw() };
}

interface Means {
	readonly random: RandomBytes;
	readonly createWorker: (url: string | URL) => Worker;
}

/** The store must be closed. A tab that is closed half way leaves a note, and the next start makes no identity by itself. */
export async function replaceIdentity(phrase: string, { random, createWorker }: Means): Promise<void> {
	const entropy = entropyOf(phrase);
	remembered(REPLACING, 'yes');
	await eraseStore();
	const store = await openStore({ random, createWorker, entropy });
	store.close();
	remembered(REPLACING, null);
}

/**
 * Called by a start that finds the note: where the old identity is gone and the new one is not there, opening would make
 * a third one in silence. Throws NodeError('storage-unreadable') then.
 */
export async function refuseEmpty(): Promise<void> {
	const found = await repairStore({ random: makeRandom, entropy: makeRandom(16) });
	if (found === 'nothing-there')
		throw new NodeError('storage-unreadable', { detail: 'restoring from a phrase was cut off' });
	remembered(REPLACING, null);
}
