/** What every store must do with the cards of those met. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/store.ts';
import { aPeer, aSeenCard } from './store-builders.ts';

export function cardsContract(store: () => Store): void {
	describe('cards', () => {
		test('of one peer the newest stands whole, and one as new or older changes nothing', async () => {
			const { cards } = store();
			const newer = aSeenCard({ version: 3, name: 'Dana K.', place: 'u33d', topics: [], seenAt: 2_000 });
			expect(await cards.put(aSeenCard({ version: 2 }))).toBe(true);
			expect(await cards.put(newer)).toBe(true);
			expect(await cards.put(aSeenCard({ version: 3, name: 'Forger' }))).toBe(false);
			expect(await cards.put(aSeenCard({ version: 1, seenAt: 9_000 }))).toBe(false);
			expect(await cards.get(aPeer('dana'))).toEqual(newer);
			expect(await cards.get(aPeer('ada'))).toBeUndefined();
		});

		test('they are listed the latest seen first, those that come at once too', async () => {
			const { cards } = store();
			const seen = [2, 3, 1].map((at) => aSeenCard({ peer: aPeer(`p${at}`), seenAt: at }));
			expect(await Promise.all(seen.map((card) => cards.put(card)))).toEqual([true, true, true]);
			expect((await cards.list()).map(({ seenAt }) => seenAt)).toEqual([3, 2, 1]);
		});

		test('of two that come at once of one peer the newer stands', async () => {
			const { cards } = store();
			await Promise.all([cards.put(aSeenCard({ version: 2 })), cards.put(aSeenCard({ version: 1 }))]);
			expect((await cards.list()).map(({ version }) => version)).toEqual([2]);
		});

		test('1,024 are kept; whose was seen longest ago makes room, and a newer card of somebody kept takes none', async () => {
			const { cards } = store();
			for (let n = 0; n < 1_024; n++) await cards.put(aSeenCard({ peer: aPeer(`p${n}`), seenAt: n }));
			await cards.put(aSeenCard({ peer: aPeer('p1023'), version: 2, seenAt: 2_000 }));
			expect(await cards.list()).toHaveLength(1_024);
			for (let n = 0; n < 10; n++) await cards.put(aSeenCard({ peer: aPeer(`q${n}`), seenAt: 3_000 + n }));
			const kept = await cards.list();
			expect(kept.length).toBeLessThanOrEqual(1_024);
			expect(kept.length).toBeGreaterThan(980);
			expect(await cards.get(aPeer('q0'))).toBeDefined();
			expect(await cards.get(aPeer('p1022'))).toBeDefined();
			expect(await cards.get(aPeer('p0'))).toBeUndefined();
		});

		test('one is forgotten alone, or all', async () => {
			const { cards } = store();
			await cards.put(aSeenCard());
			await cards.put(aSeenCard({ peer: aPeer('ed') }));
			await cards.forget(aPeer('dana'));
			expect((await cards.list()).map(({ peer }) => peer)).toEqual([aPeer('ed')]);
			await cards.forget();
			expect(await cards.list()).toEqual([]);
		});
	});
}
