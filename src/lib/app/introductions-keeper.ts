/** Introductions for the screen: what the agent keeps of them, with the names that the person knows. Loaded with the first look. */
import type { Agent } from '#lib/agent/agent.ts';
import type { Contacts } from '#lib/agent/ports.ts';
import type { IntroductionsApi } from './introductions-api.ts';

export interface IntroductionsDeps {
	readonly agent: Pick<Agent, 'introducing'>;
	readonly contacts: Pick<Contacts, 'get'>;
}

export const keepIntroductions = ({ agent, contacts }: IntroductionsDeps): IntroductionsApi => ({
	introduce: async (one, other, words) => (await agent.introducing()).introduce(one, other, words),
	async introductions() {
		const open = await (await agent.introducing()).open();
		return Promise.all(
			open.map(async ({ id, by, peer, name, words, at, expiresAt, wanted }) => ({
				...{ id, peer, name, at, expiresAt, wanted },
				by: (await contacts.get(by))?.name ?? '',
				...(words !== undefined && { words })
			}))
		);
	},
	acceptIntroduction: async (id) => (await agent.introducing()).accept(id),
	declineIntroduction: async (id) => (await agent.introducing()).decline(id)
});
