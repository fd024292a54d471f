/** What every topic directory does, whatever is behind it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommunityDirectory, TopicDirectory } from '#lib/agent/ports.ts';
import { communityCardOf, communityNamed, type CardWish } from '#lib/protocol/community-card.fixture.ts';
import { write, type Writing } from '#lib/protocol/envelope.ts';
import { MAX_LISTINGS } from '#lib/protocol/limits.ts';
import type { Device } from '#lib/protocol/identity.ts';

export interface DirectoryPeer {
	readonly device: Device;
	readonly directory: TopicDirectory & CommunityDirectory;
}

/** Three peers who can find each other, and a way to have the directory go away. */
export interface DirectoryWorld {
	readonly peers: readonly [DirectoryPeer, DirectoryPeer, DirectoryPeer];
	goDown(): Promise<void>;
	close(): Promise<void>;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** A card with these topics, in text form. */
export async function cardWith(
	from: Device,
	cells: readonly number[],
	more: Partial<Writing<'card'>['body']> = {},
	lifetimeMs?: number
): Promise<string> {
	const card = await write({
		kind: 'card',
		body: {
			...{ version: 1, name: 'Somebody', relays: [] },
			inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43), exp: 0 },
			topics: cells.map((cell) => ({ cell, weight: 1 })),
			...more
		},
		...{ from, travel: 'kept', now: Date.now(), random },
		...(lifetimeMs !== undefined && { lifetimeMs })
	});
	return card.text;
}

export function topicDirectoryContract(name: string, open: () => Promise<DirectoryWorld>): void {
	describe(`the topic directory ${name}`, () => {
		let world: DirectoryWorld;
		beforeEach(async () => (world = await open()));
		afterEach(() => world.close());

		const publish = async (
			who: number,
			cells: readonly number[],
			more?: Partial<Writing<'card'>['body']>
		) => {
			const { device, directory } = world.peers[who] ?? world.peers[0];
			await directory.publish(await cardWith(device, cells, more), cells);
		};
		const found = async (who: number, cells: readonly number[]) => {
			const cards = await (world.peers[who] ?? world.peers[0]).directory.find(cells);
			return cards.map(
				({ from, body }) => `${world.peers.findIndex(({ device }) => device.peer === from)} v${body.version}`
			);
		};

		test('a card is found by others by each of its cells, in one ask for six as well', async () => {
			await publish(0, [7, 40_000]);
			expect(await found(1, [7])).toEqual(['0 v1']);
			expect(await found(2, [40_000])).toEqual(['0 v1']);
			expect(await found(1, [1, 2, 3, 50_000, 7, 50_001])).toEqual(['0 v1']);
		});

		test('it is found by no other cell, and not by who published it', async () => {
			await publish(0, [7]);
			await publish(1, [8]);
			expect(await found(2, [9])).toEqual([]);
			expect(await found(0, [7])).toEqual([]);
			expect(await found(2, [8])).toEqual(['1 v1']);
			expect(await found(2, [])).toEqual([]);
		});

		test('all who know a cell are found by it, each once however many cells they share', async () => {
			await publish(0, [7, 8, 9]);
			await publish(1, [8, 9, 10, 11]);
			expect((await found(2, [7, 8, 9, 10, 11])).sort()).toEqual(['0 v1', '1 v1']);
		});

		test('what is published last replaces what was before; without cells nothing is found any more', async () => {
			await publish(0, [7]);
			await publish(0, [8], { version: 2 });
			expect(await found(1, [7])).toEqual([]);
			expect(await found(1, [8])).toEqual(['0 v2']);
			await publish(0, []);
			expect(await found(1, [7, 8])).toEqual([]);
		});

		const lists = async (who: number, name: string, wish: Partial<CardWish> & Pick<CardWish, 'cells'>) => {
			const { device, directory } = world.peers[who] ?? world.peers[0];
			const card = await communityCardOf(device, { name, now: Date.now(), ...wish });
			await directory.list(communityNamed(name), card, wish.cells);
		};
		const communities = async (who: number, cells: readonly number[]) => {
			const cards = await (world.peers[who] ?? world.peers[0]).directory.findCommunities(cells);
			const all = cards?.map(
				({ from, body }) => `${body.name} by ${world.peers.findIndex(({ device }) => device.peer === from)}`
			);
			return all?.sort();
		};

		test('a community is found by its topics beside who lists it, and neither is found for the other', async () => {
			await publish(0, [7]);
			await lists(0, 'Mosses', { cells: [7, 40_000] });
			await lists(0, 'Choir', { cells: [7] });
			expect(await communities(1, [7])).toEqual(['Choir by 0', 'Mosses by 0']);
			expect(await communities(1, [40_000])).toEqual(['Mosses by 0']);
			expect(await found(1, [7])).toEqual(['0 v1']);
			expect(await communities(0, [7]), 'not one’s own').toEqual([]);
			expect(await communities(1, [9])).toEqual([]);
		});

		test('two anchors list one community, and the one who takes it out leaves the other’s', async () => {
			await lists(0, 'Choir', { cells: [7] });
			await lists(1, 'Choir', { cells: [7] });
			expect(await communities(2, [7])).toEqual(['Choir by 0', 'Choir by 1']);
			await world.peers[0].directory.list(communityNamed('Choir'), undefined, []);
			expect(await communities(2, [7])).toEqual(['Choir by 1']);
		});

		test('of one peer a few communities are listed; it knows of one more that it is not, until another is taken out', async () => {
			const { directory } = world.peers[0];
			for (let n = 0; n < MAX_LISTINGS; n++) await lists(0, `Choir ${n}`, { cells: [7] });
			await lists(0, 'Mosses', { cells: [8] });
			await lists(1, 'Mosses', { cells: [8] });
			const areFull = (): Promise<readonly boolean[]> =>
				Promise.all(['Mosses', 'Choir 1'].map((name) => directory.isFull(communityNamed(name))));
			expect(await areFull()).toEqual([true, false]);
			expect(await communities(2, [8])).toEqual(['Mosses by 1']);
			await directory.list(communityNamed('Choir 1'), undefined, []);
			await lists(0, 'Mosses', { cells: [8] });
			expect(await areFull()).toEqual([false, false]);
			expect(await communities(2, [8])).toEqual(['Mosses by 0', 'Mosses by 1']);
		});

		test('a card whose link leads to another community, or to the door of another, is not shown', async () => {
			await lists(0, 'Choir', { cells: [7], link: { community: communityNamed('another') } });
			const door = { inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43) }, relay: 'https://relay.example' };
			const doors = [{ ...door, peer: world.peers[1].device.peer }];
			await lists(0, 'Mosses', { cells: [7], link: { doors } });
			expect(await communities(2, [7])).toEqual([]);
		});

		test('while it is away it says so of communities', async () => {
			await lists(0, 'Choir', { cells: [7] });
			await world.goDown();
			expect(await communities(1, [7])).toBeUndefined();
			await lists(1, 'Choir', { cells: [7] });
		});

		test('while it is away nothing is found and nobody is told of an error', async () => {
			await publish(0, [7]);
			await world.goDown();
			expect(await found(1, [7])).toEqual([]);
			await publish(1, [7]);
		});
	});
}
