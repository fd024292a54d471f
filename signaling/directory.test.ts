import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_CARD_CELLS, MAX_FOUND_CARDS, MAX_LISTINGS } from '#lib/protocol/limits.ts';
import { fromNode } from '#lib/protocol/relay.ts';
import * as v from 'valibot';
import {
	CARDS_A_PEER,
	Directory,
	KEPT_MS,
	MAX_LISTED,
	type CardStore,
	type CardStores
} from './directory.ts';
import { openRedis, type RedisLink } from './redis.ts';
import { RedisDirectory } from './redis-directory.ts';
import { testRedis, type TestRedis } from './redis-testing.ts';
import { Veil } from './redis-veil.ts';
import { Secret } from './secret.ts';

const NOW = 1_700_000_000_000;
let redis: TestRedis;
let link: RedisLink;
beforeAll(async () => {
	redis = await testRedis();
	link = await openRedis(new URL(redis.url), 'disk');
});
afterAll(async () => {
	link.close();
	await redis.close();
});

const stores: Readonly<Record<string, () => Promise<CardStores>>> = {
	'in one process': async () => ({
		people: new Directory(CARDS_A_PEER.people),
		communities: new Directory(CARDS_A_PEER.communities)
	}),
	'in Redis': async () => {
		await link.call('FLUSHALL');
		const veil = new Veil(new Secret(randomBytes(32)));
		return {
			people: new RedisDirectory(link, veil, 'people'),
			communities: new RedisDirectory(link, veil, 'communities')
		};
	}
};

const peers = (count: number, of = 'peer'): string[] => Array.from({ length: count }, (_, i) => `${of} ${i}`);
const publish = async (store: CardStore, all: readonly string[], cells: readonly number[], now = NOW) => {
	for (const peer of all) await store.put(peer, `card of ${peer}`, cells, now);
};
/** Everybody who is found when many ask. */
async function found(
	store: CardStore,
	cells: readonly number[],
	times = 100,
	now = NOW
): Promise<Set<string>> {
	const all = new Set<string>();
	for (let i = 0; i < times; i++) for (const card of await store.find('asker', cells, now)) all.add(card);
	return all;
}

describe.each(Object.entries(stores))('the topic directory %s', (_where, openAll) => {
	const open = async () => (await openAll()).people;

	test('lists a peer once under each cell, by its latest card, however often it publishes', async () => {
		const store = await open();
		await store.put('ann', 'first', [1, 1, 2], NOW);
		for (const card of ['second', 'third']) await store.put('ann', card, [1, 1, 2], NOW);
		expect(await store.find('bob', [1, 1, 2], NOW)).toEqual(['third']);
		expect(await store.count(NOW)).toBe(1);
	});

	test('gives who shares more of the cells first, and never the asker', async () => {
		const store = await open();
		await publish(store, ['one'], [1]);
		await publish(store, ['asker', 'three'], [1, 2, 3]);
		await publish(store, ['two'], [2, 3]);
		expect(await store.find('asker', [1, 2, 3], NOW)).toEqual([
			'card of three',
			'card of two',
			'card of one'
		]);
	});

	test('gives each of many who are equally good a turn, and no more than fit one answer', async () => {
		const store = await open();
		await publish(store, peers(40), [7]);
		const [one, another] = [await store.find('asker', [7], NOW), await store.find('asker', [7], NOW)];
		expect(new Set(one).size).toBe(MAX_FOUND_CARDS);
		expect(one).not.toEqual(another);
		expect((await found(store, [7])).size).toBe(40);
	});

	test('lists so many under one cell, and who floods it leaves room for some of those before', async () => {
		const store = await open();
		await publish(store, peers(MAX_LISTED, 'honest'), [7]);
		await publish(store, peers(MAX_LISTED, 'late'), [7]);
		const all = [...(await found(store, [7], 400))];
		expect(all).toHaveLength(MAX_LISTED);
		// Each of 64 draws spares a listing with 63 of 64: more than a third are left, and chance is not that bad.
		const honest = all.filter((card) => card.includes('honest')).length;
		expect(honest).toBeGreaterThan(8);
		expect(honest).toBeLessThan(45);
	});

	test('a peer that comes back to a full cell takes nobody else’s place', async () => {
		const store = await open();
		const all = peers(MAX_LISTED);
		await publish(store, all, [7]);
		for (let i = 0; i < 20; i++) await publish(store, ['peer 3'], [7]);
		expect((await found(store, [7], 400)).size).toBe(MAX_LISTED);
	});

	test('forgets who was not here for an hour, and counts them no more', async () => {
		const store = await open();
		await publish(store, ['ann'], [7]);
		await publish(store, ['bob'], [7], NOW + KEPT_MS / 2);
		expect([...(await found(store, [7], 1, NOW + KEPT_MS - 1))].sort()).toEqual([
			'card of ann',
			'card of bob'
		]);
		expect([...(await found(store, [7], 1, NOW + KEPT_MS))]).toEqual(['card of bob']);
		expect(await store.count(NOW + KEPT_MS)).toBe(1);
		expect([...(await found(store, [7], 1, NOW + 2 * KEPT_MS))]).toEqual([]);
	});

	test('an expired listing in a full cell makes room before a living one does', async () => {
		const store = await open();
		await publish(store, peers(MAX_LISTED / 2, 'old'), [7]);
		await publish(store, peers(MAX_LISTED / 2, 'young'), [7], NOW + KEPT_MS / 2);
		await publish(store, ['new'], [7], NOW + KEPT_MS);
		expect((await found(store, [7], 400, NOW + KEPT_MS)).size).toBe(MAX_LISTED / 2 + 1);
	});

	test('a community is listed beside the peer’s own card: neither displaces the other, nor is found for it', async () => {
		const { people, communities } = await openAll();
		await people.put('ann', 'card of ann', [7], NOW);
		for (const name of ['choir', 'moss']) await communities.put('ann', `card of the ${name}`, [7], NOW, name);
		expect(await people.find('bob', [7], NOW)).toEqual(['card of ann']);
		expect([...(await communities.find('bob', [7], NOW))].sort()).toEqual([
			'card of the choir',
			'card of the moss'
		]);
		await communities.put('ann', 'a newer card', [8], NOW, 'choir');
		expect(await communities.find('bob', [7, 8], NOW)).toHaveLength(2);
		await communities.put('ann', '', [], NOW, 'choir');
		expect(await communities.find('bob', [7, 8], NOW)).toEqual(['card of the moss']);
		expect(await people.find('bob', [7], NOW)).toEqual(['card of ann']);
		expect(await communities.find('ann', [7, 8], NOW)).toEqual([]);
	});

	test('two who list one community list it twice, and neither takes the other out', async () => {
		const { communities } = await openAll();
		for (const peer of ['ann', 'bob']) await communities.put(peer, `${peer}’s`, [7], NOW, 'choir');
		await communities.put('ann', '', [], NOW, 'choir');
		expect(await communities.find('cem', [7], NOW)).toEqual(['bob’s']);
	});

	test('a thousand communities by one peer are as many as one may list, and the first ones stay', async () => {
		const { communities } = await openAll();
		const list = (at: number, now = NOW) => communities.put('eve', `card ${at}`, [7], now, `${at}`);
		const taken = [];
		for (let at = 0; at < 1_000; at++) if (await list(at)) taken.push(at);
		expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		expect(taken).toHaveLength(MAX_LISTINGS);
		expect(await communities.count(NOW)).toBe(MAX_LISTINGS);
		expect(await list(3)).toBe(true);
		expect(await communities.put('bob', 'another', [7], NOW, '9')).toBe(true);
		expect(await list(9, NOW + KEPT_MS), 'when the others have gone').toBe(true);
	});
});

test('a card with more cells than one identity may have is not read', () => {
	const asked = (cells: number) => ({
		ask: 'publish',
		n: 1,
		card: `AAAA.${'A'.repeat(86)}`,
		cells: Array.from({ length: cells }, (_, i) => i)
	});
	expect(v.safeParse(fromNode, asked(MAX_CARD_CELLS)).success).toBe(true);
	expect(v.safeParse(fromNode, asked(MAX_CARD_CELLS + 1)).success).toBe(false);
});
