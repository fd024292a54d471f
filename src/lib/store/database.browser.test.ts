import { expect, test, vi } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import {
	aContact,
	aConversation,
	aLetter,
	anExchange,
	anId,
	anItem,
	aPeer,
	aSaid,
	cut
} from '../../../tests/contract/store-builders.ts';
import { stores } from '../../../tests/contract/store-opening.ts';
import { openDatabase, type Closed } from './database.ts';
import { eraseStore } from './open-store.ts';
import type { Store } from './store.ts';
import { earlierVault } from './vault-before.fixture.ts';

const aStore = stores();

test('a database of the first version is migrated with everything in it', async () => {
	const old = await openDatabase({ name: 'migrated', version: 1 });
	expect([...old.objectStoreNames]).not.toContain('snapshot');
	await old.put('counters', { name: 'items', value: 41 });
	old.close();
	const now = await openDatabase({ name: 'migrated' });
	expect([...now.objectStoreNames]).toEqual(expect.arrayContaining(['snapshot', 'forgotten']));
	expect(await now.get('counters', 'items')).toEqual({ name: 'items', value: 41 });
	now.close();
	expect(await (await aStore('migrated')).items.list()).toEqual([]);
});

test('exchanges of a version without conversation records are found by their conversation', async () => {
	const old = await openDatabase({ name: 'talked', version: 2 });
	expect([...old.objectStoreNames]).not.toContain('conversations');
	const { id, conversation } = anExchange();
	const sealed = await (await earlierVault(old)).seal('exchanges', id, anExchange());
	await old.put('exchanges', { id, conversation, sealed });
	old.close();
	const store = await aStore('talked');
	expect(await store.conversations.list()).toEqual([]);
	expect([...(await store.exchanges.counts())]).toEqual([[anId('conversation'), 1]]);
	expect(await store.exchanges.list(anId('conversation'))).toEqual([anExchange()]);
});

test('a tab with the older version makes way for the newer one and is told', async () => {
	const told = vi.fn<(why: Closed) => void>();
	const old = await openDatabase({ name: 'newer', version: 1, closed: told });
	const store = await aStore('newer');
	expect(told).toHaveBeenCalledExactlyOnceWith('newer-version');
	expect(() => old.transaction('settings')).toThrow();
	await store.settings.put('name', 'Ada');
});

test('a tab whose database is erased elsewhere is told, and opening makes a new one', async () => {
	const told = vi.fn<(why: Closed) => void>();
	const store = await aStore('erased', { closed: told });
	const entropy = await store.secrets.get('entropy');
	await eraseStore('erased');
	expect(told).toHaveBeenCalledExactlyOnceWith('erased');
	await expect(store.settings.get('name')).rejects.toMatchObject({ code: 'storage-unavailable' });
	expect(await (await aStore('erased')).secrets.get('entropy')).not.toEqual(entropy);
});

test('a tab that will not make way is named as the cause, and nobody waits for ever', async () => {
	const stuck = await new Promise<IDBDatabase>((resolve) => {
		const request = indexedDB.open('stuck', 1);
		request.onupgradeneeded = () => request.result.createObjectStore('items', { keyPath: 'id' });
		request.onsuccess = () => resolve(request.result);
	});
	const opening = openDatabase({ name: 'stuck', patienceMs: 10 });
	await expect(opening).rejects.toMatchObject({ code: 'storage-unavailable' });
	stuck.close();
	await eraseStore('stuck');
});

test('a database of a version to come is left alone', async () => {
	const future = await new Promise<IDBDatabase>((resolve) => {
		const request = indexedDB.open('future', 99);
		request.onsuccess = () => resolve(request.result);
	});
	future.close();
	await expect(aStore('future')).rejects.toMatchObject({ code: 'storage-unavailable' });
});

/** What a person would see of the store. */
async function picture(store: Store): Promise<unknown> {
	const items = await store.items.list();
	return {
		items: await Promise.all(items.map(({ id }) => store.items.get(id))),
		// Equally good ones come in the order in which they were indexed: no part of what is stored.
		found: (await store.shelf.search(['guitar', 'piano'], { allow: () => true, limit: 9 }))
			.map(({ passage }) => passage)
			.sort((a, b) => (a.id < b.id ? -1 : 1)),
		contacts: await store.contacts.list(),
		conversations: await store.conversations.list(),
		exchanges: await store.exchanges.list(anId('conversation')),
		waiting: await store.outbox.waiting(),
		unfinished: await store.inbox.unfinished()
	};
}

/** Every way to write, from a store that holds something of each. */
const writes: Record<string, (store: Store) => Promise<unknown>> = {
	'a new note': ({ items }) => items.put(anItem({ id: anId('new'), title: 'Piano' }), cut('Piano')),
	'a changed note': ({ items }) => items.put(anItem({ title: 'Piano', text: 'Piano.' }), cut('Piano.')),
	'a deletion': ({ items }) => items.delete(anItem().id),
	'a forgetting': ({ items }) => items.forget(anItem().id),
	'a visibility': ({ items }) => items.setVisibility(anItem().id, { to: 'public' }),
	'a message': ({ inbox }) => inbox.admit(aSaid({ id: anId('next'), seq: 2 })),
	'an effect': ({ inbox }) => inbox.done(aSaid()),
	'a letter': ({ outbox }) => outbox.put(aLetter({ id: anId('next') })),
	'a delivery': ({ outbox }) => outbox.mark(aLetter().id, 'delivered'),
	'a forgotten conversation': ({ conversations }) => conversations.forget(aConversation().id),
	'a visibility of many': ({ items }) => items.setVisibilityOf([anItem().id, anId('2')], { to: 'contacts' }),
	'a move': ({ items }) => items.moveTo([anItem().id, anId('2')], anId('songs'), { to: 'public' }),
	'a forgetting of many': ({ items }) => items.forgetMany([anItem().id, anId('2')]),
	'a contact': ({ contacts }) => contacts.put(aContact({ peer: aPeer('bob') }))
};

async function filled(name: string): Promise<Store> {
	const store = await aStore(name);
	await store.items.put(anItem(), cut(anItem().text));
	await store.items.put(anItem({ id: anId('2'), changedAt: 2 }), cut(anItem().text));
	await store.inbox.admit(aSaid());
	await store.outbox.put(aLetter());
	await store.contacts.put(aContact());
	await store.conversations.put(aConversation());
	for (const id of ['1', '2', '3']) await store.exchanges.put(anExchange({ id: anId(id) }));
	return store;
}

/** Lets the first `count` writing requests through and then makes `fail` happen to the transaction. */
function failAfter(
	count: number,
	fail: (transaction: IDBTransaction) => void
): { readonly struck: () => boolean } {
	let left = count;
	let struck = false;
	const writing = IDBObjectStore.prototype as unknown as Record<string, (...given: unknown[]) => IDBRequest>;
	for (const method of ['put', 'add', 'delete', 'clear']) {
		const original = writing[method]!;
		vi.spyOn(writing, method).mockImplementation(function (this: IDBObjectStore, ...given: unknown[]) {
			const request = original.apply(this, given);
			if (!struck && left-- <= 0) {
				struck = true;
				fail(this.transaction);
			}
			return request;
		});
	}
	return { struck: () => struck };
}

for (const [what, write] of Object.entries(writes))
	test(`${what} cut off at any request is whole or not there, and not acknowledged`, async () => {
		const store = await filled('torn');
		const before = await picture(store);
		for (let count = 0; ; count++) {
			const { struck } = failAfter(count, (transaction) => transaction.abort());
			const outcome = await write(store).then(
				() => 'acknowledged',
				(error: unknown) => (error instanceof NodeError ? error.code : error)
			);
			vi.restoreAllMocks();
			if (!struck()) break;
			expect([count, outcome]).toEqual([count, 'storage-unavailable']);
			expect(await picture(store)).toEqual(before);
			// And as a tab opened afterwards sees it.
			expect(await picture(await aStore('torn'))).toEqual(before);
		}
		expect(await picture(store)).not.toEqual(before);
		expect(await picture(await aStore('torn'))).toEqual(await picture(store));
	});

test('a database closed in the middle of an import keeps whole batches and no half item', async () => {
	const store = await aStore('killed');
	const entries = Array.from({ length: 700 }, (_, n) => ({ item: anItem({ id: anId(`n${n}`) }), spans: [] }));
	let acknowledged = 0;
	const importing = store.items.putMany(entries, (ids) => {
		acknowledged += ids.length;
		store.close();
	});
	await expect(importing).rejects.toMatchObject({ code: 'storage-unavailable' });
	const again = await aStore('killed');
	const list = await again.items.list();
	expect(acknowledged).toBeGreaterThan(0);
	expect(list.length).toBeGreaterThanOrEqual(acknowledged);
	for (const { id } of list) expect((await again.items.get(id))?.text).toBe(anItem().text);
});

test('a full disk is said in one word by every write, and nothing of it is acknowledged', async () => {
	const store = await filled('full');
	const before = await picture(store);
	for (const write of Object.values(writes)) {
		// As Chromium does it: the requests succeed and the transaction is aborted at its end.
		const { error } = Object.getOwnPropertyDescriptors(IDBTransaction.prototype);
		const full = new DOMException('no space', 'QuotaExceededError');
		vi.spyOn(IDBTransaction.prototype, 'error', 'get').mockImplementation(function (this: IDBTransaction) {
			return error.get?.call(this) ?? full;
		});
		failAfter(0, (transaction) => transaction.abort());
		await expect(write(store)).rejects.toMatchObject({ code: 'storage-full' });
		vi.restoreAllMocks();
	}
	for (const write of Object.values(writes)) {
		const full = () => {
			throw new DOMException('no space', 'QuotaExceededError');
		};
		failAfter(0, full);
		await expect(write(store)).rejects.toMatchObject({ code: 'storage-full' });
		vi.restoreAllMocks();
	}
	expect(await picture(store)).toEqual(before);
});
