/** What every store must do with its passphrase and its vault key, as far as it can be seen without opening it anew. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/store.ts';
import { aContact, anItem, aPeer, cut } from './store-builders.ts';

export function keysContract(current: () => Store): void {
	const wrong = { code: 'passphrase-wrong' };

	describe('keys', () => {
		test('a passphrase is set, changed and removed by whoever knows the one before', async () => {
			const { keys } = current();
			expect((await keys.state()).passphrase).toBe(false);
			await keys.setPassphrase('red lantern', null);
			expect((await keys.state()).passphrase).toBe(true);
			for (const current of [null, '', 'Red lantern', 'red lantern '])
				await expect(keys.setPassphrase('mine now', current)).rejects.toMatchObject(wrong);
			await expect(keys.setPassphrase(null, null)).rejects.toMatchObject(wrong);
			await keys.setPassphrase('blue lantern', 'red lantern');
			await expect(keys.setPassphrase(null, 'red lantern')).rejects.toMatchObject(wrong);
			await keys.setPassphrase(null, 'blue lantern');
			expect((await keys.state()).passphrase).toBe(false);
		});

		test('a passphrase without letters is nobody’s wish', async () => {
			const { keys } = current();
			for (const none of ['', ' ', '\u3000'])
				await expect(keys.setPassphrase(none, null)).rejects.toThrow(RangeError);
			expect((await keys.state()).passphrase).toBe(false);
		});

		test('with a new vault key and a new passphrase everything is there, and more can be stored', async () => {
			const { items, contacts, shelf, keys, settings } = current();
			await items.put(anItem(), cut(anItem().text));
			await contacts.put(aContact());
			await keys.rotate();
			await keys.setPassphrase('red lantern', null);
			await keys.rotate();
			await settings.put('name', 'Ada');
			expect(await items.get(anItem().id)).toEqual(anItem());
			expect(await contacts.get(aPeer('ada'))).toEqual(aContact());
			expect(await settings.get('name')).toBe('Ada');
			expect(await shelf.search(['guitar'], { allow: () => true, limit: 5 })).toHaveLength(2);
		});
	});
}
