import { expect, test } from 'vitest';
import type { Fields } from '#lib/app/knowledge-api.ts';
import {
	draftOf,
	emptyDraft,
	fieldsOf,
	type FaqDraft,
	type PersonDraft,
	type ReviewDraft
} from './field-drafts.ts';

const review: Fields = {
	kind: 'review',
	itemReviewed: 'Golden Lotus',
	servesCuisine: 'Chinese',
	geohash: 'u33db',
	ratingValue: 4,
	visitedOn: '2026-10-03',
	reviewBody: 'Eleven vegan dishes.'
};
const person: Fields = { kind: 'person', name: 'Ada', jobTitle: 'Guitar teacher', email: 'ada@example.org' };
const faq: Fields = {
	kind: 'faq',
	pairs: [
		{ question: 'When do you open?', answer: 'At nine.' },
		{ question: 'On Sundays too?', answer: 'No.' }
	]
};

test.each([review, person, faq])('a form opened again and saved gives the same fields: $kind', (fields) => {
	expect(fieldsOf(draftOf(fields))).toEqual(fields);
});

test('what is left empty is no field, and blanks around words are dropped', () => {
	const draft = { ...(emptyDraft('person') as PersonDraft), name: '  Ada ', email: '   ' };
	expect(fieldsOf(draft)).toEqual({ kind: 'person', name: 'Ada' });
});

test('an incomplete form says what is missing, the first thing first', () => {
	const draft = emptyDraft('review') as ReviewDraft;
	expect(fieldsOf(draft)).toBe('review-item');
	expect(fieldsOf({ ...draft, itemReviewed: 'Lotus' })).toBe('review-rating');
	expect(fieldsOf({ ...draft, itemReviewed: 'Lotus', ratingValue: 5 })).toBe('review-body');
	const whole = { ...draft, itemReviewed: 'Lotus', ratingValue: 5, reviewBody: 'Good.' };
	expect(fieldsOf(whole)).toBe('review-hand');
	expect(fieldsOf({ ...whole, firstHand: true })).toMatchObject({ kind: 'review', ratingValue: 5 });
	expect(fieldsOf(emptyDraft('person'))).toBe('person-name');
});

test('pairs without a word are left out, half a pair is not', () => {
	const draft = emptyDraft('faq') as FaqDraft;
	expect(fieldsOf(draft)).toBe('faq-pair');
	const [first] = draft.pairs;
	const pair = { ...first!, question: 'When?', answer: 'Now.' };
	expect(fieldsOf({ ...draft, pairs: [{ ...first!, key: 1 }, pair] })).toEqual({
		kind: 'faq',
		pairs: [{ question: 'When?', answer: 'Now.' }]
	});
	expect(fieldsOf({ ...draft, pairs: [pair, { ...pair, answer: ' ' }] })).toBe('faq-half');
});
