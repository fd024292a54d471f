/**
 * What evidence makes of a peer: its pieces folded one by one into beliefs (routing/beliefs.ts, the one place that says
 * what each is worth), and what follows from them. Local, subjective, fading, computed and never stored; only an offence
 * is noted, for it must outlive the evidence. Decides nothing about access.
 */
import type { Contact, Evidence, Offender, Overruling } from './ports.ts';
import {
	blank,
	fadedTo,
	observed,
	trustIn,
	type Belief,
	type Estimate,
	type Standing
} from './routing/beliefs.ts';

/** Whoever is trusted less, with evidence of one's own, is asked last. */
export const LEAST_TRUST = 0.36;
/** Less than this held against somebody may be a misunderstanding. */
const LIMITS_FROM = 1;
const CAUGHT_FROM = 2;
/** Until so much has been seen, nobody but a friend is more than a newcomer. */
const NEWCOMER_UNTIL = 3;

/** What my agent thinks of one peer now. */
export interface View {
	readonly belief: Belief;
	readonly standing: Standing;
	/** With what others say, and whether they are a friend. */
	readonly trust: Estimate;
	readonly overruled?: Overruling;
	/** Caught lying or worse, and not made up for. */
	readonly offender: boolean;
	/** Asked last, and never counted as verified. */
	readonly limited: boolean;
	/** On probation: too little has been seen, and no friend. */
	readonly newcomer: boolean;
}

/**
 * The belief as of `now`, milliseconds. Evidence from a clock that was ahead counts as of now. Of an offender the
 * noted counts stand for everything up to them, for the evidence may have been let go of.
 */
export function believed(evidence: readonly Evidence[], now: number, offence?: Offender): Belief {
	const inOrder = evidence.map((one) => ({ ...one, at: Math.min(one.at, now) })).sort((a, b) => a.at - b.at);
	let whole = blank(inOrder[0]?.at ?? now);
	for (const { kind, cells = [], at } of inOrder) whole = observed(whole, kind, cells, at);
	if (!offence) return fadedTo(whole, now);
	let noted: Belief = { ...blank(Math.min(offence.at, now)), trust: offence.trust };
	for (const { kind, at } of inOrder) if (at > offence.at) noted = observed(noted, kind, [], at);
	return { ...fadedTo(whole, now), trust: fadedTo(noted, now).trust };
}

/** Whether this is to be remembered against them; with `before`, whether it still is: forgiven when trusted enough again. */
export function isCaught(belief: Belief, before: boolean): boolean {
	if (trustIn(belief).mean >= LEAST_TRUST) return false;
	return before || belief.trust.bad >= CAUGHT_FROM;
}

/**
 * Whom the person called a friend: said so, or let in by their own hand, by an invite or a code compared. Who was caught
 * is one only by the person's word: being invited once more makes no newcomer of a liar.
 */
export const isFriend = (
	contact: Pick<Contact, 'standing' | 'invite' | 'compared'> | undefined,
	offender: boolean,
	overruled?: Overruling
): boolean =>
	overruled === 'trust' ||
	(!offender && contact?.standing === 'accepted' && (contact.invite !== undefined || contact.compared));

/** The whole view. Hearsay alone limits nobody: that takes something of one's own against them. */
export function viewOf(belief: Belief, standing: Standing, offender: boolean, overruled?: Overruling): View {
	const trust = trustIn(belief, standing);
	const doubted = trust.mean < LEAST_TRUST && belief.trust.bad >= LIMITS_FROM;
	return {
		...{ belief, standing, trust, offender, ...(overruled && { overruled }) },
		limited: overruled === 'limit' || (overruled !== 'trust' && (doubted || offender)),
		newcomer: !standing.friend && !offender && trust.seen < NEWCOMER_UNTIL
	};
}
