/** From what somebody says they are interested in to the communities they are shown. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Contact, KeptCommunity } from '#lib/agent/ports.ts';
import { openCodebook } from '#lib/agent/routing/codebook.ts';
import { communityCardOf, communityNamed, type CardWish } from '#lib/protocol/community-card.fixture.ts';
import { openFoundCommunities } from '#lib/protocol/community-card.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { aDevice } from '#lib/protocol/speaker.fixture.ts';
import { aKept } from './communities.fixture.ts';
import { findCommunities } from './community-finding.ts';

const NOW = Date.UTC(2027, 0, 15, 12);
let [me, ann, bob]: Device[] = [];
let cellOf: (name: string) => number;

beforeAll(async () => {
	[me, ann, bob] = await Promise.all([aDevice(1), aDevice(2), aDevice(3)]);
	const { topics } = await openCodebook();
	cellOf = (name) => topics.find((topic) => topic.name === name)!.cell;
});

interface Given {
	/** As the directory has them; absent: it does not answer. */
	readonly cards?: readonly string[];
	readonly standing?: ReadonlyMap<PeerId, Contact['standing']>;
	readonly kept?: readonly KeptCommunity[];
}

function aLook({ cards, standing = new Map(), kept = [] }: Given) {
	const asked: (readonly number[])[] = [];
	const find = (text: string) =>
		findCommunities(text, {
			directory: {
				findCommunities: async (cells) => {
					asked.push(cells);
					return cards && openFoundCommunities(cards, cells, NOW, me!.peer);
				}
			},
			society: { list: async () => kept },
			contacts: {
				list: async () => [...standing].map(([peer, how]) => ({ peer, standing: how }) as Contact)
			},
			embedder: () => undefined
		});
	return { asked, find };
}

const card = (by: Device | undefined, names: readonly string[], wish: Partial<CardWish> = {}) =>
	communityCardOf(by!, { cells: names.map(cellOf), now: NOW, ...wish });

describe('what somebody is interested in', () => {
	test('is asked for by its topics and by nothing else: those that are called so, and those that are meant', async () => {
		const { asked, find } = aLook({ cards: [] });
		const { outcome, topics } = await find('Beekeeping, allotments; sourdough bread with rye');
		expect(outcome).toBe('looked');
		expect(topics.slice(0, 2)).toEqual(['Beekeeping', 'Allotments']);
		expect(topics).toContain('Bread making');
		expect(asked).toHaveLength(1);
		expect(asked[0]!.every((cell) => cell < 1_024)).toBe(true);
		expect(asked[0]).toHaveLength(topics.length);
		expect(topics.length).toBeLessThanOrEqual(6);
	});

	test('is not asked for where it is no topic, and words say where nobody answers', async () => {
		const nothing = aLook({ cards: [] });
		expect(await nothing.find(' ,; xyzzy')).toMatchObject({ outcome: 'no-topic', communities: [] });
		expect(nothing.asked).toEqual([]);
		expect(await aLook({}).find('Baking')).toMatchObject({ outcome: 'no-directory', topics: ['Baking'] });
	});
});

describe('who is found', () => {
	test('is shown as its lister says, markup as the text it is, with the topics that have a name', async () => {
		const name = '<img src=x onerror="alert(1)">';
		const cells = [cellOf('Baking'), 50_000];
		const text = await card(ann, [], { cells, name, link: { from: 'Ann' }, body: { about: '**Bread**' } });
		const { communities } = await aLook({ cards: [text] }).find('Baking');
		expect(communities).toMatchObject([
			{
				...{ name, about: '**Bread**', topics: ['Baking'], joining: 'approval', members: 5 },
				...{ community: communityNamed(name), by: ann!.peer, byName: 'Ann', mine: 'no' }
			}
		]);
	});

	test('comes the later the more it claims to be about', async () => {
		const { topics } = await openCodebook();
		const everything = ['Baking', ...topics.slice(0, 15).map(({ name }) => name)];
		const cards = [
			await card(ann, everything, { name: 'Everything' }),
			await card(bob, ['Baking', 'Coffee'], { name: 'Bakers' })
		];
		const { communities } = await aLook({ cards }).find('Baking');
		expect(communities.map(({ name }) => name)).toEqual(['Bakers', 'Everything']);
	});

	test('is shown by each who lists it, by a contact first, and by nobody whom the person blocked', async () => {
		const cards = [
			await card(ann, ['Baking']),
			await card(bob, ['Baking', 'Coffee'], { body: { about: 'as Bob says' } })
		];
		const by = async (standing: Given['standing']) => {
			const { communities } = await aLook({ cards, ...(standing && { standing }) }).find('Baking');
			return communities.map((one) => one.by);
		};
		expect(await by(undefined)).toEqual([ann!.peer, bob!.peer]);
		expect(await by(new Map([[bob!.peer, 'accepted']]))).toEqual([bob!.peer, ann!.peer]);
		expect(await by(new Map([[ann!.peer, 'blocked']]))).toEqual([bob!.peer]);
	});

	test('is marked where the person is in it, or asked to come in', async () => {
		const id = communityNamed('Mushrooms');
		const cards = [await card(ann, ['Mushrooms'])];
		for (const [standing, mine] of [
			['in', 'in'],
			['asking', 'asking'],
			['left', 'no']
		] as const) {
			const { communities } = await aLook({ cards, kept: [aKept(id, { standing })] }).find('Mushrooms');
			expect(communities).toMatchObject([{ mine }]);
		}
	});
});
