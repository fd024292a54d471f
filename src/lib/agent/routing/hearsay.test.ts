import { describe, expect, test } from 'vitest';
import { heardAbout } from './hearsay.ts';
import { MOST_ATTESTED_STRANGERS, MOST_ISSUERS } from './router-state.ts';
import { trustOf } from './router-peers.ts';
import { aCard, answer, aPeer, Hand, praise, slander } from './router.fixture.ts';

const says = (node: Hand, by: number, about: number, belief = praise) =>
	node.hear({ kind: 'attested', by: aPeer(by), about: aPeer(about), belief });

const trust = (node: Hand, n: number) => trustOf(node.state, aPeer(n), node.now).mean;

describe('what others say', () => {
	test('counts where the issuer is known by own experience, and less than one useful answer of my own', () => {
		const node = new Hand().knows(aCard(1), aCard(2), aCard(3)).seen(1, 'useful', 3);
		says(node, 1, 3);
		const heard = heardAbout(node.state, aPeer(3));
		expect(heard.good).toBeGreaterThan(0.4);
		expect(heard.good).toBeLessThan(0.7);
		says(node, 2, 3, slander);
		expect(heardAbout(node.state, aPeer(3))).toEqual(heard);
	});

	test('by a contact who has shown nothing yet is not heard; by a friend, and once an answer proved useful, it is', () => {
		const node = new Hand().knows(aCard(1), aCard(2), aCard(3)).befriends(1, 'contact').befriends(2);
		says(node, 1, 3);
		expect(heardAbout(node.state, aPeer(3)).good).toBe(0);
		says(node, 2, 3);
		const ofFriend = heardAbout(node.state, aPeer(3)).good;
		expect(ofFriend).toBeGreaterThan(0.4);
		node.seen(1, 'useful');
		expect(heardAbout(node.state, aPeer(3)).good).toBeGreaterThan(ofFriend + 0.4);
	});

	test('of one issuer replaces what it said before', () => {
		const node = new Hand().knows(aCard(1), aCard(3)).seen(1, 'useful', 3);
		says(node, 1, 3);
		says(node, 1, 3, slander);
		expect(heardAbout(node.state, aPeer(3)).good).toBe(0);
	});

	test('is forgotten with the issuer: who lied to me is not listened to any more', () => {
		const node = new Hand().knows(aCard(1), aCard(3)).seen(1, 'useful', 3);
		says(node, 1, 3);
		node.seen(1, 'harmful', 2);
		expect(heardAbout(node.state, aPeer(3))).toEqual({ good: 0, bad: 0 });
	});

	test('by oneself, or about me, is not even kept', () => {
		const node = new Hand().knows(aCard(1)).seen(1, 'useful', 3);
		const before = trust(node, 1);
		says(node, 1, 1);
		says(node, 1, 0, slander);
		expect(trust(node, 1)).toBe(before);
		expect(node.state.heard.size).toBe(0);
	});

	test('by a ring of strangers about somebody honest changes nothing', () => {
		const node = new Hand().knows(aCard(50)).seen(50, 'useful', 2);
		const before = trust(node, 50);
		for (let n = 1; n <= 40; n++) {
			node.knows(aCard(n));
			says(node, n, 50, slander);
		}
		expect(trust(node, 50)).toBe(before);
	});

	test('by a ring that earned my trust weighs three observations, however large it is', () => {
		const loss = (ring: number) => {
			const node = new Hand().knows(aCard(50)).seen(50, 'useful', 6);
			for (let n = 1; n <= ring; n++) {
				node.knows(aCard(n)).seen(n, 'useful', 4);
				says(node, n, 50, slander);
			}
			return heardAbout(node.state, aPeer(50)).bad;
		};
		expect(loss(6)).toBeCloseTo(3);
		expect(loss(60)).toBeCloseTo(3);
	});

	test('by somebody whose praised turned out liars loses weight, by somebody who was right does not', () => {
		const node = new Hand().knows(aCard(1), aCard(2)).seen(1, 'useful', 4).seen(2, 'useful', 4);
		for (let n = 10; n < 16; n++) {
			says(node, 1, n, praise);
			says(node, 2, n, slander);
			node.seen(n, 'wrong');
		}
		says(node, 1, 50, praise);
		says(node, 2, 51, praise);
		expect(heardAbout(node.state, aPeer(51)).good).toBeGreaterThan(0.5);
		expect(heardAbout(node.state, aPeer(50)).good).toBe(0);
	});

	test('of counts that no experience has adds nothing', () => {
		const node = new Hand().knows(aCard(1)).seen(1, 'useful', 3);
		for (const good of [NaN, Infinity, -5, 1e308])
			says(node, 1, 60, { trust: { good, bad: NaN }, topics: [] });
		expect(heardAbout(node.state, aPeer(60)).good).toBeLessThan(0.7);
		expect(Number.isFinite(trust(node, 60))).toBe(true);
	});

	test('fills only so much room, whoever says it about whomever', () => {
		const node = new Hand();
		for (let n = 1; n <= 100; n++) node.knows(aCard(n));
		for (let n = 1; n <= 100; n++) {
			says(node, n, 5_000);
			for (let about = 0; about < 20; about++) says(node, n, 6_000 + 20 * n + about);
		}
		expect(node.state.heard.size).toBeLessThanOrEqual(node.state.kept.size + MOST_ATTESTED_STRANGERS);
		for (const { by } of node.state.heard.values()) expect(by.size).toBeLessThanOrEqual(MOST_ISSUERS);
	});

	test('by who is not kept is dropped', () => {
		const node = new Hand();
		says(node, 1, 2);
		expect(node.state.heard.size).toBe(0);
	});
});

test('a stranger praised stays a stranger in the vote, however many praise it, and weighs at most half as much again', () => {
	const weigh = (issuers: number) => {
		const node = new Hand().knows(aCard(3));
		for (let n = 11; n < 11 + issuers; n++) {
			node.knows(aCard(n, [900])).seen(n, 'useful', 5, [900]);
			says(node, n, 3);
		}
		return node.runs(() => answer('a')).verdict!.groups[0]!.weight;
	};
	expect(weigh(1)).toBeGreaterThan(weigh(0));
	expect(weigh(8)).toBeCloseTo(1.5 * weigh(0));
});
