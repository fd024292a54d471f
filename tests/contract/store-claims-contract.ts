/** What every store must do with what the agent remembers. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/store.ts';
import { aClaim, anId } from './store-builders.ts';

export function claimsContract(store: () => Store): void {
	describe('claims', () => {
		test('a claim is replaced as a whole, and the list is in the order in which they were learnt', async () => {
			const { claims } = store();
			const later = aClaim({ id: anId('later'), learntAt: 2_000 });
			await claims.put(later);
			await claims.put(aClaim());
			await claims.put(aClaim({ text: 'In other words.', edited: true, expiresAt: null }));
			expect(await claims.list()).toEqual([
				aClaim({ text: 'In other words.', edited: true, expiresAt: null }),
				later
			]);
		});

		test('one can be removed, and all of them at once', async () => {
			const { claims } = store();
			for (const name of ['1', '2', '3']) await claims.put(aClaim({ id: anId(name) }));
			await claims.remove(anId('2'));
			await claims.remove(anId('unknown'));
			expect((await claims.list()).map(({ id }) => id).sort()).toEqual([anId('1'), anId('3')].sort());
			await claims.clear();
			expect(await claims.list()).toEqual([]);
		});
	});
}
