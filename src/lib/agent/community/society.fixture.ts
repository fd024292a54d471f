/** Nodes that can be in communities, on the network of world.fixture.ts, and what a person does with them in a test. */
import type { Act, Joining } from '../../protocol/acts.ts';
import type { AgentDeps } from '../agent.ts';
import type { CommunityStore, KeptCommunity } from '../ports.ts';
import { World, type Node } from '../world.fixture.ts';
import { createDesk } from './desk.ts';
import type { Society } from './society-port.ts';
import type { CommunityDesk, Overview } from './views.ts';

export const DAY = 24 * 60 * 60_000;

export interface MemberNode extends Node {
	readonly desk: CommunityDesk;
	readonly store: CommunityStore;
}

/** Communities in plain maps. */
export function aCommunityStore(): CommunityStore {
	const kept = new Map<string, KeptCommunity>();
	const entries = new Map<string, string[]>();
	const pieces = new Map<string, Uint8Array>();
	return {
		list: async () => [...kept.values()],
		get: async (id) => kept.get(id),
		put: async (community) => void kept.set(community.id, structuredClone(community)),
		async remove(id) {
			kept.delete(id);
			entries.delete(id);
		},
		entries: async (id) => [...(entries.get(id) ?? [])],
		append: async (id, texts) => void entries.set(id, [...(entries.get(id) ?? []), ...texts]),
		piece: async (community, hash) => pieces.get(`${community}/${hash}`),
		putPiece: async (community, hash, bytes) => void pieces.set(`${community}/${hash}`, bytes),
		pieces: async (community, hashes) => new Set(hashes.filter((hash) => pieces.has(`${community}/${hash}`))),
		pieceBytes: async () => [...pieces.values()].reduce((sum, { length }) => sum + length, 0),
		forgetPieces: async (community, hashes) => {
			for (const hash of hashes) pieces.delete(`${community}/${hash}`);
		}
	};
}

export async function aMember(
	world: World,
	name: string,
	change: Partial<AgentDeps> = {}
): Promise<MemberNode> {
	const [desk, store] = [createDesk(), aCommunityStore()];
	const node = await world.add(name, { community: { store, desk: async () => desk }, ...change });
	return Object.assign(node, { desk, store });
}

export const societyOf = (node: Node): Promise<Society> => node.agent.communities();

export async function founded(node: Node, joining: Joining = 'open'): Promise<string> {
	return (await societyOf(node)).found({ name: 'Mushrooms', about: 'Where they grow.', joining });
}

export async function invited(world: World, node: Node, community: string, uses = 8): Promise<string> {
	return (await societyOf(node)).invite(community, uses, world.clock.now() + 7 * DAY);
}

/** Three nodes; the first one founded a community and made a link to it. */
export async function three(seed: string, names: readonly [string, string, string]) {
	const world = new World(seed);
	const [first, second, third] = names;
	const founder = await aMember(world, first);
	const others = [await aMember(world, second), await aMember(world, third)] as const;
	const id = await founded(founder);
	return { world, founder, others, id, link: await invited(world, founder, id) };
}

/** With everything that follows from it. */
export async function join(world: World, guest: Node, link: string): Promise<void> {
	await (await societyOf(guest)).join(link);
	await settle(world);
}

export async function does(node: Node, community: string, act: Act): Promise<string> {
	return (await societyOf(node)).act(community, act);
}

export const says = (node: Node, community: string, text: string): Promise<string> =>
	does(node, community, { kind: 'post', text });

/** Work that no lane knows of, like loading a part, gets its turn. */
export async function settle(world: World): Promise<void> {
	for (let breaths = 0; breaths < 3; breaths++) {
		await world.run();
		await new Promise((resolve) => setTimeout(resolve));
	}
}

/** So much time, with a look at who is there every three seconds. */
export async function turn(world: World, seconds: number, ...nodes: readonly Node[]): Promise<void> {
	for (let turned = 0; turned < seconds; turned += 3) {
		for (const node of nodes) if (node.online) await (await societyOf(node)).tick();
		await world.run();
		world.clock.turn(3_000);
	}
	await settle(world);
}

export async function overview(world: World, node: MemberNode, community: string): Promise<Overview> {
	await societyOf(node);
	const seen = await node.desk.overview(community, world.clock.now());
	if (!seen) throw new Error(`${node.name} sees nothing`);
	return seen;
}

export async function texts(node: MemberNode, community: string): Promise<readonly string[]> {
	const { threads } = await node.desk.threads(community, { most: 500 });
	return threads.map(({ text }) => text).sort();
}

/** Everything two members could see differently. */
export async function view(world: World, node: MemberNode, community: string): Promise<unknown> {
	const { mine: _mine, faults: _faults, entries: _entries, ...rest } = await overview(world, node, community);
	return { ...rest, threads: await node.desk.threads(community, { most: 500 }) };
}

export const standing = async (node: Node, community: string): Promise<string | undefined> =>
	(await (await societyOf(node)).list()).find(({ id }) => id === community)?.standing;
