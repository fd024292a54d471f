import initSqlite from '@sqlite.org/sqlite-wasm';
import { describe, expect, test } from 'vitest';
import { FullText } from './full-text.ts';
import { foldedFor, holdsAll, holdsStart, typed, typedExpression } from './full-text-typed.ts';

const sqlite3 = await initSqlite();

test.each([
	['guitar les', ['guitar'], 'les'],
	['guitar lessons ', ['guitar', 'lessons'], ''],
	['Guitar', [], 'guitar'],
	['"a*b" OR c:', ['a', 'b', 'or', 'c'], ''],
	['餐厅', ['餐', '厅'], ''],
	['  ', [], ''],
	['\0', [], '']
])('%j is typed as %j and the beginning %j', (text, words, start) => {
	expect(typed(text)).toEqual({ words, start });
});

describe('every word is found from its third letter on, however far it is typed', () => {
	const words = [
		'gardening',
		'university',
		'organization',
		'nationality',
		'relational',
		'happily',
		'Königsberg'
	];
	const index = new FullText(sqlite3);
	index.put(words.map((word) => ({ id: word, title: '', texts: [`This is about ${word} and no more.`] })));
	test.each(words)('%s', (word) => {
		for (let length = 3; length <= word.length; length++) {
			const said = typed(word.slice(0, length));
			const found = index.match(typedExpression(said), 10).map(({ item }) => item);
			expect([word.slice(0, length), found.filter((one) => holdsStart(foldedFor(one), said))]).toEqual([
				word.slice(0, length),
				[word]
			]);
		}
	});
});

test('whole words before the beginning must all be there', () => {
	const index = new FullText(sqlite3);
	index.put([
		{ id: 'a', title: 'Guitar', texts: ['Lessons on Tuesday'] },
		{ id: 'b', title: 'Piano', texts: ['Lessons on Friday'] }
	]);
	const find = (text: string) => index.match(typedExpression(typed(text)), 10).map(({ item }) => item);
	expect(find('guitar less')).toEqual(['a']);
	expect(find('lesson fri')).toEqual(['b']);
	expect(find('lessons f')).toHaveLength(2);
	expect(find('le')).toEqual([]);
	expect(find('guitar fri')).toEqual([]);
});

test('a word begins where another ends, marks and case aside', () => {
	expect(holdsAll(foldedFor('Mémoires d’Été.pdf'), typed('ete mem'))).toBe(true);
	expect(holdsAll(foldedFor('Mémoires'), typed('moires'))).toBe(false);
	expect(holdsAll(foldedFor('photo_2024-summer.zip'), typed('2024'))).toBe(true);
});
