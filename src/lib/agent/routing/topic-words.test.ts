import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TOPIC_CELLS } from './cells.ts';
import { openCodebook } from './codebook.ts';
import {
	DULL,
	MAX_TOPIC_CHARS,
	rarity,
	stemsOf,
	topicsByWords,
	wordCell,
	wordsApart
} from './topic-words.ts';

test('a word has the same cell on every device, in the part of the space that is for words', () => {
	// SHA-256 of "elm/1/word-cell", a zero byte and the stem; its first four bytes, modulo 64,512, and 1,024 added.
	expect([wordCell('strikethrough'), wordCell('meierhofer'), wordCell('餐厅')]).toEqual([
		52500, 42395, 26174
	]);
	fc.assert(
		fc.property(fc.string(), (stem) => {
			const cell = wordCell(stem);
			expect(Number.isInteger(cell) && cell >= TOPIC_CELLS && cell <= 65_535).toBe(true);
		})
	);
});

test('forms of a word are one stem, stop words are none, and their places stay', () => {
	const { order, all } = stemsOf('Where do the trains to Berlin leave? A train to Potsdam.');
	expect([...all.keys()]).toEqual(['train', 'berlin', 'leav', 'potsdam']);
	expect(order.filter((stem) => stem === '').length).toBeGreaterThan(3);
	expect(all.get('train')?.times).toBe(2);
});

test('scripts without spaces are cut into words', () => {
	expect(stemsOf('柏林的素食餐厅').all.size).toBeGreaterThan(1);
});

test('a text of a megabyte costs what its first part costs', () => {
	const long = Array.from({ length: 100_000 }, (_, n) => `word${n}`).join(' ');
	expect(stemsOf(long).all.size).toBeLessThan(MAX_TOPIC_CHARS / 5);
});

test('names, numbers and long words come before everyday ones', () => {
	const apart = (text: string, most: number): readonly string[] =>
		wordsApart(stemsOf(text), most).map(({ stem }) => stem);
	expect(apart('What is the best way to find the Zollverein in Essen?', 2)).toEqual(['zollverein', 'essen']);
	expect(apart('Does anybody know a good solution for error 80070057?', 2)).toContain('80070057');
	const everyday = stemsOf('The best way').all.get('best');
	expect(everyday && rarity(everyday)).toBe(DULL);
});

test('words side by side say more than the same words apart, and a shared word less than a word of its own', async () => {
	const codebook = await openCodebook();
	const votes = topicsByWords(codebook);
	const of = (text: string, name: string): number =>
		votes(stemsOf(text)).get(codebook.topics.find((topic) => topic.name === name)!.cell) ?? 0;
	expect(of('google maps', 'Google Maps')).toBeGreaterThan(of('maps, and google too', 'Google Maps'));
	expect(of('snorkel', 'Diving')).toBeGreaterThan(of('dive', 'Diving') / 2);
	expect(of('sourdough', 'Bread making')).toBeGreaterThan(of('bread', 'Bakeries'));
	expect(of('nothing of it', 'Diving')).toBe(0);
});
