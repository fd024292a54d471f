/** What happened, about whom. Bounded per peer, so that nobody fills this device by misbehaving. */
import type { Evidence, Ledger } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import type { RandomBytes } from '#lib/agent/ports.ts';
import { transact, type Database } from './database.ts';
import type { Vault } from './vault.ts';

/** Evidence halves in a month: a thousand newer pieces leave nothing of an older one. */
export const MAX_EVIDENCE_PER_PEER = 1_024;

export function openLedger(db: Database, vault: Vault, random: RandomBytes): Ledger {
	return {
		async record(evidence) {
			const id = base64url(random(16));
			const about = await vault.blind('about', evidence.peer);
			const sealed = await vault.seal('evidence', id, evidence);
			await transact(db, ['ledger'], 'readwrite', async (tx) => {
				const ledger = tx.objectStore('ledger');
				await ledger.add({ id, about, sealed });
				const excess = (await ledger.index('about').count(about)) - MAX_EVIDENCE_PER_PEER;
				if (excess <= 0) return;
				for (const n of await ledger.index('about').getAllKeys(about, excess)) await ledger.delete(n);
			});
		},
		async about(peer) {
			const about = await vault.blind('about', peer);
			const records = await transact(db, ['ledger'], 'readonly', (tx) =>
				tx.objectStore('ledger').index('about').getAll(about)
			);
			return Promise.all(records.map(({ id, sealed }) => vault.open<Evidence>('evidence', id, sealed)));
		}
	};
}
