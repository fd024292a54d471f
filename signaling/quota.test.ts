import { expect, test } from 'vitest';
import { Buckets, Holdings, Strikes } from './quota.ts';

test('a bucket gives its burst, then says when there is more', () => {
	const buckets = new Buckets({ burst: 2, perSecond: 1 });
	expect([0, 0, 0].map(() => buckets.take('a', 0))).toEqual([0, 0, 1_000]);
	expect(buckets.take('b', 0)).toBe(0);
	expect(buckets.take('a', 1_000)).toBe(0);
	expect(buckets.take('a', 1_500)).toBe(500);
});

test('a clock set back neither drains nor fills', () => {
	const buckets = new Buckets({ burst: 2, perSecond: 1 });
	buckets.take('a', 10_000);
	expect(buckets.take('a', 0)).toBe(0);
	expect(buckets.take('a', 0)).toBe(1_000);
});

test('a flood of names stays within its memory', () => {
	const buckets = new Buckets({ burst: 1, perSecond: 1 });
	for (let i = 0; i < 120_000; i++) buckets.take(String(i), 0);
	expect(buckets.size).toBeLessThanOrEqual(50_000);
});

test('who stops when refused is never banned; who goes on is, for a while', () => {
	const strikes = new Strikes(1_000);
	for (let i = 0; i < 100; i++) strikes.refused('a', 0);
	expect(strikes.banned('a', 0)).toBe(0);
	for (let i = 0; i < 3; i++) strikes.refused('a', 0);
	expect(strikes.banned('a', 0)).toBe(1_000);
	expect(strikes.banned('b', 0)).toBe(0);
	expect(strikes.banned('a', 1_000)).toBe(0);
});

test('what is held is counted until it is given back, once', () => {
	const held = new Holdings();
	const [first, second] = [held.hold('a'), held.hold('a')];
	first();
	first();
	expect(held.of('a')).toBe(1);
	second();
	expect(held.size).toBe(0);
});
