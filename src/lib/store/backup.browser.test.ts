import { openDB } from 'idb';
import { expect, test } from 'vitest';
import {
	aContact,
	aConversation,
	aLetter,
	anEvidence,
	anExchange,
	anId,
	anInvite,
	anItem,
	aPeer,
	aSaid,
	cut
} from '../../../tests/contract/store-builders.ts';
import { stores } from '../../../tests/contract/store-opening.ts';
import { KINDS, STORES } from './backup-kinds.ts';
import type { BackupReport } from './backup-report.ts';
import { bytesOf, entropyOf, fill, linesIn, opened, OWN_SETTINGS } from './backup.fixture.ts';
import type { Store } from './store.ts';
import { USES } from './usage.ts';

const aStore = stores();
const how = { madeAt: 5_000, appVersion: '0.1.0', ownSettings: OWN_SETTINGS };
const own = { ownSettings: OWN_SETTINGS };
const write = async (store: Store): Promise<Blob> => (await store.backup.write(how)).blob;

function kindsOf(report: BackupReport) {
	if ('refused' in report) throw new Error(report.refused);
	return Object.fromEntries(report.kinds.map(({ kind, ...counts }) => [kind, counts]));
}

test('every object store of the database is in a backup or left out with a reason, and every kind comes from one', async () => {
	await aStore('named');
	const db = await openDB('named');
	expect(Object.keys(STORES).sort()).toEqual([...db.objectStoreNames].sort());
	expect(Object.keys(USES).sort()).toEqual([...db.objectStoreNames].sort());
	db.close();
	const named = new Set(Object.values(STORES).flatMap((where) => ('stays' in where ? [] : where)));
	expect([...named].sort()).toEqual([...KINDS].sort());
});

test('a store filled with everything, restored on a fresh device of the same phrase, is the same record by record', async () => {
	const first = await aStore('first');
	await fill(first);
	const { blob, records } = await first.backup.write(how);
	const second = await aStore('second', { entropy: await entropyOf(first) });
	const report = await second.backup.restore(blob, own);
	const counts = Object.values(kindsOf(report));
	expect(counts.reduce((sum, { fresh }) => sum + fresh, 0)).toBe(records);
	const [before, after] = [await opened('first'), await opened('second')];
	for (const [store, there] of Object.entries(before)) {
		// What belongs to a deleted conversation or item goes with it.
		const wanted = there.filter((text) => !text.includes(anId('deleted')) && !text.includes(anId('gone')));
		expect([store, wanted.length]).not.toEqual([store, 0]);
		expect([store, after[store]]).toEqual([store, wanted]);
	}
	expect(await second.ledger.about(aPeer('ada'))).toEqual(await first.ledger.about(aPeer('ada')));
	expect(await second.items.get(anId('paper'))).toEqual(await first.items.get(anId('paper')));
	expect(await second.outbox.nextSeq(aPeer('ada'))).toBe(4);
	expect(await second.settings.get('of this device')).toBeUndefined();
	expect(await second.secrets.get('device')).toBeUndefined();
	// What is restored is found.
	const found = await second.shelf.search(['guitar'], { allow: () => true, limit: 3 });
	expect(found.map(({ passage }) => passage.item)).toContain(anId('guitar'));
});

test('a backup of what was restored holds the same lines', async () => {
	const first = await aStore('first');
	await fill(first);
	const entropy = await entropyOf(first);
	const second = await aStore('second', { entropy });
	const blob = await write(first);
	await second.backup.restore(blob, own);
	const sorted = (lines: Readonly<Record<string, readonly string[]>>) =>
		Object.fromEntries(Object.entries(lines).map(([kind, values]) => [kind, [...values].sort()]));
	expect(sorted(await linesIn(await write(second), entropy))).toEqual(sorted(await linesIn(blob, entropy)));
});

test('a dry run says what would happen and changes no byte; the restore after it does just that, and a second one nothing', async () => {
	const first = await aStore('first');
	await fill(first);
	const blob = await write(first);
	const second = await aStore('second', { entropy: await entropyOf(first) });
	const before = await bytesOf('second');
	const dry = await second.backup.inspect(blob, own);
	expect(await bytesOf('second')).toEqual(before);
	expect(kindsOf(dry)).toMatchObject({
		knowledge: { all: 3, fresh: 3, changed: 0, same: 0, older: 0 },
		people: { all: 2, fresh: 2 },
		evidence: { all: 72, fresh: 72 },
		conversations: { all: 1, fresh: 1 },
		questions: { all: 2, fresh: 2 },
		memory: { all: 1, fresh: 1 }
	});
	expect(await second.backup.restore(blob, own)).toEqual(dry);
	const restored = await bytesOf('second');
	for (const { all, same } of Object.values(kindsOf(await second.backup.restore(blob, own))))
		expect(same).toBe(all);
	expect(await bytesOf('second')).toEqual(restored);
});

test('what is newer here stays, what is newer in the backup comes, what is missing in it stays too', async () => {
	const first = await aStore('first');
	await fill(first);
	const entropy = await entropyOf(first);
	const second = await aStore('second', { entropy });
	await second.backup.restore(await write(first), own);

	const later = anItem({ id: anId('faq'), text: 'Later here.', changedAt: 9_000 });
	await second.items.put(later, cut(later.text));
	const only = anItem({ id: anId('only here'), text: 'Only here.' });
	await second.items.put(only, cut(only.text));
	const changed = anItem({ text: 'Newer in the backup.', changedAt: 8_000, visibility: { to: 'private' } });
	await first.items.put(changed, cut(changed.text));
	await first.conversations.put(aConversation({ title: 'Renamed', changedAt: 8_000 }));
	await second.contacts.put(aContact({ standing: 'blocked', before: 'accepted' }));
	await first.outbox.mark(anId('letter'), 'delivered');
	await second.outbox.mark(anId('done'), 'answered');

	const report = kindsOf(await second.backup.restore(await write(first), own));
	expect(report['knowledge']).toEqual({ all: 3, fresh: 0, changed: 1, same: 1, older: 1 });
	expect((await second.items.get(anId('faq')))?.text).toBe('Later here.');
	expect((await second.items.get(anId('only here')))?.text).toBe('Only here.');
	expect((await second.items.get(anId('guitar')))?.text).toBe('Newer in the backup.');
	expect((await second.conversations.list())[0]?.title).toBe('Renamed');
	// Neither says when: what the person did on this device stands.
	expect((await second.contacts.get(aPeer('ada')))?.standing).toBe('blocked');
	expect((await second.outbox.get(anId('letter')))?.state).toBe('delivered');
	expect((await second.outbox.get(anId('done')))?.state).toBe('answered');
});

test('a restore never lets anybody read what they may not read here already', async () => {
	const first = await aStore('first');
	const second = await aStore('second', { entropy: await entropyOf(first) });
	const named = (...names: string[]) => ({ to: 'named', peers: names.map(aPeer) }) as const;
	const cases = [
		[{ to: 'public' }, { to: 'private' }, { to: 'private' }],
		[{ to: 'contacts' }, named('ada'), named('ada')],
		[{ to: 'private' }, { to: 'public' }, { to: 'private' }],
		[named('ada'), { to: 'public' }, named('ada')],
		[named('ada'), named('ada', 'bob'), named('ada')],
		[named('ada', 'bob'), named('ada'), named('ada')],
		[named('ada'), { to: 'contacts' }, { to: 'contacts' }]
	] as const;
	for (const [n, [theirs, here]] of cases.entries()) {
		const item = anItem({ id: anId(`case ${n}`), changedAt: 2_000, visibility: theirs });
		await first.items.put(item, cut(item.text));
		const mine = anItem({ ...item, text: 'Older.', changedAt: 1_000, visibility: here });
		await second.items.put(mine, cut(mine.text));
	}
	await second.backup.restore(await write(first), own);
	for (const [n, [, , wanted]] of cases.entries()) {
		const item = await second.items.get(anId(`case ${n}`));
		expect([n, item?.visibility, item?.changedAt]).toEqual([n, wanted, 2_000]);
	}
	// Of one time: who may see it was settled here last.
	await second.items.setVisibility(anId('case 3'), { to: 'private' });
	await second.backup.restore(await write(first), own);
	expect((await second.items.get(anId('case 3')))?.visibility).toEqual({ to: 'private' });
});

test('an invite that was revoked stays revoked where it was, and comes along to another device', async () => {
	const first = await aStore('first');
	await fill(first);
	const blob = await write(first);
	await first.invites.remove(anInvite().id);
	const report = kindsOf(await first.backup.restore(blob, own));
	expect(report['invites']).toEqual({ all: 1, fresh: 0, changed: 0, same: 0, older: 1 });
	expect(await first.invites.list()).toEqual([]);
	const second = await aStore('second', { entropy: await entropyOf(first) });
	await second.backup.restore(blob, own);
	expect(await second.invites.list()).toHaveLength(1);
});

test('a message that had its effect after the backup has it once, and a replay is still refused', async () => {
	const first = await aStore('first');
	await fill(first);
	const blob = await write(first);
	await first.inbox.done({ from: aPeer('ada'), id: anId('said 2') });
	await first.backup.restore(blob, own);
	expect(await first.inbox.unfinished()).toHaveLength(1);
	const second = await aStore('second', { entropy: await entropyOf(first) });
	await second.inbox.admit(aSaid({ id: anId('said 9'), seq: 9 }));
	await second.backup.restore(blob, own);
	expect(await second.inbox.unfinished()).toHaveLength(3);
	for (const seq of [1, 2, 3, 9])
		expect(await second.inbox.admit(aSaid({ id: anId(`again ${seq}`), seq }))).toBe('replayed');
	expect(await second.inbox.admit(aSaid({ id: anId('said 1'), seq: 0 }))).toBe('replayed');
	expect(await second.inbox.admit(aSaid({ id: anId('said 8'), seq: 8 }))).toBe('new');
});

test('a peer whose share of evidence is full here keeps what was seen here', async () => {
	const first = await aStore('first');
	const second = await aStore('second', { entropy: await entropyOf(first) });
	for (let at = 0; at < 30; at++) await first.ledger.record(anEvidence({ at }));
	for (let at = 0; at < 1_020; at++) await second.ledger.record(anEvidence({ at: 5_000 + at }));
	await second.backup.restore(await write(first), own);
	expect(await second.ledger.about(aPeer('ada'))).toHaveLength(1_024);
});

test('a backup that is stopped writes no more, and progress ends with all of all', async () => {
	const store = await aStore('stopped');
	await fill(store);
	await expect(store.backup.write({ ...how, signal: AbortSignal.abort() })).rejects.toThrow('abort');
	const told: number[][] = [];
	await store.backup.write({ ...how, onProgress: (done, all) => told.push([done, all]) });
	expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
	expect(told.every(([done = 0], n) => n === 0 || done >= (told[n - 1]?.[0] ?? 0))).toBe(true);
});

test('nothing private stands in a backup in the clear', async () => {
	const store = await aStore('clear');
	await fill(store);
	const text = new TextDecoder('latin1').decode(await (await write(store)).arrayBuffer());
	for (const word of [
		'guitar',
		'Guitars',
		'Ada',
		'Music',
		aPeer('ada'),
		'relay.example',
		anExchange().question
	])
		expect([word, text.includes(word)]).toEqual([word, false]);
	expect(aLetter().id.length).toBeGreaterThan(0);
});
