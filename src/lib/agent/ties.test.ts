/** What ties two people, what they say of being there, and what both change of whom a question goes to. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ANSWER_WAIT_MS } from './finding-driver.ts';
import { asked } from './finding.fixture.ts';
import { NodeError } from './ports.ts';
import type { Presence } from './presence.ts';
import { tieNow } from './ties.ts';
import { someTalks } from './words.fixture.ts';
import { World, type Node } from './world.fixture.ts';

const NOTE = 'Luigi closes on Monday.';
const QUESTION = 'When does Luigi close?';

let world: World;
let anna: Node;
let ben: Node;
let cleo: Node;
let talks: ReturnType<typeof someTalks>;

beforeEach(async () => {
	world = new World('ties');
	talks = someTalks();
	anna = await world.add('Anna', { words: talks });
	[ben, cleo] = [await world.add('Ben'), await world.add('Cleo')];
	await world.befriend(anna, ben);
	await world.befriend(anna, cleo);
});

const tieWith = async ({ peer }: Node): Promise<number> => {
	const talk = await talks.talk(peer);
	return talk ? tieNow(talk, world.clock.now()) : 0;
};

async function says(node: Node, presence: Presence): Promise<void> {
	await node.agent.tellPresence(anna.peer, presence);
	await world.run();
}

describe('a tie', () => {
	test('grows with an answer that my question got, and by nothing that an agent does by itself', async () => {
		ben.teach(NOTE, 'contacts');
		await anna.ask(QUESTION);
		expect(await tieWith(ben)).toBeCloseTo(1);
		expect(await tieWith(cleo)).toBe(0);
		anna.teach('The cat is grey.', 'contacts');
		await ben.ask('Which colour is the cat?');
		expect(await tieWith(ben)).toBeCloseTo(1);
	});

	test('that cannot be kept, with a full store, holds up no question: who answered is not waited for', async () => {
		ben.teach(NOTE, 'contacts');
		talks.putTalk = () => Promise.reject(new NodeError('storage-full'));
		const begun = world.clock.now();
		const { exchange } = await asked(world, anna, QUESTION);
		expect(exchange.sources).toMatchObject([{ author: ben.peer }]);
		expect(world.clock.now() - begun).toBeLessThan(ANSWER_WAIT_MS);
	});

	test('grows by half with a reply in a community, between contacts alone', async () => {
		await anna.agent.tied(ben.peer, 'reply');
		expect(await tieWith(ben)).toBeCloseTo(0.5);
		const stranger = await world.add('Dan');
		await anna.agent.tied(stranger.peer, 'reply');
		expect(await talks.talk(stranger.peer)).toBeUndefined();
	});
});

describe('a question', () => {
	test('goes to the closer one first, and says so', async () => {
		for (let i = 0; i < 6; i++) await anna.agent.tied(cleo.peer, 'words');
		const { route } = await anna.ask(QUESTION);
		expect(route.map(({ name, also }) => [name, also])).toEqual([
			['Cleo', ['often']],
			['Ben', undefined]
		]);
	});

	test.each<Presence>([{ state: 'busy' }, { state: 'away' }, { state: 'available', energy: 10 }])(
		'is put to a contact who says $state only where a free one had no answer',
		async (presence) => {
			await says(cleo, { state: 'available' });
			await says(ben, presence);
			const { route } = await anna.ask('Who sings the low part?');
			expect(route.map(({ name, also }) => [name, also])).toEqual([
				['Cleo', ['free']],
				['Ben', ['resting']]
			]);
			cleo.teach(NOTE, 'contacts');
			const answered = await anna.ask(QUESTION);
			expect(answered.route.map(({ name, also }) => [name, also])).toEqual([['Cleo', ['free']]]);
		}
	);

	test('goes to everybody as ever once their link, and what they said, is gone', async () => {
		await says(cleo, { state: 'available' });
		await says(ben, { state: 'busy' });
		for (const { peer } of [ben, cleo]) await anna.agent.linkLost(peer);
		const { route } = await anna.ask(QUESTION);
		expect(route.map(({ name, also }) => [name, also])).toEqual([
			['Ben', undefined],
			['Cleo', undefined]
		]);
	});
});
