/** What a real member with the key can do to the live carrier: annoy, and be named. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { base64url, concat } from '#lib/protocol/bytes.ts';
import { writeEntry } from '#lib/protocol/entry.ts';
import { varBytes, varText, varUint } from './carrier-bytes.ts';
import { SAY, SYNC, syncMessage } from './carrier-document.ts';
import { carriedOf, clientOf, ENTRIES, updateOf } from './carrier-entry.ts';
import { LiveCarrier } from './carrier-live.ts';
import type { CarrierAnswer, CarrierOrder } from './carrier-messages.ts';
import {
	aHostile,
	aMember,
	createWorker,
	type Ground,
	type Hostile,
	type TestMember
} from './carrier.fixture.ts';
import workerUrl from './carrier.worker.ts?worker&url';
import { deviceClock } from './device-clock.ts';
import { Killable } from './killable.ts';
import { aDevice, randomBytes } from './test-peers.ts';

const ground: Ground = { community: base64url(randomBytes(32)), key: randomBytes(32), members: new Set() };
let ann: TestMember;
let bob: TestMember;
let honest: { readonly id: string; readonly text: string };
const opened: { close(): void }[] = [];

beforeAll(async () => {
	[ann, bob] = [await aMember(ground), await aMember(ground)];
	opened.push(ann, bob);
	honest = await ann.post('the owls are back');
	await bob.until(() => bob.held.includes(honest.text));
});
afterAll(() => {
	for (const one of opened) one.close();
});

async function hostile(): Promise<Hostile> {
	const made = await aHostile(ground, [ann.device.peer, bob.device.peer]);
	opened.push(made);
	return made;
}

const timesNamed = (member: TestMember, peer: string): number =>
	member.faults.filter(([named]) => named === peer).length;

async function named({ device }: Hostile, times = 1): Promise<void> {
	for (const one of [ann, bob]) await one.until(() => timesNamed(one, device.peer) >= times);
}

/** Both name the culprit, lose nothing, and go on carrying. */
async function stands(culprit: Hostile, times = 1): Promise<void> {
	await named(culprit, times);
	const { text } = await bob.post(`still here ${bob.held.length}`);
	await ann.until(() => ann.held.includes(text));
	const late = await aMember(ground);
	opened.push(late);
	await late.until(() => late.held.includes(honest.text) && late.held.includes(text));
	late.close();
	ground.members.delete(late.device.peer);
}

const sizeOf = ({ carrier }: TestMember): number =>
	carrier instanceof LiveCarrier ? carrier.size.entries : -1;
const update = (content: Uint8Array) => syncMessage(SYNC.update, content);

/** An update of somebody who has the document as it stands. */
function upon(change: (doc: Y.Doc, map: Y.Map<unknown>) => void, client: number): Uint8Array {
	const doc = new Y.Doc();
	const carried = carriedOf(honest.text, ground.community);
	if (carried) Y.applyUpdate(doc, updateOf([carried.block]));
	doc.clientID = client;
	const before = Y.encodeStateVector(doc);
	change(doc, doc.getMap(ENTRIES));
	return Y.encodeStateAsUpdate(doc, before);
}

describe('a real member with the key', () => {
	test('deletes, overwrites, reuses client ids: two of it and they are out', async () => {
		const mallory = await hostile();
		await mallory.send(update(upon((_, map) => map.delete(honest.id), 7)));
		await stands(mallory);
		await mallory.send(update(upon((_, map) => map.set(honest.id, 'nothing'), 7)));
		await stands(mallory, 2);
		for (const { carrier } of [ann, bob]) expect(carrier.peers).not.toContain(mallory.device.peer);
		const eve = await hostile();
		await eve.send(update(upon((_, map) => map.set('more', 'x'), clientOf(honest.id))));
		await stands(eve);
	});

	test('skips, keys of prototypes, nested types, what depends on nothing that is there', async () => {
		const doc = new Y.Doc();
		doc.clientID = clientOf(honest.id);
		const list = doc.getArray(ENTRIES);
		list.push(['a']);
		const first = Y.encodeStateAsUpdate(doc);
		list.push(['b']);
		const before = Y.encodeStateVector(doc);
		list.push(['c']);
		const third = Y.encodeStateAsUpdate(doc, before);
		const attacks = [
			Y.mergeUpdates([first, third]),
			third,
			upon((_, map) => map.set('__proto__', { polluted: true }), 7),
			upon((_, map) => map.set('constructor', new Y.Map([['prototype', new Y.Map()]])), 7)
		];
		const [mallory, eve] = [await hostile(), await hostile()];
		for (const [at, attack] of attacks.entries()) await (at < 2 ? mallory : eve).send(update(attack));
		await Promise.all([stands(mallory, 2), stands(eve, 2)]);
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
	});

	test('nests deep, sends what nobody can read, speaks for others', async () => {
		const [mallory, eve] = [await hostile(), await hostile()];
		const block = [1, 7, 0, 40, 1, 1, 101, 1, 107, 1];
		const deep = Uint8Array.from([1, ...block, ...Array.from({ length: 25_000 }, () => [117, 1]).flat()]);
		await mallory.send(update(deep));
		await mallory.send(new Uint8Array([99]));
		const state = JSON.stringify({ presence: { page: honest.id, from: 0, to: 0 } });
		const two = concat(
			varUint(2),
			varUint(1),
			varUint(1),
			varText(state),
			varUint(2),
			varUint(1),
			varText(state)
		);
		await eve.send(concat(new Uint8Array([SAY.awareness]), varBytes(two)));
		await Promise.all([stands(mallory, 2), stands(eve)]);
		expect(ann.present).toEqual([]);
	});

	test('floods with entries of somebody who is none of them: not one gets into a document', async () => {
		const [mallory, flood] = [await hostile(), await aFlood()];
		const before = sizeOf(ann);
		for (const junk of flood) {
			await mallory.send(junk);
			await deviceClock.sleep(0);
		}
		const { text } = await bob.post('and after that');
		await ann.until(() => ann.held.includes(text));
		// The last one may still be on its way into it.
		expect(sizeOf(ann)).toBeLessThanOrEqual(before + 1);
	});

	/** Entries in the right form of somebody who is no member. */
	async function aFlood(): Promise<Uint8Array[]> {
		const stranger = await aDevice();
		const act = { kind: 'post', text: 'x'.repeat(8_000) } as const;
		const junk: Uint8Array[] = [];
		for (let n = 1; n <= 20; n++) {
			const prev = n === 1 ? '' : honest.id;
			const place = { community: ground.community, seq: n, prev, at: Date.now(), clock: n };
			const { text } = await writeEntry(stranger, { ...place, act });
			const carried = carriedOf(text, ground.community);
			if (carried) junk.push(update(updateOf([carried.block])));
		}
		return junk;
	}

	test('300 damaged updates: each is answered, and none ends the worker', async () => {
		const start = () => createWorker(new URL(workerUrl, location.href));
		const screening = new Killable<CarrierOrder, CarrierAnswer>({
			start,
			clock: deviceClock,
			limitMs: 1_000
		});
		opened.push(screening);
		const whole = updateOf([carriedOf(honest.text, ground.community)?.block ?? new Uint8Array(0)]);
		let seed = 11;
		const chance = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
		const asked = Array.from({ length: 300 }, () => {
			const damaged = whole.slice();
			for (let left = 1 + chance(4); left > 0; left--)
				damaged[chance(chance(2) ? 90 : damaged.length)] = chance(256);
			return damaged;
		});
		let answered = 0;
		for (const damaged of asked) {
			const answer = await screening.ask({ do: 'screen', update: damaged, community: ground.community });
			if (typeof answer === 'object') answered += 1;
		}
		expect([answered, screening.killed]).toEqual([asked.length, 0]);
	});
});
