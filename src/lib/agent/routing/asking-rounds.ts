/**
 * The rounds of a question: whom to put it now, when to look in the directory, when to send probes, when enough was said.
 * What is sent and what may yet come of it never exceeds the messages a question may cost.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { MAX_HOPS, SEEK_LIFETIME_MS } from '../../protocol/limits.ts';
import { choose, chooseToPassOn, compare, reasonOf } from './choosing.ts';
import { restingIn } from './ease.ts';
import type { Effect, Seek } from './events.ts';
import { bounded, MOST_CLOSED, type Asking, type Means, type RouterState } from './router-state.ts';
import { verdictOf } from './verdict.ts';

const DIRECTORY_WAIT_MS = 3_000;
/** The question and what is said to it. */
const PUT_COST = 2;
const LOOK_COST = 2;
/** A chain of probes over all hops and one offer, with room for two offers of others who were not asked for any. */
const CHAIN_HOPS = MAX_HOPS - 1;
const OFFERS_COST = 3;
const PROBE_COST = 1 + CHAIN_HOPS + OFFERS_COST;
const MOST_CHAINS = 2;
/** So many who say the same, and nobody who says otherwise, are enough of an ordinary question. */
const UNANIMOUS = 4;
/** More than any stranger has by its card. */
const PROVEN = 0.5;

/**
 * First those my person let in, all at once but who rests while somebody as good is free; who has nobody goes on at once.
 */
export function begin(state: RouterState, asking: Asking, means: Means): readonly Effect[] {
	if (asking.circle.size === 0) return goBeyond(state, asking, means);
	const resting = restingIn(state, asking, means.now);
	return putCircle(
		state,
		asking,
		[...asking.circle].filter((peer) => !resting.has(peer)),
		means
	);
}

function putCircle(
	state: RouterState,
	asking: Asking,
	peers: readonly PeerId[],
	means: Means
): readonly Effect[] {
	const effects: Effect[] = [];
	for (const to of peers) {
		const why = reasonOf(state, to, asking.cells, means.now);
		asking.asked.set(to, { why, reply: undefined });
		effects.push({ do: 'put', to, question: asking.question, why });
	}
	return wait(asking, 'answers', means.now + state.options.answerWaitMs, effects);
}

/** Others are bothered only with what those let in could not say, or what one alone must not say. */
function goBeyond(state: RouterState, asking: Asking, means: Means): readonly Effect[] {
	const answered = [...asking.asked.values()].some(({ reply }) => reply?.outcome === 'answered');
	const isContent = answered && !asking.important;
	const rested = [...asking.circle].filter((peer) => !asking.asked.has(peer));
	if (!isContent && rested.length > 0) return putCircle(state, asking, rested, means);
	if (isContent || !asking.beyond || isEnough(state, asking, means.now))
		return close(state, asking, means.now);
	return nextRound(state, asking, means);
}

/** Enough was said, or nothing more can be asked: closes. Otherwise takes the next step. */
export function proceed(state: RouterState, asking: Asking, means: Means): readonly Effect[] {
	if (asking.round === 0) return goBeyond(state, asking, means);
	return isEnough(state, asking, means.now)
		? close(state, asking, means.now)
		: nextRound(state, asking, means);
}

function nextRound(state: RouterState, asking: Asking, means: Means): readonly Effect[] {
	const { options } = state;
	if (asking.phase === 'offers') settleProbes(asking);
	const left = options.messages - asking.spent - asking.due;
	// The directory's cards, and offers, belong to the round they were sought in.
	if (asking.phase !== 'directory' && !hasOffers(asking)) {
		if (asking.round >= options.rounds) return close(state, asking, means.now);
		asking.round++;
		if (asking.round === 2 && !hasProven(state, asking, means)) {
			const looking = look(state, asking, left, means.now);
			if (looking) return looking;
		}
	}
	return (
		put(state, asking, left, means) ??
		look(state, asking, left, means.now) ??
		probe(state, asking, left, means.now) ??
		hearOut(state, asking, means.now) ??
		close(state, asking, means.now)
	);
}

/**
 * No offer comes any more: what chains of probes may have gone beyond those who offered is spent, the rest is free again.
 * Where not one was brought it was no round: the messages are the bound.
 */
function settleProbes(asking: Asking): void {
	if (asking.chains.size > 0 && asking.offers === 0) asking.round = Math.max(1, asking.round - 1);
	for (const [peer, untold] of asking.chains) {
		asking.spent += untold;
		// And an offer of whoever it came to, which may have been lost on the way.
		if (untold > 0 && !asking.passed.has(peer)) asking.spent++;
	}
	for (const [peer, hops] of asking.probed) {
		const isHeard = asking.passed.has(peer) || asking.candidates.get(peer)?.offered;
		if (hops > 0 || isHeard || asking.mute.has(peer)) continue;
		// Their offer may have been lost on the way, and has cost its message then.
		asking.mute.add(peer);
		asking.spent++;
	}
	asking.chains.clear();
	asking.due = 0;
	for (const [peer, { reply }] of asking.asked) if (!reply && !asking.circle.has(peer)) asking.due++;
}

const hasOffers = ({ phase, candidates, asked }: Asking): boolean =>
	phase === 'offers' && [...candidates].some(([peer, { offered }]) => offered && !asked.has(peer));

/** After a reply: goes on once nobody is waited for, or enough was said. */
export function settle(state: RouterState, asking: Asking, means: Means): readonly Effect[] {
	if (asking.phase === 'answers' && [...asking.asked.values()].every(({ reply }) => reply))
		return proceed(state, asking, means);
	// Those let in are all heard out.
	if (asking.round === 0) return [];
	return isEnough(state, asking, means.now) ? close(state, asking, means.now) : [];
}

function isEnough(state: RouterState, asking: Asking, now: number): boolean {
	let answers = 0;
	for (const { reply } of asking.asked.values()) if (reply?.outcome === 'answered') answers++;
	if (answers < 2) return false;
	const { groups, confidence, accepted } = verdictOf(state, asking, now);
	if (asking.important && !accepted) return false;
	// All say the same, and more strangers would not make it verified.
	if (state.options.unanimous && groups.length === 1 && answers >= UNANIMOUS) return true;
	return confidence > 0.9 || (answers >= 3 && confidence >= 0.65);
}

/** Whether enough are left to ask who proved themselves: then the directory has nobody better. */
const hasProven = (state: RouterState, asking: Asking, { now }: Means): boolean =>
	(compare(state, asking, now)[state.options.slots[1] - 1]?.merit ?? 0) >= PROVEN;

/** As long as all say the same, no more are asked than it takes to believe it. */
function lacking({ options }: RouterState, { asked, important }: Asking): number {
	const meanings = new Set<string>();
	let answers = 0;
	for (const { reply } of asked.values())
		if (reply?.outcome === 'answered') {
			meanings.add(reply.meaning);
			answers++;
		}
	if (!options.unanimous || important || meanings.size !== 1) return Infinity;
	return Math.max(1, UNANIMOUS - answers);
}

type Step = readonly Effect[] | undefined;

function put(state: RouterState, asking: Asking, left: number, means: Means): Step {
	const [first, later] = state.options.slots;
	const seats = asking.round === 1 ? first : Math.min(later, lacking(state, asking));
	const most = Math.min(seats, Math.floor(left / PUT_COST));
	const chosen = choose(state, asking, most, means);
	if (chosen.length === 0) return undefined;
	const effects: Effect[] = [];
	let [waiting, room] = ['answers' as Asking['phase'], left];
	for (const { peer, why, invited } of chosen) {
		if (invited && room >= PUT_COST) {
			asking.asked.set(peer, { why, reply: undefined });
			effects.push({ do: 'put', to: peer, question: asking.question, why });
		} else if (!invited && room >= 2 * PUT_COST && !asking.probed.has(peer)) {
			// Whether they want the question: one probe to them alone, and their offer.
			asking.probed.set(peer, 0);
			effects.push({
				do: 'probe',
				to: peer,
				seek: seekOf(state, asking, means.now),
				hops: 0,
				budget: 0,
				path: []
			});
			waiting = 'offers';
			room -= PUT_COST;
		} else continue;
		room -= PUT_COST;
		asking.spent++;
		asking.due++;
	}
	if (effects.length === 0) return undefined;
	const { answerWaitMs, offerWaitMs } = state.options;
	const until = means.now + (waiting === 'answers' ? answerWaitMs : offerWaitMs);
	return wait(asking, waiting, until, effects);
}

/** Nothing more can be asked; who was asked last may still answer. */
function hearOut({ options }: RouterState, asking: Asking, now: number): Step {
	if (asking.phase === 'answers' || [...asking.asked.values()].every(({ reply }) => reply)) return undefined;
	return wait(asking, 'answers', now + options.answerWaitMs, []);
}

function look(state: RouterState, asking: Asking, left: number, now: number): Step {
	if (asking.looked || !state.options.directory || left < LOOK_COST + PUT_COST) return undefined;
	asking.looked = true;
	asking.spent++;
	asking.due++;
	const { question, cells } = asking;
	return wait(asking, 'directory', now + DIRECTORY_WAIT_MS, [{ do: 'look', question, cells }]);
}

function probe(state: RouterState, asking: Asking, left: number, now: number): Step {
	const room = left - PUT_COST;
	// What is left may do for one more that goes less far.
	const hops = Math.min(CHAIN_HOPS, room - 1 - OFFERS_COST);
	if (hops <= 0) return undefined;
	const chains = Math.max(1, Math.min(MOST_CHAINS, Math.floor(room / PROBE_COST)));
	const seek = seekOf(state, asking, now);
	const chosen = chooseToPassOn(state, asking, chains, now);
	if (chosen.length === 0) return undefined;
	for (const to of chosen) {
		asking.probed.set(to, hops);
		asking.chains.set(to, hops);
	}
	asking.spent += chosen.length;
	asking.due += chosen.length * (hops + OFFERS_COST);
	return wait(
		asking,
		'offers',
		now + state.options.offerWaitMs,
		chosen.map((to) => ({ do: 'probe', to, seek, hops, budget: hops, path: [] }))
	);
}

const seekOf = ({ me }: RouterState, { question, cells, place }: Asking, now: number): Seek => ({
	question,
	asker: me,
	cells,
	until: now + SEEK_LIFETIME_MS,
	...(place === undefined ? {} : { place })
});

function wait(
	asking: Asking,
	phase: Asking['phase'],
	until: number,
	effects: readonly Effect[]
): readonly Effect[] {
	asking.phase = phase;
	asking.until = until;
	return [...effects, { do: 'wake', at: until }];
}

export function close(state: RouterState, asking: Asking, now: number): readonly Effect[] {
	const verdict = verdictOf(state, asking, now);
	const { question, cells } = asking;
	state.open.delete(question);
	const said = new Map(
		verdict.groups.flatMap(({ meaning, by }) => by.map((peer) => [peer, meaning] as const))
	);
	state.closed.set(question, { cells, said, verdict, rated: false, settled: new Set() });
	bounded(state.closed, MOST_CLOSED);
	return [{ do: 'close', question, verdict }];
}
