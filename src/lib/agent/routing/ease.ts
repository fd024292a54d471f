/**
 * Whom to bother first of those who may know it alike: who is there and free before who rests, and whom my person has much
 * to do with before who is hardly known. It breaks near-equals only: whoever knows clearly more is asked first all the same.
 * Of whom nothing is said it is exactly 1.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { merit } from './beliefs.ts';
import { heardAbout } from './hearsay.ts';
import { beliefIn, isAway, trustOf } from './router-peers.ts';
import type { Asking, Kept, RouterState } from './router-state.ts';

/** So much of their worth counts of who says to be busy or away, or whose battery is low. */
const RESTING = 0.85;
/** At most so much more for a tie; half of it for one of `HALF_TIED`, a few messages lately. */
const TIED = 0.1;
const HALF_TIED = 5;

/** 0.85 to 1.1. */
export const easeOf = ({ presence, tie }: Pick<Kept, 'presence' | 'tie'>): number =>
	(presence === 'resting' ? RESTING : 1) * (1 + (TIED * tie) / (tie + HALF_TIED));

/** Of those let in, who need not be asked yet: they rest, and somebody who may know it as well says to be free. */
export function restingIn(state: RouterState, asking: Asking, now: number): ReadonlySet<PeerId> {
	const resting: Kept[] = [];
	let best = -Infinity;
	for (const peer of asking.circle) {
		const kept = state.kept.get(peer);
		if (kept?.presence === 'resting') resting.push(kept);
		else if (kept?.presence === 'free' && !isAway(kept, now))
			best = Math.max(best, worthOf(state, kept, asking, now));
	}
	const later = resting.filter((kept) => worthOf(state, kept, asking, now) * RESTING <= best);
	return new Set(later.map(({ peer }) => peer));
}

/** Where nobody can tell what it is about, trust alone decides. */
function worthOf(
	state: RouterState,
	{ peer, claims, standing }: Kept,
	{ cells }: Asking,
	now: number
): number {
	if (cells.length === 0) return trustOf(state, peer, now).mean;
	const known = { heard: heardAbout(state, peer), friend: standing === 'friend' };
	return merit(beliefIn(state, peer, now), claims, cells, known);
}
