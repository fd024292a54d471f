/** What the agent thinks of peers, for the screen: figures with the topics' names, and the person's own word. Loaded with the first look. */
import type { Agent } from '#lib/agent/agent.ts';
import type { TopicNames } from '#lib/agent/explain.ts';
import { nameOf, openCodebook } from '#lib/agent/routing/codebook.ts';
import { topicSpace } from '#lib/agent/routing/topic-space.ts';
import type { ReputationApi } from './reputation-api.ts';

export interface ReputationDeps {
	readonly agent: Pick<Agent, 'reputation' | 'noticed'>;
	/** What topics are called; rejects where they cannot be loaded. */
	readonly names?: () => Promise<TopicNames>;
}

/** What a question is about, by its words: no model keeps a question waiting. Rejects where the topics cannot be loaded. */
export const cellsOf = (question: string): Promise<readonly number[]> => topicSpace().ofQuestion(question);

async function codebookNames(): Promise<TopicNames> {
	const codebook = await openCodebook();
	return (cell) => nameOf(codebook, cell)?.topic;
}

export function keepReputation({ agent, names = codebookNames }: ReputationDeps): ReputationApi {
	const explained: ReputationApi['reputationOf'] = async (peer) => {
		// Figures without names are better than none.
		const named = await names().catch((): TopicNames => () => undefined);
		return (await agent.reputation()).explain(peer, named);
	};
	return {
		reputationOf: explained,
		async overrule(peer, overruling) {
			await (await agent.reputation()).overrule(peer, overruling ?? undefined);
			return explained(peer);
		},
		async resetReputation(peer) {
			await (await agent.reputation()).reset(peer ?? undefined);
		},
		exportReputation: async () =>
			`${JSON.stringify(await (await agent.reputation()).export(), undefined, '\t')}\n`,
		noticed: (exchange, what, author) => agent.noticed(exchange, what, author)
	};
}
