import { describe, expect, test } from 'vitest';
import { newestLeaf, pathTo, versionsOf } from './branches.ts';

const one = (id: string, askedAt: number, after?: string | null) => ({
	id,
	askedAt,
	...(after === undefined ? {} : { after })
});
const ids = (path: readonly { id: string }[]) => path.map(({ id }) => id).join(' ');

// a ── b ── c          b2 is another version of b, c2 and c3 follow it.
//  └── b2 ── c2, c3
const tree = [
	one('c3', 6, 'b2'),
	one('a', 1, null),
	one('b', 2, 'a'),
	one('c', 3, 'b'),
	one('b2', 4, 'a'),
	one('c2', 5, 'b2')
];

describe('a conversation with versions', () => {
	test('shows the path to a leaf and nothing of the other branches', () => {
		expect(ids(pathTo(tree, 'c'))).toBe('a b c');
		expect(ids(pathTo(tree, 'c2'))).toBe('a b2 c2');
		expect(ids(pathTo(tree, 'b2'))).toBe('a b2');
	});

	test('without a leaf it shows the branch asked last', () => {
		expect(ids(pathTo(tree, undefined))).toBe('a b2 c3');
		expect(pathTo([], undefined)).toEqual([]);
	});

	test('a leaf that is not there has no path', () => {
		expect(pathTo(tree, 'gone')).toEqual([]);
	});

	test('versions are what was asked in the same place, in order', () => {
		expect(ids(versionsOf(tree, tree[2]!))).toBe('b b2');
		expect(ids(versionsOf(tree, tree[1]!))).toBe('a');
		expect(ids(versionsOf(tree, one('new', 9, 'b2')))).toBe('c2 c3');
	});

	test('another version of the first question is a version of it', () => {
		expect(ids(versionsOf([...tree, one('a2', 7, null)], tree[1]!))).toBe('a a2');
	});

	test('a version leads to the newest that followed it', () => {
		expect(newestLeaf(tree, 'b')).toBe('c');
		expect(newestLeaf(tree, 'b2')).toBe('c3');
		expect(newestLeaf(tree, 'a')).toBe('c3');
		expect(newestLeaf(tree, 'c')).toBe('c');
		expect(newestLeaf(tree, 'gone')).toBeUndefined();
		expect(newestLeaf([], undefined)).toBeUndefined();
	});

	test('the newest below is found also where a clock went back', () => {
		expect(newestLeaf([one('a', 5, null), one('c', 1, 'b'), one('b', 2, 'a')], 'b')).toBe('b');
		expect(ids(pathTo([one('a', 5, null), one('c', 1, 'b'), one('b', 2, 'a')], 'c'))).toBe('a b c');
	});
});

describe('exchanges stored before there were versions', () => {
	const old = [one('y', 2), one('x', 1), one('z', 3)];

	test('follow one another in time', () => {
		expect(ids(pathTo(old, 'z'))).toBe('x y z');
		expect(ids(versionsOf(old, old[0]!))).toBe('y');
		expect(newestLeaf(old, 'x')).toBe('z');
	});

	test('can be followed, and asked again, by new ones', () => {
		const mixed = [...old, one('n', 4, 'z'), one('y2', 5, 'x')];
		expect(ids(pathTo(mixed, 'n'))).toBe('x y z n');
		expect(ids(pathTo(mixed, 'y2'))).toBe('x y2');
		expect(ids(versionsOf(mixed, old[0]!))).toBe('y y2');
	});
});

test('damaged records end the path instead of running for ever', () => {
	expect(ids(pathTo([one('a', 1, 'a')], 'a'))).toBe('a');
	expect(ids(pathTo([one('a', 1, 'b'), one('b', 2, 'a')], 'b'))).toBe('a b');
	expect(ids(pathTo([one('b', 2, 'removed')], 'b'))).toBe('b');
	expect(newestLeaf([one('a', 1, 'b'), one('b', 2, 'a')], 'a')).toBe('b');
});
