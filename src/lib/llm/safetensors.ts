/**
 * Reads tensors from a safetensors file: eight bytes of length, a JSON header, then numbers. The file comes from somebody
 * we do not know: whatever the header claims is checked against the bytes that are there. Throws NodeError 'damaged'.
 */
import * as v from 'valibot';
import { NodeError } from '#lib/agent/ports.ts';

/** Large models' headers are some hundred kilobytes. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
const MAX_TENSORS = 10_000;
const LENGTH_BYTES = 8;

const SIZES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4 } as const;
type Dtype = keyof typeof SIZES;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const described = v.object({
	dtype: v.string(),
	shape: v.pipe(v.array(count), v.maxLength(8)),
	data_offsets: v.tuple([count, count])
});

interface Described {
	readonly dtype: Dtype;
	readonly shape: readonly number[];
	readonly begin: number;
	readonly end: number;
}

export interface Tensor {
	readonly shape: readonly number[];
	/** Row by row. Whole numbers above 2^24 lose their last digits: no table has so many rows. */
	readonly values: Float32Array;
}

export interface Tensors {
	readonly names: readonly string[];
	/** Undefined where there is none of this name. */
	read(name: string): Promise<Tensor | undefined>;
}

export async function openSafetensors(file: Blob): Promise<Tensors> {
	const described = await headerOf(file);
	return {
		names: [...described.keys()],
		async read(name) {
			const tensor = described.get(name);
			if (!tensor) return undefined;
			const bytes = await file.slice(tensor.begin, tensor.end).arrayBuffer();
			if (bytes.byteLength !== tensor.end - tensor.begin) throw damaged(`${name} is cut`);
			return { shape: tensor.shape, values: numbersOf(tensor.dtype, bytes) };
		}
	};
}

async function headerOf(file: Blob): Promise<ReadonlyMap<string, Described>> {
	const first = await file.slice(0, LENGTH_BYTES).arrayBuffer();
	if (first.byteLength < LENGTH_BYTES) throw damaged('no header');
	const length = new DataView(first).getBigUint64(0, true);
	if (length > MAX_HEADER_BYTES || Number(length) > file.size - LENGTH_BYTES)
		throw damaged('a header that cannot be');
	const begin = LENGTH_BYTES + Number(length);
	const entries = entriesOf(await file.slice(LENGTH_BYTES, begin).text());
	return new Map(entries.map(([name, said]) => [name, checked(name, said, begin, file.size)]));
}

function entriesOf(text: string): [string, unknown][] {
	try {
		const header: unknown = JSON.parse(text);
		if (header === null || typeof header !== 'object' || Array.isArray(header)) throw new SyntaxError();
		const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
		if (entries.length > MAX_TENSORS) throw damaged('too many tensors');
		return entries;
	} catch (error) {
		throw error instanceof SyntaxError ? damaged('a header that is no JSON') : error;
	}
}

function checked(name: string, said: unknown, start: number, size: number): Described {
	const claim = v.safeParse(described, said);
	if (!claim.success) throw damaged(`${name} is not described`);
	const { dtype, shape, data_offsets: offsets } = claim.output;
	const [begin, end] = [start + offsets[0], start + offsets[1]];
	if (!isKnown(dtype)) throw damaged(`${name} has numbers of an unknown kind`);
	const bytes = shape.reduce((product, each) => product * each, SIZES[dtype]);
	if (end > size || end - begin !== bytes) throw damaged(`${name} is not where it is said to be`);
	return { dtype, shape, begin, end };
}

const isKnown = (dtype: string): dtype is Dtype => Object.hasOwn(SIZES, dtype);

function numbersOf(dtype: Dtype, bytes: ArrayBuffer): Float32Array {
	switch (dtype) {
		case 'F32':
			return new Float32Array(bytes);
		case 'F64':
			return Float32Array.from(new Float64Array(bytes));
		case 'I32':
			return Float32Array.from(new Int32Array(bytes));
		case 'I64':
			return Float32Array.from(new BigInt64Array(bytes), Number);
		case 'F16':
			return Float32Array.from(new Uint16Array(bytes), ofHalf);
		case 'BF16': {
			// The upper half of a 32-bit number.
			const wide = Uint32Array.from(new Uint16Array(bytes), (half) => half << 16);
			return new Float32Array(wide.buffer);
		}
	}
}

/** Sign, five bits of exponent, ten of fraction. */
function ofHalf(half: number): number {
	const sign = half & 0x8000 ? -1 : 1;
	const exponent = (half >> 10) & 0x1f;
	const fraction = half & 0x3ff;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
	return sign * (1 + fraction / 1_024) * 2 ** (exponent - 15);
}

const damaged = (detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble: 'damaged', detail });
