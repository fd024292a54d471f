/** Parts of the agent that are loaded when they are first needed, once. */
import type { PeerId } from '../protocol/identity.ts';
import type { Book } from './book.ts';
import type { SocietyInside } from './community/society.ts';
import type { FindingDeps, FindingDesk } from './finding.ts';
import type { AgentDeps, Inside } from './inside.ts';
import type { Lanes } from './lanes.ts';
import type { Post } from './post.ts';
import type { Reputation } from './reputation-desk.ts';

/** What is loaded at most once. */
export interface Late<T> {
	readonly get: () => Promise<T>;
	/** Undefined until it is loaded. */
	readonly loaded: () => T | undefined;
	/** Under way or loaded; undefined where nobody needed it yet. */
	readonly begun: () => Promise<T> | undefined;
}

/** Where loading fails, the next who asks tries again. */
export function late<T>(load: () => Promise<T>): Late<T> {
	let loading: Promise<T> | undefined;
	let loaded: T | undefined;
	return {
		get: () =>
			(loading ??= load().then(
				(part) => (loaded = part),
				(error: unknown) => {
					loading = undefined;
					throw error;
				}
			)),
		loaded: () => loaded,
		begun: () => loading
	};
}

/** One desk for everybody. `changed`: the person's own word about them changed; without a peer, about everybody. */
export function lateReputation(
	world: AgentDeps,
	lanes: Lanes,
	book: Book,
	changed: (peer?: PeerId) => void
): () => Promise<Reputation> {
	const questionOf = async (query: string): Promise<string | undefined> => {
		const id = (await world.outbox.get(query))?.exchange;
		const exchange = id === undefined ? undefined : await book.read(id);
		return exchange?.understood ?? exchange?.question;
	};
	return late(async (): Promise<Reputation> => {
		const { createReputation } = await import('./reputation-desk.ts');
		const desk = createReputation({ ...world, device: world.keyring.device, lanes, questionOf });
		return {
			...desk,
			async overrule(peer, overruling) {
				await desk.overrule(peer, overruling);
				changed(peer);
			},
			async reset(peer) {
				await desk.reset(peer);
				changed(peer);
			}
		};
	}).get;
}

/** The one finding of a node. */
export const lateFinding = (deps: () => FindingDeps): Late<FindingDesk> =>
	late(async () => (await import('./finding.ts')).createFinding(deps()));

/** The communities of a node; who is in none never loads them. */
export function lateCommunities(
	{ community }: AgentDeps,
	deps: () => Inside & { readonly post: Post }
): Pick<Inside, 'communities' | 'ownCommunities'> {
	const { get, begun } = late(async (): Promise<SocietyInside> => {
		if (!community) throw new RangeError('community: no store was given');
		const { createSociety } = await import('./community/society.ts');
		return createSociety({ ...deps(), store: community.store, desk: await community.desk() });
	});
	return {
		communities: get,
		ownCommunities: async () => begun() ?? ((await community?.store.list())?.length ? get() : undefined)
	};
}
