import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from './bytes.ts';
import { fromCompactJson } from './compact-json.ts';

const read = (text: string) => fromCompactJson(utf8(text));

test('what stringify writes of well-formed values reads back as the same', () => {
	const value = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 8 });
	fc.assert(
		fc.property(value, (some) => {
			// -0 is the one value that stringify does not write as it is.
			const written = JSON.stringify(some);
			expect(JSON.stringify(read(written))).toBe(written);
		})
	);
});

test('a white space between any two signs is refused', () => {
	const signs = ['', '{', '"a"', ':', '[', '1', ',', '"b c"', ']', ',', '"d"', ':', 'null', '}', ''];
	expect(read(signs.join(''))).toEqual({ a: [1, 'b c'], d: null });
	for (let at = 1; at < signs.length; at++)
		for (const white of [' ', '\n', '\t', '\r']) {
			const written = signs.slice(0, at).join('') + white + signs.slice(at).join('');
			expect(() => read(written), written).toThrow('not compact');
		}
});

test.each([
	['a key twice', '{"a":1,"a":1}'],
	['1e3', '[1e3]'],
	['1.0', '[1.0]'],
	['-0', '[-0]'],
	['a number that rounds', '[9007199254740993]'],
	['a number without end', '[1e999]'],
	['a long fraction that rounds', '[0.1000000000000000055511151231257827]'],
	['half a character', '["\\ud800"]'],
	['half a character after a backslash', '["\\\\\\ud800"]'],
	['half a character as a key', '{"\\udfff":1}'],
	['a whole character as escapes', '["\\ud83c\\udf44"]'],
	['an escape that is not needed', '["\\u0061"]'],
	['number-like keys out of order', '{"2":0,"1":0}'],
	['nothing', ''],
	['a comment', '[/**/]'],
	['a comma too many', '[1,]'],
	['single quotes', "['a']"]
])('refused: %s', (_name, text) => {
	expect(() => read(text)).toThrow();
});

test.each([
	['an escaped backslash before the letters ud', '["\\\\ud800"]'],
	['brackets and quotes inside a text nest nothing', `["${'[{\\"'.repeat(40)}"]`],
	['a control character as it must be written', '["\\u0001\\n"]'],
	['a line separator as it is', '["\u2028"]'],
	['a key called __proto__', '{"__proto__":{"x":1}}']
])('read: %s', (_name, text) => {
	expect(JSON.stringify(read(text))).toBe(text);
});

test('a key called __proto__ changes no prototype', () => {
	const value = read('{"__proto__":{"polluted":true}}');
	expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
	expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('sixteen deep is read, seventeen is not, and no depth overflows the stack', () => {
	const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
	expect(read(nested(16))).toBeInstanceOf(Array);
	expect(() => read(nested(17))).toThrow('deep');
	expect(() => read(nested(30_000))).toThrow('deep');
	expect(() => read('{"a":'.repeat(10_000))).toThrow('deep');
});
