import { describe, expect, test } from 'vitest';
import { MOST_OFFENDERS } from './router-state.ts';
import { trustOf } from './router-peers.ts';
import { aCard, aPeer, CELL, Hand, puts } from './router.fixture.ts';

describe('cards', () => {
	test('of a higher version replace, stale and replayed ones do not', () => {
		const node = new Hand().knows(aCard(1, [CELL], 5));
		node.knows(aCard(1, [900], 4), aCard(1, [900], 5));
		expect(puts(node.ask())).toEqual([1]);
		node.knows(aCard(1, [900], 6));
		expect(puts(node.ask())).toEqual([]);
	});

	test('that claim everything gain nothing: who claims one topic is asked before them', () => {
		const everything = Array.from({ length: 16 }, (_, i) => CELL + 16 * i);
		const node = new Hand(0, { draws: 0 });
		for (let n = 1; n <= 20; n++) node.knows(aCard(n, everything));
		node.knows(aCard(50), aCard(51), aCard(52));
		expect([...puts(node.ask())].sort()).toEqual([50, 51, 52]);
	});

	test('with more claims than a card has are cut to what fits', () => {
		const node = new Hand().knows(
			aCard(
				1,
				Array.from({ length: 500 }, (_, i) => i)
			)
		);
		expect(node.state.kept.get(aPeer(1))!.claims).toHaveLength(16);
	});

	test('of mine, or of who is blocked, are not kept', () => {
		const node = new Hand().befriends(1, 'blocked').knows(aCard(0), aCard(1));
		expect(node.state.kept.size).toBe(0);
	});

	test('passed on bring somebody in only by whose word counts; a newer one of who is kept comes from anybody', () => {
		const node = new Hand().knows(aCard(1)).befriends(1, 'contact');
		const told = (n: number, version = 1) =>
			node.hear({ kind: 'card', card: aCard(n, [CELL], version), by: aPeer(1) });
		told(2);
		expect(node.state.kept.has(aPeer(2))).toBe(false);
		node.seen(1, 'useful');
		told(2);
		expect(node.state.kept.has(aPeer(2))).toBe(true);
		node.seen(1, 'wrong', 2);
		told(3);
		told(2, 2);
		expect(node.state.kept.has(aPeer(3))).toBe(false);
		expect(node.state.kept.get(aPeer(2))!.card!.version).toBe(2);
	});

	test('in a flood displace neither friends, nor contacts, nor who proved useful', () => {
		const node = new Hand(0, { contacts: 32 }).knows(aCard(1), aCard(2), aCard(3));
		node.befriends(1).befriends(2, 'contact').seen(3, 'useful', 2);
		for (let n = 100; n < 2_000; n++) node.knows(aCard(n));
		expect(node.state.kept.size).toBe(33);
		expect([1, 2, 3].every((n) => node.state.kept.has(aPeer(n)))).toBe(true);
	});
});

describe('who did harm', () => {
	test('is remembered after it had to leave, and is no newcomer when it comes back', () => {
		const node = new Hand(0, { contacts: 8 }).knows(aCard(1)).seen(1, 'harmful');
		for (let n = 100; n < 200; n++) node.knows(aCard(n));
		expect(node.state.kept.has(aPeer(1))).toBe(false);
		expect(trustOf(node.state, aPeer(1), node.now).mean).toBeLessThan(0.15);
		node.knows(aCard(1, [CELL], 2));
		expect(trustOf(node.state, aPeer(1), node.now).mean).toBeLessThan(0.15);
	});

	test('is one of so many and no more', () => {
		const node = new Hand(0, { contacts: 4 });
		for (let n = 1; n < MOST_OFFENDERS + 500; n++) node.seen(n, 'wrong');
		expect(node.state.offenders.size).toBe(MOST_OFFENDERS);
	});
});

test('who is away is not asked, for longer each time; a sign of life ends it', () => {
	const node = new Hand().knows(aCard(1));
	const away = () => node.hear({ kind: 'reach', peer: aPeer(1), online: false });
	const asked = () => puts(node.ask()).length;
	away();
	expect(asked()).toBe(0);
	node.now += 6 * 60_000;
	expect(asked()).toBe(1);
	away();
	node.now += 6 * 60_000;
	expect(asked()).toBe(0);
	node.hear({ kind: 'reach', peer: aPeer(1), online: true });
	expect(asked()).toBe(1);
});
