import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { aFakeEmbedder } from '../../../tests/contract/embedder-fake.ts';
import { base64url, concat, hex, utf8 } from '#lib/protocol/bytes.ts';
import {
	aCollection,
	aClaim,
	aContact,
	aConversation,
	aLetter,
	anAttestation,
	anEvidence,
	anExchange,
	anId,
	anInvite,
	anItem,
	anOffender,
	aPeer,
	aSaid,
	aSeenCard,
	cut
} from '../../../tests/contract/store-builders.ts';
import { stores } from '../../../tests/contract/store-opening.ts';
import type { Store } from './store.ts';

const aStore = stores();

/** Words that occur in nothing else, one for each place where something private can stand. */
const CANARIES = [
	'canarytitle',
	'canarytext',
	'canaryfile',
	'canaryname',
	'canaryquestion',
	'canaryanswer',
	'canaryconversation',
	'canaryfirst',
	'canaryclaim',
	'canaryenvelope',
	'canaryinboxed',
	'canaryinvite',
	'canarysettingname',
	'canarysetting',
	'canaryforgotten',
	'canarydeleted',
	'canarypassphrase',
	'canarycollection',
	'canarystagedname',
	'canarystagedbytes',
	'canaryembedder',
	'canarygathered',
	'canarycard',
	'canarycan',
	'canarycommunity',
	'canaryentry',
	'canarypiece',
	'canarywords'
];
const SECRETS = ['device', 'inbox/1'].map((name) => ({
	name,
	secret: crypto.getRandomValues(new Uint8Array(32))
}));

async function fill(store: Store): Promise<void> {
	const { items } = store;
	const note = anItem({ title: 'A canarytitle', text: 'Some canarytext here.', visibility: named() });
	await items.put(note, cut(note.text));
	const file = anItem({ id: anId('file'), kind: 'file', text: 'The canaryfile. '.repeat(200) });
	await items.putMany([{ item: file, spans: cut(file.text) }]);
	for (const word of ['canaryforgotten', 'canarydeleted']) {
		const item = anItem({ id: anId(word), text: `${word} and more.` });
		await items.put(item, cut(item.text));
	}
	// So many that what their lists show is gathered.
	const many = Array.from({ length: 300 }, (_, n) =>
		anItem({ id: anId(`n${n}`), title: `canarygathered ${n}` })
	);
	await items.putMany(many.map((item) => ({ item, spans: cut(item.text) })));
	store.shelf.useEmbedder(aFakeEmbedder('canaryembedder'));
	await store.shelf.flush();
	await items.forget(anId('canaryforgotten'));
	await items.delete(anId('canarydeleted'));
	await store.shelf.search(['canarytext'], { allow: () => true, limit: 3 });
	await store.shelf.flush();

	await store.contacts.put(aContact({ name: 'canaryname' }));
	await store.ledger.record(anEvidence({ query: anId('about') }));
	await store.attestations.put(anAttestation());
	await store.offenders.put(anOffender());
	await store.cards.put(aSeenCard({ name: 'canarycard', capabilities: ['canarycan'] }));
	await store.invites.put(anInvite({ link: 'https://canaryinvite.example/#i=x' }));
	await store.outbox.put(aLetter({ envelope: utf8('canaryenvelope') }));
	await store.outbox.nextSeq(aPeer('ada'));
	await store.inbox.admit(aSaid({ bytes: utf8('canaryinboxed') }));
	await store.exchanges.put(
		anExchange({ question: 'canaryquestion?', parts: [{ kind: 'text', text: 'canaryanswer' }] })
	);
	await store.claims.put(aClaim({ text: 'A canaryclaim.' }));
	await store.conversations.put(
		aConversation({ title: 'A canaryconversation', firstQuestion: 'canaryfirst?' })
	);
	await store.collections.put(aCollection({ name: 'A canarycollection' }));
	await store.staged.add(
		[
			{
				file: {
					id: anId('staged'),
					name: 'canarystagedname.md',
					bytes: 17,
					visibility: { to: 'private' },
					at: 1_000
				},
				bytes: new Blob(['canarystagedbytes'])
			}
		],
		() => undefined
	);
	const community = anId('community');
	await store.communities.put({
		...{ id: community, name: 'A canarycommunity', standing: 'in', epochs: [], invites: {} },
		...{ joinedAt: 1_000, readTo: 0, muted: false, agentAnswers: false }
	});
	await store.communities.append(community, ['canaryentry']);
	await store.communities.putPiece(community, anId('piece'), utf8('canarypiece'));
	const peer = aPeer('ada');
	await store.words.add({
		id: anId('words'),
		peer,
		mine: true,
		text: 'canarywords',
		at: 1_000,
		byAgent: false
	});
	await store.words.putTalk({ peer, unread: 0, byAgent: false, tie: 1, tieAt: 1_000 });
	await store.settings.put('canarysettingname', 'canarysetting');
	for (const { name, secret } of SECRETS) await store.secrets.put(name, secret);
	await store.keys.setPassphrase('canarypassphrase', null);
}
const named = () => ({ to: 'named', peers: [aPeer('ada')] }) as const;

/** Every byte and character that lies in the database, whatever it lies in. */
async function everything(name: string): Promise<{ bytes: Uint8Array; records: number; keys: CryptoKey[] }> {
	const db = await openDB(name);
	const parts: Uint8Array[] = [];
	const keys: CryptoKey[] = [];
	let records = 0;
	const add = async (value: unknown): Promise<void> => {
		if (typeof value === 'string') parts.push(utf8(`${value}\n`));
		else if (value instanceof Blob) parts.push(new Uint8Array(await value.arrayBuffer()));
		else if (value instanceof Uint8Array) parts.push(value);
		else if (value instanceof CryptoKey) keys.push(value);
		else if (typeof value === 'object' && value !== null)
			for (const [key, inner] of Object.entries(value)) {
				await add(key);
				await add(inner);
			}
		else expect(['number', 'boolean', 'undefined']).toContain(value === null ? 'undefined' : typeof value);
	};
	for (const store of db.objectStoreNames)
		for (const part of [await db.getAllKeys(store), await db.getAll(store)]) {
			await add(part);
			records += part.length;
		}
	db.close();
	return { bytes: concat(...parts), records, keys };
}

/** The ways in which bytes could stand there by accident. */
function formsOf(secret: Uint8Array): Uint8Array[] {
	// Any alignment of base64: the letters in the middle depend on the two bytes before.
	const base64 = [0, 1, 2].map((shift) => base64url(concat(new Uint8Array(shift), secret)).slice(4, -4));
	const text = letters(secret);
	const wide = (littleEndian: boolean) =>
		new Uint8Array([...secret].flatMap((byte) => (littleEndian ? [byte, 0] : [0, byte]))).subarray(
			littleEndian ? 0 : 1,
			littleEndian ? -1 : undefined
		);
	const texts = [
		hex(secret),
		hex(secret).toUpperCase(),
		...base64,
		[...secret].join(','),
		text.toUpperCase()
	];
	const standard = base64.map((form) => form.replaceAll('-', '+').replaceAll('_', '/'));
	return [secret, wide(true), wide(false), ...[...texts, ...standard].map((form) => utf8(form))];
}

/** One character per byte, which is the fastest way to look for some of them. */
const letters = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

test('nothing private and no secret lies in the database in any form, and no key can be taken out of it', async () => {
	const store = await aStore('scan');
	await fill(store);
	const { bytes, records, keys } = await everything('scan');
	const all = letters(bytes);
	const db = await openDB('scan');
	// Tombstones are dropped with the save of the index that no longer needs them.
	for (const name of db.objectStoreNames)
		if (name !== 'forgotten') expect([name, await db.count(name)]).not.toEqual([name, 0]);
	db.close();
	expect(records).toBeGreaterThan(30);

	const own = await Promise.all(['entropy', 'vault'].map(async (name) => (await store.secrets.get(name))!));
	const peers = [aPeer('ada'), aPeer('bob'), aPeer('mallory'), aSaid().dev, hex(utf8('x'))].filter(
		(id) => id.length === 64
	);
	const texts = [
		...CANARIES,
		...peers,
		anInvite().secret,
		anId('about'),
		aContact().inbox.key,
		'Guitar lessons'
	];
	for (const secret of [...texts.map((text) => utf8(text)), ...SECRETS.map(({ secret }) => secret), ...own])
		expect(
			formsOf(secret)
				.map(letters)
				.filter((form) => all.includes(form))
		).toEqual([]);

	expect(keys.length).toBeGreaterThan(0);
	for (const key of keys) {
		expect(key.extractable).toBe(false);
		await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
	}
});

test('the scan finds what is there in the clear', async () => {
	await aStore('blind');
	const db = await openDB('blind');
	await db.put('settings', { id: 'x', sealed: { key: utf8('canarybytes'), data: new Blob(['canaryblob']) } });
	await db.put('settings', { id: btoa(' canarybase'), sealed: 'canarywide'.split('').join('\0') });
	db.close();
	const all = letters((await everything('blind')).bytes);
	const found = (word: string) => formsOf(utf8(word)).some((form) => all.includes(letters(form)));
	for (const word of ['canarybytes', 'canaryblob', 'canarybase', 'canarywide'])
		expect([word, found(word)]).toEqual([word, true]);
	expect(found('canaryabsent')).toBe(false);
});

test('the index that is kept after a forgetting knows no word of what was forgotten', async () => {
	const store = await aStore('forgotten');
	await fill(store);
	const search = (term: string) => store.shelf.search([term], { allow: () => true, limit: 3 });
	expect(await search('canaryforgotten')).toEqual([]);
	expect(await search('canarytext')).toHaveLength(1);
	const db = await openDB('forgotten');
	expect(await db.get('items', anId('canaryforgotten'))).toBeUndefined();
	expect(await db.get('contents', anId('canaryforgotten'))).toBeUndefined();
	expect(await db.count('snapshot')).toBeGreaterThan(0);
	expect(await db.count('forgotten')).toBe(0);
	db.close();
});
