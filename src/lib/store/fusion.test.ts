import { expect, test } from 'vitest';
import type { Found } from './full-text.ts';
import { fused, NEAR } from './fusion.ts';

const found = (item: string, score: number): Found => ({ item, n: 0, score });
/** With cosines of what was found by words, and of what else is near. */
const order = (
	words: readonly Found[],
	cosines: Readonly<Record<string, number>>,
	nearest: readonly Found[] = [],
	unrelated = 0
) => fused(words, { nearest, of: ({ item }) => cosines[item], unrelated }, 10).map(({ item }) => item);

test('of two that the words find equally well, the nearer in meaning is first', () => {
	expect(order([found('a', 5), found('b', 5)], { a: 0.2, b: 0.6 })).toEqual(['b', 'a']);
});

test('a passage that the words find much better stays first, however near another is', () => {
	expect(order([found('a', 10), found('b', 2)], { a: 0, b: 1 })).toEqual(['a', 'b']);
});

test('where nothing is said of the meaning, the order is that of the words', () => {
	const words = [found('a', 3), found('b', 2), found('c', 1)];
	expect(order(words, {})).toEqual(['a', 'b', 'c']);
});

test('what has no vector yet is neither raised nor lowered by that', () => {
	expect(order([found('a', 10), found('new', 9), found('b', 8)], { a: 0.5, b: 0.5 })).toEqual([
		'a',
		'new',
		'b'
	]);
});

test('a passage that shares no word comes up from the floor on, and not below', () => {
	expect(order([], {}, [found('near', NEAR + 0.01), found('far', NEAR - 0.01)])).toEqual(['near']);
	expect(order([found('a', 1)], { a: 0 }, [found('near', 0.9)])).toEqual(['a', 'near']);
});

test('how near is near is measured from what unrelated texts have', () => {
	const nearest = [found('near', 0.8)];
	expect(order([], {}, nearest, 0)).toEqual(['near']);
	expect(order([], {}, nearest, 0.6)).toEqual([]);
});

test('nothing comes twice, and no more than asked for', () => {
	const words = [found('a', 2), found('b', 1)];
	const all = fused(words, { nearest: [found('a', 0.9), found('c', 0.9)], of: () => 0.9, unrelated: 0 }, 2);
	expect(all.map(({ item }) => item)).toEqual(['a', 'b']);
});
