import { describe, expect, test } from 'vitest';
import type { Member, Overview, CommunityDesk } from './community/views.ts';
import { ownCard } from './cards.ts';
import { MOST_WAITING } from './fellow-hello.ts';
import type { CommunityStore, KeptCommunity } from './ports.ts';
import { isFriend } from './reputation.ts';
import { World, type Node } from './world.fixture.ts';

const MUSHROOMS = 'm'.repeat(42) + 'A';

/** A community with these members, as everybody in it sees it; what its entries are is not asked. */
class Club {
	readonly members: Member[] = [];
	/** For whoever is handed it, in it or not. */
	handed(): { store: CommunityStore; desk: () => Promise<CommunityDesk> } {
		const kept: KeptCommunity = {
			...{ id: MUSHROOMS, name: 'Mushrooms', standing: 'in', founding: 'founding', epochs: [], invites: {} },
			...{ joinedAt: 0, readTo: 0, muted: false, agentAnswers: false }
		};
		let me = '';
		const store = { list: async () => [kept], entries: async () => [] };
		const desk = {
			open: async (_id: string, _texts: readonly string[], reader: string) => void (me = reader),
			overview: async (): Promise<Partial<Overview>> => ({
				mine: this.members.find(({ peer }) => peer === me)?.role ?? 'none',
				members: [...this.members]
			})
		};
		return {
			store: store as unknown as CommunityStore,
			desk: async () => desk as unknown as CommunityDesk
		};
	}
	async joins({ peer, name, deps }: Node): Promise<void> {
		const card = await ownCard(deps);
		this.members.push({ peer, name, role: 'member', since: 0, frozen: false, card });
	}
}

/** Anna and Carl are in Mushrooms; Mallory has its name and is in nothing. */
async function mushrooms(more = 0) {
	const [world, club] = [new World('fellows'), new Club()];
	const [anna, carl, mallory] = [
		await world.add('Anna', { community: club.handed() }),
		await world.add('Carl', { community: club.handed() }),
		await world.add('Mallory', { community: club.handed() })
	];
	const others: Node[] = [];
	for (let at = 0; at < more; at++)
		others.push(await world.add(`Member ${at}`, { community: club.handed() }));
	for (const node of [anna, carl, ...others]) await club.joins(node);
	return { world, club, anna, carl, mallory, others };
}

const standing = async (node: Node, of: Node) => (await node.stores.contacts.get(of.peer))?.standing;
const both = async (a: Node, b: Node) => [await standing(a, b), await standing(b, a)];
const hello = (from: Node, to: Node) => from.agent.sayHello(to.peer, MUSHROOMS);
const asked = (node: Node) => node.events.filter(({ kind }) => kind === 'guest-asking');

/** Whatever `from` writes, membership or not. */
async function saysAs(world: World, from: Node, to: Node, community = MUSHROOMS) {
	const body = { versions: { oldest: 1, newest: 1 }, card: await ownCard(from.deps), community };
	const { box } = await world.box(from, to, 'hello', body);
	const received = await to.agent.receive(box, { over: 'relay' });
	await world.run();
	return received;
}

describe('a hello to a fellow member', () => {
	test('asks their person, and makes two contacts and no friends once they allow it', async () => {
		const { world, anna, carl } = await mushrooms();
		expect(await hello(anna, carl)).toBe('said');
		await world.run();
		expect(await both(anna, carl)).toEqual(['awaiting', 'asking']);
		expect(asked(carl)).toEqual([{ kind: 'guest-asking', peer: anna.peer, name: 'Anna' }]);
		await carl.agent.allow(anna.peer);
		await world.run();
		expect(await both(anna, carl)).toEqual(['accepted', 'accepted']);
		expect(isFriend(await carl.stores.contacts.get(anna.peer), false)).toBe(false);
		expect(isFriend(await anna.stores.contacts.get(carl.peer), false)).toBe(false);
	});

	test('gives nothing that only contacts may read before they allow it', async () => {
		const { world, anna, carl } = await mushrooms();
		carl.teach('Chanterelles stand behind the mill.', 'contacts');
		await hello(anna, carl);
		await world.run();
		expect((await anna.ask('Where do chanterelles stand?')).sources).toEqual([]);
		await carl.agent.allow(anna.peer);
		await world.run();
		expect((await anna.ask('Where do chanterelles stand?')).sources).toMatchObject([{ author: carl.peer }]);
	});

	test('that crosses theirs lets both in without a question', async () => {
		const { world, anna, carl } = await mushrooms();
		await Promise.all([hello(anna, carl), hello(carl, anna)]);
		await world.run();
		expect(await both(anna, carl)).toEqual(['accepted', 'accepted']);
		expect([...asked(anna), ...asked(carl)]).toEqual([]);
	});

	test('that finds them away waits in their mail, and survives a reload on both sides', async () => {
		const { world, anna, carl } = await mushrooms();
		world.sleep(carl);
		await hello(anna, carl);
		await world.run();
		await world.wake(carl);
		for (const node of [anna, carl]) {
			node.reload();
			await node.agent.resume();
		}
		await carl.agent.allow(anna.peer);
		await world.run();
		expect(await both(anna, carl)).toEqual(['accepted', 'accepted']);
	});

	test('is said to nobody who is in no community with me, and not twice', async () => {
		const { world, anna, carl, mallory } = await mushrooms();
		expect(await hello(anna, mallory)).toBe('not-fellow');
		expect(await hello(mallory, anna)).toBe('not-fellow');
		await hello(anna, carl);
		expect(await hello(anna, carl)).toBe('known');
		await world.run();
		expect(await standing(anna, mallory)).toBe(undefined);
	});

	test('is not heard of whoever names a community that they are not in, and nothing shows that they knocked', async () => {
		const { world, anna, mallory } = await mushrooms();
		await saysAs(world, mallory, anna);
		expect(await standing(anna, mallory)).toBe(undefined);
		expect(asked(anna)).toEqual([]);
		expect(world.delivered).toEqual([]);
	});

	test('is not heard of a member who names another community than the one both are in', async () => {
		const { world, anna, carl } = await mushrooms();
		await saysAs(world, carl, anna, 'o'.repeat(42) + 'A');
		expect(await standing(anna, carl)).toBe(undefined);
	});

	test('is not heard of whoever was removed from the community', async () => {
		const { world, club, anna, carl } = await mushrooms();
		club.members.splice(
			club.members.findIndex(({ peer }) => peer === carl.peer),
			1
		);
		await saysAs(world, carl, anna);
		expect(await standing(anna, carl)).toBe(undefined);
	});
});

describe('a fellow member', () => {
	test('who is declined is told so, and heard by no community again; my person may still say hello to them', async () => {
		const { world, anna, carl } = await mushrooms();
		await hello(anna, carl);
		await world.run();
		await carl.agent.decline(anna.peer);
		await world.run();
		expect(await both(anna, carl)).toEqual(['removed', 'removed']);
		expect(anna.events).toContainEqual({ kind: 'declined', peer: carl.peer, name: 'Carl' });
		expect(await hello(anna, carl)).toBe('said');
		await world.run();
		expect(await standing(carl, anna)).toBe('removed');
		expect(asked(carl)).toHaveLength(1);
		expect(await hello(carl, anna)).toBe('said');
		await world.run();
		expect(await both(anna, carl)).toEqual(['accepted', 'accepted']);
	});

	test('who is blocked is not heard', async () => {
		const { world, anna, carl } = await mushrooms();
		await world.befriend(anna, carl);
		await anna.agent.block(carl.peer);
		await saysAs(world, carl, anna);
		expect(await standing(anna, carl)).toBe('blocked');
		expect(asked(anna)).toEqual([]);
	});

	test('is not heard while so many others wait', async () => {
		const { world, anna, carl, others } = await mushrooms(MOST_WAITING);
		for (const other of others) await saysAs(world, other, anna);
		expect(asked(anna)).toHaveLength(MOST_WAITING);
		await saysAs(world, carl, anna);
		expect(await standing(anna, carl)).toBe(undefined);
		await anna.agent.decline(others[0]!.peer);
		await saysAs(world, carl, anna);
		expect(await standing(anna, carl)).toBe('asking');
	});
});
