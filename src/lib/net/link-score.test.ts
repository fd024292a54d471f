import { expect, test } from 'vitest';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { LinkScores } from './link-score.ts';

const HOUR = 60 * 60_000;
const peer = asPeerId('a'.repeat(64)) as PeerId;

test('the fifth bad envelope within an hour refuses a peer for an hour, the next time for two', () => {
	const scores = new LinkScores();
	const blame = (times: number, now: number) => Array.from({ length: times }, () => scores.blame(peer, now));
	expect(blame(5, 0)).toEqual([false, false, false, false, true]);
	expect([scores.isRefused(peer, HOUR - 1), scores.isRefused(peer, HOUR)]).toEqual([true, false]);
	blame(5, 2 * HOUR);
	expect([scores.isRefused(peer, 4 * HOUR - 1), scores.isRefused(peer, 4 * HOUR)]).toEqual([true, false]);
});

test('bad envelopes far apart are forgiven', () => {
	const scores = new LinkScores();
	for (let hour = 0; hour < 20; hour++) expect(scores.blame(peer, hour * HOUR)).toBe(false);
});
