/**
 * What each asker may cost us in a day, and all strangers together. Kept in memory: a reload forgives, and strangers are
 * answered only what they were offered, contacts only while they are contacts.
 */
import type { PeerId } from '../protocol/identity.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** More than two people ask each other in a day, far less than a machine that empties a shelf. */
export const ANSWERS_A_DAY = 200;
export const BYTES_A_DAY = 4 * 1024 * 1024;
/** Of one stranger: a few questions with the passages that answer them; a shelf is not read that way. */
export const STRANGER_ANSWERS_A_DAY = 20;
export const STRANGER_BYTES_A_DAY = 40 * 1024;
/** Of all strangers: as many as one contact. Names cost nothing, so more names must bring no more. */
export const STRANGERS_ANSWERS_A_DAY = 200;
/** Contacts are bounded by the person's patience, strangers by the day; this is for memory's sake. */
const MAX_ASKERS = 4_096;

export type Asker = 'contact' | 'stranger';

interface Spent {
	readonly since: number;
	readonly answers: number;
	readonly bytes: number;
}

export interface Budget {
	/** Bytes of answers that are left for this asker today; 0 when the answers are spent. */
	left(peer: PeerId, as: Asker, now: number): number;
	spend(peer: PeerId, as: Asker, bytes: number, now: number): void;
}

const most: Record<Asker, { readonly answers: number; readonly bytes: number }> = {
	contact: { answers: ANSWERS_A_DAY, bytes: BYTES_A_DAY },
	stranger: { answers: STRANGER_ANSWERS_A_DAY, bytes: STRANGER_BYTES_A_DAY }
};

export function createBudget(): Budget {
	const spent = new Map<PeerId, Spent>();
	let byStrangers: Spent = { since: -Infinity, answers: 0, bytes: 0 };
	const today = (known: Spent | undefined, now: number): Spent =>
		known && now - known.since < DAY_MS ? known : { since: now, answers: 0, bytes: 0 };
	return {
		left(peer, as, now) {
			const { answers, bytes } = today(spent.get(peer), now);
			const isOver = as === 'stranger' && today(byStrangers, now).answers >= STRANGERS_ANSWERS_A_DAY;
			return isOver || answers >= most[as].answers ? 0 : Math.max(0, most[as].bytes - bytes);
		},
		spend(peer, as, bytes, now) {
			const after = plus(today(spent.get(peer), now), bytes);
			spent.delete(peer);
			spent.set(peer, after);
			const [longestAgo] = spent.keys();
			if (spent.size > MAX_ASKERS && longestAgo !== undefined) spent.delete(longestAgo);
			if (as === 'stranger') byStrangers = plus(today(byStrangers, now), bytes);
		}
	};
}

const plus = ({ since, answers, bytes }: Spent, more: number): Spent => ({
	...{ since, answers: answers + 1, bytes: bytes + more }
});
