/**
 * Exactly once: whether a message was seen, its place in the sender's sequence and the message itself change in one
 * transaction that is on the disk before anything is acknowledged. Who wrote is blinded, what they wrote is sealed.
 */
import type { InboxStore } from '#lib/agent/ports.ts';
import { CLOCK_SLACK_MS } from '#lib/protocol/limits.ts';
import { transact, type Database } from './database.ts';
import { admitSequence, emptyWindow } from './sequence-window.ts';
import type { Vault } from './vault.ts';

export function openInbox(db: Database, vault: Vault): InboxStore {
	const seenId = (from: string, id: string): Promise<string> => vault.blind('message', from, id);
	return {
		async admit(said) {
			const id = await seenId(said.from, said.id);
			const device = await vault.blind('device', said.from, said.dev);
			const sealed = await vault.sealBytes('inbox', id, said.bytes);
			return transact(
				db,
				['seen', 'windows', 'inbox'],
				'readwrite',
				async (tx) => {
					if (await tx.objectStore('seen').get(id)) return 'replayed';
					if (said.seq > 0) {
						const window = (await tx.objectStore('windows').get(device)) ?? emptyWindow();
						const next = admitSequence(window, said.seq);
						if (!next) return 'replayed';
						await tx.objectStore('windows').put({ id: device, ...next });
					}
					await tx.objectStore('seen').put({ id, expiresAt: said.exp });
					await tx.objectStore('inbox').add({ id, sealed });
					return 'new';
				},
				'strict'
			);
		},
		async done({ from, id }) {
			const seen = await seenId(from, id);
			await transact(db, ['inbox'], 'readwrite', async (tx) => {
				const n = await tx.objectStore('inbox').index('id').getKey(seen);
				if (n !== undefined) await tx.objectStore('inbox').delete(n);
			});
		},
		async unfinished() {
			const records = await transact(db, ['inbox'], 'readonly', (tx) => tx.objectStore('inbox').getAll());
			return Promise.all(records.map(({ id, sealed }) => vault.openBytes('inbox', id, sealed)));
		},
		// A slow clock may still open what has just expired: ids are kept for the slack beyond it.
		sweep: (now) =>
			transact(db, ['seen'], 'readwrite', async (tx) => {
				const seen = tx.objectStore('seen');
				const expired = IDBKeyRange.upperBound(now - CLOCK_SLACK_MS, true);
				for (const id of await seen.index('expiresAt').getAllKeys(expired)) await seen.delete(id);
			})
	};
}
