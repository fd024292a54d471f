/** A store with something in every object store that a backup takes along, and all of it to compare. */
import { fromUtf8, hex, sha256, utf8 } from '#lib/protocol/bytes.ts';
import {
	aCommunity,
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
	aTalk,
	cut,
	someWords
} from '../../../tests/contract/store-builders.ts';
import { random } from '../../../tests/contract/store-opening.ts';
import { openDB, type StoreNames } from 'idb';
import { openBackup } from './backup-format.ts';
import { KINDS, STORES, type KindName } from './backup-kinds.ts';
import { openDatabase, type Schema, type Sealed } from './database.ts';
import { GATHERED, STORED } from './known-metas.ts';
import type { Store } from './store.ts';
import { openVault } from './vault.ts';

/** Some of every kind. */
export async function fill(store: Store): Promise<void> {
	await store.collections.put({
		id: anId('folder'),
		name: 'Music',
		visibility: { to: 'contacts' },
		madeAt: 900
	});
	const note = anItem({ visibility: { to: 'named', peers: [aPeer('ada')] }, collection: anId('folder') });
	const paper = anItem({
		id: anId('paper'),
		kind: 'file',
		title: 'A paper',
		text: 'First page. Second page.',
		visibility: { to: 'public' },
		madeAt: 2_000,
		changedAt: 2_500,
		origin: { name: 'papers/a.pdf', hash: 'h', part: 1 },
		marks: [
			{ start: 0, page: 1 },
			{ start: 11, page: 2, path: ['Results'] }
		]
	});
	const faq = anItem({
		id: anId('faq'),
		kind: 'faq',
		text: 'When? Now.',
		changedAt: 3_000,
		fields: { kind: 'faq', pairs: [{ question: 'When?', answer: 'Now.' }] }
	});
	for (const item of [note, paper, faq]) await store.items.put(item, cut(item.text));
	const gone = anItem({ id: anId('gone'), text: 'Deleted, not yet forgotten.' });
	await store.items.put(gone, cut(gone.text));
	await store.items.delete(gone.id);

	await store.contacts.put(aContact());
	await store.contacts.put(
		aContact({ peer: aPeer('bob'), name: 'Bob', standing: 'blocked', before: 'accepted' })
	);
	for (let at = 1; at <= 70; at++)
		await store.ledger.record(anEvidence({ at, peer: aPeer(at % 3 === 0 ? 'bob' : 'ada') }));
	await store.attestations.put(anAttestation());
	await store.offenders.put(anOffender());
	const { id: choir } = aCommunity();
	await store.communities.put(aCommunity());
	for (const some of [['first.entry', 'second.entry'], ['third.entry']])
		await store.communities.append(choir, some);
	await store.communities.putPiece(choir, 'a hash', utf8('a piece'));
	await store.words.add(someWords());
	await store.words.add(someWords({ id: anId('mine'), mine: true, text: 'Yes.', state: 'queued' }));
	await store.words.putTalk(aTalk());
	await store.invites.put(anInvite());
	await store.outbox.put(aLetter());
	await store.outbox.put(aLetter({ id: anId('done'), state: 'delivered' }));
	for (let n = 0; n < 3; n++) await store.outbox.nextSeq(aPeer('ada'));
	for (let seq = 1; seq <= 3; seq++) await store.inbox.admit(aSaid({ id: anId(`said ${seq}`), seq }));
	await store.inbox.done({ from: aPeer('ada'), id: anId('said 1') });
	await store.exchanges.put(anExchange({ feedback: 'useful' }));
	await store.exchanges.put(anExchange({ id: anId('second'), askedAt: 2_000, question: 'And where?' }));
	await store.conversations.put(aConversation({ title: 'Guitars', questions: 2, leaf: anId('second') }));
	await store.exchanges.put(anExchange({ id: anId('third'), conversation: anId('deleted') }));
	await store.conversations.put(aConversation({ id: anId('deleted'), deleted: true }));
	await store.claims.put({
		id: anId('claim'),
		text: 'The guitar teacher is Ada.',
		sources: [{ kind: 'person', exchange: anId('exchange'), conversation: anId('conversation'), at: 1_000 }],
		learntAt: 1_000,
		lastUsedAt: 1_500,
		expiresAt: null,
		pinned: false,
		edited: false
	});
	await store.settings.put('name', 'Eve');
	await store.settings.put('draft', 'half a question');
	await store.settings.put('of this device', 'a model');
	await store.secrets.put('device', sha256('the device of this profile'));
	await store.secrets.put('certificate', utf8('a certificate'));
	await store.secrets.put('inbox/1000/AAAAAAAAAAA', sha256('an inbox key'));
}

export const OWN_SETTINGS = ['of this device'];

/** The lines of a backup by kind. */
export async function linesIn(
	blob: Blob,
	entropy: Uint8Array
): Promise<Readonly<Record<KindName, readonly string[]>>> {
	const kinds = Object.fromEntries(KINDS.map((kind): [string, string[]] => [kind, []]));
	for await (const line of openBackup(blob, entropy)) {
		const [kind, value] = JSON.parse(line) as [string, unknown];
		kinds[kind]?.push(JSON.stringify(value));
	}
	return kinds as Record<KindName, string[]>;
}

/** Counts of changes: only this device knows them. */
const COUNTS = ['items', STORED, GATHERED];

/** What sealed values are called where that is not their object store's name. */
const SEALED_AS: Readonly<Record<string, string>> = {
	items: 'meta',
	contents: 'content',
	ledger: 'evidence',
	outbox: 'letter'
};

/**
 * Every record of every object store that a backup takes along, opened, with what stands in the clear beside it; without
 * what only this device knows: order of arrival, counts of changes, and what a backup leaves out on purpose.
 */
export async function opened(name: string): Promise<Readonly<Record<string, readonly string[]>>> {
	const db = await openDatabase({ name });
	const vault = await openVault(db, { random });
	const own = await Promise.all(OWN_SETTINGS.map((setting) => vault.blind('setting', setting)));
	const all: Record<string, string[]> = {};
	for (const store of Object.keys(STORES) as StoreNames<Schema>[]) {
		if ('stays' in STORES[store]) continue;
		const texts: string[] = [];
		for (const record of await db.getAll(store)) {
			const {
				n: _n,
				revision: _revision,
				stored: _stored,
				sealed,
				meta,
				shared,
				...clear
			} = record as Record<string, unknown>;
			const box = (sealed ?? meta) as Sealed | undefined;
			const id = String(clear['id'] ?? clear['name']);
			if (own.includes(id) || COUNTS.includes(id)) continue;
			const value =
				box &&
				(store === 'inbox'
					? fromUtf8(await vault.openBytes('inbox', id, box))
					: await vault.open<{ deleted?: boolean }>(SEALED_AS[store] ?? store, id, box));
			if (typeof value === 'object' && value.deleted) continue;
			const circles = Object.keys(shared ?? {}).sort();
			texts.push(await asText({ ...clear, value, circles, ...(store === 'secrets' && { wrapped: '' }) }));
		}
		all[store] = texts.sort();
	}
	all['secrets'] = await Promise.all(
		(await vault.secrets.names('inbox/')).map(async (key) => `${key} ${hex((await vault.secrets.get(key))!)}`)
	);
	db.close();
	return all;
}

export async function entropyOf(store: Store): Promise<Uint8Array> {
	const entropy = await store.secrets.get('entropy');
	if (!entropy) throw new Error('no entropy');
	return entropy;
}

/** Every record of every object store as it lies, as text: equal only when no byte has changed. */
export async function bytesOf(name: string): Promise<Readonly<Record<string, readonly string[]>>> {
	const db = await openDB(name);
	const all: Record<string, string[]> = {};
	for (const store of db.objectStoreNames) {
		const texts: string[] = [];
		for (const record of await db.getAll(store)) texts.push(await asText(record));
		all[store] = texts;
	}
	db.close();
	return all;
}

async function asText(value: unknown): Promise<string> {
	if (value instanceof Uint8Array) return hex(value);
	if (value instanceof Blob) return hex(new Uint8Array(await value.arrayBuffer()));
	if (typeof value !== 'object' || value === null) return String(value);
	const parts = await Promise.all(
		Object.entries(value).map(async ([name, inner]) => `${name}=${await asText(inner)}`)
	);
	return `{${parts.sort().join(',')}}`;
}
