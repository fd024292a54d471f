/**
 * What is believed of one peer: that it tells the truth, and that it knows a topic. Two Beta distributions (Jøsang and
 * Ismail, The Beta Reputation System, 2002), each a count of what spoke for and against, fading with a half-life. Kept as
 * counts and folded piece by piece, so that the simulator and the node run the same code. Pure: time is handed in.
 */
import { fieldOf, type Cell, type Weighted } from './cells.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
export const HALF_LIFE_MS = 30 * DAY_MS;
/** More than this of one topic says nothing new. */
const MOST_OF_A_TOPIC = 12;
/** Topics remembered of one peer: with the counts some 2 KB. */
const MOST_TOPICS = 64;

export interface Counts {
	readonly good: number;
	readonly bad: number;
}

/** One peer, as of `at`. */
export interface Belief {
	readonly at: number;
	readonly trust: Counts;
	/** Own experience by topic cell or word cell. */
	readonly topics: ReadonlyMap<Cell, Counts>;
}

/**
 * What happened. `useful` … `harmful` the person's judgement · `kept` they copied, cited or kept it · `agreed`,
 * `contradicted` set against an accepted and confirmed answer · `nothing` did not know · `silent`, `offline` ·
 * `asked-again`, `corrected` what the person did instead of judging · `bad-envelope` a bad signature on an authenticated link.
 */
export type Happening =
	| 'useful'
	| 'not-useful'
	| 'wrong'
	| 'harmful'
	| 'kept'
	| 'asked-again'
	| 'corrected'
	| 'agreed'
	| 'contradicted'
	| 'citation-verified'
	| 'citation-failed'
	| 'nothing'
	| 'silent'
	| 'offline'
	| 'bad-envelope';

/** What a happening adds to trust and to each of the question's topics. Absence and not knowing never touch trust. */
const worth: Record<Happening, { readonly trust: number; readonly topic: number }> = {
	useful: { trust: 1, topic: 1 },
	'not-useful': { trust: -0.5, topic: -1 },
	wrong: { trust: -1.5, topic: -1 },
	harmful: { trust: -5, topic: -1 },
	kept: { trust: 0.3, topic: 0.5 },
	'asked-again': { trust: -0.2, topic: -0.5 },
	corrected: { trust: -0.75, topic: -0.5 },
	agreed: { trust: 0.5, topic: 0.5 },
	contradicted: { trust: -0.75, topic: -0.5 },
	// A liar signs its own lies: that a citation resolves is the least, and earns little.
	'citation-verified': { trust: 0, topic: 0 },
	'citation-failed': { trust: -1.5, topic: 0 },
	nothing: { trust: 0, topic: -0.7 },
	silent: { trust: 0, topic: -0.7 },
	offline: { trust: 0, topic: -0.2 },
	'bad-envelope': { trust: -5, topic: 0 }
};

export const blank = (at: number): Belief => ({ at, trust: { good: 0, bad: 0 }, topics: new Map() });

/** The belief after one more happening on a question of these cells. */
export function observed(before: Belief, what: Happening, cells: readonly Cell[], at: number): Belief {
	const faded = fadedTo(before, Math.max(at, before.at));
	const { trust, topic } = worth[what];
	const topics = new Map(faded.topics);
	if (topic !== 0)
		for (const cell of cells) {
			topics.set(cell, capped(added(topics.get(cell) ?? none, topic)));
			if (topics.size > MOST_TOPICS) topics.delete(faintest(topics, cell));
		}
	return { at: faded.at, trust: added(faded.trust, trust), topics };
}

/** Everything counts half as much after a half-life. */
export function fadedTo(belief: Belief, now: number): Belief {
	if (now <= belief.at) return belief;
	const share = 0.5 ** ((now - belief.at) / HALF_LIFE_MS);
	const topics = new Map<Cell, Counts>();
	for (const [cell, counts] of belief.topics) topics.set(cell, times(counts, share));
	return { at: now, trust: times(belief.trust, share), topics };
}

/** A belief as one number and how much stands behind it. */
export interface Estimate {
	/** 0 to 1: the mean of the Beta. */
	readonly mean: number;
	/** Own observations; 0 for a stranger. */
	readonly seen: number;
	readonly alpha: number;
	readonly beta: number;
}

/** What others' attestations add, and whether the person called them a friend. */
export interface Standing {
	readonly heard?: Counts;
	readonly friend?: boolean;
}

/** A stranger starts at 0.41: newcomers pay their dues. */
export function trustIn({ trust }: Belief, { heard = none, friend = false }: Standing = {}): Estimate {
	const alpha = 0.7 + trust.good + heard.good + (friend ? 3 : 0);
	const beta = 1 + trust.bad + heard.bad;
	return { mean: alpha / (alpha + beta), seen: trust.good + trust.bad, alpha, beta };
}

/** All claims of a card share one unit of mass: a cell with this share of it is claimed in full, with less by as much less. */
const FULL_CLAIM = 0.25;

/**
 * Claims are worth a little, one's own successes and failures more, those in the same field a quarter. `cells`: all that the
 * question is about; what a card claims of the others adds to what it claims of this one.
 */
export function expertiseIn(
	belief: Belief,
	claims: readonly Weighted[],
	cell: Cell,
	cells: readonly Cell[] = [cell]
): Estimate {
	const field = fieldOf(cell);
	const near = (other: Cell): boolean => field !== undefined && fieldOf(other) === field;
	let [all, here, too, beside] = [0, 0, 0, 0];
	for (const claim of claims) {
		all += claim.weight;
		if (claim.cell === cell) here += claim.weight;
		else if (cells.includes(claim.cell)) too += claim.weight;
		else if (near(claim.cell)) beside += claim.weight;
	}
	const told = here > 0 ? claimed : beside + too > 0 ? claimedBeside : unclaimed;
	const share = Math.min(1, (too + (here > 0 ? here : beside)) / (all * FULL_CLAIM || 1));
	const prior = {
		good: unclaimed.good + (told.good - unclaimed.good) * share,
		bad: unclaimed.bad + (told.bad - unclaimed.bad) * share
	};
	const own = belief.topics.get(cell) ?? none;
	let around = none;
	if (field !== undefined)
		for (const [other, counts] of belief.topics)
			if (other !== cell && near(other))
				around = { good: around.good + counts.good, bad: around.bad + counts.bad };
	const alpha = prior.good + own.good + around.good / 4;
	const beta = prior.bad + own.bad + around.bad / 4;
	return { mean: alpha / (alpha + beta), seen: own.good + own.bad, alpha, beta };
}

/** By what peers are compared for a question: the best of its cells, with a bonus for those hardly known yet. */
export function merit(
	belief: Belief,
	claims: readonly Weighted[],
	cells: readonly Cell[],
	standing?: Standing
): number {
	const trust = trustIn(belief, standing);
	let best = 0;
	for (const cell of cells) {
		const knows = expertiseIn(belief, claims, cell, cells);
		const unknown = 1 + 0.3 / Math.sqrt(trust.seen + 1) + 0.3 / Math.sqrt(knows.seen + 1);
		best = Math.max(best, trust.mean * knows.mean * unknown);
	}
	return best;
}

const none: Counts = { good: 0, bad: 0 };
const claimed: Counts = { good: 1.6, bad: 0.8 };
const claimedBeside: Counts = { good: 0.7, bad: 1.8 };
const unclaimed: Counts = { good: 0.25, bad: 2.5 };

const times = ({ good, bad }: Counts, share: number): Counts => ({ good: good * share, bad: bad * share });

const added = ({ good, bad }: Counts, by: number): Counts =>
	by > 0 ? { good: good + by, bad } : { good, bad: bad - by };

function capped(counts: Counts): Counts {
	const sum = counts.good + counts.bad;
	return sum <= MOST_OF_A_TOPIC ? counts : times(counts, MOST_OF_A_TOPIC / sum);
}

function faintest(topics: ReadonlyMap<Cell, Counts>, but: Cell): Cell {
	let [least, found] = [Infinity, but];
	for (const [cell, { good, bad }] of topics)
		if (cell !== but && good + bad < least) [least, found] = [good + bad, cell];
	return found;
}
