import { expect, test } from 'vitest';
import { hex } from '#lib/protocol/bytes.ts';
import { anId, anItem, aPeer, cut } from '../../../tests/contract/store-builders.ts';
import { random, stores } from '../../../tests/contract/store-opening.ts';
import { bytesOf } from './backup.fixture.ts';
import { openDatabase } from './database.ts';
import { fillAll } from './keys.fixture.ts';
import { openVault } from './vault.ts';

const aStore = stores();

test('of what was forgotten no data key lies anywhere, in no wrap that it ever had, and no index that knew its words', async () => {
	await fillAll(await aStore('forget'), 'forget');
	const store = await aStore('forget');
	const secret = anItem({ id: anId('secret'), text: 'The quartz key lies under the third stone.' });
	await store.items.put(secret, cut(secret.text));
	await store.shelf.search(['quartz'], { allow: () => true, limit: 1 });
	await store.shelf.flush();
	const db = await openDatabase({ name: 'forget' });
	const wraps = new Set<string>();
	const note = async (): Promise<void> => {
		const item = (await db.get('items', secret.id))!;
		const content = (await db.get('contents', secret.id))!;
		for (const wrap of [item.meta.key, content.sealed.key, ...Object.values(content.shared ?? {})])
			wraps.add(hex(wrap));
	};
	await note();
	await store.items.setVisibility(secret.id, { to: 'named', peers: [aPeer('ada'), aPeer('bob')] });
	await note();
	await store.keys.rotate();
	await note();
	await store.items.setVisibility(secret.id, { to: 'public' });
	await note();
	expect(wraps.size).toBeGreaterThan(8);
	const vault = await openVault(db, { random });
	const content = (await db.get('contents', secret.id))!;
	const dataKey = await vault.keys.unwrap({ kind: 'content', id: secret.id }, content.sealed.key);
	const { key, data } = await vault.sealBytes('vectors', '0', new Uint8Array(8));
	await db.put('vectors', { part: 0, key, data: new Blob([new Uint8Array(data)]) });

	expect(await store.items.forget(secret.id)).toBe(true);
	expect([await db.count('snapshot'), await db.count('vectors')]).toEqual([0, 0]);
	const lies = JSON.stringify(await bytesOf('forget'));
	for (const wrap of [...wraps, hex(dataKey)]) expect(lies).not.toContain(wrap);
	expect(lies).not.toContain(hex(content.sealed.data));
	// The look would have found one that is still there.
	expect(lies).toContain(hex((await db.get('items', anId('paper')))!.meta.key));
	db.close();
	store.close();
	expect(await (await aStore('forget')).items.get(secret.id)).toBeUndefined();
});

test('what is replaced leaves no data key of its former words', async () => {
	const store = await aStore('replaced');
	await store.items.put(anItem({ visibility: { to: 'public' } }), cut(anItem().text));
	const db = await openDatabase({ name: 'replaced' });
	const { sealed, shared } = (await db.get('contents', anItem().id))!;
	await store.items.put(anItem({ text: 'Another.', visibility: { to: 'public' } }), cut('Another.'));
	const lies = JSON.stringify(await bytesOf('replaced'));
	for (const wrap of [sealed.key, ...Object.values(shared!)]) expect(lies).not.toContain(hex(wrap));
	db.close();
});
