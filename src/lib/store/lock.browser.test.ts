import { afterEach, expect, test, vi } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import { anItem, cut } from '../../../tests/contract/store-builders.ts';
import { stores } from '../../../tests/contract/store-opening.ts';
import { openDatabase } from './database.ts';
import { bytesOf } from './backup.fixture.ts';
import type { Store } from './store.ts';

const aStore = stores();
const locked = { code: 'storage-locked' };
const wrong = { code: 'passphrase-wrong' };

afterEach(() => vi.restoreAllMocks());

async function holding(name: string): Promise<Store> {
	const store = await aStore(name);
	await store.items.put(anItem(), cut(anItem().text));
	await store.secrets.put('device', new Uint8Array(32).fill(7));
	return store;
}

const opens = async (name: string, passphrase?: string): Promise<string> => {
	const store = await aStore(name, passphrase === undefined ? {} : { passphrase });
	expect(await store.items.get(anItem().id)).toEqual(anItem());
	expect(await store.secrets.get('device')).toEqual(new Uint8Array(32).fill(7));
	store.close();
	return 'open';
};

test('a locked store opens with its passphrase, says what is missing without it, and nothing changes by trying', async () => {
	const store = await holding('locked');
	await store.keys.setPassphrase('red lantern', null);
	store.close();
	const before = await bytesOf('locked');
	await expect(aStore('locked')).rejects.toMatchObject(locked);
	for (const passphrase of ['', 'Red lantern', 'red lantern ', 'red', 'red\u00a0lanterm'])
		await expect(aStore('locked', { passphrase })).rejects.toMatchObject(wrong);
	expect(await bytesOf('locked')).toEqual(before);
	expect(await opens('locked', 'red lantern')).toBe('open');
});

test('letters composed otherwise by another keyboard are the same passphrase', async () => {
	const store = await holding('composed');
	await store.keys.setPassphrase('Zürich \ufb01ve', null);
	store.close();
	expect(await opens('composed', 'Zu\u0308rich five')).toBe('open');
});

test('a changed passphrase opens and the one before does not; a removed one is not asked for', async () => {
	const store = await holding('changed');
	await store.keys.setPassphrase('red lantern', null);
	await store.keys.setPassphrase('blue lantern', 'red lantern');
	// What is written under the new lock is read under it.
	await store.secrets.put('later', new Uint8Array([1, 2, 3]));
	store.close();
	await expect(aStore('changed', { passphrase: 'red lantern' })).rejects.toMatchObject(wrong);
	expect(await opens('changed', 'blue lantern')).toBe('open');
	const again = await aStore('changed', { passphrase: 'blue lantern' });
	expect(await again.secrets.get('later')).toEqual(new Uint8Array([1, 2, 3]));
	await again.keys.setPassphrase(null, 'blue lantern');
	again.close();
	expect(await opens('changed')).toBe('open');
});

test('the device’s key alone does not open a locked store, nor does the passphrase with another device’s key', async () => {
	const store = await holding('both');
	await store.keys.setPassphrase('red lantern', null);
	store.close();
	const db = await openDatabase({ name: 'both' });
	const lock = (await db.get('lock', 'passphrase'))!;
	await db.clear('lock');
	await expect(aStore('both')).rejects.toMatchObject({ code: 'storage-unreadable' });
	await db.put('lock', lock);
	const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
		'encrypt',
		'decrypt'
	]);
	await db.put('keys', { name: 'wrapping', key });
	await expect(aStore('both', { passphrase: 'red lantern' })).rejects.toMatchObject({
		code: 'storage-unreadable'
	});
	db.close();
});

test('many rounds make a key of the passphrase, and each lock has its own salt', async () => {
	const store = await holding('rounds');
	await store.keys.setPassphrase('red lantern', null);
	const db = await openDatabase({ name: 'rounds' });
	const first = (await db.get('lock', 'passphrase'))!;
	await store.keys.setPassphrase('red lantern', 'red lantern');
	const second = (await db.get('lock', 'passphrase'))!;
	db.close();
	expect([first.iterations, first.salt.length]).toEqual([600_000, 16]);
	expect(second.salt).not.toEqual(first.salt);
	expect(second.wrapped).not.toEqual(first.wrapped);
});

test('a secret stored while the lock is changed is under the new one', async () => {
	const store = await holding('meanwhile');
	const setting = store.keys.setPassphrase('red lantern', null);
	const puts = Array.from({ length: 20 }, (_, n) => store.secrets.put(`inbox/${n}`, new Uint8Array([n])));
	await Promise.all([setting, ...puts]);
	store.close();
	const again = await aStore('meanwhile', { passphrase: 'red lantern' });
	for (let n = 0; n < 20; n++) expect(await again.secrets.get(`inbox/${n}`)).toEqual(new Uint8Array([n]));
});

test('setting, changing and removing cut off at any request leave the lock of before', async () => {
	const store = await holding('torn');
	const steps = [
		{ next: 'red lantern', current: null },
		{ next: 'blue lantern', current: 'red lantern' },
		{ next: null, current: 'blue lantern' }
	] as const;
	for (const { next, current } of steps) {
		for (let count = 0; ; count++) {
			let left = count;
			let struck = false;
			for (const method of ['put', 'delete', 'clear'] as const) {
				const original = IDBObjectStore.prototype[method] as (...given: unknown[]) => IDBRequest;
				vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
					this: IDBObjectStore,
					...given: unknown[]
				) {
					const request = original.apply(this, given);
					// Not what the store does on its own meanwhile.
					if (!this.transaction.objectStoreNames.contains('lock')) return request as never;
					if (!struck && left-- <= 0) {
						struck = true;
						this.transaction.abort();
					}
					return request as never;
				});
			}
			const outcome = await store.keys.setPassphrase(next, current).then(
				() => 'done',
				(error: unknown) => (error instanceof NodeError ? error.code : error)
			);
			vi.restoreAllMocks();
			if (!struck) break;
			expect([count, outcome]).toEqual([count, 'storage-unavailable']);
			expect(await opens('torn', current ?? undefined)).toBe('open');
			// The open store too still reads and writes.
			expect(await store.secrets.get('device')).toEqual(new Uint8Array(32).fill(7));
		}
		expect(await opens('torn', next ?? undefined)).toBe('open');
	}
});
