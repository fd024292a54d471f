import { expect, test } from 'vitest';
import { MAX_CARD_CELLS } from '../../protocol/limits.ts';
import { isTopic, type Cell } from './cells.ts';
import { openCodebook } from './codebook.ts';
import { LEAST_RECORDS, ShelfTopics, type ShelfEdits } from './shelf-topics.ts';
import { topicReader } from './topic-space.ts';
import { wordCell } from './topic-words.ts';

async function shelfOf(texts: readonly string[]): Promise<ShelfTopics> {
	const shelf = new ShelfTopics();
	for (const read of await topicReader().read(texts)) shelf.add(read);
	return shelf;
}

const cellOf = async (name: string): Promise<Cell> =>
	(await openCodebook()).topics.find((topic) => topic.name === name)!.cell;

const cellsOf = (shelf: ShelfTopics, edits?: ShelfEdits): readonly Cell[] =>
	shelf.best(edits).map(({ cell }) => cell);

const bread = [
	'Sourdough of rye\nThe dough rests in the loaf tin.',
	'Rye loaf\nSourdough, a little yeast, much patience.',
	'Crust\nA sourdough loaf needs a hot oven.'
];

test('three records on a topic make a claim, two do not', async () => {
	const topic = await cellOf('Bread making');
	expect(LEAST_RECORDS).toBe(3);
	expect(cellsOf(await shelfOf(bread))).toContain(topic);
	expect(cellsOf(await shelfOf(bread))).toContain(wordCell('sourdough'));
	expect(cellsOf(await shelfOf(bread.slice(1)))).toEqual([]);
});

test('a record that says a word a hundred times is one record', async () => {
	const shelf = await shelfOf(['sourdough '.repeat(100), 'sourdough '.repeat(100)]);
	expect(shelf.best()).toEqual([]);
});

test('what is not given leaves no trace: with a private record beside it the card is the same, to the letter', async () => {
	const diary = [
		'Therapy with Dr Meierhofer',
		'Therapy, again with Meierhofer',
		'Meierhofer and the antidepressants'
	];
	const visible = await shelfOf(bread);
	const own = await shelfOf([...bread, ...diary]);
	expect(cellsOf(own)).toContain(wordCell('meierhofer'));
	expect(JSON.stringify(visible.best())).not.toContain(String(wordCell('meierhofer')));
	expect(visible.best()).toEqual((await shelfOf(bread)).best());
	expect(visible.wordOf(wordCell('meierhofer'))).toBeUndefined();
	expect(visible.offered()).not.toContain(await cellOf('Therapy'));
});

test('shares of one whole: two topics of equal records weigh the same, the smaller interest less', async () => {
	const many = Array.from({ length: 4 }, () => bread).flat();
	const chess = Array<string>(3).fill('A chess opening\nThe pawn gives checkmate.');
	const [breadCell, chessCell] = [await cellOf('Bread making'), await cellOf('Chess and go')];
	const weights = new Map(
		(await shelfOf([...many, ...chess])).best().map(({ cell, weight }) => [cell, weight])
	);
	expect(weights.get(breadCell)).toBeGreaterThan(weights.get(chessCell) ?? 0);
	expect(weights.get(chessCell)).toBeGreaterThanOrEqual(1);
	expect(Math.max(...weights.values())).toBe(15);
});

test('what the person hid stays off the card, topic or word, and something else may take the seat', async () => {
	const shelf = await shelfOf(bread);
	const hidden = [await cellOf('Bread making'), wordCell('sourdough')];
	for (const cell of hidden) expect(cellsOf(shelf, { hidden })).not.toContain(cell);
	expect(cellsOf(shelf, { hidden: cellsOf(shelf) }).some((cell) => cellsOf(shelf).includes(cell))).toBe(
		false
	);
	expect(cellsOf(shelf, { hidden, added: hidden })).not.toContain(hidden[0]);
});

test('an added topic comes on the card where three records speak of it, and not where none does', async () => {
	const shelf = await shelfOf([...bread, ...bread]);
	const [backed, empty] = [shelf.offered().at(-1)!, await cellOf('Chess and go')];
	expect(cellsOf(shelf, { added: [backed] })).toContain(backed);
	expect(cellsOf(shelf, { added: [empty] })).not.toContain(empty);
	expect(shelf.offered().every(isTopic)).toBe(true);
	const all = (await openCodebook()).topics.map(({ cell }) => cell);
	expect(cellsOf(shelf, { added: all }).length).toBeLessThanOrEqual(MAX_CARD_CELLS);
});

test('a word on the card is named as it was written first; another is not known', async () => {
	const shelf = await shelfOf(bread);
	expect(shelf.wordOf(wordCell('sourdough'))).toBe('Sourdough');
	expect(shelf.wordOf(wordCell('chess'))).toBeUndefined();
});

test('the order of the records does not matter to what is claimed', async () => {
	const claims = async (texts: readonly string[]) => (await shelfOf(texts)).best();
	expect(await claims([...bread].reverse())).toEqual(await claims(bread));
});

test('fifty thousand different words are forgotten again, and the shelf still knows its subject', async () => {
	const noise = Array.from({ length: 120 }, (_, n) =>
		Array.from({ length: 420 }, (_, k) => `q${n}x${k}`).join(' ')
	);
	const shelf = await shelfOf([...bread, ...noise, ...bread]);
	expect(cellsOf(shelf)).toContain(wordCell('sourdough'));
	expect(shelf.best().length).toBeLessThanOrEqual(MAX_CARD_CELLS);
});
