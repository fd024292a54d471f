/** Who was caught: a small sealed record each, found by a blinded name. It outlives the evidence and the contact. */
import type { Offender, Offenders } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import { transact, type Database } from './database.ts';
import { turns } from './turns.ts';
import type { Vault } from './vault.ts';

export const MAX_OFFENDERS = 2_048;
/** Made free at once, for all are read to see who has done nothing for longest. */
const ROOM = 32;

export function openOffenders(db: Database, vault: Vault): Offenders {
	const records = sealedCollection<Offender, 'offenders'>(db, vault, 'offenders', () => ({}));
	const inTurn = turns();
	const idOf = (peer: string): Promise<string> => vault.blind('offender', peer);
	const isFull = (id: string): Promise<boolean> =>
		transact(db, ['offenders'], 'readonly', async (tx) => {
			const store = tx.objectStore('offenders');
			return (await store.count()) >= MAX_OFFENDERS && (await store.getKey(id)) === undefined;
		});
	return {
		get: async (peer) => records.get(await idOf(peer)),
		put: (offender) =>
			inTurn(async () => {
				const id = await idOf(offender.peer);
				if (await isFull(id))
					for (const { peer } of longestAgo(await records.all())) await records.remove(await idOf(peer));
				await records.put(id, offender);
			}),
		list: async () => (await records.all()).sort(byTime),
		forget: (peer) =>
			inTurn(async () => {
				if (peer !== undefined) await records.remove(await idOf(peer));
				else await transact(db, ['offenders'], 'readwrite', (tx) => tx.objectStore('offenders').clear());
			})
	};
}

/** Caught last, first. */
export const byTime = (a: Offender, b: Offender): number => b.at - a.at || (a.peer < b.peer ? -1 : 1);

/** Who makes room. */
export const longestAgo = (all: readonly Offender[]): readonly Offender[] =>
	[...all].sort(byTime).slice(-ROOM);
