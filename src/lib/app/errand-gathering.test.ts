/** What was gathered, and what becomes of it afterwards. */
import { describe, expect, test } from 'vitest';
import { bea, cem, me } from './communities.fixture.ts';
import { asks, ErrandWorld, inGroup, shares, toBea } from './errands.fixture.ts';

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

describe('two errands to one person', () => {
	/** Newest first. */
	const shownBy = async (world: ErrandWorld) =>
		(await world.errands.errands()).map(({ state, answers }) => [state, ...answers.map(({ text }) => text)]);

	test('a message answers what was asked last, by whichever of them', async () => {
		const world = new ErrandWorld();
		await world.send([asks(toBea, 'Soup?')]);
		await world.passes(1_000);
		await world.send([shares(toBea, 'https://a.example'), asks(toBea, 'Bread?')]);
		await world.says(bea, 'No');
		expect(await shownBy(world)).toEqual([['answered', 'No'], ['running']]);
	});

	test('a message that says what it answers answers that', async () => {
		const world = new ErrandWorld();
		await world.send([asks(toBea, 'Soup?')]);
		await world.send([asks(toBea, 'Bread?')]);
		world.talk.push({ ...world.talk[0]!, id: 'late', mine: false, text: 'No', re: world.talk[0]!.id });
		await world.moves();
		expect(await shownBy(world)).toEqual([['running'], ['answered', 'No']]);
	});

	test('what a closed tab left begun in the later one is known before the earlier one takes an answer', async () => {
		const world = new ErrandWorld();
		await world.send([asks(toBea, 'Soup?')]);
		world.afterWords = () => new Promise(() => undefined);
		await world.send([asks(toBea, 'Bread?')]);
		world.afterWords = async () => undefined;
		world.errands = world.open();
		await world.says(bea, 'No');
		expect(await shownBy(world)).toEqual([['answered', 'No'], ['running']]);
	});
});

describe('ends early', () => {
	test('only when everybody was plain, where a yes or a no was asked for', async () => {
		const world = new ErrandWorld();
		await world.send([asks(toBea, QUESTION)]);
		await world.says(bea, 'Let me look');
		expect(await world.only()).toMatchObject({ state: 'running', tallies: [{ yes: 0, no: 0, other: 1 }] });
		await world.says(bea, 'Yes');
		expect(await world.only()).toMatchObject({ state: 'answered', tallies: [{ yes: 1, no: 0, other: 0 }] });
	});

	test.each(['Who has a drill?', 'Hello Bea. When do you come?', 'Soup or bread?', 'was möchtest du essen'])(
		'at any answer where it was asked "%s"',
		async (question) => {
			const world = new ErrandWorld();
			await world.send([asks(toBea, question)]);
			await world.says(bea, 'Let me look');
			expect(await world.only()).toMatchObject({ state: 'answered' });
		}
	);
});

test('somebody counts by their last yes or no, however much they say after it', async () => {
	const world = new ErrandWorld();
	await world.send([asks(inGroup, QUESTION)]);
	await world.replies(QUESTION, cem, 'No');
	await world.replies(QUESTION, cem, 'Yes');
	for (const text of ['See you there then', 'It rains', 'Bring a coat', 'And boots'])
		await world.replies(QUESTION, cem, text);
	await world.replies(QUESTION, cem, 'No', { byAgent: true });
	const { answers, tallies } = await world.only();
	expect(tallies).toEqual([{ yes: 1, no: 0, other: 0 }]);
	expect(answers.map(({ text }) => text)).toEqual(['Yes', 'Bring a coat', 'And boots', 'No']);
});
