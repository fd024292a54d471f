/** A community in the topic directory: from the anchor who says so to the stranger who is let in, and out of it again. */
import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../protocol/refusal.ts';
import { decodeCommunityLink } from '../../protocol/community-link.ts';
import { LISTING_LIFETIME_MS, MAX_LISTINGS } from '../../protocol/limits.ts';
import { FakeDirectory } from '../directory.fixture.ts';
import type { CommunityDirectory } from '../ports.ts';
import { World, type Node } from '../world.fixture.ts';
import { keepListings, type Listings } from './listing.ts';
import type { Society } from './society-port.ts';
import {
	aMember,
	DAY,
	does,
	founded,
	invited,
	join,
	overview,
	settle,
	societyOf,
	standing,
	turn
} from './society.fixture.ts';

const MINUTE = 60_000;
const TOPICS = [
	{ cell: 7, weight: 8 },
	{ cell: 9, weight: 7 }
];

async function aWorld(seed: string) {
	const world = new World(seed);
	const directory = new FakeDirectory(world.clock);
	const [anna, ben, cleo] = [
		await aMember(world, 'Anna'),
		await aMember(world, 'Ben'),
		await aMember(world, 'Cleo')
	];
	/** Communities of which it changed whether there is room. */
	const fullChanged: string[] = [];
	/** What stands in for the society's or the directory's. */
	interface Over {
		readonly overview?: Society['overview'];
		readonly list?: CommunityDirectory['list'];
	}
	const listings = async (node: Node, { overview: seen, list: put }: Over = {}): Promise<Listings> => {
		const [society, own] = [await societyOf(node), directory.of(node.peer)];
		return keepListings({
			...{ keyring: node.deps.keyring, random: node.deps.random, clock: world.clock },
			society: { ...society, ...(seen && { overview: seen }) },
			directory: { ...own, ...(put && { list: put }) },
			fullChanged: (id) => void fullChanged.push(id)
		});
	};
	const found = async (node: Node, cells: readonly number[] = [7]) =>
		(await directory.of(node.peer).findCommunities(cells)) ?? [];
	const id = await founded(anna, 'approval');
	return { world, directory, anna, ben, cleo, id, listings, found, fullChanged };
}

const list = (node: Node, id: string, listed = true) =>
	does(node, id, { kind: 'describe', topics: TOPICS, listed });

describe('a listed community', () => {
	test('is found by a stranger by one of its topics, who knocks by its link and is let in', async () => {
		const { world, anna, ben, id, listings, found } = await aWorld('found');
		const mine = await listings(anna);
		await list(anna, id);
		await mine.look(id);
		const [card, ...more] = await found(ben, [9]);
		expect(more).toEqual([]);
		expect(card).toMatchObject({
			from: anna.peer,
			body: { community: id, name: 'Mushrooms', about: 'Where they grow.', joining: 'approval', members: 1 }
		});
		expect(await found(ben, [8])).toEqual([]);
		await join(world, ben, card!.body.link);
		expect(await standing(ben, id)).toBe('asking');
		await does(anna, id, { kind: 'role', peer: ben.peer, role: 'member' });
		await settle(world);
		await turn(world, 6, anna, ben);
		expect(await standing(ben, id)).toBe('in');
	});

	test('is in the directory only while it is listed and has topics, and its link is revoked then', async () => {
		const { world, anna, ben, id, listings, found } = await aWorld('only');
		const mine = await listings(anna);
		await mine.look(id);
		expect(await found(ben), 'nobody said so').toEqual([]);
		await does(anna, id, { kind: 'describe', listed: true });
		await mine.look(id);
		expect((await overview(world, anna, id)).invites, 'without topics').toEqual([]);
		await list(anna, id);
		await mine.look(id);
		const [card] = await found(ben);
		expect((await overview(world, anna, id)).invites).toHaveLength(1);
		await list(anna, id, false);
		await mine.look(id);
		expect(await found(ben)).toEqual([]);
		expect((await overview(world, anna, id)).invites).toEqual([]);
		await join(world, ben, card!.body.link);
		expect((await overview(world, anna, id)).asking, 'whoever kept the link').toEqual([]);
		await list(anna, id);
		await mine.look(id);
		expect(await found(ben)).toHaveLength(1);
	});

	test('is listed by each anchor for itself, and who steps down takes only their own out', async () => {
		const { world, anna, ben, cleo, id, listings, found } = await aWorld('anchors');
		await join(world, ben, await invited(world, anna, id));
		await does(anna, id, { kind: 'role', peer: ben.peer, role: 'anchor' });
		await settle(world);
		await list(anna, id);
		await settle(world);
		const [annas, bens] = [await listings(anna), await listings(ben)];
		for (let rounds = 0; rounds < 3; rounds++)
			for (const each of [annas, bens]) {
				await each.look(id);
				await settle(world);
			}
		const links = (await found(cleo)).map(({ from, body }) => [from, body.link]);
		expect(links.map(([from]) => from).sort()).toEqual([anna.peer, ben.peer].sort());
		expect((await overview(world, anna, id)).invites, 'the first one and one of each').toHaveLength(3);
		await does(anna, id, { kind: 'role', peer: ben.peer, role: 'member' });
		await settle(world);
		for (const each of [annas, bens]) await each.look(id);
		expect((await found(cleo)).map(({ from }) => from)).toEqual([anna.peer]);
	});

	test('is listed by no member, whatever they do', async () => {
		const { world, anna, ben, cleo, id, listings, found } = await aWorld('member');
		await join(world, ben, await invited(world, anna, id));
		await does(anna, id, { kind: 'role', peer: ben.peer, role: 'member' });
		await list(anna, id);
		await settle(world);
		await (await listings(ben)).look(id);
		expect(await found(cleo)).toEqual([]);
	});

	test('is signed anew before its card ends, and gets another link before the one ends', async () => {
		const { world, anna, ben, id, listings, found } = await aWorld('renewed');
		const mine = await listings(anna);
		await list(anna, id);
		await mine.look(id);
		const linkNow = async () => {
			const link = decodeCommunityLink((await found(ben))[0]?.body.link ?? '');
			if (isRefusal(link)) throw new Error('not listed');
			return link;
		};
		const first = await linkNow();
		world.clock.turn(LISTING_LIFETIME_MS / 2);
		await mine.tick();
		world.clock.turn(LISTING_LIFETIME_MS / 2 + 1);
		await mine.tick();
		expect((await linkNow()).invite, 'the same one').toBe(first.invite);
		world.clock.turn(6 * DAY);
		expect(await found(ben), 'nobody kept it up').toEqual([]);
		await mine.tick();
		const second = await linkNow();
		expect(second.invite).not.toBe(first.invite);
		expect(second.exp - world.clock.now()).toBe(7 * DAY);
	});

	test('gets no more than a few links in an hour, however fast somebody uses them up', async () => {
		const { world, anna, ben, id, listings, found } = await aWorld('flood');
		const mine = await listings(anna);
		await list(anna, id);
		const made = new Set<string>();
		for (let tries = 0; tries < 6; tries++) {
			await mine.look(id);
			for (const { entry, joins } of (await overview(world, anna, id)).invites) {
				made.add(entry);
				await does(anna, id, { kind: 'revoke', invite: entry, joins: [...joins] });
			}
		}
		expect(made.size).toBe(3);
		await mine.look(id);
		expect(await found(ben), 'no link, no listing').toEqual([]);
		world.clock.turn(60 * 60_000);
		await mine.look(id);
		expect(await found(ben)).toHaveLength(1);
	});

	test('switched off while its anchor was away is taken out when they are back in another tab', async () => {
		const { world, anna, ben, cleo, id, listings, found } = await aWorld('away');
		await join(world, ben, await invited(world, anna, id));
		await does(anna, id, { kind: 'role', peer: ben.peer, role: 'anchor' });
		await list(anna, id);
		await (await listings(anna)).look(id);
		await settle(world);
		await turn(world, 6, anna, ben);
		world.sleep(anna);
		await list(ben, id, false);
		await settle(world);
		expect(await found(cleo), 'the directory remembers for a while').toHaveLength(1);
		await world.wake(anna);
		await turn(world, 12, anna, ben);
		await (await listings(anna)).look(id);
		expect(await found(cleo)).toEqual([]);
		expect((await overview(world, anna, id)).invites.map(({ by }) => by)).toEqual([anna.peer]);
	});

	test('that the directory failed to take is said again with the next tick, and taken out again as well', async () => {
		const { directory, anna, ben, id, listings, found } = await aWorld('failed');
		let isBroken = true;
		const own = directory.of(anna.peer);
		const put: typeof own.list = (...said) =>
			isBroken ? Promise.reject(new Error('broken')) : own.list(...said);
		const mine = await listings(anna, { list: put });
		await list(anna, id);
		await expect(mine.look(id)).rejects.toThrow('broken');
		isBroken = false;
		await mine.tick();
		expect(await found(ben)).toHaveLength(1);
		isBroken = true;
		await list(anna, id, false);
		await expect(mine.look(id)).rejects.toThrow('broken');
		isBroken = false;
		await mine.tick();
		expect(await found(ben)).toEqual([]);
	});

	test('that cannot be looked at holds up none behind it', async () => {
		const { world, anna, ben, id, listings, found } = await aWorld('behind');
		const second = await founded(anna, 'approval');
		const society = await societyOf(anna);
		let isBroken = false;
		const seen: Society['overview'] = (one) =>
			isBroken && one === id ? Promise.reject(new Error('broken')) : society.overview(one);
		const mine = await listings(anna, { overview: seen });
		for (const one of [id, second]) {
			await list(anna, one);
			await mine.look(one);
		}
		isBroken = true;
		world.clock.turn(LISTING_LIFETIME_MS + 1);
		await mine.tick();
		expect((await found(ben)).map(({ body }) => body.community)).toEqual([second]);
	});

	test('for which there is no room is known to be found nowhere, and is listed once another was taken out', async () => {
		const { world, directory, anna, ben, id, listings, found, fullChanged } = await aWorld('full');
		const own = directory.of(anna.peer);
		for (let other = 0; other < MAX_LISTINGS; other++) await own.list(`other ${other}`, 'card', [3]);
		const mine = await listings(anna);
		await list(anna, id);
		await mine.look(id);
		await mine.tick();
		expect([await own.isFull(id), fullChanged, await found(ben)]).toEqual([true, [id], []]);
		await own.list('other 0', undefined, []);
		world.clock.turn(MINUTE);
		await mine.tick();
		expect([await own.isFull(id), fullChanged]).toEqual([false, [id, id]]);
		expect(await found(ben)).toHaveLength(1);
	});

	test('that says as much of itself as it may is found all the same', async () => {
		const { anna, ben, id, listings, found } = await aWorld('long');
		await does(anna, id, {
			...{ kind: 'describe', listed: true, name: '漢'.repeat(40), about: '漢'.repeat(280) },
			topics: Array.from({ length: 16 }, (_, at) => ({ cell: 65_000 + at, weight: 1 }))
		});
		await (await listings(anna)).look(id);
		expect(await found(ben, [65_000])).toMatchObject([{ body: { name: '漢'.repeat(40) } }]);
	});
});
