/**
 * The newest card of everybody met: one sealed record each, found by a blinded name. Bounded, so that nobody fills this
 * device with names it will never need; and what makes room is what was seen longest ago, which an honest peer shows again.
 */
import type { Cards, SeenCard } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import { transact, type Database } from './database.ts';
import { turns } from './turns.ts';
import type { Vault } from './vault.ts';

export const MAX_CARDS = 1_024;
/** Made free at once, for all are read to see which was seen longest ago. */
const ROOM = 32;

export function openCards(db: Database, vault: Vault): Cards {
	const records = sealedCollection<SeenCard, 'cards'>(db, vault, 'cards', () => ({}));
	const inTurn = turns();
	const idOf = (peer: string): Promise<string> => vault.blind('card', peer);
	const count = (): Promise<number> =>
		transact(db, ['cards'], 'readonly', (tx) => tx.objectStore('cards').count());
	return {
		get: async (peer) => records.get(await idOf(peer)),
		put: (card) =>
			inTurn(async () => {
				const id = await idOf(card.peer);
				const before = await records.get(id);
				if (before && before.version >= card.version) return false;
				if (!before && (await count()) >= MAX_CARDS)
					for (const { peer } of longestAgo(await records.all())) await records.remove(await idOf(peer));
				await records.put(id, card);
				return true;
			}),
		list: async () => (await records.all()).sort(bySeenAt),
		forget: (peer) =>
			inTurn(async () => {
				if (peer !== undefined) await records.remove(await idOf(peer));
				else await transact(db, ['cards'], 'readwrite', (tx) => tx.objectStore('cards').clear());
			})
	};
}

/** Latest first; ties by name of key, so that the order is always the same. */
const bySeenAt = (a: SeenCard, b: SeenCard): number => b.seenAt - a.seenAt || (a.peer < b.peer ? -1 : 1);

/** Whose cards make room. */
const longestAgo = (all: readonly SeenCard[]): readonly SeenCard[] => [...all].sort(bySeenAt).slice(-ROOM);

/** Cards that live as long as the process; with the same bounds. */
export function memoryCards(): Cards {
	const kept = new Map<string, SeenCard>();
	return {
		get: async (peer) => kept.get(peer),
		async put(card) {
			const before = kept.get(card.peer);
			if (before && before.version >= card.version) return false;
			if (!before && kept.size >= MAX_CARDS)
				for (const { peer } of longestAgo([...kept.values()])) kept.delete(peer);
			kept.set(card.peer, card);
			return true;
		},
		list: async () => [...kept.values()].sort(bySeenAt),
		forget: async (peer) => void (peer === undefined ? kept.clear() : kept.delete(peer))
	};
}
