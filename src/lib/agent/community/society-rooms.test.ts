import { expect, test } from 'vitest';
import type { KeptCommunity } from '../ports.ts';
import { createLanes } from '../lanes.ts';
import { aClock } from '../means.fixture.ts';
import { createRooms, type SocietyDeps } from './society-rooms.ts';
import { aCommunityStore } from './society.fixture.ts';
import type { Overview } from './views.ts';

const KEPT: KeptCommunity = {
	...{ id: 'c', name: 'Mushrooms', standing: 'in', founding: 'founding', epochs: [], invites: {} },
	...{ joinedAt: 0, readTo: 0, muted: false, agentAnswers: false }
};

/** A desk that answers when the test says so, each look with what there is by then. */
async function aRoom() {
	const [store, clock] = [aCommunityStore(), aClock()];
	await store.put(KEPT);
	let entries = 1;
	const looks: (() => void)[] = [];
	const desk = {
		open: async () => undefined,
		take: async (_: string, texts: readonly string[]) => {
			entries += texts.length;
			return { fresh: texts, waiting: 0, refused: [] };
		},
		overview: () => {
			const seen = { entries } as Overview;
			return new Promise((resolve) => looks.push(() => resolve(seen)));
		}
	};
	// All that looking uses.
	const deps = { store, desk, clock, lanes: createLanes(), me: 'a' } as unknown as SocietyDeps;
	const rooms = createRooms(deps);
	const room = (await rooms.get('c'))!;
	const look = async () => (await rooms.look(room))?.entries;
	const answer = async () => {
		for (let breath = 0; breath < 20; breath++) await Promise.resolve();
		for (const one of looks.splice(0)) one();
	};
	return { rooms, room, look, answer };
}

test('whoever looks while somebody else looks sees what they see, and not what was before', async () => {
	const { rooms, room, look, answer } = await aRoom();
	const first = look();
	await answer();
	expect(await first).toBe(1);
	await rooms.take(room, ['a post']);
	const [one, other] = [look(), look()];
	await answer();
	expect(await Promise.all([one, other])).toEqual([2, 2]);
	expect(await look()).toBe(2);
});

test('what comes while somebody looks is seen by the next', async () => {
	const { rooms, room, look, answer } = await aRoom();
	const before = look();
	for (let breath = 0; breath < 20; breath++) await Promise.resolve();
	await rooms.take(room, ['a post']);
	const after = look();
	await answer();
	expect(await before).toBe(1);
	expect(await after).toBe(2);
	expect(await look()).toBe(2);
});
