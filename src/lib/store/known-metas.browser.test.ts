import { afterEach, expect, test, vi } from 'vitest';
import { hex } from '#lib/protocol/bytes.ts';
import { anId, anItem, cut } from '../../../tests/contract/store-builders.ts';
import { random, stores } from '../../../tests/contract/store-opening.ts';
import { openDatabase } from './database.ts';
import { GATHERED } from './known-metas.ts';
import type { Store } from './store.ts';
import { openVault } from './vault.ts';

const aStore = stores();
const MANY = 600;

afterEach(() => vi.restoreAllMocks());

async function many(name: string): Promise<Store> {
	const store = await aStore(name);
	const entries = Array.from({ length: MANY }, (_, n) => {
		const item = anItem({
			id: anId(`n${n}`),
			title: `Note ${n}`,
			text: `Text ${n}.`,
			madeAt: n,
			changedAt: n
		});
		return { item, spans: cut(item.text) };
	});
	await store.items.putMany(entries);
	// A change waits for what comes before it: everything is gathered when this is over.
	await store.items.setVisibility(anId('n0'), { to: 'public' });
	return store;
}

async function reopened(name: string, store: Store): Promise<Store> {
	store.close();
	return aStore(name);
}

async function gathered(name: string): Promise<{ readonly texts: string; readonly keys: readonly string[] }> {
	const db = await openDatabase({ name });
	const vault = await openVault(db, { random });
	const parts = await db.getAll('gathered');
	const texts = await Promise.all(parts.map(({ id, sealed }) => vault.open('gathered', id, sealed)));
	db.close();
	return { texts: JSON.stringify(texts), keys: parts.map(({ sealed }) => hex(sealed.key)) };
}

test('a start opens a handful of records where thousands of items lie', async () => {
	const store = await many('gathered');
	const before = await store.items.list();
	const again = await reopened('gathered', store);
	const decrypt = vi.spyOn(crypto.subtle, 'decrypt');
	expect(await again.items.list()).toEqual(before);
	expect(before.length).toBe(MANY);
	expect(decrypt.mock.calls.length).toBeLessThan(40);
});

test('what changed since it was gathered is as it was changed', async () => {
	const store = await many('changed');
	const note = anItem({ id: anId('n5'), title: 'Another title', text: 'Other words.', changedAt: MANY + 1 });
	await store.items.put(note, cut(note.text));
	await store.items.setVisibilityOf([anId('n6')], { to: 'contacts' });
	await store.items.delete(anId('n7'));
	const before = await store.items.list();
	const list = await (await reopened('changed', store)).items.list();
	expect(list).toEqual(before);
	expect(list[0]).toMatchObject({ id: anId('n5'), title: 'Another title' });
	expect(list.find(({ id }) => id === anId('n6'))?.visibility).toEqual({ to: 'contacts' });
	expect(list.some(({ id }) => id === anId('n7'))).toBe(false);
});

test('what was gathered and is damaged, or missing, is missed by nobody', async () => {
	const store = await many('damaged');
	const before = await store.items.list();
	store.close();
	const db = await openDatabase({ name: 'damaged' });
	const [first, second] = await db.getAll('gathered');
	first!.sealed.data[20]! ^= 1;
	await db.put('gathered', first!);
	await db.delete('gathered', second!.id);
	db.close();
	expect(await (await aStore('damaged')).items.list()).toEqual(before);
});

test('what an earlier version gathered in its own way is not taken for what is gathered today', async () => {
	const store = await many('earlier');
	const before = await store.items.list();
	store.close();
	const db = await openDatabase({ name: 'earlier' });
	const vault = await openVault(db, { random });
	await db.put('gathered', { id: '0', sealed: await vault.seal('gathered', '0', [['an IV', before[0]]]) });
	await db.delete('counters', GATHERED);
	db.close();
	expect(await (await aStore('earlier')).items.list()).toEqual(before);
});

test('forgetting destroys what was gathered, and what is gathered anew knows nothing of it', async () => {
	const store = await many('forgot');
	const before = await gathered('forgot');
	expect(before.texts).toContain('Note 300');
	await store.items.forget(anId('n300'));
	await store.items.setVisibility(anId('n1'), { to: 'public' });
	const after = await gathered('forgot');
	expect(after.texts).toContain('Note 301');
	expect(after.texts).not.toContain('Note 300"');
	expect(after.keys.filter((key) => before.keys.includes(key))).toEqual([]);
});
