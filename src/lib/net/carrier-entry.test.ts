import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { base64url, fromBase64url, fromUtf8, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { reopenEntry, writeEntry, type Entry } from '#lib/protocol/entry.ts';
import { newDevice, type Device } from '#lib/protocol/identity.ts';
import { MAX_FILE_BYTES } from '#lib/protocol/limits.ts';
import { carriedOf, clientOf, ENTRIES, screenCarried, updateOf, type Carried } from './carrier-entry.ts';

const NOW = 1_700_000_000_000;
const COMMUNITY = base64url(sha256(utf8('a garden')));
let seed = 5;
const chance = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
const bytes = (length: number) => Uint8Array.from({ length }, () => chance(256));

let device: Device;
let entry: Entry;
let carried: Carried;
beforeAll(async () => {
	device = await newDevice(bytes(32), bytes, NOW);
	entry = await aPost('the owls are back', 1, '');
	carried = carriedOf(entry.text, COMMUNITY) as Carried;
});

const aPost = (text: string, seq: number, prev: string): Promise<Entry> =>
	writeEntry(device, { community: COMMUNITY, seq, prev, at: NOW, clock: seq, act: { kind: 'post', text } });

/** What another member's program might make of a document in which the entry stands. */
function madeBy(change: (doc: Y.Doc, map: Y.Map<unknown>) => void, client = clientOf(entry.id)): Uint8Array {
	const doc = new Y.Doc();
	doc.clientID = client;
	change(doc, doc.getMap(ENTRIES));
	return Y.encodeStateAsUpdate(doc);
}

test('an entry is written as Yjs itself writes it, and read back', () => {
	const update = updateOf([carried.block]);
	expect(update).toEqual(madeBy((_, map) => map.set(entry.id, entry.text)));
	expect(screenCarried(update, COMMUNITY)).toEqual({ came: [{ client: carried.client, text: entry.text }] });
});

test('several make one update; twice or in another order they make the same document', async () => {
	const second = await aPost('and the bats', 2, entry.id);
	const other = carriedOf(second.text, COMMUNITY) as Carried;
	const docs = [updateOf([carried.block, other.block]), updateOf([other.block]), updateOf([carried.block])];
	const [one, two] = [new Y.Doc(), new Y.Doc()];
	for (const update of docs) Y.applyUpdate(one, update);
	for (const update of [...docs].reverse()) Y.applyUpdate(two, update);
	expect(Y.encodeStateAsUpdate(one)).toEqual(Y.encodeStateAsUpdate(two));
	expect(one.getMap(ENTRIES).toJSON()).toEqual({ [entry.id]: entry.text, [second.id]: second.text });
});

test('what no honest member writes is damage', async () => {
	const { id, text } = entry;
	const elsewhere = await writeEntry(device, {
		...{ community: base64url(sha256('another')), seq: 1, prev: '', at: NOW, clock: 1 },
		act: { kind: 'post', text: 'not of here' }
	});
	const own = clientOf(id);
	const hostile: Record<string, Uint8Array> = {
		'a delete': madeBy((_, map) => {
			map.set(id, text);
			map.delete(id);
		}),
		'written over': madeBy((_, map) => {
			map.set(id, 'x');
			map.set(id, text);
		}),
		'under a client id of its own': madeBy((_, map) => map.set(id, text), 7),
		'a second struct of the client': madeBy((_, map) => {
			map.set(id, text);
			map.set('more', text);
		}),
		'a key of prototypes': madeBy((_, map) => map.set('__proto__', text)),
		'a constructor': madeBy((_, map) => map.set('constructor', text)),
		'nested types': madeBy((_, map) => map.set(id, new Y.Map([['a', new Y.Array()]]))),
		'an object': madeBy((_, map) => map.set(id, { text })),
		'another map': madeBy((doc) => doc.getMap('other').set(id, text)),
		'a list': madeBy((doc) => doc.getArray('list').insert(0, [text])),
		'no entry': madeBy((_, map) => map.set(id, 'hello')),
		'another community’s': madeBy((_, map) => map.set(elsewhere.id, elsewhere.text), clientOf(elsewhere.id)),
		'a skip': Y.mergeUpdates([updateOf([carried.block]), skippedBy(own)]),
		'a place that was collected': collected(own)
	};
	for (const [what, update] of Object.entries(hostile))
		expect([what, screenCarried(update, COMMUNITY)]).toEqual([what, { refused: 'damage' }]);
});

/** The third struct of a client whose second is missing. */
function skippedBy(client: number): Uint8Array {
	const doc = new Y.Doc();
	doc.clientID = client;
	const list = doc.getArray('list');
	list.insert(0, ['a']);
	list.insert(1, ['b']);
	const before = Y.encodeStateVector(doc);
	list.insert(0, ['c']);
	return Y.encodeStateAsUpdate(doc, before);
}

function collected(client: number): Uint8Array {
	const doc = new Y.Doc();
	doc.clientID = client;
	const list = doc.getArray<Y.Array<string>>('list');
	list.insert(0, [new Y.Array()]);
	list.get(0).insert(0, ['x']);
	list.delete(0, 1);
	return Y.encodeStateAsUpdate(doc);
}

test('a file that announces two gigabytes is damage; as large as files may be it is let in', () => {
	const announced = (size: number): Uint8Array => {
		const [payload = ''] = entry.text.split('.');
		const said = JSON.parse(fromUtf8(fromBase64url(payload))) as Record<string, unknown>;
		const act = { kind: 'file', name: 'film', type: 'video/mp4', size, pieces: [base64url(sha256('piece'))] };
		const made = utf8(JSON.stringify({ ...said, act }));
		const id = base64url(sha256(made));
		return madeBy((_, map) => map.set(id, `${base64url(made)}.${'A'.repeat(86)}`), clientOf(id));
	};
	expect(screenCarried(announced(MAX_FILE_BYTES), COMMUNITY)).toMatchObject({ came: [{}] });
	expect(screenCarried(announced(2 * 1024 ** 3), COMMUNITY)).toEqual({ refused: 'damage' });
});

test('bytes that say nothing, and a list nested a hundred thousand deep, are unreadable', () => {
	expect(screenCarried(new Uint8Array([9, 9, 9]), COMMUNITY)).toEqual({ refused: 'unreadable' });
	const block = [1, ...bytes(1), 0, 40, 1, 1, 101, 1, 107, 1];
	const deep = Uint8Array.from([1, ...block, ...Array.from({ length: 100_000 }, () => [117, 1]).flat()]);
	expect(screenCarried(deep, COMMUNITY)).toEqual({ refused: 'unreadable' });
});

test('of 20,000 damaged updates none throws, and whatever is let in stands where it belongs', () => {
	const update = updateOf([carried.block]);
	for (let round = 0; round < 20_000; round++) {
		const damaged = update.slice();
		// Most of it is the entry's text; the structure around it is where it hurts.
		for (let left = 1 + chance(3); left > 0; left--)
			damaged[chance(chance(2) ? 90 : damaged.length)] = chance(256);
		const screened = screenCarried(damaged, COMMUNITY);
		if (!('came' in screened)) continue;
		for (const { client, text } of screened.came)
			expect(clientOf((reopenEntry(text) as Entry).id)).toBe(client);
	}
});
