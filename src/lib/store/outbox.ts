/**
 * Letters until they are delivered, and the mail numbers. A letter's state and expiry stand in the clear, so that it
 * moves on in one transaction; its reader, its kind and the envelope are sealed.
 */
import type { DeliveryState, Letter, Outbox } from '#lib/agent/ports.ts';
import { base64url, fromBase64url } from '#lib/protocol/bytes.ts';
import { transact, type Database, type Schema } from './database.ts';
import { mayMove, waits } from './delivery.ts';
import { byMadeAt } from './invites.ts';
import type { Vault } from './vault.ts';

type LetterRecord = Schema['outbox']['value'];
/** What of a letter is sealed; its state stands beside it. */
export type SealedLetter = Omit<Letter, 'envelope' | 'state'> & { readonly envelope: string };

/** The port, and its housekeeping. */
export interface SweptOutbox extends Outbox {
	/** Deletes letters that expired before `now`, whatever became of them. */
	sweep(now: number): Promise<void>;
}

export function openOutbox(db: Database, vault: Vault): SweptOutbox {
	const opened = async ({ id, state, sealed }: LetterRecord): Promise<Letter> => {
		const kept = await vault.open<SealedLetter>('letter', id, sealed);
		// Only `put` and `mark` write the column, and both take a DeliveryState.
		return { ...kept, state: state as DeliveryState, envelope: fromBase64url(kept.envelope) };
	};
	return {
		async put({ envelope, state, ...letter }) {
			const sealed = await vault.seal('letter', letter.id, { ...letter, envelope: base64url(envelope) });
			const waitsFor = waits(state) ? { waitsFor: await vault.blind('reader', letter.to) } : {};
			const record = { id: letter.id, state, expiresAt: letter.expiresAt, sealed, ...waitsFor };
			await transact(db, ['outbox'], 'readwrite', (tx) => tx.objectStore('outbox').put(record), 'strict');
		},
		async get(id) {
			const record = await transact(db, ['outbox'], 'readonly', (tx) => tx.objectStore('outbox').get(id));
			return record && opened(record);
		},
		mark: (id, state) =>
			transact(db, ['outbox'], 'readwrite', async (tx) => {
				const record = await tx.objectStore('outbox').get(id);
				if (!record || !mayMove(record.state as DeliveryState, state)) return;
				const { waitsFor, ...rest } = record;
				const waiting = waits(state) && waitsFor !== undefined ? { waitsFor } : {};
				await tx.objectStore('outbox').put({ ...rest, state, ...waiting });
			}),
		async waiting(peer) {
			const reader = peer && (await vault.blind('reader', peer));
			const records = await transact(db, ['outbox'], 'readonly', (tx) =>
				tx.objectStore('outbox').index('waitsFor').getAll(reader)
			);
			return (await Promise.all(records.map(opened))).sort(byMadeAt);
		},
		async nextSeq(to) {
			const name = `seq/${await vault.blind('reader', to)}`;
			return transact(
				db,
				['counters'],
				'readwrite',
				async (tx) => {
					const value = ((await tx.objectStore('counters').get(name))?.value ?? 0) + 1;
					await tx.objectStore('counters').put({ name, value });
					return value;
				},
				// A number given out and lost with the power would be given out again, and the reader would refuse it.
				'strict'
			);
		},
		sweep: (now) =>
			transact(db, ['outbox'], 'readwrite', async (tx) => {
				const outbox = tx.objectStore('outbox');
				for (const id of await outbox.index('expiresAt').getAllKeys(IDBKeyRange.upperBound(now, true)))
					await outbox.delete(id);
			})
	};
}
