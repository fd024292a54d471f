import { describe, expect, test } from 'vitest';
import {
	important,
	moreImportant,
	moreOrdinary,
	ordinary,
	unseenImportant,
	unseenOrdinary
} from './importance.fixture.ts';
import { importanceOf, needsCorroboration, type Field } from './importance.ts';

const isSeen = (question: string): boolean => importanceOf(question) !== undefined;

function measured(positive: readonly string[], negative: readonly string[]) {
	const found = positive.filter(isSeen).length;
	const alarms = negative.filter(isSeen);
	return {
		of: positive.length + negative.length,
		alarms,
		precision: found / (found + alarms.length),
		recall: found / positive.length
	};
}

test('on the questions it was made with, precision and recall are at least 98 %', () => {
	const known = measured(
		[...Object.values(important).flat(), ...moreImportant],
		[...ordinary, ...moreOrdinary]
	);
	expect(known.of).toBeGreaterThanOrEqual(120);
	expect(known.alarms).toEqual([]);
	expect(known.precision).toBeGreaterThanOrEqual(0.98);
	expect(known.recall).toBeGreaterThanOrEqual(0.98);
});

test('on questions it was not made with there is no false alarm, and three of ten are found', () => {
	const unseen = measured(unseenImportant, unseenOrdinary);
	expect(unseen.alarms).toEqual([]);
	expect(unseen.recall).toBeGreaterThanOrEqual(0.3);
});

test.each(Object.entries(important))(
	'what is seen as important in %s is seen as that',
	(field, questions) => {
		const wrong = questions.filter((question) => importanceOf(question)?.field !== (field as Field));
		expect(wrong).toEqual([]);
	}
);

describe('the reason', () => {
	test.each([
		['How much IBUPROFEN may a child take?', 'health', 'ibuprofen'],
		['Wie lang ist die Kündigungsfrist?', 'law', 'kundigungsfrist'],
		['It smells of gas here', 'safety', 'smells of gas']
	])('of “%s” is %s, by its words', (question, field, word) => {
		expect(importanceOf(question)).toEqual({ field, word });
	});
});

test('corroboration is for important questions, and for every other on request', () => {
	expect(needsCorroboration('Is this mushroom poisonous?', false)).toBe(true);
	expect(needsCorroboration('When does the market open?', false)).toBe(false);
	expect(needsCorroboration('When does the market open?', true)).toBe(true);
});

test('a question of the greatest length takes no longer than half a second', () => {
	const long = 'darf ich in film git a in the law of '.repeat(60).slice(0, 2_000);
	const since = performance.now();
	importanceOf(long);
	expect(performance.now() - since).toBeLessThan(500);
});
