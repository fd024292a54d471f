/**
 * What each asker may cost us in a day. Kept in memory: a reload forgives, and nobody but contacts is answered anyway.
 */
import type { PeerId } from '../protocol/identity.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** More than two people ask each other in a day, far less than a machine that empties a shelf. */
export const ANSWERS_A_DAY = 200;
export const BYTES_A_DAY = 4 * 1024 * 1024;
/** Contacts are bounded by the person's patience; this is for memory's sake. */
const MAX_ASKERS = 4_096;

interface Spent {
	readonly since: number;
	readonly answers: number;
	readonly bytes: number;
}

export interface Budget {
	/** Whether there is something left for this asker today. */
	allows(peer: PeerId, now: number): boolean;
	spend(peer: PeerId, bytes: number, now: number): void;
}

export function createBudget(): Budget {
	const spent = new Map<PeerId, Spent>();
	const today = (peer: PeerId, now: number): Spent => {
		const known = spent.get(peer);
		return known && now - known.since < DAY_MS ? known : { since: now, answers: 0, bytes: 0 };
	};
	return {
		allows(peer, now) {
			const { answers, bytes } = today(peer, now);
			return answers < ANSWERS_A_DAY && bytes < BYTES_A_DAY;
		},
		spend(peer, bytes, now) {
			if (spent.size >= MAX_ASKERS && !spent.has(peer)) spent.clear();
			const { since, answers, bytes: before } = today(peer, now);
			spent.set(peer, { since, answers: answers + 1, bytes: before + bytes });
		}
	};
}
