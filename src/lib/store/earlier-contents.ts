/**
 * Contents stored before circles had keys of their own: whoever may read them by their visibility gets a wrap, once. A note
 * says that it is done, so that a wrap that is missing later on is never made up for.
 */
import { WRAPPED_FOR_CIRCLES } from './circles.ts';
import { transact, type Database } from './database.ts';
import type { Meta } from './items.ts';
import { reshared, resharedRecord } from './shared-contents.ts';
import type { Vault } from './vault.ts';

const BATCH = 64;

export async function wrapEarlier(
	db: Database,
	vault: Vault,
	metas: () => Promise<ReadonlyMap<string, Meta>>
): Promise<void> {
	const done = await transact(db, ['counters'], 'readonly', (tx) =>
		tx.objectStore('counters').get(WRAPPED_FOR_CIRCLES)
	);
	if (done) return;
	const shown = [...(await metas()).values()].filter(({ visibility }) => visibility.to !== 'private');
	for (let at = 0; at < shown.length; at += BATCH) {
		const batch = shown.slice(at, at + BATCH);
		const wraps = await reshared(db, vault, batch, ({ shared }) => shared === undefined);
		await transact(db, ['contents'], 'readwrite', async (tx) => {
			for (const wrap of wraps) {
				const record = await tx.objectStore('contents').get(wrap.id);
				// Somebody else's change of visibility in between has made its own.
				const next = record?.shared === undefined && resharedRecord(record, wrap);
				if (next) await tx.objectStore('contents').put(next);
			}
		});
	}
	await transact(db, ['counters'], 'readwrite', (tx) =>
		tx.objectStore('counters').put({ name: WRAPPED_FOR_CIRCLES, value: 1 })
	);
}
