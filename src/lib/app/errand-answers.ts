/**
 * What came back: replies and messages of others, as they stand now, and whether they plainly say yes or no. They are shown as
 * text; whatever they ask for, nobody here does it.
 */
import { wireText } from '#lib/agent/wire-text.ts';
import type { Thread } from '#lib/agent/community/views.ts';
import type { KeptWords } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { readsAs } from './errand-reading.ts';
import type { Errand, ErrandAnswer, Tally } from './errands-api.ts';

/** Enough to see what it says; the whole stands where it was said. */
const TEXT_CHARS = 280;
/** Of one person to one step, and of their agent: nobody pushes the others out. */
const EACH = 3;
/** As many as a community has members. */
const MOST = 256;

type Said = Omit<ErrandAnswer, 'step' | 'text' | 'isCut' | 'reads'> & { readonly text: string };

function answer(step: number, { text, ...said }: Said): ErrandAnswer {
	const reads = readsAs(text);
	return {
		...{ ...said, step, text: wireText(text, TEXT_CHARS), isCut: text.length > TEXT_CHARS },
		...(reads && { reads })
	};
}

/** Replies of others in the thread of a step; what was taken back or hidden is no answer. */
export const answersIn = (step: number, { replies }: Thread, me: PeerId): readonly ErrandAnswer[] =>
	replies
		.filter(({ author, withdrawn, hidden }) => author !== me && !withdrawn && !hidden)
		.map(({ id, author, name, at, byAgent, text, amendedAt }) =>
			answer(step, { id, by: author, name, at, byAgent, text, isAmended: amendedAt !== undefined })
		);

/** What was taken back or hidden of what was said there. */
export const goneIn = ({ replies }: Thread): readonly string[] =>
	replies.filter(({ withdrawn, hidden }) => withdrawn || hidden).map(({ id }) => id);

type Sent = Pick<Errand, 'id' | 'steps'>;

/**
 * What a person said in direct messages to this errand after they were asked. `talk`: oldest first. A message answers what
 * was asked of them last, by whichever errand, unless it says itself what it answers.
 */
export function answersFrom(
	errand: Sent,
	all: readonly Sent[],
	peer: PeerId,
	talk: readonly KeptWords[]
): readonly ErrandAnswer[] {
	const placeOf = new Map(talk.map(({ id }, i) => [id, i]));
	const told = all
		.flatMap(({ id: by, steps }) =>
			steps.flatMap(({ kind, where, entry, at = 0 }, n) => {
				if (where.to !== 'person' || where.peer !== peer || entry === undefined) return [];
				// A message of ours that is too far back stands before all of these.
				return [{ by, n, kind, entry, at, name: where.name, place: placeOf.get(entry) ?? -1 }];
			})
		)
		.sort((a, b) => a.place - b.place || a.at - b.at);
	return talk.flatMap(({ id, mine, at, byAgent, text, re }, i) => {
		if (mine) return [];
		const before = told.filter(({ place }) => place < i);
		const about =
			before.find(({ entry }) => entry === re) ??
			before.findLast(({ kind }) => kind === 'ask') ??
			before.at(-1);
		if (about?.by !== errand.id) return [];
		return [answer(about.n, { id, by: peer, name: about.name, at, byAgent, text, isAmended: false })];
	});
}

/** What is kept of all that was found: everybody's newest and the newest that is plain, oldest first. */
export function keptOf(found: readonly ErrandAnswer[]): {
	readonly answers: readonly ErrandAnswer[];
	readonly more: number;
} {
	const whose = ({ step, by, byAgent }: ErrandAnswer): string => `${step} ${by} ${byAgent}`;
	const newestFirst = found.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
	const plain = new Map<string, ErrandAnswer>();
	for (const one of newestFirst) if (one.reads && !plain.has(whose(one))) plain.set(whose(one), one);
	const others = new Map<string, number>();
	const answers = newestFirst
		.filter((one) => {
			const of = whose(one);
			if (one === plain.get(of)) return true;
			const n = (others.get(of) ?? 0) + 1;
			others.set(of, n);
			return n <= (plain.has(of) ? EACH - 1 : EACH);
		})
		.slice(0, MOST)
		.reverse();
	return { answers, more: found.length - answers.length };
}

/** By person: their own newest plain words; their agent's where they have said nothing themselves. */
export function tallyOf(answers: readonly ErrandAnswer[], step: number): Tally | null {
	const counted = new Map<PeerId, ErrandAnswer>();
	for (const one of answers) {
		if (one.step !== step) continue;
		const before = counted.get(one.by);
		const isSame = before?.byAgent === one.byAgent;
		if (!before || (isSame ? one.reads || !before.reads : before.byAgent)) counted.set(one.by, one);
	}
	if (counted.size === 0) return null;
	const how = [...counted.values()].map(({ reads }) => reads);
	const [yes, no] = [how.filter((one) => one === 'yes').length, how.filter((one) => one === 'no').length];
	return { yes, no, other: how.length - yes - no };
}

/** Those who answered a step themselves; `plainly`: with a yes or a no. */
export const answeredBy = (
	answers: readonly ErrandAnswer[],
	step: number,
	plainly: boolean
): ReadonlySet<PeerId> =>
	new Set(
		answers.filter((one) => one.step === step && !one.byAgent && (!plainly || one.reads)).map(({ by }) => by)
	);
