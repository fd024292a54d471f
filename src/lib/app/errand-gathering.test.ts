/** What was gathered, and what becomes of it afterwards. */
import { describe, expect, test } from 'vitest';
import { bea, cem, me } from './communities.fixture.ts';
import { asks, ErrandWorld, inGroup, toBea } from './errands.fixture.ts';

const DAY_MS = 24 * 60 * 60_000;
const QUESTION = 'Does Thursday work?';

const textsOf = async (world: ErrandWorld): Promise<readonly string[]> =>
	(await world.only()).answers.map(({ text }) => text);

describe('the answers of an errand that ended', () => {
	test('are not pushed out by what its people say later', async () => {
		const world = new ErrandWorld();
		await world.send([asks(toBea, 'Soup?')]);
		await world.says(bea, 'Yes');
		expect(await world.only()).toMatchObject({ state: 'answered' });
		for (const text of ['Lovely', 'day', 'today', 'is', 'it']) await world.says(bea, text);
		expect(await textsOf(world)).toEqual(['Yes']);
		for (let n = 0; n < 120; n++) world.talk.push({ ...world.talk.at(-1)!, id: `later-${n}` });
		expect(await textsOf(world)).toEqual(['Yes']);
	});

	test('stay where the community was forgotten or the contact removed', async () => {
		const world = new ErrandWorld();
		await world.send([asks(inGroup, QUESTION), asks(toBea, 'And you?')], DAY_MS);
		await world.replies(QUESTION, cem, 'Yes');
		await world.says(bea, 'Maybe');
		await world.passes(DAY_MS);
		[world.threads, world.talk] = [[], []];
		expect(await world.only()).toMatchObject({
			...{ state: 'over', answers: [{ text: 'Maybe' }, { text: 'Yes' }] }
		});
	});

	test('go where they are seen taken back or hidden, and say what their author made of them', async () => {
		const world = new ErrandWorld();
		await world.send([asks(inGroup, QUESTION)], DAY_MS);
		const [first, second, third] = [
			await world.replies(QUESTION, cem, 'Yes'),
			await world.replies(QUESTION, cem, 'Nonsense'),
			await world.replies(QUESTION, cem, 'Maybe')
		];
		await world.passes(DAY_MS);
		await world.change(first, (reply) => ({ ...reply, text: '', withdrawn: true }));
		await world.change(second, (reply) => ({ ...reply, hidden: { by: me, name: 'Ada', why: '' } }));
		await world.change(third, (reply) => ({ ...reply, text: 'No', amendedAt: 9 }));
		expect(await world.only()).toMatchObject({
			answers: [{ id: third, text: 'No', reads: 'no', isAmended: true }],
			tallies: [{ yes: 0, no: 1, other: 0 }]
		});
	});
});

test('while it runs, what was gathered stays where its community was forgotten', async () => {
	const world = new ErrandWorld();
	await world.send([asks(inGroup, QUESTION)]);
	await world.replies(QUESTION, cem, 'Yes');
	world.threads = [];
	await world.moves();
	expect(await textsOf(world)).toEqual(['Yes']);
});
