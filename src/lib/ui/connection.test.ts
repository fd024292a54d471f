import { expect, test } from 'vitest';
import { connectionWords } from './connection.ts';

const well = { network: true, server: 'online', contacts: 3, online: 2 } as const;

test('peers are counted only when they can be reached now', () => {
	expect(connectionWords(well)).toBe('Online, 2 peers');
	expect(connectionWords({ ...well, online: 1 })).toBe('Online, 1 peer');
	expect(connectionWords({ ...well, online: 0 })).not.toMatch(/\d/);
});

test('nobody known yet is said so, not counted as zero', () => {
	expect(connectionWords({ ...well, contacts: 0, online: 0 })).toBe('No peers yet');
});

test('a lost server is named, and open links are not forgotten over it', () => {
	expect(connectionWords({ ...well, server: 'offline', online: 0 })).toBe(
		'Signaling server offline, trying again'
	);
	expect(connectionWords({ ...well, server: 'offline' })).toContain('2 peers still connected');
});

test('without a network the person is told that own notes still answer', () => {
	expect(connectionWords({ ...well, network: false, server: 'offline', online: 0 })).toContain('own notes');
});
