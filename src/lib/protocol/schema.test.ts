import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
	base64urlAtMost,
	base64urlOf,
	count,
	keyHex,
	line,
	list,
	relayUrl,
	signedText,
	text
} from './schema.ts';

const accepts = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;

describe('text', () => {
	test.each(['', 'a\tb\r\nc', 'Grüße 🍄', '\u2028', 'x'.repeat(10)])('%j may be said', (value) => {
		expect(accepts(text(10), value)).toBe(true);
	});
	test.each([
		'x'.repeat(11),
		'\ud800',
		'\udc00\ud800',
		'a\0',
		'\u001b[31m',
		'\u007f',
		7,
		null,
		['a'],
		new String('a')
	])('%j may not', (value) => {
		expect(accepts(text(10), value)).toBe(false);
	});
	test.each(['a\nb', 'a\rb', 'a\tb', '\u0085', '\u2028', '\u2029', 'a\u202eb', '\u2066'])(
		'%j is not one line',
		(value) => {
			expect(accepts(text(10), value)).toBe(true);
			expect(accepts(line(10), value)).toBe(false);
		}
	);
	test('a shortest length is kept', () => {
		expect(accepts(line(10, 1), '')).toBe(false);
		expect(accepts(line(10, 1), 'a')).toBe(true);
	});
});

describe('base64url', () => {
	test.each([
		[1, 'AA', true],
		[1, 'AB', false],
		[2, 'AAA', true],
		[2, 'AAB', false],
		[3, 'AAAA', true],
		[3, 'AAA', false],
		[3, 'AAA=', false],
		[3, 'AA+A', false],
		[3, 'AAA\n', false],
		[16, 'A'.repeat(22), true],
		[16, `${'A'.repeat(21)}B`, false]
	])('%i bytes as %j: %s', (bytes, value, good) => {
		expect(accepts(base64urlOf(bytes), value)).toBe(good);
	});
	test.each([
		['', true],
		['AA', true],
		['AB', false],
		['A', false],
		['AAAA', true],
		['AAAAAA', false]
	])('at most three bytes as %j: %s', (value, good) => {
		expect(accepts(base64urlAtMost(3), value)).toBe(good);
	});
	test('both parts of a signed text are canonical', () => {
		const signature = 'A'.repeat(86);
		expect(accepts(signedText(200), `AA.${signature}`)).toBe(true);
		expect(accepts(signedText(200), `AB.${signature}`)).toBe(false);
		expect(accepts(signedText(200), `AA.${signature.slice(1)}B`)).toBe(false);
		expect(accepts(signedText(200), `.${signature}`)).toBe(false);
		expect(accepts(signedText(88), `AA.${signature}`)).toBe(false);
	});
});

test.each([-1, 0.5, 2 ** 53, Number.NaN, Infinity, '1', 1n, null])('%s is no count', (value) => {
	expect(accepts(count(), value)).toBe(false);
});

test('a key is 64 lower-case digits', () => {
	expect(accepts(keyHex, 'a'.repeat(64))).toBe(true);
	for (const bad of ['A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`, 'g'.repeat(64)])
		expect(accepts(keyHex, bad)).toBe(false);
});

test('a list has an end', () => {
	expect(accepts(list(count(), 2), [1, 2])).toBe(true);
	expect(accepts(list(count(), 2), [1, 2, 3])).toBe(false);
	expect(accepts(list(count(), 2), { length: 1, 0: 1 })).toBe(false);
});

describe('relay addresses', () => {
	test.each([
		'https://relay.example',
		'https://relay.example:8443/elm/',
		'https://[2001:db8::1]:8443',
		'http://localhost:8787',
		'http://127.0.0.1:8787/',
		'http://[::1]'
	])('%s', (url) => {
		expect(accepts(relayUrl, url)).toBe(true);
		expect(new URL(url).username).toBe('');
	});
	test.each([
		'http://relay.example',
		'http://localhost.evil.example',
		'http://127.0.0.1.evil.example',
		'http://localhost@evil.example',
		'https://user:secret@relay.example',
		'https://',
		'https:///path',
		'https://a b',
		'https://a\u0000b',
		'https://a\u202eb.example',
		'https://relay.example/?q',
		'https://relay.example/#f',
		'javascript:alert(1)',
		'ftp://relay.example',
		`https://${'a'.repeat(200)}`
	])('not %j', (url) => {
		expect(accepts(relayUrl, url)).toBe(false);
	});
});
