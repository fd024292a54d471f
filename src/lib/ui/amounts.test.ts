import { expect, test } from 'vitest';
import { duration, partOf, speed } from './amounts.ts';

test('a part is told in the unit of the whole', () => {
	expect(partOf(210e6, 376e6)).toBe('210 of 376 MB');
	expect(partOf(210e6, 1.2e9)).toBe('0.21 of 1.2 GB');
	expect(partOf(0, 900_000)).toBe('0 of 900 kB');
	expect(partOf(380e6, 376e6)).toBe('376 of 376 MB');
});

test('a speed has a unit that fits it', () => {
	expect(speed(4_120_000)).toBe('4.1 MB/s');
	expect(speed(420_000)).toBe('420 kB/s');
});

test('what is left is told as roughly as one can wait for it', () => {
	expect(duration(40_300)).toBe('40 s');
	expect(duration(120)).toBe('1 s');
	expect(duration(200_000)).toBe('3 min');
	expect(duration(5_400_000)).toBe('1.5 hr');
});
