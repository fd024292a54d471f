/**
 * Why my agent thinks of a peer as it does, as figures that a person can check: how many of their answers were useful,
 * on what, who else says so and what that counts. Data; words are made in `ui/`. The same evidence that beliefs are
 * folded from, but counted per answer and without fading: "9 of 10" is what happened.
 */
import type { PeerId } from '../protocol/identity.ts';
import { isBelieved, type Voice } from './attest-weight.ts';
import type { Evidence, EvidenceKind, Overruling } from './ports.ts';
import type { View } from './reputation.ts';

/** Answers that were of use, of those of which that is known. */
export interface Tally {
	readonly useful: number;
	readonly of: number;
}

export interface Explanation {
	readonly peer: PeerId;
	/** What it comes to; `trusted` and `limited-by-you` are the person's word. */
	readonly stance: 'trusted' | 'limited-by-you' | 'limited' | 'newcomer' | 'friend' | 'known';
	/** 0 to 1: how likely it is that they tell the truth. */
	readonly trust: number;
	readonly answers: Tally;
	/** By the topic's name, those with most answers first. */
	readonly topics: readonly (Tally & { readonly name: string })[];
	/** Questions they had nothing to say to, were silent on, or not there for: not held against their honesty. */
	readonly without: number;
	/** Citations that did not hold, and messages that were not genuine. */
	readonly broken: number;
	/** Caught, and remembered for it. */
	readonly offender: boolean;
	readonly others: {
		readonly for: number;
		readonly against: number;
		/** Heard, and not believed: their issuers are not trusted enough. */
		readonly unheard: number;
		/** Observations of one's own that all of it together counts as, to the tenth. */
		readonly counts: number;
	};
	readonly overruled?: Overruling;
}

/** The name of a topic; undefined for what has none, as the cells of words. */
export type TopicNames = (cell: number) => string | undefined;

const MOST_TOPICS = 6;

export function explained(
	peer: PeerId,
	view: View,
	evidence: readonly Evidence[],
	voices: readonly Voice[],
	names: TopicNames
): Explanation {
	const answers = answersIn(evidence);
	const { heard = { good: 0, bad: 0 } } = view.standing;
	const believed = voices.filter(isBelieved);
	return {
		peer,
		stance: stanceOf(view),
		trust: view.trust.mean,
		answers: tallyOf(answers),
		topics: topicsIn(answers, names),
		without: numberOf(evidence, ['nothing', 'silent', 'offline']),
		broken: numberOf(evidence, ['citation-failed', 'bad-envelope']),
		offender: view.offender,
		others: {
			for: believed.filter(({ said }) => said.good > said.bad).length,
			against: believed.filter(({ said }) => said.good <= said.bad).length,
			unheard: voices.length - believed.length,
			counts: Math.round((heard.good + heard.bad) * 10) / 10
		},
		...(view.overruled && { overruled: view.overruled })
	};
}

function stanceOf({ overruled, limited, newcomer, standing }: View): Explanation['stance'] {
	if (overruled) return overruled === 'trust' ? 'trusted' : 'limited-by-you';
	if (limited) return 'limited';
	if (newcomer) return 'newcomer';
	return standing.friend ? 'friend' : 'known';
}

interface Judged {
	readonly useful: boolean;
	readonly cells: readonly number[];
}

const said: readonly EvidenceKind[] = ['useful', 'not-useful', 'wrong', 'harmful'];
/** What stands in for a judgement where there is none, the first that there is. */
const shown: readonly EvidenceKind[] = ['corrected', 'contradicted', 'asked-again', 'agreed', 'kept'];
const good: readonly EvidenceKind[] = ['useful', 'agreed', 'kept'];

/** One for each question: the person's last word on it, else what they did. What nobody judged is not there. */
function answersIn(evidence: readonly Evidence[]): readonly Judged[] {
	const byQuestion = new Map<string, Evidence[]>();
	evidence.forEach((one, n) => {
		const question = one.query ?? `${n}`;
		byQuestion.set(question, [...(byQuestion.get(question) ?? []), one]);
	});
	return [...byQuestion.values()].flatMap((all): Judged[] => {
		const kinds = all.map(({ kind }) => kind);
		const kind = kinds.findLast((one) => said.includes(one)) ?? shown.find((one) => kinds.includes(one));
		if (kind === undefined) return [];
		return [{ useful: good.includes(kind), cells: all.findLast(({ cells }) => cells)?.cells ?? [] }];
	});
}

const tallyOf = (answers: readonly Judged[]): Tally => ({
	useful: answers.filter(({ useful }) => useful).length,
	of: answers.length
});

function topicsIn(answers: readonly Judged[], names: TopicNames): Explanation['topics'] {
	const byName = new Map<string, Judged[]>();
	for (const answer of answers)
		// Neighbouring cells may share a name: an answer is counted once under it.
		for (const name of new Set(answer.cells.map(names)))
			if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), answer]);
	return [...byName]
		.map(([name, about]) => ({ name, ...tallyOf(about) }))
		.sort((a, b) => b.of - a.of || b.useful - a.useful || (a.name < b.name ? -1 : 1))
		.slice(0, MOST_TOPICS);
}

const numberOf = (evidence: readonly Evidence[], kinds: readonly EvidenceKind[]): number =>
	evidence.filter(({ kind }) => kinds.includes(kind)).length;
