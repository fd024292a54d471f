import initSqlite from '@sqlite.org/sqlite-wasm';
import { expect, test } from 'vitest';
import { allowedOf, type List } from './among.ts';
import { anyOf, FullText } from './full-text.ts';
import { SavedBytes } from './saved-bytes.ts';

const sqlite3 = await initSqlite();
const find = (index: FullText, ...terms: string[]) =>
	index.search(terms, 10).map(({ item, n }) => `${item}:${n}`);
const contains = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(text);

function aLibrary(): FullText {
	const index = new FullText(sqlite3);
	index.put([
		{ id: 'a', title: 'Guitar', texts: ['Strings and frets', 'A wooden body'] },
		{ id: 'b', title: 'Piano', texts: ['Strings and hammers'] }
	]);
	return index;
}

test('a passage is found by its own words and by its title', () => {
	expect(find(aLibrary(), 'hammer')).toEqual(['b:0']);
	expect(find(aLibrary(), 'wood')).toEqual([]);
	expect(find(aLibrary(), 'wooden')).toEqual(['a:1']);
	expect(find(aLibrary(), 'guitar').sort()).toEqual(['a:0', 'a:1']);
});

test('an item put again leaves nothing of itself behind', () => {
	const index = aLibrary();
	index.put([{ id: 'a', title: 'Flute', texts: ['Breath'] }]);
	expect(find(index, 'guitar', 'frets', 'wooden')).toEqual([]);
	expect(find(index, 'flute')).toEqual(['a:0']);
	expect(find(index, 'strings')).toEqual(['b:0']);
	index.put([{ id: 'a', title: 'Flute', texts: [] }]);
	expect(find(index, 'flute')).toEqual([]);
});

test('places freed by one item are taken by another without mixing them up', () => {
	const index = aLibrary();
	index.remove(['b', 'unknown']);
	index.put([{ id: 'c', title: 'Drum', texts: ['Skin and sticks'] }]);
	expect(find(index, 'strings')).toEqual(['a:0']);
	expect(find(index, 'sticks')).toEqual(['c:0']);
});

test('only the items among the allowed fill the seats', () => {
	const index = aLibrary();
	const among = (list: List) => index.search(['strings'], 1, allowedOf(list)).map(({ item }) => item);
	expect(among({ only: ['b'], count: 1 })).toEqual(['b']);
	expect(among({ except: ['b'], count: 1 })).toEqual(['a']);
	expect(among({ only: [], count: 0 })).toEqual([]);
});

test('a restored index answers as the one it was exported from, and goes on growing', () => {
	const original = aLibrary();
	const restored = new FullText(sqlite3, original.export(false));
	expect(restored.search(['strings', 'guitar'], 10)).toEqual(original.search(['strings', 'guitar'], 10));
	restored.put([{ id: 'c', title: 'Drum', texts: ['Skin and sticks'] }]);
	expect(find(restored, 'sticks')).toEqual(['c:0']);
});

test('an index that comes in parts, in any order, is the same; what goes beyond it is refused', () => {
	const original = aLibrary();
	const bytes = original.export(false);
	const saved = new SavedBytes(sqlite3, bytes.length);
	for (const [from, to] of [
		[8_192, bytes.length],
		[0, 4_096],
		[4_096, 8_192]
	] as const)
		saved.put(from, bytes.subarray(from, to));
	expect(() => saved.put(bytes.length - 1, bytes.subarray(0, 2))).toThrow(RangeError);
	const restored = new FullText(sqlite3, saved);
	expect(restored.search(['strings', 'guitar'], 10)).toEqual(original.search(['strings', 'guitar'], 10));
});

test('bytes that are no index are refused', () => {
	expect(() => new FullText(sqlite3, new Uint8Array(8_192).fill(7))).toThrow();
	expect(() => new FullText(sqlite3, aLibrary().export(false).slice(0, 4_096))).toThrow();
	expect(() => new FullText(sqlite3, new FullText(sqlite3).export(false))).not.toThrow();
});

test('an export made to forget holds no word of what was removed', () => {
	const index = aLibrary();
	index.put([{ id: 'secret', title: 'xylocanary', texts: ['zzcanaryword and strings'] }]);
	expect(contains(index.export(false), 'zzcanaryword')).toBe(true);
	index.remove(['secret']);
	const bytes = index.export(true);
	for (const trace of ['canary', 'secret', 'xylo'])
		expect([trace, contains(bytes, trace)]).toEqual([trace, false]);
	expect(find(new FullText(sqlite3, bytes), 'strings')).toHaveLength(2);
});

test('an index that was compacted still answers', () => {
	const index = aLibrary();
	find(index, 'strings');
	index.export(true);
	expect(find(index, 'strings')).toHaveLength(2);
});

test('each term is one quoted string, and none is asked for twice', () => {
	expect(anyOf(['a"b', 'a"b', ' ', 'x OR y', 'n\0ul'])).toBe('"a""b" OR "x OR y" OR "n ul"');
	expect(anyOf(['餐厅'])).toBe('"餐  厅"');
	expect(anyOf([])).toBe('');
});
