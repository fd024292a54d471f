/**
 * Whom a router keeps: friends always, others up to a bound, those of no use and no history leaving first. Who did harm is
 * remembered after it left. A newer card replaces an older one, never the other way round.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { MAX_CARD_CELLS } from '../../protocol/limits.ts';
import { blank, fadedTo, observed, trustIn, type Belief, type Happening } from './beliefs.ts';
import type { Cell } from './cells.ts';
import type { Heard, Known } from './events.ts';
import { believes, heardAbout } from './hearsay.ts';
import { bounded, MOST_OFFENDERS, type Kept, type RouterState } from './router-state.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Not tried again so soon after they could not be reached; doubled each time, up to `MOST_DOUBLINGS` times. */
const MISSED_MS = 5 * 60 * 1_000;
const MOST_DOUBLINGS = 6;

/**
 * A newer card of somebody kept is taken from anybody. To pass on a card of somebody else is to recommend them: a liar
 * among my contacts tells of liars alone.
 */
export function hearCard(
	state: RouterState,
	{ card, by }: Extract<Heard, { kind: 'card' }>,
	now: number
): void {
	if (card.peer === state.me || state.blocked.has(card.peer)) return;
	const kept = state.kept.get(card.peer);
	if (kept) renew(kept, card);
	else if (by === undefined || by === card.peer || believes(state, by)) admit(state, card.peer, card, now);
}

function renew(kept: Kept, card: Known): void {
	if (kept.card && !(card.version > kept.card.version)) return;
	kept.card = card;
	kept.claims = card.topics.length <= MAX_CARD_CELLS ? card.topics : card.topics.slice(0, MAX_CARD_CELLS);
}

/** Keeps a peer; makes room if it must. */
export function admit(state: RouterState, peer: PeerId, card: Known | undefined, now: number): Kept {
	const before = state.kept.get(peer);
	if (before) {
		if (card) renew(before, card);
		return before;
	}
	const past = state.offenders.get(peer);
	const kept: Kept = {
		peer,
		card: undefined,
		claims: [],
		belief: past && { ...blank(now), trust: past },
		standing: 'stranger',
		met: false,
		credit: undefined,
		missed: 0,
		missedAt: 0,
		presence: undefined,
		tie: 0
	};
	if (card) renew(kept, card);
	state.kept.set(peer, kept);
	if (state.kept.size > state.options.contacts) evict(state, peer);
	return kept;
}

/** Friends do not count and do not leave; the last to come stays for now, or nobody new ever would. */
function evict(state: RouterState, but: PeerId): void {
	let counted = 0;
	let [least, found] = [Infinity, undefined as Kept | undefined];
	for (const kept of state.kept.values()) {
		if (kept.standing === 'friend') continue;
		counted++;
		if (kept.peer === but) continue;
		const worth = worthOf(kept);
		if (worth < least) [least, found] = [worth, kept];
	}
	if (counted <= state.options.contacts || !found) return;
	state.kept.delete(found.peer);
	const trust = found.belief?.trust;
	if (!trust || trust.bad <= trust.good) return;
	state.offenders.delete(found.peer);
	state.offenders.set(found.peer, trust);
	bounded(state.offenders, MOST_OFFENDERS);
}

/** What would be lost with a peer: what the person decided, then own experience, then a card. */
function worthOf({ standing, belief, card, missed }: Kept): number {
	const chosen = standing === 'contact' ? 10 : 0;
	const claims = card && card.topics.length > 0 ? 0.2 : 0;
	const seen = belief ? belief.trust.good - belief.trust.bad : 0;
	return chosen + claims + Math.max(-1, Math.min(seen, 5)) - 0.05 * Math.min(missed, 3);
}

const NOTHING_SEEN = blank(0);

/** The belief in a peer as of now: of one kept, of an offender remembered, or of a stranger. */
export function beliefIn(state: RouterState, peer: PeerId, now: number): Belief {
	const kept = state.kept.get(peer);
	if (!kept) {
		const past = state.offenders.get(peer);
		return past ? { ...blank(now), trust: past } : NOTHING_SEEN;
	}
	if (!kept.belief) return NOTHING_SEEN;
	// Within a day nothing fades that could be told.
	if (now - kept.belief.at > DAY_MS) kept.belief = fadedTo(kept.belief, now);
	return kept.belief;
}

export const isFriend = (state: RouterState, peer: PeerId): boolean =>
	state.kept.get(peer)?.standing === 'friend';

/** Trust with what is heard of them. */
export function trustOf(state: RouterState, peer: PeerId, now: number) {
	return trustIn(beliefIn(state, peer, now), {
		heard: heardAbout(state, peer),
		friend: isFriend(state, peer)
	});
}

/** Writes down what happened with a peer. */
export function observe(
	state: RouterState,
	peer: PeerId,
	what: Happening,
	cells: readonly Cell[],
	now: number
): void {
	if (peer === state.me) return;
	const kept = admit(state, peer, undefined, now);
	const before = kept.belief?.trust;
	kept.belief = observed(kept.belief ?? blank(now), what, cells, now);
	const { good, bad } = kept.belief.trust;
	if (!before || good > before.good || bad > before.bad) state.stamp++;
}

export function believe(state: RouterState, peer: PeerId, belief: Belief, now: number): void {
	if (peer === state.me || state.blocked.has(peer)) return;
	admit(state, peer, undefined, now).belief = belief;
	state.stamp++;
}

/** A sign of life, or its lack. */
export function reached(state: RouterState, peer: PeerId, online: boolean, now: number): void {
	const kept = state.kept.get(peer);
	if (!kept) return;
	kept.missed = online ? 0 : Math.min(kept.missed + 1, MOST_DOUBLINGS);
	kept.missedAt = now;
}

/** What they say of being there, or how much my person has to do with them. Nobody is kept for it. */
export function attend(state: RouterState, heard: Extract<Heard, { kind: 'presence' | 'tie' }>): void {
	const kept = state.kept.get(heard.peer);
	if (!kept) return;
	if (heard.kind === 'presence') kept.presence = heard.as;
	else kept.tie = Number.isFinite(heard.tie) ? Math.max(0, heard.tie) : 0;
}

export const isAway = (kept: Kept, now: number): boolean =>
	kept.missed > 0 && now - kept.missedAt < MISSED_MS * 2 ** (kept.missed - 1);

export function stand(
	state: RouterState,
	{ peer, as }: Extract<Heard, { kind: 'standing' }>,
	now: number
): void {
	if (peer === state.me) return;
	if (as === 'blocked') {
		state.blocked.add(peer);
		state.kept.delete(peer);
	} else {
		state.blocked.delete(peer);
		admit(state, peer, undefined, now).standing = as;
	}
	state.stamp++;
}
