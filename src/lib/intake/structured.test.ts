import { expect, test } from 'vitest';
import { MAX_PASSAGE_CHARS } from '#lib/protocol/limits.ts';
import { textOfFields } from './structured.ts';

test('a review reads like one: what, how good, when, and the words; never the square it lies in', () => {
	const { title, text, spans } = textOfFields({
		kind: 'review',
		itemReviewed: 'Golden Lotus',
		servesCuisine: 'Chinese',
		ratingValue: 4,
		geohash: 'u33dc',
		visitedOn: '2026-05-01',
		reviewBody: 'The tofu was crisp.'
	});
	expect(title).toBe('Review: Golden Lotus');
	expect(text).toBe(
		'Golden Lotus, a first-hand review.\n\n- Rating: 4 of 5\n- Cuisine: Chinese\n- Visited: 2026-05-01\n\nThe tofu was crisp.'
	);
	expect(spans).toEqual([{ start: 0, end: text.length }]);
});

test('a card leaves out what was not filled in', () => {
	const { title, text } = textOfFields({
		kind: 'person',
		name: 'Anna Berg',
		email: 'a@b.example',
		address: ''
	});
	expect(title).toBe('Contact: Anna Berg');
	expect(text).toBe('Anna Berg\n\n- E-mail: a@b.example');
});

test('each pair of question and answer is one passage, marked by its question', () => {
	const long = 'A sentence of the answer that goes on. '.repeat(60);
	const pairs = [
		{ question: 'When\nis it open?', answer: 'From ten.' },
		{ question: 'Where?', answer: long }
	];
	const { title, text, spans, marks } = textOfFields({ kind: 'faq', pairs });
	expect(title).toBe('FAQ: When is it open?');
	expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([
		'## When is it open?\n\nFrom ten.',
		`## Where?\n\n${long.trim()}`
	]);
	expect(marks).toEqual([
		{ start: 0, path: ['When is it open?'] },
		{ start: spans[1]!.start, path: ['Where?'] }
	]);
});

test('an answer longer than a passage may be is cut, the pair after it is not', () => {
	const pairs = [
		{ question: 'One?', answer: 'Many words are here. '.repeat(400) },
		{ question: 'Two?', answer: 'Few.' }
	];
	const { text, spans } = textOfFields({ kind: 'faq', pairs });
	expect(spans.every(({ start, end }) => end - start <= MAX_PASSAGE_CHARS)).toBe(true);
	expect(text.slice(spans.at(-1)!.start)).toBe('## Two?\n\nFew.');
});
