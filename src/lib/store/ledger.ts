/** What happened, about whom. Bounded per peer and in all, so that nobody fills this device by misbehaving. */
import type { Evidence, Ledger, RandomBytes } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { transact, type Database, type Sealed } from './database.ts';
import type { Vault } from './vault.ts';

/** Evidence halves in a month: a thousand newer pieces leave nothing of an older one. */
export const MAX_EVIDENCE_PER_PEER = 1_024;
/** As much of 64 peers; the oldest of all goes first. What made somebody an offender is noted elsewhere. */
const MAX_EVIDENCE = 64 * MAX_EVIDENCE_PER_PEER;
/** Counting all takes a while: done once for so many new ones. */
const COUNTED_EVERY = 256;

export function openLedger(
	db: Database,
	vault: Vault,
	random: RandomBytes,
	most = { inAll: MAX_EVIDENCE, countedEvery: COUNTED_EVERY }
): Ledger {
	const opened = (records: readonly { readonly id: string; readonly sealed: Sealed }[]) =>
		Promise.all(records.map(({ id, sealed }) => vault.open<Evidence>('evidence', id, sealed)));
	return {
		async record(evidence) {
			const id = base64url(random(16));
			const about = await vault.blind('about', evidence.peer);
			const sealed = await vault.seal('evidence', id, evidence);
			await transact(db, ['ledger'], 'readwrite', async (tx) => {
				const ledger = tx.objectStore('ledger');
				const at = await ledger.add({ id, about, sealed });
				const excess = (await ledger.index('about').count(about)) - MAX_EVIDENCE_PER_PEER;
				if (excess > 0)
					for (const n of await ledger.index('about').getAllKeys(about, excess)) await ledger.delete(n);
				if (at % most.countedEvery !== 0) return;
				const over = (await ledger.count()) - most.inAll;
				if (over > 0) for (const n of await ledger.getAllKeys(null, over)) await ledger.delete(n);
			});
		},
		async about(peer) {
			const about = await vault.blind('about', peer);
			return opened(
				await transact(db, ['ledger'], 'readonly', (tx) =>
					tx.objectStore('ledger').index('about').getAll(about)
				)
			);
		},
		list: async () =>
			opened(await transact(db, ['ledger'], 'readonly', (tx) => tx.objectStore('ledger').getAll())),
		async forget(peer) {
			const about = peer === undefined ? undefined : await vault.blind('about', peer);
			await transact(
				db,
				['ledger'],
				'readwrite',
				async (tx) => {
					const ledger = tx.objectStore('ledger');
					if (about === undefined) return ledger.clear();
					for (const n of await ledger.index('about').getAllKeys(about)) await ledger.delete(n);
				},
				'strict'
			);
		}
	};
}
