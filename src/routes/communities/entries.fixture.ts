/** What was said in a community, as its screens get it, and a node that answers with it and notes what it is asked to do. */
import type { Gathering, Page, Reply, SharedFile, Shown, Summary, Thread } from '#lib/app/communities-api.ts';
import type { NodeApi, NodeChange } from '#lib/app/node-api.ts';
import { entryNamed, ME, peerNamed } from './community.fixture.ts';

const HOUR_MS = 3_600_000;
export const BEN = peerNamed('b');

const shown = (letter: string, over: Partial<Shown> = {}): Shown => ({
	...{ id: entryNamed(letter), author: BEN, name: 'Ben', at: Date.now() - HOUR_MS, clock: 5 },
	...{ pinned: false, forked: false },
	...over
});
const said = { withdrawn: false, mentions: [], files: [], reactions: [] } as const;

export const aReply = (letter: string, over: Partial<Reply> = {}): Reply => ({
	...{ ...shown(letter), ...said, text: 'Yes.', to: entryNamed('q'), byAgent: false, sources: [] },
	...over
});
export const aThread = (letter: string, over: Partial<Thread> = {}): Thread => ({
	...{ ...shown(letter), ...said, text: 'Does Thursday work?', title: '', question: false, replies: [] },
	...{ lastClock: 12, lastAt: Date.now() },
	...over
});
export const aFile = (letter: string, over: Partial<SharedFile> = {}): SharedFile => ({
	...{ ...shown(letter), fileName: 'score.txt', type: 'text/plain', size: 2_400_000, pieces: [] },
	...over
});
export const aPage = (letter: string, over: Partial<Page> = {}): Page => ({
	...{ ...shown(letter), title: 'Minutes', editors: [BEN], changedAt: Date.now(), lastClock: 6, edits: 3 },
	...over
});
export const aGathering = (letter: string, over: Partial<Gathering> = {}): Gathering => ({
	...{ ...shown(letter), title: 'Rehearsal', text: '', place: 'Mill Lane 3', start: '2031-07-03T19:30' },
	...{ end: '2031-07-03T21:00', zone: 'Asia/Kolkata', wholeDay: false, cancelled: false },
	...{ revision: 0, reactions: [] },
	...over
});
export const aTopicSummary = (letter: string, over: Partial<Summary> = {}): Summary => ({
	...{ ...shown(letter), title: 'Rehearsals', text: 'Thursdays at seven.', sources: [], confidence: 0.7 },
	...over
});

export interface Holds {
	readonly threads?: readonly Thread[];
	readonly files?: readonly SharedFile[];
	readonly pages?: readonly Page[];
	readonly events?: readonly Gathering[];
	readonly summaries?: readonly Summary[];
}

/** `calls`: name and arguments of what was asked to be done, in order. `tell`: as the node tells of a change. */
export function aNode(holds: Holds, over: Partial<NodeApi> = {}) {
	const calls: unknown[] = [];
	const listeners = new Set<(change: NodeChange) => void>();
	const note =
		(name: string) =>
		async (_id: string, ...args: readonly unknown[]) => {
			calls.push([name, ...args]);
			return entryNamed('z');
		};
	const { threads = [], files = [], pages = [], events = [], summaries = [] } = holds;
	const node: unknown = {
		state: async () => ({ me: { peer: ME }, peers: [], communities: [], transfers: [], cursors: [] }),
		subscribe(listener: (change: NodeChange) => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		communityThreads: async (_id: string, wanted: { most: number; pinned?: boolean; thread?: string }) => {
			const fitting = threads.filter(
				(one) =>
					(!wanted.pinned || one.pinned) &&
					(wanted.thread === undefined || [one, ...one.replies].some((entry) => entry.id === wanted.thread))
			);
			return { threads: fitting.slice(0, wanted.most), more: fitting.length > wanted.most };
		},
		communityFiles: async () => files,
		communityPages: async () => pages,
		communityEvents: async () => events,
		communitySummaries: async () => summaries,
		actInCommunity: note('act'),
		markCommunityRead: note('read'),
		showCursor: async () => undefined,
		...over
	};
	const tell = (change: NodeChange): void => listeners.forEach((listener) => listener(change));
	return { node: node as NodeApi, calls, tell };
}
