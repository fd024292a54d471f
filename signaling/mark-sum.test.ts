import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { KeyedSum } from './mark-sum.ts';

const reference = (key: Buffer, data: Buffer | string): Buffer =>
	createHmac('sha256', key).update(data).digest();

test('is HMAC-SHA-256, for every length, as bytes and as text, in one part or in several', () => {
	const key = randomBytes(32);
	const sum = new KeyedSum(key);
	for (const length of [...Array(300).keys(), 959, 960, 961, 5_000, 1]) {
		const data = randomBytes(length);
		expect(sum.of([data])).toEqual(reference(key, data));
		const cut = length >> 1;
		expect(sum.of([data.subarray(0, cut), data.subarray(cut)], 16)).toEqual(
			reference(key, data).subarray(0, 16)
		);
		const text = 'ä€z'.repeat(length);
		expect(sum.of(['purpose\0', text])).toEqual(reference(key, `purpose\0${text}`));
	}
	for (const length of [0, 1, 63, 64]) {
		const other = randomBytes(length);
		expect(new KeyedSum(other).of(['data'])).toEqual(reference(other, 'data'));
	}
	expect(() => new KeyedSum(randomBytes(65))).toThrow(RangeError);
});

test('fields do not run into one another', () => {
	const sum = new KeyedSum(randomBytes(32));
	const all = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc']].map((fields) =>
		sum.ofFields(fields).toString('hex')
	);
	expect(new Set(all).size).toBe(all.length);
	expect(sum.ofFields(['ab', Buffer.from('c')]).toString('hex')).toBe(all[0]);
});
