/** Errands over the parts of a node: what they are said through, and when somebody can be reached. Loaded with the first. */
import type { Agent } from '#lib/agent/agent.ts';
import type { Clock } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import type { Communities } from './communities.ts';
import { keepErrands, type ErrandsKeeper } from './errands.ts';
import type { Where } from './errands-api.ts';
import type { NodeState } from './node-api.ts';
import type { StateBoard } from './node-state.ts';

export interface OpenErrandsDeps {
	readonly me: PeerId;
	readonly store: Pick<Store, 'settings' | 'words'>;
	readonly agent: Pick<Agent, 'words'>;
	readonly board: StateBoard;
	readonly communities: Communities;
	readonly newId: () => string;
	readonly clock: Clock;
}

/** In these something was said, or somebody came or went. */
const PARTS: ReadonlySet<keyof NodeState> = new Set(['communities', 'talks', 'server', 'peers']);

export const openErrands = (deps: OpenErrandsDeps): ErrandsKeeper => {
	const { me, store, agent, board, communities, newId, clock } = deps;
	return keepErrands({
		...{ me, communities, newId, settings: store.settings },
		words: {
			say: async (peer, text) => (await agent.words()).say(peer, text),
			list: (peer, most) => store.words.list(peer, most)
		},
		isReachable: (where) => isReachable(board.now, where),
		onChange: (listener) => void board.subscribe(({ part }) => void (PARTS.has(part) && listener())),
		now: () => clock.now(),
		sleep: (ms) => clock.sleep(ms),
		tell: (errands) => board.set('errands', errands)
	});
};

/** The server keeps it for whoever sleeps; without one, somebody there has to take it. */
function isReachable({ server, peers, communities }: NodeState, where: Where): boolean {
	if (server === 'online') return true;
	if (where.to === 'community')
		return communities.some(({ id, there }) => id === where.id && there.length > 0);
	const reach = peers.find(({ peer }) => peer === where.peer)?.reach;
	return reach !== undefined && reach !== 'none' && reach !== 'mailbox';
}
