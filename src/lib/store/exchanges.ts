/** Questions and what came of them, by conversation. Ids are random; everything said is sealed. */
import type { Exchanges } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import { transact, type Database } from './database.ts';
import type { Vault } from './vault.ts';

export type Exchange = Parameters<Exchanges['put']>[0];

/** What the agent writes, and what keeping whole conversations takes beside it. */
export interface KeptExchanges extends Exchanges {
	/** Every conversation that holds an exchange, with how many it holds; opens none of them. */
	counts(): Promise<ReadonlyMap<string, number>>;
	remove(id: string): Promise<void>;
}

export function openExchanges(db: Database, vault: Vault): KeptExchanges {
	const records = sealedCollection<Exchange, 'exchanges'>(db, vault, 'exchanges', ({ conversation }) => ({
		conversation
	}));
	return {
		get: (id) => records.get(id),
		put: (exchange) => records.put(exchange.id, exchange),
		remove: (id) => records.remove(id),
		counts: () =>
			transact(db, ['exchanges'], 'readonly', async (tx) => {
				const index = tx.objectStore('exchanges').index('conversation');
				const counts = new Map<string, number>();
				let cursor = await index.openKeyCursor(null, 'nextunique');
				for (; cursor; cursor = await cursor.continue())
					counts.set(cursor.key, await index.count(cursor.key));
				return counts;
			}),
		async list(conversation) {
			const found = await transact(db, ['exchanges'], 'readonly', (tx) =>
				tx.objectStore('exchanges').index('conversation').getAll(conversation)
			);
			const opened = found.map((record) => vault.open<Exchange>('exchanges', record.id, record.sealed));
			return (await Promise.all(opened)).sort(byAskedAt);
		}
	};
}

/** Oldest first. */
export const byAskedAt = (a: Exchange, b: Exchange): number => a.askedAt - b.askedAt;
