import { describe, expect, test } from 'vitest';
import type { Contact, SeenCard } from '#lib/agent/ports.ts';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { keepMeetings, type MeetingDeps } from './meeting.ts';

const NOW = 1_800_000_000_000;
const TOPIC = 5;
const WORD = 40_000;
const peer = (digit: string): PeerId => asPeerId(digit.repeat(64))!;
const [me, anna, carl, dora] = [peer('1'), peer('a'), peer('c'), peer('d')] as const;

const aCard = (of: PeerId, name: string, cells: readonly number[] = []): SeenCard => ({
	...{ peer: of, text: 'card', version: 1, name, inbox: { id: 'i', key: 'k' }, relays: [] },
	...{ topics: cells.map((cell) => ({ cell, weight: 5 })), capabilities: [], languages: [] },
	...{ certificateSeq: 1, seenAt: NOW }
});
const aContact = (of: PeerId, name: string, standing: Contact['standing']): Contact => ({
	...{ peer: of, name, standing, inbox: { id: 'i', key: 'k' }, relays: [] },
	...{ compared: false, since: NOW, certificateSeq: 1 }
});

/** Anna is a contact who signed for Carl; Dora is in Mushrooms with me. */
function aNode(
	over: { contacts?: readonly Contact[]; limited?: readonly PeerId[]; good?: number; tie?: number } = {}
) {
	const settings = new Map<string, unknown>();
	const written: { readonly to: PeerId; readonly text: string }[] = [];
	const contacts = [aContact(anna, 'Anna', 'accepted'), ...(over.contacts ?? [])];
	const members = [
		{ peer: me, frozen: false },
		{ peer: dora, frozen: false }
	];
	const vouched = { issuer: anna, about: carl, expiresAt: NOW + 1, trust: { good: over.good ?? 3, bad: 1 } };
	const deps = {
		me,
		store: {
			contacts: { list: async () => contacts },
			cards: { list: async () => [aCard(carl, 'Carl', [TOPIC, WORD]), aCard(anna, 'Anna', [TOPIC])] },
			attestations: { list: async () => [vouched] },
			words: { talks: async () => [{ peer: anna, tie: over.tie ?? 3, tieAt: NOW }] },
			communities: { list: async () => [{ id: 'm', standing: 'in' }] },
			settings: {
				get: async (name: string) => settings.get(name),
				put: async (name: string, value: unknown) => void settings.set(name, value)
			}
		},
		agent: {
			communities: async () => ({ cardOf: async (of: PeerId) => aCard(of, 'Dora') }),
			reputation: async () => ({ of: async (of: PeerId) => ({ limited: over.limited?.includes(of) }) }),
			sayHello: async () => 'said',
			words: async () => ({ say: async (to: PeerId, text: string) => void written.push({ to, text }) })
		},
		community: async () => ({ name: 'Mushrooms', members }),
		self: () => ({ topics: [TOPIC, WORD].map((cell) => ({ cell, weight: 5 })) }),
		lookAtFound: async () => ({ topics: [{ cell: WORD, name: 'chanterelles', kind: 'word', onCard: true }] }),
		now: () => NOW
	};
	return { api: keepMeetings(deps as unknown as MeetingDeps), written };
}
const names = async ({ api }: ReturnType<typeof aNode>) => (await api.peopleToMeet()).map(({ name }) => name);

describe('people to meet', () => {
	test('are said in words: topics and words by name, who knows both, and the community both are in', async () => {
		const found = await aNode().api.peopleToMeet();
		const [one, other] = ['Carl', 'Dora'].map((name) => found.find((known) => known.name === name));
		expect(one).toMatchObject({ through: { peer: anna, name: 'Anna' }, fellowOf: undefined, asked: false });
		const topics = one?.reasons.flatMap((reason) => (reason.why === 'topics' ? reason.topics : []));
		expect(topics).toHaveLength(2);
		expect(topics).toContain('chanterelles');
		expect(one?.reasons).toContainEqual({ why: 'mutual', name: 'Anna', more: 0 });
		expect(other).toMatchObject({ fellowOf: 'm', reasons: [{ why: 'community', name: 'Mushrooms' }] });
	});

	test('are said to be known to somebody with whom my person talks often', async () => {
		const found = await aNode({ tie: 9 }).api.peopleToMeet();
		expect(found.find(({ name }) => name === 'Carl')?.reasons).toContainEqual({
			...{ why: 'mutual', name: 'Anna', more: 0, often: true }
		});
	});

	test.each(['accepted', 'asking', 'awaiting', 'blocked', 'removed'] as const)(
		'are nobody who is %s',
		async (standing) => {
			const contacts = [aContact(carl, 'Carl', standing), aContact(dora, 'Dora', standing)];
			expect(await names(aNode({ contacts }))).toEqual([]);
		}
	);

	test('are nobody whom I limit, and nobody of whom a contact has seen more bad than good', async () => {
		expect(await names(aNode({ limited: [carl] }))).toEqual(['Dora']);
		expect(await names(aNode({ good: 1 }))).toEqual(['Dora']);
	});

	test('who do not interest are not suggested again', async () => {
		const node = aNode();
		await Promise.all([node.api.dismissMeeting(carl), node.api.dismissMeeting(dora)]);
		expect(await names(node)).toEqual([]);
	});

	test('are asked about in my own words, and that is remembered', async () => {
		const node = aNode();
		await node.api.askToBeIntroduced(carl, anna, 'Who is Carl?');
		expect(node.written).toEqual([{ to: anna, text: 'Who is Carl?' }]);
		expect((await node.api.peopleToMeet()).find((one) => one.peer === carl)?.asked).toBe(true);
	});
});
