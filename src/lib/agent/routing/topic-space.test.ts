import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStaticModel } from '../../llm/static-embedder-model.ts';
import { MAX_CARD_CELLS } from '../../protocol/limits.ts';
import { NodeError, type Embedder } from '../ports.ts';
import { isTopic, TOPIC_CELLS, type Cell } from './cells.ts';
import { nameOf, openCodebook } from './codebook.ts';
import { matchOf } from './topic-match.ts';
import { topicSpace } from './topic-space.ts';
import { wordCell } from './topic-words.ts';
import { fakeEmbedder } from './topics.fixture.ts';

const namesOf = async (cells: readonly Cell[]): Promise<readonly string[]> => {
	const codebook = await openCodebook();
	return cells.flatMap((cell) => nameOf(codebook, cell)?.topic ?? []);
};

/** "pooch" and "dog" are one direction for it; nothing else means anything. */
const knowing = fakeEmbedder('dogs', [
	['dog', 'dogs', 'pooch'],
	['puppy', 'leash', 'bark', 'yapping'],
	['car', 'engine'],
	['cake', 'flour']
]);

test('a question has at most three topics and three words, the topics first, all in the 16 bits', async () => {
	const text = `Which vegan restaurant in Berlin near Kreuzberg serves sourdough pizza, espresso and craft beer after the
		marathon, and can I pay with bitcoin or my credit card when my dog and my baby are with me?`;
	const cells = await topicSpace().ofQuestion(text);
	expect(cells.filter(isTopic)).toHaveLength(3);
	expect(cells.filter((cell) => !isTopic(cell))).toHaveLength(3);
	expect(cells.slice(0, 3).every(isTopic)).toBe(true);
	for (const cell of cells) expect(Number.isInteger(cell) && cell >= 0 && cell <= 65_535).toBe(true);
});

test.each([
	['How do I get oil stains out of my laundry detergent drawer?', 'Laundry'],
	['Where can I eat vegan Chinese food?', 'Chinese food'],
	['How can I set a filter in Gmail?', 'Gmail'],
	['Merging a branch in git', 'Git'],
	['Where to swim in Berlin?', 'Berlin'],
	['Wie komme ich vom Bahnhof nach Kreuzberg?', 'Berlin'],
	['Measure a distance in Google Maps', 'Google Maps']
])('without a model "%s" is about %s', async (question, topic) => {
	expect(await namesOf(await topicSpace().ofQuestion(question))).toContain(topic);
});

test('a question with no word of the list has its words, one with no word at all has nothing', async () => {
	const cells = await topicSpace().ofQuestion('Kennt jemand den Schlüsseldienst Meierhofer?');
	expect(cells).toContain(wordCell('meierhofer'));
	expect(await topicSpace().ofQuestion('?!')).toEqual([]);
	expect(await topicSpace().ofQuestion('')).toEqual([]);
});

test('the same question has the same cells each time', async () => {
	const ask = (): Promise<readonly Cell[]> => topicSpace().ofQuestion('Vegan Chinese food in Berlin?');
	expect(await ask()).toEqual(await ask());
});

test('with a model the words stay what they are, and what is said otherwise is found too', async () => {
	const question = 'My pooch keeps yapping at the gate';
	const [plain, meant] = [
		await topicSpace().ofQuestion(question),
		await topicSpace(knowing).ofQuestion(question)
	];
	expect(await namesOf(plain)).not.toContain('Dogs');
	expect(await namesOf(meant)).toContain('Dogs');
	expect(meant.filter((cell) => !isTopic(cell))).toEqual(plain.filter((cell) => !isTopic(cell)));
});

const dogs = [
	'My dog pulls at the leash',
	'A puppy that will bark all day',
	'Which leash for a big dog',
	'Dog, puppy, bark'
];

test('who asks with a model finds an expert without, and who asks without one an expert with', async () => {
	const cars = [
		'The engine oil of my car',
		'Brakes of a used car',
		'A dealer for a used car',
		'Engine and gearbox'
	];
	for (const [asker, expert] of [
		[undefined, knowing],
		[knowing, undefined],
		[knowing, knowing],
		[undefined, undefined]
	]) {
		const asked = await topicSpace(asker).ofQuestion('How do I stop my puppy from barking at the leash?');
		const [right, wrong] = [await topicSpace(expert).ofShelf(dogs), await topicSpace(expert).ofShelf(cars)];
		expect(matchOf(asked, right)).toBeGreaterThan(2 * matchOf(asked, wrong));
	}
});

test('a shelf of few records claims nothing, one of many at most what a card holds, none twice', async () => {
	expect(await topicSpace().ofShelf([])).toEqual([]);
	expect(await topicSpace().ofShelf(dogs.slice(0, 2))).toEqual([]);
	const { topics } = await openCodebook();
	const everything = topics.flatMap(({ name, anchors }) =>
		Array<string>(3).fill(`${name}\n${anchors.flat().join(' ')}`)
	);
	const card = await topicSpace().ofShelf(everything);
	expect(card).toHaveLength(MAX_CARD_CELLS);
	expect(new Set(card.map(({ cell }) => cell)).size).toBe(MAX_CARD_CELLS);
	for (const { weight } of card) expect(weight >= 1 && weight <= 15 && Number.isInteger(weight)).toBe(true);
});

test('an embedder makes the topics once, in slices, and then only what it is asked', async () => {
	const counting = fakeEmbedder('counting', [['dog'], ['cat']]);
	const space = topicSpace(counting);
	await space.ofQuestion('My dog');
	expect(Math.max(...counting.batches)).toBeLessThanOrEqual(64);
	expect(counting.batches.reduce((sum, one) => sum + one)).toBe(TOPIC_CELLS + 1);
	const before = counting.batches.length;
	await topicSpace(counting).ofQuestion('My cat');
	expect(counting.batches.slice(before)).toEqual([1]);
});

test('while an embedder is gone the words do; once it is back, so does meaning', async () => {
	let gone = true;
	const wavering: Embedder = {
		...knowing,
		id: 'wavering',
		embed: async (texts) => {
			if (gone) throw new NodeError('engine-unavailable');
			return knowing.embed(texts);
		}
	};
	const space = topicSpace(wavering);
	expect(await space.ofQuestion('My pooch')).toEqual(await topicSpace().ofQuestion('My pooch'));
	gone = false;
	expect((await namesOf(await space.ofQuestion('My pooch'))).join()).toContain('Dog');
});

const model = join(process.env['ELMNET_TEST_DATA'] ?? '../shared/data', 'models/potion-base-2M');

describe.runIf(existsSync(model))(
	existsSync(model)
		? 'with a real static model'
		: `nothing tested with a real model: there is no ${model} (say with ELMNET_TEST_DATA where the data is)`,
	() => {
		const opened = async (): Promise<Embedder> => {
			const blobOf = (name: string): Blob => new Blob([readFileSync(join(model, name))]);
			const { dimensions, embed } = await openStaticModel(
				blobOf('model.safetensors'),
				blobOf('tokenizer.json')
			);
			return { id: 'potion-base-2M', dimensions, embed: async (texts) => texts.map((text) => embed(text)) };
		};

		test('what no word of the list says is found by meaning', async () => {
			const space = topicSpace(await opened());
			const about = async (question: string): Promise<readonly string[]> =>
				namesOf(await space.ofQuestion(question));
			expect(await about('What does the pontiff say about priests')).toContain('Catholicism');
			expect(await about('I have been sneezing and my throat hurts')).toContain('Colds and flu');
			expect(await about('Why did the thunderstorms miss us today')).toContain('Weather');
		});

		test('both kinds find one another where the words are clear', async () => {
			const withModel = topicSpace(await opened());
			for (const question of [
				'How do I stop my puppy from barking?',
				'Vegan Chinese food in Berlin?',
				'A filter in Gmail'
			]) {
				const [plain, meant] = [
					await topicSpace().ofQuestion(question),
					await withModel.ofQuestion(question)
				];
				expect(meant).toContain(plain[0]);
			}
			const asked = await topicSpace().ofQuestion('How do I stop my puppy from barking?');
			expect(matchOf(asked, await withModel.ofShelf(dogs))).toBeGreaterThan(0.3);
		});
	}
);
