/**
 * The parts that communities are made of in a browser: the desk and the reader of pages in workers, the live carrier, words
 * beside the screen. Loaded when this node is in a community, or asks into one.
 */
import type { Agent } from '#lib/agent/agent.ts';
import type { CommunityDesk } from '#lib/agent/community/views.ts';
import type { AgentDeps } from '#lib/agent/inside.ts';
import type { Clock, CommunityStore, WordsStore } from '#lib/agent/ports.ts';
import { isTopic } from '#lib/agent/routing/cells.ts';
import { nameOf, openCodebook } from '#lib/agent/routing/codebook.ts';
import { tiesNow } from '#lib/agent/ties.ts';
import type { Carriers } from '#lib/net/carrier.ts';
import type { Direct } from '#lib/net/direct.ts';
import { configurationOf } from '#lib/net/ice.ts';
import { pageClientOf } from '#lib/net/update-screen.ts';
import pageWorkerUrl from './community-page.worker.ts?worker&url';
import { keepCommunities, type Communities, type CommunitiesDeps } from './communities.ts';
import { deskInWorker } from './community-desk.ts';
import { openGate, type Gate, type GateDeps } from './community-gate.ts';
import { interestsOf, type InterestsDeps } from './community-interests.ts';
import { notifyOf } from './community-notify.ts';
import { pageReader } from './community-page-reader.ts';

type CreateWorker = (url: string | URL) => Worker;

export const openDesk = (createWorker: CreateWorker, kept: Pick<CommunityStore, 'entries'>): CommunityDesk =>
	deskInWorker(createWorker, kept);

export interface OpenDeps extends Pick<
	CommunitiesDeps,
	| 'me'
	| 'keyring'
	| 'quotes'
	| 'engine'
	| 'shelf'
	| 'invites'
	| 'contacts'
	| 'directory'
	| 'embedder'
	| 'random'
	| 'reach'
	| 'onReach'
	| 'want'
	| 'tell'
	| 'stored'
> {
	readonly agent: Pick<Agent, 'communities' | 'on' | 'tied'>;
	/** What the gate goes by. */
	readonly settings: GateDeps['settings'];
	readonly own: GateDeps['own'];
	readonly words: WordsStore;
	readonly self: InterestsDeps['self'];
	readonly items: InterestsDeps['items'];
	readonly community: NonNullable<AgentDeps['community']>;
	readonly direct: Direct;
	readonly createWorker: CreateWorker;
	/** As the server's clock corrects it, and the device's own. */
	readonly clock: Clock;
	readonly deviceClock: Clock;
}

export async function openCommunities(deps: OpenDeps): Promise<Communities> {
	const { agent, community, keyring, direct, createWorker, clock, deviceClock, random } = deps;
	const server = new URL(location.origin);
	const { dev } = keyring.device;
	let carriers: Promise<Carriers> | undefined;
	return keepCommunities({
		...deps,
		society: await agent.communities(),
		desk: await community.desk(),
		store: community.store,
		dev,
		client: pageClientOf(dev),
		reader: pageReader(() => createWorker(new URL(pageWorkerUrl, location.href))),
		async carriers() {
			const { openCarriers } = await import('#lib/net/carrier.ts');
			carriers ??= openCarriers({
				...{ server, device: keyring.device, clock: deviceClock, now: clock.now, random, createWorker },
				chance: Math.random,
				configuration: () => configurationOf(direct)
			});
			// Where it does not load, agent links carry everything, and the next room tries again.
			return carriers.catch(() => (carriers = undefined));
		},
		origin: location.origin,
		on: (listener) => void agent.on(listener),
		gate: gateOf(deps),
		tied: (peer) => void agent.tied(peer, 'reply').catch(() => undefined),
		now: clock.now,
		sleep: clock.sleep,
		notify: notifyOf(window)
	});
}

/** Topics are read out of words only where the person has some of their own to compare them with. */
function gateOf({ settings, own, words, self, items, clock }: OpenDeps): Gate {
	const cellsOf = async (text: string) => (await import('./reputation.ts')).cellsOf(text);
	return openGate({
		...{ settings, own, cellsOf },
		topics: interestsOf({ self, items, cellsOf }),
		nameOf: async (cell) => (isTopic(cell) ? nameOf(await openCodebook(), cell)?.topic : undefined),
		ties: () => tiesNow({ words, clock }),
		now: clock.now
	});
}
