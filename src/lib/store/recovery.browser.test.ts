import { expect, test } from 'vitest';
import { equal } from '#lib/protocol/bytes.ts';
import { anItem, cut } from '../../../tests/contract/store-builders.ts';
import { random, stores } from '../../../tests/contract/store-opening.ts';
import { bytesOf, entropyOf } from './backup.fixture.ts';
import { openDatabase, type Database } from './database.ts';
import { everythingOpened, fillAll } from './keys.fixture.ts';
import { repairStore } from './recovery.ts';
import type { Store } from './store.ts';
import { earlierVault } from './vault-before.fixture.ts';

const aStore = stores();

async function filled(name: string): Promise<{ store: Store; entropy: Uint8Array }> {
	await fillAll(await aStore(name), name);
	const store = await aStore(name);
	return { store, entropy: await entropyOf(store) };
}

async function breaking(name: string, how: (db: Database) => Promise<unknown>): Promise<void> {
	const db = await openDatabase({ name });
	await how(db);
	db.close();
}

async function bend(db: Database, name: string): Promise<void> {
	const secret = (await db.get('secrets', name))!;
	const wrapped = secret.wrapped.slice();
	wrapped[20]! ^= 1;
	await db.put('secrets', { name, wrapped });
}

/** What is sealed, without the device's own secrets: those may have to be made anew. */
async function sealedOpened(name: string): Promise<unknown> {
	const { secrets: _, ...all } = await everythingOpened(name);
	return all;
}

/** The ways in which a store stops opening. */
const ends: Record<string, (db: Database) => Promise<unknown>> = {
	'the wrapping key is gone': (db) => db.clear('keys'),
	'the wrapping key is another one': async (db) => {
		const usages = ['encrypt', 'decrypt'] as const;
		const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [...usages]);
		await db.put('keys', { name: 'wrapping', key });
	},
	'the vault key is damaged': (db) => bend(db, 'vault'),
	'the entropy is damaged': (db) => bend(db, 'entropy'),
	'the secrets are gone': (db) => db.clear('secrets'),
	'keys and secrets are gone': async (db) => {
		await db.clear('keys');
		await db.clear('secrets');
	}
};

for (const [what, end] of Object.entries(ends))
	test(`${what}: the phrase opens everything again, and nobody else’s phrase touches a byte`, async () => {
		const { store, entropy } = await filled('repair');
		store.close();
		const before = await sealedOpened('repair');
		await breaking('repair', end);
		await expect(aStore('repair')).rejects.toMatchObject({ code: 'storage-unreadable' });
		const lies = await bytesOf('repair');
		expect(await repairStore({ name: 'repair', random, entropy: random(16) })).toBe('other-phrase');
		expect(await bytesOf('repair')).toEqual(lies);
		expect(await repairStore({ name: 'repair', random, entropy })).toBe('repaired');
		expect(await sealedOpened('repair')).toEqual(before);
		const again = await aStore('repair');
		expect(await entropyOf(again)).toEqual(entropy);
		expect((await again.items.list()).length).toBe(3);
	});

test('a forgotten passphrase: the phrase opens everything, and no passphrase is asked for any more', async () => {
	const { store, entropy } = await filled('forgotten');
	await store.keys.setPassphrase('red lantern', null);
	store.close();
	await expect(aStore('forgotten')).rejects.toMatchObject({ code: 'storage-locked' });
	expect(await repairStore({ name: 'forgotten', random, entropy: random(16) })).toBe('other-phrase');
	await expect(aStore('forgotten')).rejects.toMatchObject({ code: 'storage-locked' });
	expect(await repairStore({ name: 'forgotten', random, entropy })).toBe('repaired');
	const again = await aStore('forgotten');
	expect((await again.keys.state()).passphrase).toBe(false);
	expect((await again.items.list()).length).toBe(3);
	// Device and inbox keys were behind the lock: the keyring makes them anew.
	expect(await again.secrets.get('device')).toBeUndefined();
	expect(await again.secrets.names('inbox/')).toEqual([]);
});

for (const rotated of ['once', 'twice', 'half way'] as const)
	test(`after a vault key was renewed ${rotated} the phrase still opens everything`, async () => {
		const { store, entropy } = await filled('renewed');
		if (rotated === 'twice') await store.keys.rotate();
		if (rotated !== 'half way') await store.keys.rotate();
		store.close();
		const before = await sealedOpened('renewed');
		if (rotated === 'half way') {
			const db = await openDatabase({ name: 'renewed' });
			const { openVault } = await import('./vault.ts');
			const { beginRotation, sweep } = await import('./rotation.ts');
			const vault = await openVault(db, { random });
			await beginRotation(vault, random, 1);
			let left = 5;
			await sweep(db, vault, () => void (left-- === 0 && db.close())).catch(() => undefined);
			db.close();
		}
		await breaking('renewed', async (db) => {
			await db.clear('keys');
			await db.clear('secrets');
		});
		expect(await repairStore({ name: 'renewed', random, entropy: random(16) })).toBe('other-phrase');
		expect(await repairStore({ name: 'renewed', random, entropy })).toBe('repaired');
		expect(await sealedOpened('renewed')).toEqual(before);
		const again = await aStore('renewed');
		await again.keys.settled();
		again.close();
		expect(await sealedOpened('renewed')).toEqual(before);
	});

test('a store whose recovery record is missing or damaged is repaired where the vault key is the first one', async () => {
	const { store, entropy } = await filled('unrecorded');
	store.close();
	for (const end of [
		(db: Database) => db.clear('recovery'),
		async (db: Database) => {
			const { name, wrapped } = (await db.get('recovery', 'vault'))!;
			const bent = wrapped.slice();
			bent[20]! ^= 1;
			await db.put('recovery', { name, wrapped: bent });
		}
	]) {
		await breaking('unrecorded', end);
		await breaking('unrecorded', (db) => db.clear('keys'));
		expect(await repairStore({ name: 'unrecorded', random, entropy: random(16) })).toBe('other-phrase');
		expect(await repairStore({ name: 'unrecorded', random, entropy })).toBe('repaired');
		const again = await aStore('unrecorded');
		expect((await again.items.list()).length).toBe(3);
		again.close();
	}
});

test('a store of an earlier version is repaired, and one opened since then has a recovery record', async () => {
	const old = await openDatabase({ name: 'earlier', version: 3 });
	const vault = await earlierVault(old);
	await vault.put({ item: anItem(), spans: cut(anItem().text) });
	await old.clear('keys');
	old.close();
	await expect(aStore('earlier')).rejects.toMatchObject({ code: 'storage-unreadable' });
	expect(await repairStore({ name: 'earlier', random, entropy: vault.entropy })).toBe('repaired');
	const store = await aStore('earlier');
	expect(await store.items.get(anItem().id)).toEqual(anItem());
	const db = await openDatabase({ name: 'earlier' });
	expect(await db.count('recovery')).toBe(1);
	await db.clear('recovery');
	store.close();
	(await aStore('earlier')).close();
	expect(await db.count('recovery')).toBe(1);
	db.close();
});

test('secrets that still open stay: one damaged secret costs no device key', async () => {
	const { store, entropy } = await filled('kept');
	const device = await store.secrets.get('device');
	store.close();
	await breaking('kept', (db) => bend(db, 'vault'));
	expect(await repairStore({ name: 'kept', random, entropy })).toBe('repaired');
	const again = await aStore('kept');
	expect(await again.secrets.get('device')).toEqual(device);
	expect(await again.secrets.names('inbox/')).toHaveLength(1);
});

test('where nothing lies nothing is made', async () => {
	(await aStore('empty')).close();
	await breaking('empty', async (db) => {
		for (const name of db.objectStoreNames) await db.clear(name);
	});
	expect(await repairStore({ name: 'empty', random, entropy: random(16) })).toBe('nothing-there');
	await breaking('empty', async (db) => {
		for (const name of db.objectStoreNames) expect([name, await db.count(name)]).toEqual([name, 0]);
	});
});

test('anything sealed, in any object store, keeps a new identity from being made in its place', async () => {
	const { store, entropy } = await filled('any');
	store.close();
	const db = await openDatabase({ name: 'any' });
	const kept = [
		'settings',
		'contents',
		'claims',
		'collections',
		'staged',
		'vectors',
		'conversations'
	] as const;
	await db.clear('keys');
	for (const only of kept) {
		const records = await db.getAll(only);
		expect(records.length).toBeGreaterThan(0);
	}
	for (const name of db.objectStoreNames) if (!kept.some((one) => one === name)) await db.clear(name);
	for (const only of kept.slice(1)) {
		await expect(aStore('any')).rejects.toMatchObject({ code: 'storage-unreadable' });
		expect(await repairStore({ name: 'any', random, entropy: random(16) })).toBe('other-phrase');
		await db.clear(kept[kept.indexOf(only) - 1]!);
	}
	db.close();
	expect(await repairStore({ name: 'any', random, entropy })).toBe('repaired');
	expect(equal(await entropyOf(await aStore('any')), entropy)).toBe(true);
});
