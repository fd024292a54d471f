/**
 * How much two people have to do with each other: every message between them counts one, and what was counts half after a
 * month. Orders who is suggested; says nothing about whom to believe.
 */
import type { Talk } from './ports.ts';

const HALF_LIFE_MS = 30 * 24 * 60 * 60 * 1_000;

/** The tie as it is now. A clock that was set back lets nothing grow. */
export const tieNow = ({ tie, tieAt }: Pick<Talk, 'tie' | 'tieAt'>, now: number): number =>
	tie * 2 ** (-Math.max(0, now - tieAt) / HALF_LIFE_MS);

/** The talk after one more message. */
export const tiedMore = (talk: Talk, now: number): Talk => ({
	...talk,
	tie: tieNow(talk, now) + 1,
	tieAt: now
});
