import { expect, test } from 'vitest';
import { counted, listed, relativeTime, seconds, size } from './format.ts';

const now = Date.parse('2026-06-15T12:00:00Z');

test('one is one and all else is many', () => {
	expect(counted(1, 'peer', 'peers')).toBe('1 peer');
	expect(counted(0, 'peer', 'peers')).toBe('0 peers');
	expect(counted(1204, 'peer', 'peers')).toBe('1,204 peers');
});

test('names are joined as a sentence joins them', () => {
	expect(listed(['Ada', 'Bea', 'Carl'])).toBe('Ada, Bea, and Carl');
});

test('near times are told relative to now, far ones as a date', () => {
	expect(relativeTime(now - 5_000, now)).toBe('now');
	expect(relativeTime(now - 120_000, now)).toBe('2 minutes ago');
	expect(relativeTime(now - 26 * 3_600_000, now)).toBe('yesterday');
	expect(relativeTime(now + 6 * 86_400_000, now)).toBe('in 6 days');
	expect(relativeTime(Date.parse('2026-03-03T12:00:00Z'), now)).toBe('Mar 3');
	expect(relativeTime(Date.parse('2024-03-03T12:00:00Z'), now)).toBe('Mar 3, 2024');
});

test('sizes and durations carry their unit', () => {
	expect(seconds(1_340)).toBe('1.3 s');
	expect(size(512)).toBe('512 bytes');
	expect(size(3_400_000)).toBe('3.4 MB');
});
