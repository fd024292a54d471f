import { describe, expect, test } from 'vitest';
import { openSafetensors } from './safetensors.ts';

interface Claim {
	readonly dtype: unknown;
	readonly shape: unknown;
	readonly data_offsets: unknown;
}

/** A file of this header and these bytes; `length` is what it says of its header. */
function aFile(header: unknown, data: Uint8Array<ArrayBuffer> = new Uint8Array(8), length?: bigint): Blob {
	const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
	const first = new DataView(new ArrayBuffer(8));
	first.setBigUint64(0, length ?? BigInt(text.length), true);
	return new Blob([first, text, data]);
}

const aClaim = (change: Partial<Claim> = {}) => ({
	x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change }
});

const bytesOf = (numbers: ArrayBufferView<ArrayBuffer>) => new Uint8Array(numbers.buffer);

describe('numbers of every kind', () => {
	test.each([
		['F32', new Float32Array([1.5, -2])],
		['F64', new Float64Array([1.5, -2])],
		['F16', new Uint16Array([0x3e00, 0xc000])],
		['BF16', new Uint16Array([0x3fc0, 0xc000])]
	])('%s', async (dtype, numbers) => {
		const data = bytesOf(numbers);
		const file = aFile(aClaim({ dtype, data_offsets: [0, data.length] }), data);
		expect(await (await openSafetensors(file)).read('x')).toEqual({
			shape: [2],
			values: new Float32Array([1.5, -2])
		});
	});

	test.each([
		['I64', new BigInt64Array([7n, -1n])],
		['I32', new Int32Array([7, -1])]
	])('%s', async (dtype, numbers) => {
		const data = bytesOf(numbers);
		const file = aFile(aClaim({ dtype, data_offsets: [0, data.length] }), data);
		expect((await (await openSafetensors(file)).read('x'))?.values).toEqual(new Float32Array([7, -1]));
	});

	test('the smallest, the largest and those that are none, of 16 bits', async () => {
		const halves = new Uint16Array([0x0001, 0x7bff, 0x7c00, 0x7e00, 0x8000]);
		const file = aFile(aClaim({ dtype: 'F16', shape: [5], data_offsets: [0, 10] }), bytesOf(halves));
		expect((await (await openSafetensors(file)).read('x'))?.values).toEqual(
			new Float32Array([2 ** -24, 65_504, Infinity, NaN, -0])
		);
	});
});

test('tensors are found by name wherever they lie, and metadata is none', async () => {
	const data = bytesOf(new Float32Array([1, 2, 3]));
	const header = {
		__metadata__: { format: 'pt' },
		b: { dtype: 'F32', shape: [1, 1], data_offsets: [8, 12] },
		a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }
	};
	const file = await openSafetensors(aFile(header, data));
	expect(file.names).toEqual(['b', 'a']);
	expect(await file.read('b')).toEqual({ shape: [1, 1], values: new Float32Array([3]) });
	expect(await file.read('c')).toBeUndefined();
	expect(await file.read('__proto__')).toBeUndefined();
});

describe('a file that lies is damaged', () => {
	test.each([
		['nothing', new Blob([])],
		['seven bytes', new Blob([new Uint8Array(7)])],
		['a header longer than the file', aFile(aClaim(), undefined, 10_000n)],
		['a header of 2^63 bytes', aFile(aClaim(), undefined, 2n ** 63n)],
		['a header that is no JSON', aFile('{"x":')],
		['a header that is a list', aFile([])],
		['a header that is null', aFile('null')],
		['bytes of something else', new Blob(['GIF89a, and something more that is no length'])],
		['a tensor beyond the end', aFile(aClaim({ data_offsets: [8, 16] }))],
		['a tensor before the beginning', aFile(aClaim({ data_offsets: [-8, 0] }))],
		['a tensor that ends before it begins', aFile(aClaim({ data_offsets: [8, 0] }))],
		['a shape that needs more than there is', aFile(aClaim({ shape: [1_000_000, 1_000_000] }))],
		['a shape that overflows', aFile(aClaim({ shape: [2 ** 40, 2 ** 40] }))],
		['a shape below zero', aFile(aClaim({ shape: [-2] }))],
		['a shape of halves', aFile(aClaim({ shape: [0.5, 4] }))],
		['a shape of words', aFile(aClaim({ shape: ['2'] }))],
		['a shape of many dimensions', aFile(aClaim({ shape: Array.from({ length: 99 }, () => 1) }))],
		['numbers of an unknown kind', aFile(aClaim({ dtype: 'F8_E4M3' }))],
		['numbers of a kind that every object has', aFile(aClaim({ dtype: 'toString' }))],
		['offsets that are none', aFile(aClaim({ data_offsets: 'everywhere' }))],
		['a tensor that is a word', aFile({ x: 'y' })]
	])('%s', async (_, file) => {
		await expect(openSafetensors(file)).rejects.toMatchObject({
			code: 'engine-unavailable',
			trouble: 'damaged'
		});
	});

	test('a hundred thousand tensors', async () => {
		const claim = { dtype: 'F32', shape: [0], data_offsets: [0, 0] };
		const header = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`t${n}`, claim]));
		await expect(openSafetensors(aFile(header))).rejects.toMatchObject({ trouble: 'damaged' });
	});
});
