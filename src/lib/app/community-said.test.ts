import { expect, test } from 'vitest';
import type { PeerId } from '#lib/protocol/identity.ts';
import {
	mentionsIn,
	nameBegun,
	piecesOf,
	suggested,
	writtenLine,
	writtenText,
	type Named
} from './community-said.ts';

const who = (letter: string, name: string): Named => ({ peer: letter.repeat(64) as PeerId, name });
const ann = who('a', 'Ann');
const annMarie = who('b', 'Ann Marie');
const otherAnn = who('c', 'Ann');
const everybody = [ann, annMarie, who('d', '')];

test('names are found at the @, the longer before the shorter, and never inside a word or an address', () => {
	const text = '@Ann Marie, @Ann! mail ann@Ann.de and @Annabel';
	const pieces = piecesOf(text, everybody);
	expect(pieces.map((piece) => piece.text).join('')).toBe(text);
	expect(pieces.filter(({ kind }) => kind === 'name').map((piece) => piece.text)).toEqual([
		'@Ann Marie',
		'@Ann'
	]);
	expect(mentionsIn(text, everybody, [])).toEqual([annMarie.peer, ann.peer]);
});

test('of two who are called alike the one that was picked is meant, and both where none was', () => {
	expect(mentionsIn('@Ann', [ann, otherAnn], [otherAnn.peer])).toEqual([otherAnn.peer]);
	expect(mentionsIn('@Ann', [ann, otherAnn], [])).toEqual([ann.peer, otherAnn.peer]);
});

test('only addresses of the web become links, without the end of the sentence; everything else stays text', () => {
	const text = 'See https://elm.example/a?b=1. Or javascript:alert(1), <img src=x>, http://.';
	const links = piecesOf(text, []).filter(({ kind }) => kind === 'link');
	expect(links.map((piece) => piece.text)).toEqual(['https://elm.example/a?b=1']);
	expect(
		piecesOf(text, [])
			.map((piece) => piece.text)
			.join('')
	).toBe(text);
});

test('a name is being written from the @ to the caret, and offered by any of its parts', () => {
	expect(nameBegun('Hello @mar', 10)).toEqual({ at: 6, typed: 'mar' });
	expect(nameBegun('ann@mar', 7)).toBeUndefined();
	expect(nameBegun('Hello', 5)).toBeUndefined();
	expect(nameBegun('', 0)).toBeUndefined();
	expect(suggested('mar', everybody, 5)).toEqual([annMarie]);
	expect(suggested('', everybody, 5)).toEqual([ann, annMarie]);
});

test('what was pasted travels without what the wire refuses', () => {
	expect(writtenText('  a\u0000b\n')).toBe('a b');
	expect(writtenLine('a\nb\u202e')).toBe('a b');
	expect(writtenText(' \n ')).toBe('');
});
