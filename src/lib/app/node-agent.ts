/** The agent of a node, over what was opened for it; what most nodes never need of its world loads when it is asked for. */
import { createAgent, type Agent } from '#lib/agent/agent.ts';
import type { CommunityDesk } from '#lib/agent/community/views.ts';
import type { AgentDeps } from '#lib/agent/inside.ts';
import type {
	CommunityDirectory,
	Holdings,
	Introductions,
	Memory,
	Overrulings,
	TopicDirectory
} from '#lib/agent/ports.ts';
import { quotes } from '#lib/llm/index.ts';
import type { Store } from '#lib/store/store.ts';
import type { Communities } from './communities.ts';
import { lately } from './lately.ts';
import { createWorker, random } from './node-means.ts';
import type { Opened } from './node-opened.ts';

export type CommunityGround = NonNullable<AgentDeps['community']>;

export interface AgentGround {
	readonly memory: Memory;
	readonly directory: TopicDirectory;
	readonly community: CommunityGround;
	/** Made after the agent, and asked after it too. */
	readonly communities: () => Pick<Communities, 'sources'>;
}

export const isInCommunity = async (store: Store): Promise<boolean> =>
	(await store.communities.list()).length > 0;

/** Of people and of communities. */
export type Directories = TopicDirectory & CommunityDirectory;

/** Whoever looks and whoever wants to be found share one: two would publish over one another. */
export const openDirectory = ({ keyring, relay, clock }: Opened): Directories =>
	lately<Directories>(['publish', 'find', 'list', 'isFull', 'findCommunities'], async () =>
		(await import('./directory.ts')).directoryOf({ device: keyring.device, servers: relay, clock })
	);

/** One desk for all communities; where its worker does not load, the next who asks tries again. */
export function openCommunityGround({ communities }: Store): CommunityGround {
	let desk: Promise<CommunityDesk> | undefined;
	return {
		store: communities,
		desk: () =>
			(desk ??= import('./community-open.ts').then(
				({ openDesk }) => openDesk(createWorker, communities),
				(error: unknown) => {
					desk = undefined;
					throw error;
				}
			))
	};
}

export function openAgent(opened: Opened, ground: AgentGround): Agent {
	const { store, keyring, persona, mesh, mind, board, clock } = opened;
	const { memory, directory, community, communities } = ground;
	return createAgent({
		words: store.words,
		community,
		communitySources: async (question) =>
			(await isInCommunity(store)) ? communities().sources(question) : [],
		keyring,
		self: persona.self,
		contacts: store.contacts,
		shelf: store.shelf,
		ledger: store.ledger,
		attestations: store.attestations,
		offenders: store.offenders,
		cards: store.cards,
		directory,
		holdings: lately<Holdings>(['on'], async () =>
			(await import('./holdings.ts')).holdingsOf({
				items: () => board.now.items,
				item: (id) => store.items.get(id),
				sleep: (ms, signal) => clock.sleep(ms, signal)
			})
		),
		overrulings: lately<Overrulings>(['get', 'put', 'list'], async () =>
			(await import('./reputation-overruled.ts')).keptOverrulings(store.settings)
		),
		cellsOf: async (question) => (await import('./reputation.ts')).cellsOf(question),
		invites: store.invites,
		introductions: lately<Introductions>(['list', 'put', 'remove'], async () =>
			(await import('./introductions.ts')).keptIntroductions(store.settings)
		),
		outbox: store.outbox,
		inboxStore: store.inbox,
		exchanges: store.exchanges,
		memory,
		mesh,
		inviteDesk: mesh.invites,
		engine: () => mind.engine(),
		quotes,
		embedder: () => mind.embedder(),
		clock,
		random,
		// Whom to tell is the activity log's question, and there is no such page yet.
		log: () => undefined,
		blame: (peer) => mesh.blame(peer)
	});
}
