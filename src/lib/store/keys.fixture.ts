/** A store with something sealed in every object store, and what opens of it. */
import { utf8 } from '#lib/protocol/bytes.ts';
import { anId, aSeenCard } from '../../../tests/contract/store-builders.ts';
import { random } from '../../../tests/contract/store-opening.ts';
import { fill, opened } from './backup.fixture.ts';
import { openDatabase } from './database.ts';
import type { Store } from './store.ts';
import { openVault } from './vault.ts';

/** Closes the store at its end: nothing it does on its own changes what the test compares. */
export async function fillAll(store: Store, name: string): Promise<void> {
	await fill(store);
	await store.cards.put(aSeenCard());
	const file = { id: anId('staged'), name: 'a.md', bytes: 9, visibility: { to: 'private' }, at: 1 } as const;
	await store.staged.add([{ file, bytes: new Blob(['the bytes']) }], () => undefined);
	await store.shelf.search(['guitar'], { allow: () => true, limit: 1 });
	await store.shelf.flush();
	store.close();
	const db = await openDatabase({ name });
	const vault = await openVault(db, { random });
	const { key, data } = await vault.sealBytes('vectors', '0', utf8('vectors'));
	await db.put('vectors', { part: 0, key, data: new Blob([new Uint8Array(data)]) });
	await db.put('gathered', { id: '0', sealed: await vault.seal('gathered', '0', [['an IV', 'a meta']]) });
	db.close();
}

/** What everything that lies there says when it is opened, parts of files and indexes too. Throws where something does not open. */
export async function everythingOpened(name: string): Promise<Readonly<Record<string, readonly string[]>>> {
	const all = { ...(await opened(name)) };
	const db = await openDatabase({ name });
	const vault = await openVault(db, { random });
	const said = async (
		kind: string,
		id: string,
		key: Uint8Array,
		data: Blob | Uint8Array
	): Promise<string> => {
		const bytes = data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data;
		return `${id}=${(await vault.openBytes(kind, id, { key, data: bytes })).toString()}`;
	};
	for (const kind of ['snapshot', 'vectors'] as const)
		all[kind] = await Promise.all(
			(await db.getAll(kind)).map(({ part, key, data }) => said(kind, String(part), key, data))
		);
	all['stagedParts'] = await Promise.all(
		(await db.getAll('stagedParts')).map(({ id, part, key, data }) =>
			said('stagedParts', `${id}/${part}`, key, data)
		)
	);
	for (const kind of ['staged', 'gathered', 'pieces'] as const)
		all[kind] = await Promise.all(
			(await db.getAll(kind)).map(({ id, sealed: { key, data } }) => said(kind, id, key, data))
		);
	db.close();
	return all;
}

/** Every wrapped data key that lies in the database. */
export async function wrapsOf(name: string): Promise<readonly Uint8Array[]> {
	const db = await openDatabase({ name });
	const wraps: Uint8Array[] = [];
	const look = (value: unknown): void => {
		if (value instanceof Uint8Array && value.length === 60) wraps.push(value);
		else if (typeof value === 'object' && value !== null && !(value instanceof Blob))
			for (const inner of Object.values(value)) look(inner);
	};
	for (const store of db.objectStoreNames)
		if (!['keys', 'secrets', 'lock', 'recovery', 'windows'].includes(store)) look(await db.getAll(store));
	db.close();
	return wraps;
}
