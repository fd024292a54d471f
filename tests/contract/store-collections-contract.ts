/** What every store must do with collections. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/store.ts';
import { aCollection, anId, anItem, cut } from './store-builders.ts';

export function collectionsContract(store: () => Store): void {
	describe('collections', () => {
		test('they are listed by name as people sort, and the newest of two puts is the collection', async () => {
			const { collections } = store();
			const [two, ten] = ['Part 2', 'part 10'].map((name) => aCollection({ id: anId(name), name }));
			await collections.put(ten!);
			await collections.put(two!);
			await collections.put(aCollection({ name: 'Old' }));
			const shared = aCollection({ name: 'A', visibility: { to: 'contacts' } });
			await collections.put(shared);
			expect(await collections.list()).toEqual([shared, two, ten]);
		});

		test('an item says where it lies, and stays when its collection is removed', async () => {
			const { collections, items } = store();
			await collections.put(aCollection());
			const item = anItem({ collection: aCollection().id });
			await items.put(item, cut(item.text));
			await collections.remove(aCollection().id);
			await collections.remove(anId('unknown'));
			expect(await collections.list()).toEqual([]);
			expect(await items.get(item.id)).toEqual(item);
			expect((await items.list())[0]?.collection).toBe(aCollection().id);
		});
	});
}
