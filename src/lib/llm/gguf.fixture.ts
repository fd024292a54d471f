/** Model files for tests: made from nothing, or a real one with something changed. */

export type Key = readonly [key: string, type: number, value: Uint8Array<ArrayBuffer>];

export const bytesOf = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
	const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
};

export const u32 = (value: number): Uint8Array<ArrayBuffer> => new Uint8Array(Uint32Array.of(value).buffer);
export const u64 = (value: number | bigint): Uint8Array<ArrayBuffer> =>
	new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
export const ascii = (text: string): Uint8Array<ArrayBuffer> => bytesOf(new TextEncoder().encode(text));
export const text = (value: string): Uint8Array<ArrayBuffer> => {
	const bytes = new TextEncoder().encode(value);
	return bytesOf(u64(bytes.length), bytes);
};
export const aText = (key: string, value: string): Key => [key, 8, text(value)];
export const aNumber = (key: string, value: number): Key => [key, 4, u32(value)];
export const aTensor = (
	dimensions: readonly (number | bigint)[],
	{ name = 'weight', type = 0, offset = 0 }: { name?: string; type?: number; offset?: number | bigint } = {}
): Uint8Array<ArrayBuffer> =>
	bytesOf(text(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset));

/** What every test begins with: a small model that is whole. */
export const SMALL: readonly Key[] = [
	aText('general.architecture', 'llama'),
	aText('general.name', 'Small'),
	aNumber('llama.context_length', 2_048)
];

interface Parts {
	readonly magic?: string;
	readonly version?: number;
	readonly keys?: readonly Key[];
	readonly keyCount?: number | bigint;
	readonly tensors?: readonly Uint8Array[];
	readonly tensorCount?: number | bigint;
	/** Bytes after the header. */
	readonly data?: number;
}

export function aGguf(parts: Parts = {}): Blob {
	const { magic = 'GGUF', version = 3, keys = SMALL, tensors = [aTensor([16])], data = 128 } = parts;
	return new Blob([
		bytesOf(
			ascii(magic),
			u32(version),
			u64(parts.tensorCount ?? tensors.length),
			u64(parts.keyCount ?? keys.length),
			...keys.flatMap(([key, type, value]) => [text(key), u32(type), value]),
			...tensors
		),
		new Uint8Array(data)
	]);
}

const HEAD_BYTES = 24;
const KEY_COUNT_AT = 16;
const ALIGNMENT = 32;

/** The same model with more keys. */
export async function withKeys(file: Blob, keys: readonly Key[]): Promise<Blob> {
	const more = bytesOf(...keys.flatMap(([key, type, value]) => [text(key), u32(type), value]));
	// What follows must stay where its alignment wants it.
	const fillerHead = text('filler').length + 4 + 8;
	const filler = aText(
		'filler',
		' '.repeat((2 * ALIGNMENT - ((more.length + fillerHead) % ALIGNMENT)) % ALIGNMENT)
	);
	const added = bytesOf(more, text(filler[0]), u32(filler[1]), filler[2]);
	const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
	const count = new DataView(head.buffer).getBigUint64(KEY_COUNT_AT, true);
	head.set(u64(count + BigInt(keys.length + 1)), KEY_COUNT_AT);
	return new Blob([head, added, file.slice(HEAD_BYTES)]);
}

/** The same file with these bytes in place of the first of `was`. */
export async function withBytes(file: Blob, was: Uint8Array, is: Uint8Array<ArrayBuffer>): Promise<Blob> {
	const bytes = new Uint8Array(await file.arrayBuffer());
	const at = bytes.findIndex((_, i) => was.every((byte, k) => bytes[i + k] === byte));
	if (at < 0) throw new RangeError('these bytes are not in the file');
	return new Blob([bytes.subarray(0, at), is, bytes.subarray(at + was.length)]);
}
