import { afterEach, expect, test } from 'vitest';
import type { Item } from '#lib/agent/ports.ts';
import { openDatabase } from './database.ts';
import { eraseStore, openStore, type StoreOptions } from './open-store.ts';
import type { Store } from './store.ts';

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const createWorker = (url: string): Worker => new Worker(url, { type: 'module' });

const open: Store[] = [];
const names = new Set<string>();
async function aStore(name: string, options: Partial<StoreOptions> = {}): Promise<Store> {
	const store = await openStore({ random, createWorker, name, ...options });
	names.add(name);
	open.push(store);
	return store;
}
afterEach(async () => {
	for (const store of open.splice(0)) store.close();
	for (const name of names) await eraseStore(name);
	names.clear();
});

const aNote = (over: Partial<Item> = {}): Item => ({
	id: 'note1',
	kind: 'note',
	title: 'Guitar lessons',
	text: 'I teach the guitar on Tuesdays. Beginners are welcome.',
	visibility: { to: 'private' },
	madeAt: 1,
	changedAt: 1,
	...over
});
const whole = (item: Item) => [{ start: 0, end: item.text.length }];
const anyone = { allow: () => true, limit: 5 };

test('everything is there again after a reload, and the index comes from the snapshot', async () => {
	const first = await aStore('reload');
	const note = aNote();
	await first.items.put(note, whole(note));
	expect((await first.shelf.search(['beginner'], anyone)).map(({ passage }) => passage.text)).toEqual([
		note.text
	]);
	await first.settings.put('name', 'Ada');
	await first.shelf.flush();
	const entropy = await first.secrets.get('entropy');
	first.close();

	const again = await aStore('reload');
	expect(await again.items.get('note1')).toEqual(note);
	expect(await again.settings.get('name')).toBe('Ada');
	expect(await again.secrets.get('entropy')).toEqual(entropy);
	expect(await again.shelf.search(['guitar'], anyone)).toHaveLength(1);
});

test('two tabs that start at the same moment have one identity', async () => {
	const [a, b] = await Promise.all([aStore('race'), aStore('race')]);
	expect(await a.secrets.get('entropy')).toEqual(await b.secrets.get('entropy'));
	const made = await Promise.all([
		a.secrets.createOnce({ device: random(32) }),
		b.secrets.createOnce({ device: random(32) })
	]);
	expect(made[0]).toEqual(made[1]);
});

test('a vault whose key is gone is unreadable, and no new identity is made', async () => {
	const store = await aStore('gone');
	await store.settings.put('name', 'Ada');
	store.close();
	const db = await openDatabase({ name: 'gone' });
	await db.clear('keys');
	await expect(aStore('gone')).rejects.toMatchObject({ code: 'storage-unreadable' });
	expect(await db.count('secrets')).toBe(2);
	expect(await db.count('keys')).toBe(0);
	db.close();
});
