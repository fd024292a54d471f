import { expect, test } from 'vitest';
import { TOPIC_CELLS } from './cells.ts';
import { matchOf } from './topic-match.ts';

const word = TOPIC_CELLS + 5;

test('who claims everything fits less than who claims only this', () => {
	const greedy = Array.from({ length: 16 }, (_, n) => ({ cell: n * 16, weight: 15 }));
	expect(matchOf([32], [{ cell: 32, weight: 1 }])).toBeGreaterThan(3 * matchOf([32], greedy));
});

test('the topic itself fits better than its field, its field better than nothing', () => {
	const card = (cell: number) => [{ cell, weight: 7 }];
	expect(matchOf([33], card(33))).toBeGreaterThan(matchOf([33], card(34)));
	expect(matchOf([33], card(34))).toBeGreaterThan(0);
	expect(matchOf([33], card(48))).toBe(0);
});

test('a word fits only the same word, and what comes first in the question counts most', () => {
	expect(matchOf([word], [{ cell: word + 1, weight: 15 }])).toBe(0);
	const [first, second] = [[{ cell: word, weight: 4 }], [{ cell: word + 1, weight: 4 }]];
	expect(matchOf([word, word + 1], first)).toBeGreaterThan(matchOf([word, word + 1], second));
});

test('an empty card and a question without cells fit nothing', () => {
	expect(matchOf([1], [])).toBe(0);
	expect(matchOf([], [{ cell: 1, weight: 15 }])).toBe(0);
});
