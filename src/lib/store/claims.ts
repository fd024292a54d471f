/** What the agent remembers, one sealed record a claim. Which stay and which go is the agent's. */
import type { Claim } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import { transact, type Database } from './database.ts';
import type { Vault } from './vault.ts';

export type { Claim } from '#lib/agent/ports.ts';

export interface Claims {
	/** Learnt first, first. */
	list(): Promise<readonly Claim[]>;
	put(claim: Claim): Promise<void>;
	/** Final: its data key goes with it. */
	remove(id: string): Promise<void>;
	/** All of them, in one step. */
	clear(): Promise<void>;
}

export function openClaims(db: Database, vault: Vault): Claims {
	const records = sealedCollection<Claim, 'claims'>(db, vault, 'claims', () => ({}));
	return {
		list: async () => (await records.all()).sort(byLearntAt),
		put: (claim) => records.put(claim.id, claim),
		remove: (id) => records.remove(id),
		clear: () => transact(db, ['claims'], 'readwrite', (tx) => tx.objectStore('claims').clear(), 'strict')
	};
}

/** Ties by id, so that the order is always the same. */
export const byLearntAt = (a: Claim, b: Claim): number => a.learntAt - b.learntAt || (a.id < b.id ? -1 : 1);
