import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	base64url,
	concat,
	copy,
	equal,
	fromBase64url,
	fromHex,
	fromUtf8,
	hex,
	sha256,
	utf8
} from './bytes.ts';

const bytes = fc.uint8Array({ maxLength: 200 });

describe('what is encoded decodes to the same, and nothing else decodes to it', () => {
	test('base64url', () => {
		fc.assert(fc.property(bytes, (some) => equal(fromBase64url(base64url(some)), some)));
		fc.assert(fc.property(bytes, (some) => base64url(some) === Buffer.from(some).toString('base64url')));
		const letters = fc.string({
			unit: fc.constantFrom('A', 'B', 'g', 'w', '0', '_', '-', '=', '+', '/', ' ', '\n'),
			maxLength: 12
		});
		fc.assert(
			fc.property(letters, (text) => {
				const decoded = attempt(() => fromBase64url(text));
				return decoded === undefined || base64url(decoded) === text;
			})
		);
		const any = fc.string({ unit: 'binary', maxLength: 6 });
		fc.assert(
			fc.property(any, (text) => {
				const canonical = Buffer.from(text, 'base64url').toString('base64url') === text;
				return (attempt(() => fromBase64url(text)) !== undefined) === canonical;
			})
		);
	});

	test('hex', () => {
		fc.assert(fc.property(bytes, (some) => equal(fromHex(hex(some)), some)));
		for (const text of ['0', 'AB', '0x', 'g0', ' 00', '00\n']) expect(() => fromHex(text)).toThrow();
	});

	test('UTF-8', () => {
		fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fromUtf8(utf8(text)) === text));
		for (const some of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]])
			expect(() => fromUtf8(new Uint8Array(some))).toThrow();
	});
});

test('a byte order mark is a letter like any other, never dropped', () => {
	expect(fromUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe('\ufeffa');
});

test('bytes are equal only in length and in every place', () => {
	expect(equal(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true);
	expect(equal(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false);
	expect(equal(new Uint8Array([1, 2]), new Uint8Array([1, 2, 0]))).toBe(false);
});

test('joined bytes and copies share nothing with what they came from', () => {
	const part = Buffer.from([1, 2, 3, 4]).subarray(1, 3);
	const joined = concat(part, new Uint8Array([9]));
	const copied = copy(part);
	part.fill(0);
	expect([...joined]).toEqual([2, 3, 9]);
	expect([...copied]).toEqual([2, 3]);
	expect(copied.buffer.byteLength).toBe(2);
});

test('text is hashed as UTF-8', () => {
	expect(hex(sha256('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
	expect(sha256('ü')).toEqual(sha256(new Uint8Array([0xc3, 0xbc])));
});

function attempt<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch {
		return undefined;
	}
}
