/** Reputation as it is used: recorded, remembered past its evidence, heard from others, overruled by the person. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newDevice, type Device, type PeerId } from '../protocol/identity.ts';
import { attestation } from './attest.ts';
import { createLanes } from './lanes.ts';
import { seeded } from './means.fixture.ts';
import type { EvidenceKind, Standing } from './ports.ts';
import { createReputation, type Reputation } from './reputation-desk.ts';
import { blank, observed } from './routing/beliefs.ts';
import { aStore, type Stores } from './stores.fixture.ts';

const start = 1_800_000_000_000;
const random = seeded('reputation');
let now = start;
let stores: Stores;
let desk: Reputation;
let me: Device;
let peers: readonly Device[];

const fresh = (cellsOf: (question: string) => Promise<readonly number[]> = async () => []): Reputation =>
	createReputation({
		...stores,
		...{ device: me, clock: { now: () => now }, random, lanes: createLanes(), cellsOf },
		questionOf: async (query) => (query === 'q' ? 'where to eat' : undefined)
	});
const peer = (n: number): PeerId => peers[n]!.peer;
const meet = (n: number, standing: Standing = 'accepted', invite?: string) =>
	stores.contacts.put({
		...{ peer: peer(n), name: `P${n}`, standing, inbox: { id: '', key: '' }, relays: [] },
		...{ compared: false, since: now, certificateSeq: 0, ...(invite !== undefined && { invite }) }
	});
const happened = async (n: number, ...kinds: readonly EvidenceKind[]): Promise<void> => {
	for (const kind of kinds) await desk.record({ peer: peer(n), kind, at: now });
};
const mean = async (n: number, from = desk): Promise<number> => (await from.of(peer(n))).trust.mean;

beforeAll(async () => {
	const devices = Array.from({ length: 7 }, () => newDevice(random(32), random, start));
	const [own, ...others] = await Promise.all(devices);
	me = own!;
	peers = others;
});
beforeEach(() => {
	now = start;
	stores = aStore();
	desk = fresh();
});

describe('what happened', () => {
	test('counts at once, and the same after a reload', async () => {
		await meet(0);
		await happened(0, 'useful', 'wrong', 'kept');
		expect(await mean(0)).toBeCloseTo(2 / (2 + 2.5), 9);
		expect(await mean(0, fresh())).toBeCloseTo(await mean(0), 9);
	});

	test('is recorded with what its question was about, and without where nobody can tell', async () => {
		desk = fresh(async (question) => (question === 'where to eat' ? [3] : []));
		await desk.record({ peer: peer(0), kind: 'nothing', at: now, query: 'q' });
		await desk.record({ peer: peer(0), kind: 'nothing', at: now, query: 'unknown' });
		desk = fresh(async () => Promise.reject(new Error('no topics here')));
		await desk.record({ peer: peer(0), kind: 'nothing', at: now, query: 'q' });
		expect(stores.ledger.all.map(({ cells }) => cells)).toEqual([[3], undefined, undefined]);
	});

	test('to one peer at once is all taken into account', async () => {
		await Promise.all(Array.from({ length: 8 }, () => happened(0, 'useful')));
		expect((await desk.of(peer(0))).belief.trust.good).toBe(8);
	});
});

describe('a liar', () => {
	test('ends below an honest newcomer within ten rated questions, also one let in by hand', async () => {
		await meet(0, 'accepted', 'an invite');
		for (let n = 0; n < 10; n++) await happened(0, 'wrong');
		expect(await mean(0)).toBeLessThan(await mean(1));
		expect(await desk.of(peer(0))).toMatchObject({ offender: true, limited: true, newcomer: false });
	});

	test('removed, with all evidence gone, and invited again is no newcomer', async () => {
		await meet(0, 'accepted', 'first');
		await happened(0, 'harmful');
		await stores.ledger.forget(peer(0));
		await stores.contacts.remove(peer(0));
		desk = fresh();
		await meet(0, 'accepted', 'second');
		expect(await desk.of(peer(0))).toMatchObject({ offender: true, limited: true, newcomer: false });
		expect(await mean(0)).toBeLessThan(0.2);
	});

	test('is an offender no more once trusted enough again', async () => {
		await happened(0, 'wrong', 'wrong');
		expect(await stores.offenders.list()).toHaveLength(1);
		await happened(0, 'useful', 'useful', 'useful');
		expect(await stores.offenders.list()).toEqual([]);
		expect((await desk.of(peer(0))).offender).toBe(false);
	});
});

describe('the person', () => {
	test('has the last word, and takes it back', async () => {
		await happened(0, 'harmful');
		await desk.overrule(peer(0), 'trust');
		expect(await desk.of(peer(0))).toMatchObject({ limited: false, overruled: 'trust' });
		await desk.overrule(peer(0), 'limit');
		expect(await desk.of(peer(0))).toMatchObject({ limited: true, overruled: 'limit' });
		await desk.overrule(peer(0), undefined);
		expect((await desk.of(peer(0))).overruled).toBeUndefined();
	});

	test('forgets one, or everybody', async () => {
		for (const n of [0, 1]) {
			await happened(n, 'harmful');
			await desk.overrule(peer(n), 'limit');
		}
		await desk.reset(peer(0));
		expect(await mean(0)).toBeCloseTo(0.41, 2);
		expect(await desk.of(peer(0))).toMatchObject({ offender: false, limited: false });
		expect((await desk.of(peer(1))).limited).toBe(true);
		await desk.reset();
		expect(await desk.of(peer(1))).toMatchObject({ offender: false, limited: false });
		const { evidence, offenders, overruled } = await desk.export();
		expect([evidence, offenders, overruled]).toEqual([[], [], {}]);
	});

	test('takes along everything that is known, as JSON', async () => {
		await happened(0, 'harmful');
		await desk.overrule(peer(1), 'trust');
		expect(JSON.parse(JSON.stringify(await desk.export()))).toMatchObject({
			...{ about: 'elmnet-reputation', version: 1, madeAt: now },
			evidence: [{ peer: peer(0), kind: 'harmful' }],
			offenders: [{ peer: peer(0) }],
			overruled: { [peer(1)]: 'trust' }
		});
	});
});

describe('what others say', () => {
	/** `n` says of `about`, as if by its own experience. */
	const says = (n: number, about: PeerId, ...kinds: readonly EvidenceKind[]): Promise<string> => {
		const belief = kinds.reduce((before, kind) => observed(before, kind, [], now), blank(now));
		return attestation({ about, belief, from: peers[n]!, now, random }).then((text) => text!);
	};

	test('counts from a friend, and not from a stranger, whose word is not even kept', async () => {
		await meet(1, 'accepted', 'i');
		const before = await mean(0);
		expect(await desk.heard([await says(2, peer(0), 'harmful')], peer(2))).toEqual([]);
		expect(await mean(0)).toBe(before);
		expect(await desk.heard([await says(1, peer(0), 'useful', 'useful')], peer(1))).toHaveLength(1);
		expect(await mean(0)).toBeGreaterThan(before);
	});

	test('once: an old attestation that comes again does not replace the newer one', async () => {
		await meet(1, 'accepted', 'i');
		const old = await says(1, peer(0), 'useful', 'useful');
		now += 1_000;
		const newer = await says(1, peer(0), 'wrong', 'wrong');
		expect(await desk.heard([old, newer, old], peer(1))).toHaveLength(2);
		expect(await desk.heard([old, newer], peer(1))).toEqual([]);
		expect((await desk.of(peer(0))).standing.heard).toMatchObject({ good: 0 });
	});

	test('by a whole ring of friends limits nobody, and honest work outweighs it', async () => {
		for (const n of [1, 2, 3, 4, 5]) {
			await meet(n, 'accepted', 'i');
			await desk.heard([await says(n, peer(0), 'harmful', 'harmful')], peer(n));
		}
		expect((await desk.of(peer(0))).limited).toBe(false);
		await happened(0, ...Array.from({ length: 6 }, () => 'useful' as const));
		expect(await mean(0)).toBeGreaterThan(0.6);
	});

	test('is never passed on as my own: I attest what I saw, about others than the reader', async () => {
		for (const n of [0, 1, 2]) await meet(n, 'accepted', 'i');
		await desk.heard([await says(1, peer(0), 'harmful')], peer(1));
		await happened(2, 'useful', 'useful');
		await happened(1, 'useful');
		expect(await desk.attestationsFor(peer(2), [0, 1, 2].map(peer))).toHaveLength(1);
		expect(await desk.attestationsFor(peer(0), [0, 1, 2].map(peer))).toHaveLength(2);
	});

	test('of an issuer who turned out a liar is heard no more', async () => {
		await meet(1, 'accepted', 'i');
		await desk.heard([await says(1, peer(0), 'useful', 'useful')], peer(1));
		await happened(1, 'harmful', 'harmful');
		expect((await desk.of(peer(0))).standing.heard).toEqual({ good: 0, bad: 0 });
	});
});
