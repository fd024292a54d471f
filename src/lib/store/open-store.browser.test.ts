import { afterEach, expect, test, vi } from 'vitest';
import { aContact, anItem, aPeer, cut } from '../../../tests/contract/store-builders.ts';
import { createWorker, random, stores } from '../../../tests/contract/store-opening.ts';
import { openDatabase } from './database.ts';
import { openStore } from './open-store.ts';

const aStore = stores();
const anyone = { allow: () => true, limit: 5 };

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

test('everything is there again after a reload', async () => {
	const first = await aStore('reload');
	await first.items.put(anItem(), cut(anItem().text));
	await first.contacts.put(aContact());
	await first.settings.put('name', 'Ada');
	const seq = await first.outbox.nextSeq(aPeer('ada'));
	const entropy = await first.secrets.get('entropy');
	first.close();

	const again = await aStore('reload');
	expect(await again.items.get(anItem().id)).toEqual(anItem());
	expect(await again.contacts.get(aPeer('ada'))).toEqual(aContact());
	expect(await again.settings.get('name')).toBe('Ada');
	expect(await again.secrets.get('entropy')).toEqual(entropy);
	expect(await again.outbox.nextSeq(aPeer('ada'))).toBe(seq + 1);
	expect(await again.shelf.search(['guitar'], anyone)).toHaveLength(2);
});

test('two tabs that start at the same moment have one identity', async () => {
	const [a, b] = await Promise.all([aStore('race'), aStore('race')]);
	expect(await a.secrets.get('entropy')).toEqual(await b.secrets.get('entropy'));
	await a.contacts.put(aContact());
	expect(await b.contacts.get(aPeer('ada'))).toEqual(aContact());
	const made = await Promise.all([a, b].map(({ secrets }) => secrets.createOnce({ device: random(32) })));
	expect(made[0]).toEqual(made[1]);
});

test('a person who restores starts with the entropy of their phrase, and only into an empty store', async () => {
	const entropy = random(16);
	const restored = await aStore('restore', { entropy });
	expect(await restored.secrets.get('entropy')).toEqual(entropy);
	const again = await aStore('restore', { entropy: random(16) });
	expect(await again.secrets.get('entropy')).toEqual(entropy);
});

test('a vault whose key is gone is unreadable, and no new identity is made', async () => {
	const store = await aStore('gone');
	await store.settings.put('name', 'Ada');
	store.close();
	const db = await openDatabase({ name: 'gone' });
	await db.clear('keys');
	await expect(aStore('gone')).rejects.toMatchObject({ code: 'storage-unreadable' });
	expect([await db.count('secrets'), await db.count('keys')]).toEqual([3, 0]);
	db.close();
});

test('a vault under another key, or with a changed secret, is unreadable', async () => {
	(await aStore('changed')).close();
	const db = await openDatabase({ name: 'changed' });
	const secret = await db.get('secrets', 'vault');
	const bent = secret!.wrapped.slice();
	bent[20]! ^= 1;
	await db.put('secrets', { name: 'vault', wrapped: bent });
	await expect(aStore('changed')).rejects.toMatchObject({ code: 'storage-unreadable' });
	await db.put('secrets', secret!);
	const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
		'encrypt',
		'decrypt'
	]);
	await db.put('keys', { name: 'wrapping', key });
	await expect(aStore('changed')).rejects.toMatchObject({ code: 'storage-unreadable' });
	db.close();
});

test('a record moved to another place does not open there', async () => {
	const store = await aStore('moved');
	await store.settings.put('one', 'private to one');
	await store.settings.put('two', 'private to two');
	const db = await openDatabase({ name: 'moved' });
	const [a, b] = await db.getAll('settings');
	await db.put('settings', { id: a!.id, sealed: b!.sealed });
	const results = await Promise.allSettled([store.settings.get('one'), store.settings.get('two')]);
	expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
		reason: { code: 'storage-unreadable' }
	});
	db.close();
});

test('a browser that only pretends to keep keys gets no vault and keeps no half of one', async () => {
	const put = IDBObjectStore.prototype.put;
	vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
		this: IDBObjectStore,
		value: unknown,
		key
	) {
		if (this.name === 'keys') throw new DOMException('CryptoKey could not be cloned', 'DataCloneError');
		return put.call(this, value, key);
	});
	await expect(aStore('pretends')).rejects.toMatchObject({ code: 'storage-unavailable' });
	vi.restoreAllMocks();
	const db = await openDatabase({ name: 'pretends' });
	expect([await db.count('secrets'), await db.count('keys')]).toEqual([0, 0]);
	db.close();
});

test('where storage is switched off, opening says so', async () => {
	vi.stubGlobal('indexedDB', {
		open() {
			throw new DOMException('denied', 'SecurityError');
		}
	});
	await expect(openStore({ name: 'off', random, createWorker })).rejects.toMatchObject({
		code: 'storage-unavailable'
	});
});

test('a store that was closed says so and acknowledges nothing', async () => {
	const store = await aStore('closed');
	await store.items.put(anItem(), cut(anItem().text));
	store.close();
	const unavailable = { code: 'storage-unavailable' };
	await expect(store.settings.put('name', 'Ada')).rejects.toMatchObject(unavailable);
	await expect(store.items.delete(anItem().id)).rejects.toMatchObject(unavailable);
	await expect(store.shelf.search(['guitar'], anyone)).rejects.toMatchObject(unavailable);
});
