/** What a run is measured by: one line per question, added up; over the questions too, so that learning can be seen. */
import type { Sizes } from './sizes.ts';

/** How many messages a question caused, by kind; every one sent counts, also those that were lost. */
export interface Sent {
	probe: number;
	offer: number;
	put: number;
	reply: number;
	/** A reply that says nothing was found. */
	nothing: number;
	look: number;
	found: number;
}

export const nothingSent = (): Sent => ({
	probe: 0,
	offer: 0,
	put: 0,
	reply: 0,
	nothing: 0,
	look: 0,
	found: 0
});

/** What one question came to. */
export interface Outcome {
	/** Which question of its asker: 1 for the first. */
	readonly nth: number;
	/** A right answer was among those shown. */
	readonly right: boolean;
	readonly top: 'right' | 'poison' | 'other' | 'none';
	readonly accepted: boolean;
	/** To whoever gave the best answer; undefined where there was none. */
	readonly hops: number | undefined;
	readonly sent: Sent;
	/** From asking to the verdict, in milliseconds of the virtual clock. */
	readonly took: number;
}

/** Sums over a stretch of questions. */
export interface Stretch {
	questions: number;
	right: number;
	topRight: number;
	topPoison: number;
	accepted: number;
	acceptedPoison: number;
	messages: number;
	asked: number;
}

export interface Tally {
	readonly all: Stretch;
	/** By tenths of what each asks. */
	readonly over: readonly Stretch[];
	readonly sent: Sent;
	most: number;
	hops: number;
	hopped: number;
	took: number;
	/** Messages of the 50th and the 95th of a hundred questions. */
	readonly counts: number[];
}

const TENTHS = 10;

const stretch = (): Stretch => ({
	questions: 0,
	right: 0,
	topRight: 0,
	topPoison: 0,
	accepted: 0,
	acceptedPoison: 0,
	messages: 0,
	asked: 0
});

export const newTally = (): Tally => ({
	all: stretch(),
	over: Array.from({ length: TENTHS }, stretch),
	sent: nothingSent(),
	most: 0,
	hops: 0,
	hopped: 0,
	took: 0,
	counts: []
});

const kinds = ['probe', 'offer', 'put', 'reply', 'nothing', 'look', 'found'] as const;

export const messagesOf = ({ probe, offer, put, reply, nothing, look, found }: Sent): number =>
	probe + offer + put + reply + nothing + look + found;

/** `questions`: how many each asker asks. */
export function count(tally: Tally, outcome: Outcome, questions: number): void {
	const tenth = Math.min(TENTHS - 1, Math.floor(((outcome.nth - 1) * TENTHS) / questions));
	for (const sums of [tally.all, tally.over[tenth]!]) add(sums, outcome);
	const messages = messagesOf(outcome.sent);
	for (const kind of kinds) tally.sent[kind] += outcome.sent[kind];
	tally.most = Math.max(tally.most, messages);
	tally.counts[messages] = (tally.counts[messages] ?? 0) + 1;
	tally.took += outcome.took;
	if (outcome.hops === undefined) return;
	tally.hops += outcome.hops;
	tally.hopped++;
}

function add(sums: Stretch, { right, top, accepted, sent }: Outcome): void {
	sums.questions++;
	sums.right += Number(right);
	sums.topRight += Number(top === 'right');
	sums.topPoison += Number(top === 'poison');
	sums.accepted += Number(accepted);
	sums.acceptedPoison += Number(accepted && top === 'poison');
	sums.messages += messagesOf(sent);
	sums.asked += sent.probe + sent.put;
}

/** A run in figures: shares in per cent, the rest a question. */
export interface Figures {
	readonly success: number;
	readonly right: number;
	readonly poisoned: number;
	readonly accepted: number;
	/** Of those accepted. */
	readonly acceptedPoisoned: number;
	readonly messages: number;
	readonly messagesMost: number;
	/** Exceeded by one question in a hundred. */
	readonly messages99: number;
	/** Probes and questions put, without what came back. */
	readonly asked: number;
	readonly hops: number;
	readonly seconds: number;
	readonly bytes: number;
}

export function figuresOf(tally: Tally, sizes: Sizes | undefined): Figures {
	const { all, sent } = tally;
	const share = (part: number, whole = all.questions): number => (whole === 0 ? 0 : (100 * part) / whole);
	const each = (sum: number): number => sum / Math.max(1, all.questions);
	return {
		success: share(all.right),
		right: share(all.topRight),
		poisoned: share(all.topPoison),
		accepted: share(all.accepted),
		acceptedPoisoned: share(all.acceptedPoison, all.accepted),
		messages: each(all.messages),
		messagesMost: tally.most,
		messages99: percentile(tally.counts, all.questions, 0.99),
		asked: each(all.asked),
		hops: tally.hops / Math.max(1, tally.hopped),
		seconds: each(tally.took) / 1_000,
		bytes: sizes ? each(kinds.reduce((sum, kind) => sum + sent[kind] * sizes[kind], 0)) : 0
	};
}

function percentile(counts: readonly (number | undefined)[], questions: number, share: number): number {
	let seen = 0;
	for (let i = 0; i < counts.length; i++) {
		seen += counts[i] ?? 0;
		if (seen >= share * questions) return i;
	}
	return 0;
}
