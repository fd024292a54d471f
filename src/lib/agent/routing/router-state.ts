/**
 * What a router remembers. Changed in place and held by its owner alone: copying the peers of every node at every message
 * would cost more than all the rest. Same state, event and means give the same effects; that is what counts as pure here.
 * Everything outsiders can make grow has its bound in this file.
 */
import type { PeerId } from '../../protocol/identity.ts';
import type { Belief, Counts, Standing } from './beliefs.ts';
import type { Cell, Weighted } from './cells.ts';
import type { Attested, Known, QuestionId, Reason, Reply, Verdict } from './events.ts';

/** Numbers of PROTOCOL.md section 6, and each defence with a switch, so that what it is worth can be measured. */
export interface RouterOptions {
	/** Peers kept besides friends. */
	readonly contacts: number;
	/** Messages one question may cost in all: probes, offers, the question, answers, a look at the directory and its reply. */
	readonly messages: number;
	readonly rounds: number;
	/** An agent looks through its shelf within seconds; its model may write longer, and a late answer still counts. */
	readonly answerWaitMs: number;
	/** Three hops and back, each a link or a sealed letter. */
	readonly offerWaitMs: number;
	/** Put the question in the first round, and in each later one. */
	readonly slots: readonly [first: number, later: number];
	/** Seats that go to a draw of both beliefs instead of the best. */
	readonly draws: number;
	readonly directory: boolean;
	/** A card with topics invites questions: it is put the question without a probe. Off: only who offered, and contacts. */
	readonly standingOffers: boolean;
	readonly hearsay: boolean;
	/** A recommender whose recommended turn out bad loses weight. */
	readonly credibility: boolean;
	/** A group of strangers weighs as much as its heaviest, however many they are. */
	readonly sybilCap: boolean;
	/** Answers without a citation that resolves weigh half. */
	readonly citations: boolean;
	/** Who said what a judged answer said shares in the judgement. */
	readonly shared: boolean;
	/** Trust is believed by its lower bound where an answer is to be shown as verified. */
	readonly caution: boolean;
	/** Four who say the same, and nobody who says otherwise, are enough of an ordinary question. */
	readonly unanimous: boolean;
	/** Important questions need two independent known answerers. */
	readonly corroboration: boolean;
}

export const usual: RouterOptions = {
	contacts: 128,
	messages: 16,
	rounds: 4,
	answerWaitMs: 20_000,
	offerWaitMs: 6_000,
	slots: [3, 2],
	draws: 1,
	directory: true,
	standingOffers: true,
	hearsay: true,
	credibility: true,
	sybilCap: true,
	citations: true,
	shared: true,
	caution: true,
	unanimous: true,
	corroboration: true
};

export const MOST_OFFENDERS = 2_048;
/** Questions of others that were passed on or answered; ids of the last minute on a busy node. */
export const MOST_SEEN = 1_024;
/** Own questions that wait for answers at once. */
export const MOST_OPEN = 32;
/** Own questions whose answers may still be judged. */
export const MOST_CLOSED = 64;
/** Who offered, was found or was referred to, of one question. */
export const MOST_CANDIDATES = 24;
export const MOST_REFERRALS = 2;
/** Attestations about one peer, and peers attested that are not kept. */
export const MOST_ISSUERS = 12;
export const MOST_ATTESTED_STRANGERS = 256;
/** Neighbours whose probes are counted. */
export const MOST_NEIGHBOURS = 256;

/** A peer that is remembered. */
export interface Kept {
	readonly peer: PeerId;
	card: Known | undefined;
	claims: readonly Weighted[];
	belief: Belief | undefined;
	standing: 'friend' | 'contact' | 'stranger';
	/** They offered or answered before: a question may be put again. */
	met: boolean;
	/** Their attestations, set against what became of those they spoke of. */
	credit: Counts | undefined;
	/** Times in a row they could not be reached, and since when. */
	missed: number;
	missedAt: number;
	/** What they say of themselves while their link stands: they are free, or busy, away, low on battery. */
	presence: 'free' | 'resting' | undefined;
	/** How much my person has to do with them; 0: nothing known of it. */
	tie: number;
}

/** Somebody who may be put a question, beyond those kept. */
export interface Candidate {
	readonly card: Known;
	readonly why: Reason;
	/** They said themselves that they hold something on it. */
	readonly offered: boolean;
}

export interface Asked {
	readonly why: Reason;
	reply: Reply | undefined;
}

/** A question of mine on its way. */
export interface Asking {
	readonly question: QuestionId;
	readonly cells: readonly Cell[];
	readonly important: boolean;
	readonly place: string | undefined;
	/** Asked beside the budget. */
	readonly circle: ReadonlySet<PeerId>;
	readonly beyond: boolean;
	round: number;
	/** Messages sent and heard of so far, and those that may yet come of what was sent. */
	spent: number;
	due: number;
	phase: 'answers' | 'directory' | 'offers';
	until: number;
	looked: boolean;
	referrals: number;
	offers: number;
	readonly candidates: Map<PeerId, Candidate>;
	readonly asked: Map<PeerId, Asked>;
	/** By how many hops they were to pass it on: 0 who was told alone. */
	readonly probed: Map<PeerId, number>;
	/** Of those probed, who was to pass it on, and how many further probes may have come of it that no offer told of. */
	readonly chains: Map<PeerId, number>;
	/** Of those probed, of whom nothing will come: they said so, or could not be reached. */
	readonly passed: Set<PeerId>;
	/** Of those probed alone, who said nothing in time: they may have offered in vain, and are counted as if. */
	readonly mute: Set<PeerId>;
	/** Those kept who may know, best first: as of the first round. */
	ranked: readonly Compared[] | undefined;
}

/** Somebody who may be put the question, with what they are compared by. */
export interface Compared {
	readonly peer: PeerId;
	readonly merit: number;
	/** By this they are ordered: their merit, and how well what they claim fits. */
	readonly order: number;
	readonly why: Reason;
	/** Of those of like order, whom to bother first: ease.ts. */
	readonly ease: number;
	/** The question may be put at once; otherwise a probe asks them first. */
	readonly invited: boolean;
	readonly belief: Belief;
	readonly claims: readonly Weighted[];
	readonly standing: Standing;
}

/** A question of mine that was closed: who said what, for when it is judged. */
export interface Closed {
	readonly cells: readonly Cell[];
	readonly said: ReadonlyMap<PeerId, string>;
	readonly verdict: Verdict;
	rated: boolean;
	/** Meanings whose judgement was shared already. */
	readonly settled: Set<string>;
}

/** What others say of one peer, by who says it. */
export interface HeardOf {
	readonly by: Map<PeerId, Attested>;
	/** Their sum, as of `stamp`. */
	sum: Counts | undefined;
	stamp: number;
}

export interface RouterState {
	readonly me: PeerId;
	readonly options: RouterOptions;
	readonly kept: Map<PeerId, Kept>;
	/** Trust of evicted peers that did harm. */
	readonly offenders: Map<PeerId, Counts>;
	readonly blocked: Set<PeerId>;
	readonly heard: Map<PeerId, HeardOf>;
	readonly open: Map<QuestionId, Asking>;
	readonly closed: Map<QuestionId, Closed>;
	/** Questions of others, by asker and id, the latest. */
	readonly seen: Set<string>;
	readonly neighbours: Map<PeerId, { since: number; probes: number }>;
	/** Questions the person judged. */
	rated: number;
	lastRated: QuestionId | undefined;
	/** Changes whenever a belief does: what is computed of beliefs is computed anew. */
	stamp: number;
}

/** What the outside lends a step. `random` gives 0 to 1, `now` milliseconds; `knows` whether I hold something on these cells. */
export interface Means {
	readonly now: number;
	readonly random: () => number;
	readonly knows: (cells: readonly Cell[]) => boolean;
}

/** Drops the oldest entries over the bound. */
export function bounded(kept: Map<unknown, unknown> | Set<unknown>, most: number): void {
	for (const key of kept.keys()) {
		if (kept.size <= most) return;
		kept.delete(key);
	}
}
