/** Questions and what came of them, by conversation. Ids are random; everything said is sealed. */
import type { Exchanges } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import { transact, type Database } from './database.ts';
import type { Vault } from './vault.ts';

export type Exchange = Parameters<Exchanges['put']>[0];

export function openExchanges(db: Database, vault: Vault): Exchanges {
	const records = sealedCollection<Exchange, 'exchanges'>(db, vault, 'exchanges', ({ conversation }) => ({
		conversation
	}));
	return {
		get: (id) => records.get(id),
		put: (exchange) => records.put(exchange.id, exchange),
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
