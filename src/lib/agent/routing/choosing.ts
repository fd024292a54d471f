/**
 * Chooses whom to put a question and whom to tell of it. Best merit first, one seat of each round left to a draw of both
 * beliefs so that newcomers can earn a name; a forwarder, who never learns what came of it, only takes the best. Knows
 * nothing of links: a chosen peer may be gone.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { expertiseIn, merit, trustIn, type Belief } from './beliefs.ts';
import { drawBeta } from './choosing-chance.ts';
import { fieldOf, type Cell, type Weighted } from './cells.ts';
import { easeOf } from './ease.ts';
import type { Reason, Seek } from './events.ts';
import { heardAbout } from './hearsay.ts';
import { nearness } from './place.ts';
import { beliefIn, isAway, trustOf } from './router-peers.ts';
import type { Asking, Candidate, Compared, Kept, Means, RouterState } from './router-state.ts';
import { matchOf } from './topic-match.ts';

/** The best this many are compared for the drawn seat. */
const MOST_COMPARED = 24;
/**
 * With less than this, merit and fit together, a peer is not put a question whose topic it claims. A stranger whose card
 * is spread evenly over sixteen cells, one of them the question's, has 0.06: it must offer.
 */
const LEAST_CLAIMED = 0.15;
/** Who claims only something beside it is asked where it proved itself; a stranger there has 0.18, and mostly nothing to say. */
const LEAST_BESIDE = 0.3;
/**
 * So much less, or more, a card's fit makes of a stranger; own experience counts as a full fit. With 0.4, and merit alone for
 * the bound above, a third more of the best answers were poisoned.
 */
const FIT = 0.8;
/** Two messages more for the same answer: so much less is it worth to ask who must offer first. */
const UNINVITED = 0.6;
/** A link that stands is worth more than a card heard of. */
const STRANGER_AS_CARRIER = 0.5;
/** An offer says as much as the strongest claim. */
const OFFERED_WEIGHT = 15;

/** At most `most`, best first; the last of them by a draw. Nobody who was asked, is blocked or seems away. */
export function choose(state: RouterState, asking: Asking, most: number, means: Means): readonly Compared[] {
	if (most <= 0) return [];
	const compared = compare(state, asking, means.now);
	const { draws } = state.options;
	// Two seats or more: one of them is for finding out.
	const best = compared.splice(0, most > draws ? most - draws : most);
	while (best.length < most && compared.length > 0) {
		const drawn = draw(compared, asking.cells, means.random);
		const [choice] = compared.splice(drawn, 1);
		best.push(drawn === 0 ? choice! : { ...choice!, why: trialUnlessKnown(choice!.why) });
	}
	return best;
}

/** Those who may be put the question now, best first. */
export function compare(state: RouterState, asking: Asking, now: number): Compared[] {
	const { asked, candidates } = asking;
	asking.ranked ??= rankKept(state, asking, now);
	const all = asking.ranked.filter(({ peer }) => {
		if (asked.has(peer) || candidates.has(peer)) return false;
		const kept = state.kept.get(peer);
		return kept !== undefined && !isAway(kept, now);
	});
	for (const [peer, as] of candidates) {
		const kept = state.kept.get(peer);
		if (asked.has(peer) || state.blocked.has(peer) || (kept && !as.offered && isAway(kept, now))) continue;
		const one = compareOne(state, asking, peer, claimsOf(as, asking.cells), now, as);
		if (as.offered || isEnough(one, asking.cells)) all.push(one);
	}
	return all.sort((a, b) => worthAsking(b) - worthAsking(a)).slice(0, MOST_COMPARED);
}

const worthAsking = ({ order, ease, invited }: Compared): number =>
	invited ? order * ease : order * ease * UNINVITED;

function rankKept(state: RouterState, asking: Asking, now: number): readonly Compared[] {
	const all: Compared[] = [];
	for (const [peer, { belief, claims }] of state.kept) {
		if (!mayKnow(belief, claims, asking.cells)) continue;
		const one = compareOne(state, asking, peer, claims, now);
		if (isEnough(one, asking.cells)) all.push(one);
	}
	return all;
}

function isEnough({ order, claims, belief }: Compared, cells: readonly Cell[]): boolean {
	return order >= (isExpert(belief, claims, cells) ? LEAST_CLAIMED : LEAST_BESIDE);
}

const isExpert = ({ topics }: Belief, claims: readonly Weighted[], cells: readonly Cell[]): boolean =>
	cells.some((cell) => (topics.get(cell)?.good ?? 0) > 0 || claims.some((claim) => claim.cell === cell));

function compareOne(
	state: RouterState,
	{ cells, place }: Asking,
	peer: PeerId,
	claims: readonly Weighted[],
	now: number,
	as?: Candidate
): Compared {
	const kept = state.kept.get(peer);
	const belief = beliefIn(state, peer, now);
	const standing = { heard: heardAbout(state, peer), friend: kept?.standing === 'friend' };
	const near = bonusNear(place, as ? as.card.place : kept?.card?.place);
	const worth = merit(belief, claims, cells, standing) * near * likelyThere(kept);
	return {
		peer,
		merit: worth,
		// An offer is a fit in full, however much else their card claims.
		order: worth * (as?.offered ? 1 + FIT : fitOf(belief, claims, cells)),
		ease: kept ? easeOf(kept) : 1,
		why: reasonFor(kept, belief, claims, cells, as),
		invited: as?.offered === true || mayBePut(state, kept),
		belief,
		claims,
		standing
	};
}

/** Merit goes by the best of a question's cells; of those with like merit, whose card fits all of them comes first. */
function fitOf({ topics }: Belief, claims: readonly Weighted[], cells: readonly Cell[]): number {
	const hasProven = cells.some((cell) => (topics.get(cell)?.good ?? 0) > 0);
	return 1 + FIT * (hasProven ? 1 : 2 * Math.min(1, matchOf(cells, claims)) - 1);
}

const claimsOf = ({ card, offered }: Candidate, cells: readonly Cell[]): readonly Weighted[] =>
	offered ? [...card.topics, ...cells.map((cell) => ({ cell, weight: OFFERED_WEIGHT }))] : card.topics;

const mayBePut = (state: RouterState, kept: Kept | undefined): boolean =>
	state.options.standingOffers || (kept !== undefined && (kept.standing !== 'stranger' || kept.met));

/** Whether anything speaks for them at all; spares most peers the arithmetic. */
function mayKnow(belief: Belief | undefined, claims: readonly Weighted[], cells: readonly Cell[]): boolean {
	for (const cell of cells) {
		if (belief?.topics.has(cell)) return true;
		const field = fieldOf(cell);
		for (const claim of claims)
			if (claim.cell === cell || (field !== undefined && fieldOf(claim.cell) === field)) return true;
	}
	return false;
}

/** Missed twice hours apart they are rather gone than away; a sign of life makes up for it. */
const THERE = [1, 0.85, 0.5, 0.25] as const;
const likelyThere = (kept: Kept | undefined): number => THERE[Math.min(3, kept?.missed ?? 0)] ?? 1;

/** Up to a quarter more for who is near, half of that for who does not say where they are. Only where a place was asked about. */
const bonusNear = (asked: string | undefined, theirs: string | undefined): number =>
	asked ? 1 + 0.25 * nearness(asked, theirs) : 1;

/** Why somebody is asked who is asked anyway. */
export function reasonOf(state: RouterState, peer: PeerId, cells: readonly Cell[], now: number): Reason {
	const kept = state.kept.get(peer);
	const why = reasonFor(kept, beliefIn(state, peer, now), kept?.claims ?? [], cells, undefined);
	return why.by === 'experience' ? why : { by: 'friend' };
}

function reasonFor(
	kept: Kept | undefined,
	belief: Belief,
	claims: readonly Weighted[],
	cells: readonly Cell[],
	as: Candidate | undefined
): Reason {
	for (const cell of cells) {
		const counts = belief.topics.get(cell);
		if (counts && counts.good >= 1)
			return {
				by: 'experience',
				useful: Math.round(counts.good),
				of: Math.round(counts.good + counts.bad),
				cell
			};
	}
	if (as) return as.why;
	if (kept?.standing === 'friend') return { by: 'friend' };
	const cell = cells.find((one) => claims.some((claim) => claim.cell === one)) ?? cells[0];
	return cell === undefined ? { by: 'trial' } : { by: 'claim', cell };
}

const trialUnlessKnown = (why: Reason): Reason => (why.by === 'claim' ? { by: 'trial' } : why);

/** The highest of one draw each, of trust and of expertise. */
function draw(compared: readonly Compared[], cells: readonly Cell[], random: () => number): number {
	let [most, found] = [-1, 0];
	for (const [at, { belief, claims, standing }] of compared.entries()) {
		const trust = trustIn(belief, standing);
		let knows = expertiseIn(belief, claims, cells[0] ?? 0);
		for (const cell of cells.slice(1)) {
			const other = expertiseIn(belief, claims, cell);
			if (other.mean > knows.mean) knows = other;
		}
		const drawn = drawBeta(trust.alpha, trust.beta, random) * drawBeta(knows.alpha, knows.beta, random);
		if (drawn > most) [most, found] = [drawn, at];
	}
	return found;
}

/**
 * Whom to tell of a question of my own: who claims it is put the question itself, so these only need to pass it on, and
 * honestly. Those let in before anybody else, the most trusted first; nobody who answered or could not be reached.
 */
export function chooseToPassOn(
	state: RouterState,
	asking: Asking,
	most: number,
	now: number
): readonly PeerId[] {
	const all: { peer: PeerId; worth: number }[] = [];
	for (const [peer, kept] of state.kept) {
		const outcome = asking.asked.get(peer)?.reply?.outcome;
		const isHeard = outcome === 'answered' || outcome === 'silent' || outcome === 'offline';
		if (isHeard || asking.probed.has(peer) || state.blocked.has(peer) || isAway(kept, now)) continue;
		const letIn = kept.standing !== 'stranger';
		const trust = trustOf(state, peer, now).mean * easeOf(kept);
		all.push({ peer, worth: letIn ? trust : trust * STRANGER_AS_CARRIER });
	}
	return all
		.sort((a, b) => b.worth - a.worth)
		.slice(0, most)
		.map(({ peer }) => peer);
}

export interface Told {
	readonly peer: PeerId;
	/** It is their topic, by what they claim or what came of them. */
	readonly isExpert: boolean;
}

/** Whom to tell of a seek of somebody else's: who may know it best, else who is trusted most and so may know somebody. Best first. */
export function chooseToTell(
	state: RouterState,
	{ cells, asker }: Pick<Seek, 'cells' | 'asker'>,
	most: number,
	not: (peer: PeerId) => boolean,
	now: number
): readonly Told[] {
	const all: (Told & { readonly merit: number })[] = [];
	for (const [peer, kept] of state.kept) {
		if (peer === asker || state.blocked.has(peer) || not(peer) || isAway(kept, now)) continue;
		const belief = beliefIn(state, peer, now);
		const standing = { heard: heardAbout(state, peer), friend: kept.standing === 'friend' };
		all.push({
			peer,
			isExpert: isExpert(belief, kept.claims, cells),
			merit: mayKnow(belief, kept.claims, cells)
				? merit(belief, kept.claims, cells, standing)
				: // Less than anybody who claims it; a link that stands is worth more than a card heard of.
					trustIn(belief, standing).mean * (kept.standing === 'stranger' ? 0.05 : 0.1)
		});
	}
	return all.sort((a, b) => b.merit - a.merit).slice(0, most);
}
