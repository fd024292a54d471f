/**
 * What the answers to a question come to: grouped by meaning, weighed by who says it. Those I know count by their trust
 * and their knowing; strangers count little, and however many of them say the same, as one. Accepted is only what somebody
 * known and trusted says; everything else is shown, and not called verified.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { expertiseIn, type Estimate } from './beliefs.ts';
import type { Cell } from './cells.ts';
import type { Group, Verdict } from './events.ts';
import { KNOWN } from './hearsay-bounds.ts';
import { beliefIn, isFriend, trustOf } from './router-peers.ts';
import type { Asking, RouterState } from './router-state.ts';

/** Before this many own judgements only friends, or two that are known, verify. */
const PROBATION = 10;
const ACCEPTED_CONFIDENCE = 0.5;
const ACCEPTED_TRUST = 0.6;
/** Who alone verifies must be believed to know the topic: a friend who claims everything is no witness. */
const ACCEPTED_KNOWING = 0.4;
/** Of the standard deviation of trust, taken off its mean where caution is on. */
const CAUTION = 0.25;
/** As much doubt as one stranger and a half bring; a single stranger is never sure. */
const DOUBT = 0.15;
const STRANGER = 0.12;
/** Of what a newcomer weighs: more by what is heard of them, less by what they did. */
const MOST_OF_A_STRANGER = 1.5;
const NEWCOMER = 0.7 / 1.7;
/** What a word is worth from somebody who is not thought to know the topic at all. */
const LEAST_BY_KNOWING = 0.1;
/** Strangers who say the same weigh at most this much more than one: twice. Of 1.5 times: half a per cent more poison. */
const CROWD = 1;
const UNCITED = 0.5;

interface Said {
	readonly peer: PeerId;
	readonly known: boolean;
	readonly trust: Estimate;
	readonly knows: number;
	readonly weight: number;
}

export function verdictOf(state: RouterState, asking: Asking, now: number): Verdict {
	const groups = new Map<string, Said[]>();
	for (const [peer, { reply }] of asking.asked)
		if (reply?.outcome === 'answered' && !state.blocked.has(peer)) {
			const said = groups.get(reply.meaning);
			const one = weigh(state, peer, asking.cells, reply.cited, now);
			if (said) said.push(one);
			else groups.set(reply.meaning, [one]);
		}
	let [sum, best] = [0, undefined as (Group & { said: readonly Said[] }) | undefined];
	const weighed: Group[] = [];
	for (const [meaning, said] of groups) {
		said.sort((a, b) => b.weight - a.weight);
		const group = { meaning, by: said.map(({ peer }) => peer), weight: together(state, said) };
		sum += group.weight;
		weighed.push(group);
		if (!best || group.weight > best.weight) best = { ...group, said };
	}
	weighed.sort((a, b) => b.weight - a.weight);
	const confidence = best ? best.weight / (sum + DOUBT) : 0;
	const accepted = best !== undefined && isAccepted(state, asking, best.said, confidence, groups.size === 1);
	return { groups: weighed, confidence, accepted, messages: asking.spent };
}

function weigh(state: RouterState, peer: PeerId, cells: readonly Cell[], cited: boolean, now: number): Said {
	const belief = beliefIn(state, peer, now);
	const trust = trustOf(state, peer, now);
	const claims = asClaims(state, peer);
	let knows = 0;
	for (const cell of cells) knows = Math.max(knows, expertiseIn(belief, claims, cell).mean);
	// Not by hearsay: a liar with one lucky answer vouches for a thousand names of its own.
	const known = isFriend(state, peer) || belief.trust.good > KNOWN;
	const by =
		(known ? trust.mean ** 2 : STRANGER * Math.min(MOST_OF_A_STRANGER, trust.mean / NEWCOMER)) *
		(LEAST_BY_KNOWING + (1 - LEAST_BY_KNOWING) * knows);
	return { peer, known, trust, knows, weight: state.options.citations && !cited ? by * UNCITED : by };
}

const asClaims = (state: RouterState, peer: PeerId) => state.kept.get(peer)?.claims ?? [];

/** Strangers may all be one: each further one adds half of what the one before did. */
function together(state: RouterState, said: readonly Said[]): number {
	let [known, strangers, strongest, count] = [0, 0, 0, 0];
	for (const { known: isKnown, weight } of said) {
		if (isKnown) known += weight;
		else {
			strangers += weight;
			strongest = Math.max(strongest, weight);
			count++;
		}
	}
	if (!state.options.sybilCap) return known + strangers;
	return known + strongest * (1 + CROWD * (1 - 0.5 ** Math.max(0, count - 1)));
}

function isAccepted(
	state: RouterState,
	asking: Asking,
	said: readonly Said[],
	confidence: number,
	alone: boolean
): boolean {
	const { options } = state;
	if (confidence < ACCEPTED_CONFIDENCE) return false;
	const { important } = asking;
	const trusted = said.filter(({ known, trust }) => known && trust.mean >= ACCEPTED_TRUST);
	if (independent(asking, trusted) >= 2) return true;
	if (options.corroboration && important) return false;
	// A name earned by one good answer needs somebody to say the same, and nobody to say otherwise.
	const seconded = said.length >= 2 && alone;
	const sure = trusted.filter(
		({ trust }) => !options.caution || seconded || cautious(trust) >= ACCEPTED_TRUST
	);
	const vouching = sure.filter(({ knows }) => knows >= ACCEPTED_KNOWING);
	return state.rated >= PROBATION ? vouching.length > 0 : vouching.some(({ peer }) => isFriend(state, peer));
}

/** The mean less what chance may have lent it: two lucky answers are not yet a good name. */
export function cautious({ mean, alpha, beta }: Estimate): number {
	return mean - CAUTION * Math.sqrt((mean * (1 - mean)) / (alpha + beta + 1));
}

/** How many of them were not brought by another of them. */
function independent({ asked }: Asking, said: readonly Said[]): number {
	const among = new Set(said.map(({ peer }) => peer));
	let count = 0;
	for (const { peer } of said) {
		const why = asked.get(peer)?.why;
		const broughtBy = why?.by === 'referral' ? [why.from] : why?.by === 'offer' ? why.path : [];
		if (!broughtBy.some((by) => among.has(by))) count++;
	}
	return count;
}
