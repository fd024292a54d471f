import { expect, test } from 'vitest';
import { piecesOf, placeIn, withWords } from './pieces.ts';

const text = 'First page.Second page.Third.';
const marks = [
	{ start: 0, page: 1 },
	{ start: 11, page: 2, path: ['Chapter'] },
	{ start: 18, page: 2, path: ['Chapter', 'Part'] },
	{ start: 23, page: 3 }
];
const all = { start: 0, end: text.length };
const nothing = { start: 0, end: 0 };
const shown = (pieces: ReturnType<typeof piecesOf>) =>
	pieces.map((piece) => (piece.kind === 'page' ? piece.page : piece.isMarked ? [piece.text] : piece.text));

test('each page is announced once, where it begins', () => {
	expect(shown(piecesOf(text, all, nothing, marks))).toEqual([
		1,
		'First page.',
		2,
		'Second page.',
		3,
		'Third.'
	]);
});

test('a marked span over the edge of a page is marked on both sides of it', () => {
	expect(shown(piecesOf(text, all, { start: 6, end: 17 }, marks))).toEqual([
		1,
		'First ',
		['page.'],
		2,
		['Second'],
		' page.',
		3,
		'Third.'
	]);
});

test('of a part of the text only the pages that begin in it are announced', () => {
	expect(shown(piecesOf(text, { start: 6, end: 23 }, nothing, marks))).toEqual(['page.', 2, 'Second page.']);
	expect(shown(piecesOf(text, all, nothing))).toEqual([text]);
	expect(piecesOf('', { start: 0, end: 0 }, nothing)).toEqual([]);
});

test('a place is that of the last mark before it', () => {
	expect(placeIn(marks, 20)?.path).toEqual(['Chapter', 'Part']);
	expect(placeIn(undefined, 20)).toBeUndefined();
});

test('words are marked where they stand', () => {
	expect(
		withWords('the cat sat', [{ start: 4, end: 7 }]).map((piece) => [piece.text, piece.isMarked])
	).toEqual([
		['the ', false],
		['cat', true],
		[' sat', false]
	]);
});
