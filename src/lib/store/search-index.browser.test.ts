import { openDB } from 'idb';
import { expect, test, vi } from 'vitest';
import { anId, anItem, cut } from '../../../tests/contract/store-builders.ts';
import { createWorker, stores } from '../../../tests/contract/store-opening.ts';
import type { SearchRequest } from './search-messages.ts';
import type { Store } from './store.ts';

const aStore = stores();
const find = async (store: Store, term: string) =>
	(await store.shelf.search([term], { allow: () => true, limit: 10 })).map(({ passage }) => passage.text);
const guitar = 'I teach the guitar on Tuesdays.';

/** Workers that can be watched and made to fail. */
function watchedWorkers(): {
	readonly createWorker: (url: string) => Worker;
	readonly workers: Worker[];
	readonly asked: SearchRequest[];
	/** Jobs that the next worker will not be asked; it dies or stays silent instead. */
	failNext(how: 'dies' | 'silent', job: SearchRequest['do']): void;
} {
	const workers: Worker[] = [];
	const asked: SearchRequest[] = [];
	let failing: { how: 'dies' | 'silent'; job: SearchRequest['do'] } | undefined;
	return {
		workers,
		asked,
		failNext: (how, job) => (failing = { how, job }),
		createWorker(url) {
			const worker = createWorker(url);
			const post = worker.postMessage.bind(worker) as (message: unknown, options: unknown) => void;
			worker.postMessage = (message: SearchRequest, options?: unknown) => {
				asked.push(message);
				if (failing?.job !== message.do) return post(message, options);
				const { how } = failing;
				failing = undefined;
				if (how === 'dies')
					queueMicrotask(() => worker.dispatchEvent(new ErrorEvent('error', { message: 'crashed' })));
			};
			workers.push(worker);
			return worker;
		}
	};
}
const jobs = (asked: readonly SearchRequest[]) => asked.map((request) => request.do);

test('the worker starts with the first note or the first search that could find something, not before', async () => {
	const watched = watchedWorkers();
	const store = await aStore('lazy', watched);
	await store.items.list();
	expect(await find(store, 'guitar')).toEqual([]);
	await store.shelf.flush();
	expect(watched.workers).toHaveLength(0);
	await store.items.put(anItem(), cut(anItem().text));
	// Without being asked; its script has to be loaded first.
	await vi.waitFor(() => expect(watched.workers).toHaveLength(1), 20_000);
	expect(await find(store, 'tuesday')).toEqual([guitar]);
	expect(watched.workers).toHaveLength(1);
});

test('a start with a fresh snapshot restores it and indexes nothing', async () => {
	const first = await aStore('fresh');
	await first.items.put(anItem(), cut(anItem().text));
	await first.shelf.flush();
	first.close();
	const watched = watchedWorkers();
	const again = await aStore('fresh', watched);
	expect(await find(again, 'tuesday')).toEqual([guitar]);
	expect(jobs(watched.asked)).toEqual(['restore', 'start', 'search']);
});

test('a start with an old snapshot indexes what changed since, and nothing else', async () => {
	const first = await aStore('stale');
	for (const name of ['kept', 'changed', 'deleted', 'forgotten'])
		await first.items.put(anItem({ id: anId(name), title: name, text: `Old ${name}.` }), cut(`Old ${name}.`));
	await first.shelf.flush();
	await first.items.put(
		anItem({ id: anId('changed'), title: 'changed', text: 'New words.' }),
		cut('New words.')
	);
	await first.items.delete(anId('deleted'));
	first.close();
	const watched = watchedWorkers();
	const again = await aStore('stale', watched);
	expect(await find(again, 'old')).toEqual(expect.arrayContaining(['Old kept.', 'Old forgotten.']));
	expect(await find(again, 'old')).toHaveLength(2);
	expect(await find(again, 'words')).toEqual(['New words.']);
	const put = watched.asked.flatMap((request) =>
		request.do === 'put' ? request.items.map(({ id }) => id) : []
	);
	expect(put).toEqual([anId('changed')]);
});

/** A store with one note and a saved snapshot, closed; then what happens to the snapshot. */
async function spoiled(name: string, spoil: (db: Awaited<ReturnType<typeof openDB>>) => Promise<unknown>) {
	const first = await aStore(name);
	await first.items.put(anItem(), cut(anItem().text));
	await first.shelf.flush();
	first.close();
	const db = await openDB(name);
	expect(await db.count('snapshot')).toBe(2);
	await spoil(db);
	db.close();
	const watched = watchedWorkers();
	return { store: await aStore(name, watched), watched };
}

test('a missing snapshot is made up for from the items', async () => {
	const { store, watched } = await spoiled('missing', (db) => db.clear('snapshot'));
	expect(await find(store, 'tuesday')).toEqual([guitar]);
	expect(jobs(watched.asked)).toEqual(['start', 'put', 'search']);
});

test('a damaged snapshot is not used, and replaced by the next', async () => {
	const { store, watched } = await spoiled('damaged', async (db) => {
		const part = await db.get('snapshot', 1);
		const bytes = new Uint8Array(await part.data.arrayBuffer());
		bytes[100]! ^= 1;
		await db.put('snapshot', { ...part, data: new Blob([bytes]) });
	});
	expect(await find(store, 'tuesday')).toEqual([guitar]);
	expect(jobs(watched.asked)).not.toContain('restore');
	await store.shelf.flush();
	store.close();
	const after = watchedWorkers();
	expect(await find(await aStore('damaged', after), 'tuesday')).toEqual([guitar]);
	expect(jobs(after.asked)[0]).toBe('restore');
});

test('half a snapshot is none', async () => {
	const { store } = await spoiled('half', (db) => db.delete('snapshot', 1));
	expect(await find(store, 'tuesday')).toEqual([guitar]);
});

test('a snapshot that knows more than the items do is not believed', async () => {
	const { store, watched } = await spoiled('ahead', (db) => db.put('counters', { name: 'items', value: 0 }));
	expect(await find(store, 'tuesday')).toEqual([guitar]);
	expect(jobs(watched.asked)).not.toContain('restore');
});

for (const job of ['start', 'put', 'search'] as const)
	test(`a worker that dies over "${job}" is replaced and the waiting search is answered`, async () => {
		const watched = watchedWorkers();
		const store = await aStore('crash', watched);
		watched.failNext('dies', job);
		await store.items.put(anItem(), cut(anItem().text));
		expect(await find(store, 'tuesday')).toEqual([guitar]);
		expect(watched.workers).toHaveLength(2);
	});

test('where no worker comes up a search is refused in the words of the port, and notes are still stored', async () => {
	const store = await aStore('none', {
		createWorker: () => createWorker('data:text/javascript,throw new Error()')
	});
	await store.items.put(anItem(), cut(anItem().text));
	await expect(find(store, 'tuesday')).rejects.toMatchObject({ code: 'storage-unavailable' });
	expect(await store.items.get(anItem().id)).toEqual(anItem());
});

test('a search waiting when the store is closed is refused, not left hanging', async () => {
	const watched = watchedWorkers();
	const store = await aStore('closing', watched);
	await store.items.put(anItem(), cut(anItem().text));
	watched.failNext('silent', 'search');
	const waiting = find(store, 'tuesday');
	const refused = expect(waiting).rejects.toMatchObject({ code: 'storage-unavailable' });
	await expect.poll(() => jobs(watched.asked), { timeout: 10_000 }).toContain('search');
	store.close();
	await refused;
});

test('forgetting destroys the snapshot at once, in the same breath as the item', async () => {
	const store = await aStore('forget');
	await store.items.put(anItem(), cut(anItem().text));
	await store.shelf.flush();
	await store.items.forget(anItem().id);
	const db = await openDB('forget');
	expect([await db.count('snapshot'), await db.count('contents')]).toEqual([0, 0]);
	db.close();
});

test('a thousand notes are searched while they are still being indexed', async () => {
	const watched = watchedWorkers();
	const store = await aStore('many', watched);
	const text = 'The guitar is in the shop.';
	const entries = Array.from({ length: 1_000 }, (_, n) => ({
		item: anItem({ id: anId(`n${n}`), text }),
		spans: cut(text)
	}));
	await store.items.putMany(entries);
	expect((await find(store, 'shop')).length).toBeLessThanOrEqual(10);
	await store.shelf.flush();
	expect(await find(store, 'shop')).toHaveLength(10);
	const put = watched.asked.flatMap((request) => (request.do === 'put' ? [request.items.length] : []));
	expect(put.reduce((sum, count) => sum + count)).toBe(1_000);
	expect(Math.max(...put)).toBeLessThanOrEqual(64);
});

test('a large shelf without its snapshot answers from what is there, and is whole again by itself', async () => {
	const first = await aStore('rebuilt');
	const text = 'The guitar is in the shop.';
	const entries = Array.from({ length: 600 }, (_, n) => ({
		item: anItem({ id: anId(`n${n}`), text }),
		spans: cut(text)
	}));
	await first.items.putMany(entries);
	await first.shelf.flush();
	first.close();
	const db = await openDB('rebuilt');
	await db.clear('snapshot');
	const again = await aStore('rebuilt', { saveAfterMs: 0 });
	for (const hit of await find(again, 'shop')) expect(hit).toBe(text);
	// Nobody asks for it: it is indexed and saved in the background.
	await expect.poll(() => db.count('snapshot'), { timeout: 30_000 }).toBeGreaterThan(0);
	db.close();
	again.close();
	const watched = watchedWorkers();
	expect(await find(await aStore('rebuilt', watched), 'shop')).toHaveLength(10);
	expect(jobs(watched.asked)).toEqual(['restore', 'start', 'search']);
});
