/** Whom to bother first of those who may know it alike, by what they say of being there and by the ties of my person. */
import { describe, expect, test } from 'vitest';
import { easeOf } from './ease.ts';
import { aCard, answer, aPeer, CELL, Hand, puts } from './router.fixture.ts';

const seats = { slots: [1, 1], draws: 0, directory: false } as const;
const says = (hand: Hand, n: number, as: 'free' | 'resting' | undefined) =>
	hand.hear({ kind: 'presence', peer: aPeer(n), as });
const tied = (hand: Hand, n: number, tie: number) => hand.hear({ kind: 'tie', peer: aPeer(n), tie });
const inCircle = (hand: Hand, important = false) =>
	hand.hear({
		...({ kind: 'ask', question: 'question 1', cells: [CELL], important, beyond: false } as const),
		circle: [aPeer(1), aPeer(2)]
	});

describe('of those who claim the same', () => {
	test('who rests is put the question after who is not known to', () => {
		const hand = new Hand(0, seats).knows(aCard(1), aCard(2));
		says(hand, 1, 'resting');
		expect(puts(hand.ask())).toEqual([2]);
		expect(puts(hand.reply(2, { outcome: 'nothing' }, 'question 1'))).toEqual([1]);
	});

	test('a better one who rests comes before a poor one who is free and whom my person writes to daily', () => {
		const hand = new Hand(0, seats).knows(aCard(1), aCard(2)).seen(1, 'useful', 3);
		says(hand, 1, 'resting');
		says(hand, 2, 'free');
		tied(hand, 2, 1_000);
		expect(puts(hand.ask())).toEqual([1]);
	});

	test('a strong tie comes first, and a better one before it', () => {
		const near = new Hand(0, seats).knows(aCard(1), aCard(2));
		tied(near, 2, 20);
		expect(puts(near.ask())).toEqual([2]);
		const better = new Hand(0, seats).knows(aCard(1), aCard(2)).seen(1, 'useful', 2);
		tied(better, 2, 20);
		expect(puts(better.ask())).toEqual([1]);
	});
});

describe('of those let in', () => {
	const aCircle = () => new Hand(0, seats).befriends(1, 'contact').befriends(2, 'contact');

	test('who rests is asked only where a free one who may know it as well had no answer', () => {
		const hand = aCircle();
		says(hand, 1, 'resting');
		says(hand, 2, 'free');
		expect(puts(inCircle(hand))).toEqual([2]);
		expect(puts(hand.reply(2, { outcome: 'nothing' }, 'question 1'))).toEqual([1]);
	});

	test('nobody else is asked once a free one answered, unless the question is important', () => {
		for (const important of [false, true]) {
			const hand = aCircle();
			says(hand, 1, 'resting');
			says(hand, 2, 'free');
			inCircle(hand, important);
			expect(puts(hand.reply(2, answer('a'), 'question 1'))).toEqual(important ? [1] : []);
		}
	});

	test('who rests is asked with the others where nobody says to be free, or knows it better', () => {
		const silent = aCircle();
		says(silent, 1, 'resting');
		expect(puts(inCircle(silent))).toEqual([1, 2]);
		const better = aCircle().seen(1, 'useful', 3);
		says(better, 1, 'resting');
		says(better, 2, 'free');
		expect(puts(inCircle(better))).toEqual([1, 2]);
	});

	test('what they said counts no more once they say nothing', () => {
		const hand = aCircle();
		says(hand, 1, 'resting');
		says(hand, 2, 'free');
		says(hand, 1, undefined);
		expect(puts(inCircle(hand))).toEqual([1, 2]);
	});
});

test('it is 1 where nothing is said, and never below 0.85 nor above 1.1, whatever is heard', () => {
	expect(easeOf({ presence: undefined, tie: 0 })).toBe(1);
	expect(easeOf({ presence: 'free', tie: 0 })).toBe(1);
	const hand = new Hand().knows(aCard(1));
	for (const tie of [-5, Number.NaN, Number.MAX_VALUE, Infinity, 3]) {
		tied(hand, 1, tie);
		for (const as of ['free', 'resting', undefined] as const) {
			says(hand, 1, as);
			const ease = easeOf(hand.state.kept.get(aPeer(1))!);
			expect(ease).toBeGreaterThanOrEqual(0.85);
			expect(ease).toBeLessThanOrEqual(1.1);
		}
	}
});

test('of somebody unknown nothing is kept', () => {
	const hand = new Hand();
	says(hand, 1, 'free');
	tied(hand, 1, 9);
	expect(hand.state.kept.size).toBe(0);
});
