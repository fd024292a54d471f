/**
 * What came back for an errand, looked for where its steps were said, and whether that is all. What was gathered stays where
 * it cannot be found any more; it goes only where it is seen that its author took it back, or an anchor hid it.
 */
import type { PeerId } from '#lib/protocol/identity.ts';
import { answeredBy, answersFrom, answersIn, goneIn, keptOf } from './errand-answers.ts';
import { wantsYesOrNo } from './errand-question.ts';
import type { ErrandsDeps } from './errands.ts';
import type { ErrandAnswer } from './errands-api.ts';
import type { KeptErrand } from './errands-kept.ts';

/** Of a conversation, the newest. */
export const TALK_MOST = 100;

type Deps = Pick<ErrandsDeps, 'me' | 'communities' | 'words'>;

export interface Found {
	readonly answers: readonly ErrandAnswer[];
	/** What is no answer any more. */
	readonly gone: ReadonlySet<string>;
}

/** All that can be found now. `all`: the errands there are, for a message may answer another. */
export async function foundFor(
	errand: KeptErrand,
	all: readonly KeptErrand[],
	{ me, communities, words }: Deps
): Promise<Found> {
	const { steps } = errand;
	const peers = new Set(steps.flatMap(({ where }) => (where.to === 'person' ? [where.peer] : [])));
	const inThreads = steps.map(async ({ where, entry }, n) => {
		if (where.to !== 'community' || entry === undefined) return { answers: [], gone: [] };
		const { threads } = await communities.communityThreads(where.id, { most: 1, thread: entry });
		return {
			answers: threads.flatMap((thread) => answersIn(n, thread, me)),
			gone: threads.flatMap(goneIn)
		};
	});
	const inTalks = [...peers].map(async (peer) => ({
		answers: answersFrom(errand, all, peer, await words.list(peer, TALK_MOST)),
		gone: []
	}));
	const found = await Promise.all([...inThreads, ...inTalks]);
	return {
		answers: found.flatMap(({ answers }) => answers),
		gone: new Set(found.flatMap(({ gone }) => gone))
	};
}

/** While it runs whatever came is taken; after that only what is there already is kept as its author has it. */
export function gathered(errand: KeptErrand, { answers: found, gone }: Found): KeptErrand {
	const now = new Map(found.map((one) => [one.id, one]));
	const before = errand.answers.filter(({ id }) => !gone.has(id));
	const { answers, more } =
		errand.state === 'running'
			? keptOf([...found, ...before.filter(({ id }) => !now.has(id))])
			: { answers: before.map((one) => now.get(one.id) ?? one), more: errand.more };
	return JSON.stringify([answers, more]) === JSON.stringify([errand.answers, errand.more])
		? errand
		: { ...errand, answers, more };
}

/** All who were asked have answered, and plainly where a yes or a no was asked for. */
export async function hasEverybody(
	{ steps, answers }: KeptErrand,
	{ me, communities }: Deps
): Promise<boolean> {
	const asked = steps.flatMap((step, n) =>
		step.kind === 'ask' && step.state === 'sent' ? [{ ...step, n }] : []
	);
	const membersOf = async (id: string): Promise<readonly PeerId[]> =>
		((await communities.community(id))?.members ?? []).map(({ peer }) => peer).filter((peer) => peer !== me);
	for (const { where, text, n } of asked) {
		const by = answeredBy(answers, n, wantsYesOrNo(text));
		const whom = where.to === 'person' ? [where.peer] : await membersOf(where.id);
		if (whom.length === 0 || !whom.every((peer) => by.has(peer))) return false;
	}
	return asked.length > 0;
}
