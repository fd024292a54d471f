import { expect, test } from 'vitest';
import { audiencesOf, type Audience, type Visibility } from '#lib/agent/ports.ts';
import { hex } from '#lib/protocol/bytes.ts';
import { anId, anItem, aPeer, cut } from '../../../tests/contract/store-builders.ts';
import { random, stores } from '../../../tests/contract/store-opening.ts';
import { openDatabase, type Database } from './database.ts';
import { StoredItems } from './stored-items.ts';
import { earlierVault } from './vault-before.fixture.ts';
import { openVault } from './vault.ts';

const aStore = stores();
const { id, text } = anItem();
const ada: Audience = `peer/${aPeer('ada')}`;
const bob: Audience = `peer/${aPeer('bob')}`;
const everyCircle: readonly Audience[] = ['contacts', 'public', ada, bob, 'community/choir'];
const visibilities: readonly Visibility[] = [
	{ to: 'private' },
	{ to: 'contacts' },
	{ to: 'named', peers: [aPeer('ada'), aPeer('bob')] },
	{ to: 'named', peers: [] },
	{ to: 'community', communities: ['choir'] },
	{ to: 'public' }
];

/** The items as the search index has them, over a database that can be looked into. */
async function items(name: string): Promise<{ items: StoredItems; db: Database }> {
	(await aStore(name)).close();
	const db = await openDatabase({ name });
	return { items: new StoredItems(db, await openVault(db, { random })), db };
}

const record = async (db: Database, of = id) => (await db.get('contents', of))!;

test('a content opens for the circles of its visibility and for no other, by key', async () => {
	const { items: stored, db } = await items('circles');
	for (const visibility of visibilities) {
		await stored.put(anItem({ visibility }), cut(text));
		for (const circle of everyCircle)
			for (const keep of [false, true])
				expect([visibility.to, circle, (await stored.content(id, keep, [circle]))?.text]).toEqual([
					visibility.to,
					circle,
					audiencesOf(visibility).includes(circle) ? text : undefined
				]);
		expect((await stored.content(id, true))?.text).toBe(text);
		expect(Object.keys((await record(db)).shared!)).toHaveLength(audiencesOf(visibility).length);
	}
	db.close();
});

test('a private record opens for no circle, whatever its visibility says and whatever is held in memory', async () => {
	const { items: stored, db } = await items('lying');
	await stored.put(anItem({ visibility: { to: 'private' } }), cut(text));
	const metas = await stored.metas();
	// A rule that was fooled: the item says that all the world may read it.
	(metas as Map<string, unknown>).set(id, { ...metas.get(id), visibility: { to: 'public' } });
	expect((await stored.content(id, true))?.text).toBe(text);
	expect(await stored.content(id, true, everyCircle)).toBeUndefined();
	expect(await stored.content(id, true, [])).toBeUndefined();
	db.close();
});

test('a search that allows everything finds for a circle only what its keys open', async () => {
	const { items, shelf } = await aStore('allowing');
	const note = (name: string, visibility: Visibility) => {
		const item = anItem({ id: anId(name), title: name, visibility });
		return items.put(item, cut(item.text));
	};
	await note('private', { to: 'private' });
	await note('contacts', { to: 'contacts' });
	await note('ada', { to: 'named', peers: [aPeer('ada')] });
	const found = async (as: readonly Audience[]) =>
		(await shelf.search(['tuesdays'], { allow: () => true, limit: 9, as })).map(
			({ passage }) => passage.title
		);
	expect(await found([ada])).toEqual(['ada']);
	expect((await found(['contacts', ada])).sort()).toEqual(['ada', 'contacts']);
	expect(await found([bob, 'public'])).toEqual([]);
	expect(await shelf.passage(`${anId('private')}:0`, everyCircle)).toBeUndefined();
	expect((await shelf.passage(`${anId('ada')}:0`, [ada]))?.title).toBe('ada');
	expect((await shelf.passage(`${anId('private')}:0`))?.title).toBe('private');
});

test('sharing and unsharing leave the ciphertext byte for byte, and the person’s own key as it was', async () => {
	const { items: stored, db } = await items('bytes');
	await stored.put(anItem({ visibility: { to: 'private' } }), cut(text));
	const { sealed } = await record(db);
	for (const visibility of visibilities) {
		expect(await stored.setVisibility(id, visibility)).toBe(true);
		const now = await record(db);
		expect(now.sealed).toEqual(sealed);
		expect(Object.values(now.shared!).map(({ length }) => length)).toEqual(
			audiencesOf(visibility).map(() => 60)
		);
	}
	db.close();
});

test('from the moment that something is taken back its circle’s old wrap lies nowhere', async () => {
	const { items: stored, db } = await items('taken back');
	await stored.put(anItem({ visibility: { to: 'contacts' } }), cut(text));
	expect((await stored.content(id, true, ['contacts']))?.text).toBe(text);
	const [wrap] = Object.values((await record(db)).shared!);
	await stored.setVisibility(id, { to: 'named', peers: [aPeer('ada')] });
	expect(await stored.content(id, true, ['contacts'])).toBeUndefined();
	expect((await stored.content(id, true, [ada]))?.text).toBe(text);
	const lies = JSON.stringify(Object.values((await record(db)).shared!).map((one) => hex(one)));
	expect(lies).not.toContain(hex(wrap!));
	db.close();
});

test('a wrap moved to another circle or another record opens nothing', async () => {
	const { items: stored, db } = await items('moved wraps');
	await stored.put(anItem({ visibility: { to: 'named', peers: [aPeer('ada')] } }), cut(text));
	const other = anItem({ id: anId('other'), visibility: { to: 'contacts' } });
	await stored.put(other, cut(text));
	const [named, contacts] = [await record(db), await record(db, other.id)];
	const [circle] = Object.keys(contacts.shared!);
	await db.put('contents', { ...named, shared: { [circle!]: Object.values(named.shared!)[0]! } });
	expect(await stored.content(id, false, ['contacts'])).toBeUndefined();
	await db.put('contents', { ...named, shared: contacts.shared! });
	expect(await stored.content(id, false, ['contacts'])).toBeUndefined();
	db.close();
});

test('the circles’ names beside the records tell nobody’s name', async () => {
	const { items: stored, db } = await items('names');
	await stored.put(anItem({ visibility: { to: 'named', peers: [aPeer('ada')] } }), cut(text));
	await stored.put(
		anItem({ id: anId('2'), visibility: { to: 'community', communities: ['choir'] } }),
		cut(text)
	);
	for (const { shared } of await db.getAll('contents'))
		for (const name of Object.keys(shared!)) {
			expect(name).toMatch(/^[\w-]{43}$/);
			expect(name).not.toContain('choir');
		}
	db.close();
});

test('600 are shown to a circle at once, and a damaged one does not keep the others back', async () => {
	const { items: stored, db } = await items('in bulk');
	const ids = Array.from({ length: 600 }, (_, n) => anId(`item ${n}`));
	await stored.putMany(ids.map((one) => ({ item: anItem({ id: one }), spans: cut(text) })));
	const broken = await record(db, ids[7]);
	const key = broken.sealed.key.slice();
	key[20]! ^= 1;
	await db.put('contents', { ...broken, sealed: { ...broken.sealed, key } });
	expect(await stored.setVisibilityOf(ids, { to: 'contacts' })).toBe(600);
	for (const [n, one] of ids.entries())
		expect([n, (await stored.content(one, false, ['contacts']))?.text]).toEqual([
			n,
			n === 7 ? undefined : text
		]);
	db.close();
});

test('what was shared before circles had keys is answered from again, once and for those it was for', async () => {
	const old = await openDatabase({ name: 'earlier', version: 3 });
	const vault = await earlierVault(old);
	for (const [n, visibility] of visibilities.entries())
		await vault.put({ item: anItem({ id: anId(`old ${n}`), visibility }), spans: cut(text) });
	old.close();
	const { items: stored, db } = await items('earlier');
	for (const [n, visibility] of visibilities.entries())
		for (const circle of everyCircle)
			expect([n, circle, (await stored.content(anId(`old ${n}`), false, [circle]))?.text]).toEqual([
				n,
				circle,
				audiencesOf(visibility).includes(circle) ? text : undefined
			]);

	// From now on a wrap that is missing is missing.
	const { shared: _, ...bare } = await record(db, anId('old 5'));
	await db.put('contents', bare);
	const later = new StoredItems(db, await openVault(db, { random }));
	expect(await later.content(anId('old 5'), false, ['public'])).toBeUndefined();
	db.close();
});

test('a note of an earlier version that is made private before its wraps are made gets none', async () => {
	const old = await openDatabase({ name: 'withdrawn', version: 3 });
	await (await earlierVault(old)).put({ item: anItem({ visibility: { to: 'public' } }), spans: cut(text) });
	old.close();
	const { items: stored, db } = await items('withdrawn');
	await stored.setVisibility(id, { to: 'private' });
	expect(await stored.content(id, false, everyCircle)).toBeUndefined();
	expect((await record(db)).shared).toEqual({});
	db.close();
});
