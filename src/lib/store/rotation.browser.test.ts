import { afterEach, expect, test, vi } from 'vitest';
import { hex } from '#lib/protocol/bytes.ts';
import { keysOfEntropy } from '#lib/protocol/identity.ts';
import { anId, anItem, aPeer, cut } from '../../../tests/contract/store-builders.ts';
import { random, stores } from '../../../tests/contract/store-opening.ts';
import { bytesOf } from './backup.fixture.ts';
import { openDatabase } from './database.ts';
import { everythingOpened, fillAll, wrapsOf } from './keys.fixture.ts';
import { aesKey, unwrapped } from './sealing.ts';
import { sealedPlaces } from './sealed-places.ts';
import { VAULT } from './secrets.ts';
import type { Store } from './store.ts';
import { openVault } from './vault.ts';

const aStore = stores();

afterEach(() => vi.restoreAllMocks());

async function filled(name: string): Promise<Store> {
	await fillAll(await aStore(name), name);
	return aStore(name);
}

const vaultKey = async (store: Store) => (await store.secrets.get(VAULT))!;

/** How many data keys of the places known to hold any open with this vault key. */
async function openWith(name: string, raw: Uint8Array): Promise<{ all: number; opened: number }> {
	const db = await openDatabase({ name });
	const key = await aesKey(raw);
	let [all, opened] = [0, 0];
	for (const place of sealedPlaces)
		for (const { of, key: wrapped } of await place.some(db)) {
			all++;
			if (await unwrapped(key, `key|${of.id}|${of.kind}`, wrapped)) opened++;
		}
	db.close();
	return { all, opened };
}

test('every object store that can hold a data key is gone through, and all of them hold one here', async () => {
	(await filled('places')).close();
	const db = await openDatabase({ name: 'places' });
	const others = ['keys', 'secrets', 'lock', 'recovery', 'counters', 'forgotten', 'seen', 'windows'];
	const known = sealedPlaces.map(({ store }) => store as string);
	expect([...known, ...others].sort()).toEqual([...db.objectStoreNames]);
	for (const place of sealedPlaces)
		expect([place.store, await place.count(db)]).not.toEqual([place.store, 0]);
	db.close();
});

test('with a new vault key everything opens as before, no ciphertext has changed, and every data key is wrapped anew', async () => {
	const store = await filled('rotated');
	const first = await vaultKey(store);
	const before = await everythingOpened('rotated');
	const wraps = new Set((await wrapsOf('rotated')).map(hex));
	const bytes = await bytesOf('rotated');
	const seen: [number, number][] = [];
	const { records } = await store.keys.rotate((done, all) => void seen.push([done, all]));
	expect(records).toBe((await wrapsOf('rotated')).length - sharedWraps);
	expect(seen.at(-1)).toEqual([records, records]);

	const second = await vaultKey(store);
	expect(second).not.toEqual(first);
	for (const wrap of await wrapsOf('rotated')) expect(wraps.has(hex(wrap))).toBe(false);
	expect(await openWith('rotated', first)).toMatchObject({ opened: 0 });
	const { all, opened } = await openWith('rotated', second);
	expect([all > 20, opened]).toEqual([true, all]);
	expect(await everythingOpened('rotated')).toEqual(before);
	const after = await bytesOf('rotated');
	const dataOf = (lies: typeof bytes) =>
		Object.values(lies)
			.flat()
			.flatMap((record) => record.match(/data=[0-9a-f]+/g) ?? []);
	expect(dataOf(after)).toEqual(dataOf(bytes));
	store.close();
	expect(await everythingOpened('rotated')).toEqual(before);
});
/** A note for Ada and one for everybody: each of their contents' keys is wrapped once more. */
const sharedWraps = 2;

test('the circles that could read before can read after, and nobody else', async () => {
	const store = await filled('readers');
	await store.keys.rotate();
	const { shelf } = store;
	const paper = `${anId('paper')}:0`;
	expect((await shelf.passage(paper, ['public']))?.text).toBe('First page.');
	expect(await shelf.passage(paper, ['contacts'])).toBeUndefined();
	expect((await shelf.passage(`${anItem().id}:0`, [`peer/${aPeer('ada')}`]))?.title).toBe('Guitar lessons');
	store.close();
	const again = await aStore('readers');
	expect((await again.shelf.passage(paper, ['public']))?.text).toBe('First page.');
});

test('the key of before is kept until a later start has found nothing under it, and is then nowhere', async () => {
	const store = await filled('ended');
	const first = await vaultKey(store);
	await store.keys.rotate();
	expect(await store.secrets.names('vault/before/')).toHaveLength(1);
	await store.keys.settled();
	// Not while what was sealed under it may still be on its way to the disk.
	expect(await store.secrets.names('vault/before/')).toHaveLength(1);
	store.close();

	const later = await aStore('ended');
	await later.keys.settled();
	expect(await later.secrets.names('vault/before/')).toEqual([]);
	const db = await openDatabase({ name: 'ended' });
	expect((await db.getAllKeys('recovery')).sort()).toEqual(['vault']);
	db.close();
	later.close();
	const last = await aStore('ended');
	for (const name of await last.secrets.names())
		if (name !== 'entropy') expect(await last.secrets.get(name)).not.toEqual(first);
	expect(await last.items.list()).toHaveLength(3);
});

test('killed between any two batches everything opens, and the next start ends what was begun', async () => {
	const store = await filled('killed');
	const before = await everythingOpened('killed');
	const [first, entropy] = [await vaultKey(store), await store.secrets.get('entropy')];
	store.close();
	for (let count = 0; ; count++) {
		const db = await openDatabase({ name: 'killed' });
		const vault = await openVault(db, { random });
		const { beginRotation, sweep } = await import('./rotation.ts');
		await beginRotation(vault, random, 1);
		let left = count;
		const dies = (): void => {
			if (left-- === 0) db.close();
		};
		const swept = await sweep(db, vault, dies).catch(() => undefined);
		db.close();
		expect(await everythingOpened('killed')).toEqual(before);
		const again = await aStore('killed');
		await again.keys.settled();
		expect(await openWith('killed', await vaultKey(again))).toSatisfy(
			({ all, opened }: { all: number; opened: number }) => all === opened
		);
		expect(await again.secrets.names('vault/before/')).toEqual([]);
		again.close();
		if (swept) break;
		expect(count).toBeLessThan(40);
	}
	expect(await everythingOpened('killed')).toEqual(before);
	const last = await aStore('killed');
	expect(await last.secrets.get('entropy')).toEqual(entropy);
	expect(await vaultKey(last)).not.toEqual(first);
});

test('names that records are found by stay, with another vault key too', async () => {
	const store = await filled('blind');
	const entropy = (await store.secrets.get('entropy'))!;
	const blinded = async () => {
		const db = await openDatabase({ name: 'blind' });
		const vault = await openVault(db, { random });
		db.close();
		return vault.blind('contact', aPeer('ada'));
	};
	const before = await blinded();
	expect(await vaultKey(store)).toEqual(keysOfEntropy(entropy).vault);
	await store.keys.rotate();
	expect(await blinded()).toBe(before);
	expect(await store.outbox.nextSeq(aPeer('ada'))).toBe(4);
});

test('what is stored, shared and forgotten while a rotation runs is whole', async () => {
	const store = await aStore('meanwhile');
	const ids = Array.from({ length: 300 }, (_, n) => anId(`n${n}`));
	await store.items.putMany(ids.map((id) => ({ item: anItem({ id }), spans: cut(anItem().text) })));
	const rotating = store.keys.rotate();
	const changes = [
		store.items.setVisibilityOf(ids.slice(0, 100), { to: 'public' }),
		store.items.moveTo(ids.slice(50, 150), anId('songs')),
		store.items.forgetMany(ids.slice(290)),
		store.items.put(anItem({ id: anId('new'), visibility: { to: 'public' } }), cut(anItem().text)),
		store.settings.put('name', 'Ada')
	];
	await Promise.all([rotating, ...changes]);
	store.close();
	const again = await aStore('meanwhile');
	await again.keys.settled();
	expect(await again.items.list()).toHaveLength(291);
	for (const id of [...ids.slice(0, 290), anId('new')])
		expect((await again.items.get(id))?.text).toBe(anItem().text);
	for (const id of [...ids.slice(0, 100), anId('new')])
		expect((await again.shelf.passage(`${id}:0`, ['public']))?.item).toBe(id);
	expect(await again.shelf.passage(`${ids[120]}:0`, ['public'])).toBeUndefined();
	expect(await again.settings.get('name')).toBe('Ada');
});

test('a record that no key opens stays as it lies and stops nothing', async () => {
	const store = await filled('damaged');
	const db = await openDatabase({ name: 'damaged' });
	const letter = (await db.getAll('outbox'))[0]!;
	const key = letter.sealed.key.slice();
	key[30]! ^= 1;
	await db.put('outbox', { ...letter, sealed: { ...letter.sealed, key } });
	await store.keys.rotate();
	store.close();
	const again = await aStore('damaged');
	await again.keys.settled();
	expect(await again.secrets.names('vault/before/')).toEqual([]);
	expect((await db.get('outbox', letter.id))!.sealed.key).toEqual(key);
	expect(await again.items.list()).toHaveLength(3);
	db.close();
});

test('when a vault key was made is said', async () => {
	const store = await aStore('made', { now: () => 5_000 });
	expect(await store.keys.state()).toEqual({ passphrase: false, vaultKeyMadeAt: 5_000 });
	store.close();
	const later = await aStore('made', { now: () => 9_000 });
	expect((await later.keys.state()).vaultKeyMadeAt).toBe(5_000);
	await later.keys.rotate();
	expect((await later.keys.state()).vaultKeyMadeAt).toBe(9_000);
});
