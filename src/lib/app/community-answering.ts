/**
 * My agent answers questions of a community by itself, where the person allows it: from what that community may read of my
 * notes, only where those answer and do not just come near, a few times an hour and each question once.
 */
import type { Thread } from '#lib/agent/community/views.ts';
import type { Society } from '#lib/agent/community/society-port.ts';
import { previewView, told } from '#lib/agent/preview.ts';
import type { AgentDeps } from '#lib/agent/inside.ts';
import type { KeptCommunity } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_POST_CHARS } from '#lib/protocol/limits.ts';

const EACH_HOUR = 6;
const HOUR_MS = 60 * 60_000;
/** Whoever asked longer ago has moved on. */
const FRESH_MS = 24 * HOUR_MS;
/** Quotes of one answer. */
const QUOTES = 3;

export type AnsweringDeps = Pick<AgentDeps, 'keyring' | 'quotes' | 'shelf' | 'invites'> & {
	readonly me: PeerId;
	readonly society: Pick<Society, 'act'>;
	readonly now: () => number;
};

/** Looks at the newest threads; resolves when what was to answer is answered. */
export type Answering = (kept: KeptCommunity, threads: readonly Thread[]) => Promise<void>;

export function answersByRule(deps: AnsweringDeps): Answering {
	const { me, society, now } = deps;
	const looked = new Set<string>();
	let answered: readonly number[] = [];

	function isToAnswer(
		{ id, question, author, at, hidden, withdrawn, replies }: Thread,
		since: number
	): boolean {
		if (!question || author === me || looked.has(id) || hidden || withdrawn) return false;
		return at > since && at > now() - FRESH_MS && replies.every((reply) => reply.author !== me);
	}

	async function answer(community: string, { id, title, text }: Thread): Promise<void> {
		const reader = async () => ({ peer: '' as PeerId, contact: false, communities: [community] });
		const { quotes, close } = await told(`${title} ${text}`.trim(), previewView(reader, deps));
		if (close || quotes.length === 0) return;
		const said = [...new Set(quotes.map((quote) => quote.text.trim()))].slice(0, QUOTES).join('\n\n');
		answered = [...answered, now()];
		await society.act(community, {
			kind: 'reply',
			to: id,
			text: said.slice(0, MAX_POST_CHARS),
			byAgent: true
		});
	}

	return async ({ id, standing, agentAnswers, joinedAt }, threads) => {
		if (!agentAnswers || standing !== 'in') return;
		for (const thread of threads) {
			answered = answered.filter((at) => at > now() - HOUR_MS);
			if (answered.length >= EACH_HOUR) return;
			if (!isToAnswer(thread, joinedAt)) continue;
			looked.add(thread.id);
			await answer(id, thread);
		}
	};
}
