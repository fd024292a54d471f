import { expect, test } from 'vitest';
import {
	aCommunity,
	anExchange,
	anId,
	entryTexts,
	someWords,
	aTalk
} from '../../../tests/contract/store-builders.ts';
import { stores } from '../../../tests/contract/store-opening.ts';
import { entropyOf } from './backup.fixture.ts';
import { openDatabase } from './database.ts';
import { MAX_WORDS_PER_CONTACT } from './talks-memory.ts';
import { earlierVault } from './vault-before.fixture.ts';

const aStore = stores();
const how = { madeAt: 5_000, appVersion: '0.1.0' };
const { id: choir } = aCommunity();

test('a database of the version before communities is migrated with what was asked, and can keep a community', async () => {
	const old = await openDatabase({ name: 'before', version: 8 });
	expect([...old.objectStoreNames]).not.toContain('communities');
	const { id, conversation } = anExchange();
	const sealed = await (await earlierVault(old)).seal('exchanges', id, anExchange());
	await old.put('exchanges', { id, conversation, sealed });
	old.close();
	const store = await aStore('before');
	expect(await store.exchanges.list(conversation)).toEqual([anExchange()]);
	expect(await store.communities.list()).toEqual([]);
	expect(await store.words.talks()).toEqual([]);
	await store.communities.put(aCommunity());
	await store.communities.append(choir, ['an.entry']);
	expect(await (await aStore('before')).communities.entries(choir)).toEqual(['an.entry']);
});

test('ten thousand entries that came one message at a time are read back within seconds, and lie in few records', async () => {
	const store = await aStore('many');
	const all = entryTexts('entry', 10_000);
	// As many to a message as joining brings, and as few as live ones come in.
	for (let at = 0; at < 8_000; at += 64)
		await store.communities.append(choir, all.slice(at, Math.min(at + 64, 8_000)));
	await Promise.all(
		Array.from({ length: 400 }, (_, n) =>
			store.communities.append(choir, all.slice(8_000 + n * 5, 8_005 + n * 5))
		)
	);
	const times: number[] = [];
	for (let n = 0; n < 3; n++) {
		const startedAt = performance.now();
		const kept = await store.communities.entries(choir);
		times.push(performance.now() - startedAt);
		expect(kept).toHaveLength(10_000);
		if (n > 0) expect(kept[0]).toBe(all[0]);
		expect(new Set(kept).size).toBe(10_000);
	}
	const db = await openDatabase({ name: 'many' });
	const records = await db.count('entries');
	db.close();
	const told = `${records} records: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`;
	expect(records, told).toBeLessThanOrEqual(60);
	expect(Math.max(...times), told).toBeLessThan(5_000);
}, 60_000);

test('an append is whole or not there, and a full disk is said in one word', async () => {
	const store = await aStore('torn');
	await store.communities.append(choir, ['first.entry']);
	const added = IDBObjectStore.prototype.add;
	let left = 1;
	IDBObjectStore.prototype.add = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
		if (left-- === 0) throw new DOMException('no space', 'QuotaExceededError');
		return added.call(this, value, key);
	};
	try {
		// Long enough to lie in two records.
		await expect(store.communities.append(choir, entryTexts('long', 900))).rejects.toMatchObject({
			code: 'storage-full'
		});
	} finally {
		IDBObjectStore.prototype.add = added;
	}
	expect(await store.communities.entries(choir)).toEqual(['first.entry']);
});

test('what a backup has of a community and this device has not comes along once, and what is here stays', async () => {
	const first = await aStore('first');
	const texts = entryTexts('entry', 6);
	await first.communities.put(aCommunity({ readTo: 3, epochs: [{ n: 1, key: 'one' }] }));
	await first.communities.append(choir, texts.slice(0, 3));
	await first.communities.append(choir, texts.slice(3));
	await first.words.add(someWords({ id: anId('mine'), mine: true, state: 'delivered' }));
	await first.words.putTalk(aTalk());
	const { blob } = await first.backup.write(how);

	const second = await aStore('second', { entropy: await entropyOf(first) });
	const here = aCommunity({ standing: 'left', readTo: 9, epochs: [{ n: 2, key: 'two' }] });
	await second.communities.put(here);
	await second.communities.append(choir, [...texts.slice(1, 4), 'only.here']);
	await second.words.add(someWords({ id: anId('mine'), mine: true, state: 'queued' }));
	for (let n = 0; n < 2; n++) await second.backup.restore(blob);

	expect((await second.communities.entries(choir)).length).toBe(7);
	expect(new Set(await second.communities.entries(choir))).toEqual(new Set([...texts, 'only.here']));
	expect(await second.communities.get(choir)).toEqual({
		...here,
		epochs: [
			{ n: 1, key: 'one' },
			{ n: 2, key: 'two' }
		]
	});
	expect((await second.words.get(anId('mine')))?.state).toBe('delivered');
	expect(await second.words.talks()).toEqual([aTalk()]);
});

test('pieces of files take space that is named, and freeing them takes nothing else of a community', async () => {
	const store = await aStore('freed');
	await store.communities.put(aCommunity());
	await store.communities.append(choir, entryTexts('entry', 2));
	await store.communities.putPiece(choir, 'a', new Uint8Array(40_000));
	const bytesOf = async (wanted: string) =>
		(await store.usage()).kinds.find(({ kind }) => kind === wanted)?.bytes ?? 0;
	expect(await bytesOf('pieces')).toBeGreaterThan(40_000);
	expect(await bytesOf('communities')).toBeGreaterThan(2_600);
	await store.free('pieces');
	expect(await bytesOf('pieces')).toBe(0);
	expect(await store.communities.pieceBytes()).toBe(0);
	expect(await store.communities.entries(choir)).toHaveLength(2);
});

test('of one contact no more than its share of messages is kept, the oldest go first', async () => {
	const store = await aStore('words');
	const db = await openDatabase({ name: 'words' });
	await store.words.add(someWords({ id: anId('first') }));
	const [record] = await db.getAll('words');
	const tx = db.transaction('words', 'readwrite');
	// Copies of a sealed one: only their number counts here.
	for (let n = 1; n < MAX_WORDS_PER_CONTACT; n++)
		void tx.store.add({ id: `copy ${n}`, with: record!.with, sealed: record!.sealed });
	await tx.done;
	await store.words.add(someWords({ id: anId('last') }));
	expect(await db.count('words')).toBe(MAX_WORDS_PER_CONTACT);
	expect(await store.words.get(anId('first'))).toBeUndefined();
	expect(await store.words.get(anId('last'))).toBeDefined();
	db.close();
});
