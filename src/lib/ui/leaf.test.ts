import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { leafOf } from './leaf.ts';

const key = (seed: number): string => createHash('sha256').update(String(seed)).digest('hex');

test('the same key always grows the same leaf', () => {
	const first = { ...leafOf(key(1)) };
	for (let i = 2; i < 2_100; i++) leafOf(key(i));
	expect(leafOf(key(1))).toEqual(first);
});

test('one changed digit at either end of the key changes the leaf', () => {
	const whole = key(5);
	const drawnOf = (k: string) => JSON.stringify(leafOf(k));
	const flip = (at: number) => whole.slice(0, at) + (whole[at] === '0' ? '8' : '0') + whole.slice(at + 1);
	expect(drawnOf(flip(0))).not.toBe(drawnOf(whole));
	expect(drawnOf(flip(62))).not.toBe(drawnOf(whole));
});

test('a thousand keys grow a thousand leaves, all inside the box', () => {
	const leaves = Array.from({ length: 1_000 }, (_, i) => leafOf(key(i)));
	expect(new Set(leaves.map((leaf) => JSON.stringify(leaf))).size).toBe(1_000);
	for (const { outline } of leaves)
		for (const [, x] of outline.matchAll(/[ML]([\d.-]+) /g)) {
			expect(Number(x)).toBeGreaterThan(0);
			expect(Number(x)).toBeLessThan(24);
		}
});
