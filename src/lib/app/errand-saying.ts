/** One step of an errand, said where it belongs; and whether it has been said already. */
import { NodeError } from '#lib/agent/ports.ts';
import type { ActOf } from '#lib/protocol/acts.ts';
import { mentionsIn } from './community-said.ts';
import type { ErrandsDeps } from './errands.ts';
import type { StepToSend, StepTrouble, Where } from './errands-api.ts';
import type { KeptStep } from './errands-kept.ts';

type Deps = Pick<ErrandsDeps, 'me' | 'communities' | 'words'>;

/** Threads and messages among which a step is looked for: it was the last thing said before the tab was closed. */
const LOOK_BACK = 100;

class NotIn extends Error {}

/** Resolves with the post or the message. */
export async function sayStep({ kind, where, text }: StepToSend, deps: Deps): Promise<string> {
	if (where.to === 'person') return (await deps.words.say(where.peer, text)).id;
	const overview = await deps.communities.community(where.id);
	if (overview?.mine !== 'anchor' && overview?.mine !== 'member') throw new NotIn();
	const others = overview.members.filter(({ peer }) => peer !== deps.me);
	const mentions = mentionsIn(text, others, []);
	const post: ActOf<'post'> = {
		...{ kind: 'post', text },
		...(kind === 'ask' && { question: true }),
		...(mentions.length > 0 && { mentions: [...mentions] })
	};
	return deps.communities.actInCommunity(where.id, post);
}

/** What stands last there now: an entry's place in the order of everything, or a message. */
export async function lastThere(where: Where, { communities, words }: Deps): Promise<string> {
	if (where.to === 'person') return (await words.list(where.peer, 1)).at(-1)?.id ?? '';
	const { threads } = await communities.communityThreads(where.id, { most: 1 });
	return String(threads[0]?.lastClock ?? 0);
}

/** The same words of mine, said since the step was begun, that are no other step's. */
export async function alreadySaid(
	{ kind, where, text, after = '' }: KeptStep,
	claimed: ReadonlySet<string | undefined>,
	{ me, communities, words }: Deps
): Promise<string | undefined> {
	if (where.to === 'person') {
		const talk = await words.list(where.peer, LOOK_BACK);
		const since = talk.slice(talk.findIndex(({ id }) => id === after) + 1);
		return since.find((one) => one.mine && one.text === text && !claimed.has(one.id))?.id;
	}
	const { threads } = await communities.communityThreads(where.id, { most: LOOK_BACK });
	return threads.find(
		(one) =>
			one.author === me &&
			one.clock > Number(after) &&
			one.text === text &&
			one.question === (kind === 'ask') &&
			!claimed.has(one.id)
	)?.id;
}

export function troubleIn(thrown: unknown): StepTrouble {
	if (thrown instanceof NotIn) return 'not-in';
	if (thrown instanceof NodeError && thrown.code === 'unreachable') return 'no-contact';
	return thrown instanceof NodeError && thrown.code === 'storage-full' ? 'full' : 'unexpected';
}
