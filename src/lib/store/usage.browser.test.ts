import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { anExchange, anId, anItem, cut } from '../../../tests/contract/store-builders.ts';
import { stores } from '../../../tests/contract/store-opening.ts';
import { bytesOf, fill } from './backup.fixture.ts';
import { exportRaw } from './raw-export.ts';
import { sizeOf, type StorageUse, type UseKind } from './usage.ts';

const aStore = stores();
const useOf = ({ kinds }: StorageUse, wanted: UseKind) => kinds.find(({ kind }) => kind === wanted);

test('every byte that lies in the database is counted once, under a kind', async () => {
	const store = await aStore('used');
	await fill(store);
	await store.shelf.flush();
	const use = await store.usage();
	const db = await openDB('used');
	let all = 0;
	for (const name of db.objectStoreNames) for (const record of await db.getAll(name)) all += sizeOf(record);
	db.close();
	expect(use.kinds.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(all);
	expect(useOf(use, 'knowledge')?.records).toBe(4);
	expect(useOf(use, 'conversations')?.records).toBe(2);
	expect(useOf(use, 'people')?.records).toBe(2);
	expect(useOf(use, 'memory')?.records).toBe(1);
	for (const { kind, bytes } of use.kinds)
		if (kind !== 'incoming') expect([kind, bytes]).not.toEqual([kind, 0]);
});

test('an item that grows is noticed, the ten largest are named, and each conversation has its size', async () => {
	const store = await aStore('largest');
	await fill(store);
	const before = useOf(await store.usage(), 'knowledge')?.bytes ?? 0;
	for (let n = 1; n <= 12; n++) {
		const item = anItem({ id: anId(`large ${n}`), text: 'word '.repeat(1_000 * n) });
		await store.items.put(item, cut(item.text));
	}
	await store.exchanges.put(
		anExchange({ id: anId('more'), conversation: anId('other'), question: 'x'.repeat(900) })
	);
	const use = await store.usage();
	expect(useOf(use, 'knowledge')?.bytes).toBeGreaterThan(before + 300_000);
	expect(use.largestItems.map(({ id }) => id)).toEqual(
		[12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((n) => anId(`large ${n}`))
	);
	const sizes = new Map(use.conversations.map(({ id, bytes }) => [id, bytes]));
	expect(sizes.get(anId('other'))).toBeGreaterThan(900);
	expect(sizes.get(anId('conversation'))).toBeGreaterThan(300);
	await store.items.forget(anId('large 12'));
	expect((await store.usage()).largestItems[0]?.id).toBe(anId('large 11'));
});

test('a search index that was deleted takes nothing, and what it found is found again', async () => {
	const store = await aStore('freed');
	await fill(store);
	await store.shelf.flush();
	expect(useOf(await store.usage(), 'index')?.bytes).toBeGreaterThan(1_000);
	await store.free('index');
	expect(useOf(await store.usage(), 'index')?.bytes).toBe(0);
	store.close();
	const again = await aStore('freed');
	const found = await again.shelf.search(['guitar'], { allow: () => true, limit: 3 });
	expect(found.map(({ passage }) => passage.item)).toContain(anId('guitar'));
});

test('the raw export holds every record as it lies, of a store that nobody can open too, and no key', async () => {
	const store = await aStore('raw');
	await fill(store);
	await store.shelf.flush();
	store.close();
	const before = await bytesOf('raw');
	const db = await openDB('raw');
	// Without it nothing opens any more.
	await db.delete('secrets', 'vault');
	const [first = '', ...lines] = (await (await exportRaw('raw')).text()).trimEnd().split('\n');
	expect(JSON.parse(first)).toMatchObject({ file: 'elmnet-raw-export', database: 'raw', version: 1 });
	expect(first).toContain('Not a backup');
	const parsed = lines.map((line) => JSON.parse(line) as [string, unknown, Record<string, unknown>]);
	for (const name of db.objectStoreNames)
		expect([name, parsed.filter(([store]) => store === name).length]).toEqual([name, await db.count(name)]);
	const contact = parsed.find(([store]) => store === 'contacts')?.[2] as {
		sealed: { data: { base64: string } };
	};
	const [record] = (await db.getAll('contacts')) as { sealed: { data: Uint8Array } }[];
	expect(Uint8Array.from(atob(contact.sealed.data.base64), (c) => c.charCodeAt(0))).toEqual(
		record?.sealed.data
	);
	expect(parsed.find(([store]) => store === 'keys')?.[2]).toMatchObject({
		key: { key: 'AES-GCM', extractable: false }
	});
	expect(parsed.some(([store, , { data }]) => store === 'snapshot' && 'blob' in (data as object))).toBe(true);
	db.close();
	const after = await bytesOf('raw');
	expect({ ...after, secrets: [] }).toEqual({ ...before, secrets: [] });
	// Long enough not to occur in base64 by chance.
	for (const word of ['guitar', 'relay.example', 'Guitar lessons'])
		expect([word, lines.some((text) => text.includes(word))]).toEqual([word, false]);
});

test('there is no raw export of a database that is not there, and none is made by asking', async () => {
	await expect(exportRaw('nobody')).rejects.toMatchObject({ code: 'storage-unavailable' });
	expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('nobody');
});
