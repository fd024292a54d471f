/**
 * The bytes of a GGUF header, from somebody's own file: anything may stand there. Reads numbers and strings, skips what
 * nobody asks for, and never believes a length before it was held against the file's size.
 */

/** The file is no GGUF, or ends too early, or lies. Thrown by the reader, turned into words by gguf.ts. */
export class Damaged extends Error {}

/** The bytes at hand end here though the file does not: read more and begin anew. */
export class MoreNeeded extends Error {}

/** Values worth keeping; lists and long texts are skipped. */
export type Value = number | string | boolean;

export interface Tensor {
	readonly elements: number;
	readonly type: number;
	/** From the beginning of the tensors' data. */
	readonly offset: number;
}

export interface RawHeader {
	readonly values: ReadonlyMap<string, Value>;
	readonly tensors: readonly Tensor[];
	/** Where the header ends; the data begins at the next multiple of the alignment. */
	readonly end: number;
}

const MAGIC = 'GGUF';
/** Older ones counted in 32 bits and are not written any more; a file of the other byte order has a huge version. */
const VERSIONS = [2, 3];
/** The largest models have a few hundred keys and a few thousand tensors. */
const MAX_KEYS = 65_536;
const MAX_TENSORS = 65_536;
const MAX_DIMENSIONS = 4;
/** The format's own limit for keys. */
const MAX_KEY_BYTES = 65_535;
/** No value that is looked at is longer; a chat template may be and is kept as this much of itself. */
const KEPT_TEXT_BYTES = 4_096;
const MAX_NESTING = 3;

const TYPE_BOOL = 7;
const TYPE_STRING = 8;
const TYPE_LIST = 9;
/** Bytes of each scalar type: u8 i8 u16 i16 u32 i32 f32 bool, then u64 i64 f64 after string and list. */
const SCALAR_BYTES: readonly number[] = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

/** `bytes` are the first of a file of `fileBytes`. Throws Damaged or MoreNeeded. */
export function parseHeader(bytes: Uint8Array<ArrayBuffer>, fileBytes: number): RawHeader {
	const reader = new Reader(bytes, fileBytes);
	if (reader.characters(MAGIC.length) !== MAGIC) throw new Damaged('not a GGUF file');
	const version = reader.u32();
	if (!VERSIONS.includes(version)) throw new Damaged(`GGUF version ${version}`);
	const tensorCount = reader.count(MAX_TENSORS, 'tensors');
	const keyCount = reader.count(MAX_KEYS, 'keys');
	const values = new Map<string, Value>();
	for (let i = 0; i < keyCount; i++) {
		const key = reader.text(MAX_KEY_BYTES);
		if (key.cut) throw new Damaged('a key is too long');
		const value = reader.value(reader.u32());
		if (value !== undefined) values.set(key.text, value);
	}
	const tensors = Array.from({ length: tensorCount }, () => reader.tensor());
	return { values, tensors, end: reader.at };
}

class Reader {
	at = 0;
	readonly #bytes: Uint8Array<ArrayBuffer>;
	readonly #view: DataView;
	readonly #fileBytes: number;

	constructor(bytes: Uint8Array<ArrayBuffer>, fileBytes: number) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#fileBytes = fileBytes;
	}

	/** Steps over `length` bytes and says where they began. */
	#take(length: number): number {
		const from = this.at;
		if (length > this.#fileBytes - from) throw new Damaged('the file ends too early');
		if (length > this.#bytes.length - from) throw new MoreNeeded();
		this.at = from + length;
		return from;
	}

	characters(length: number): string {
		const from = this.#take(length);
		return String.fromCharCode(...this.#bytes.subarray(from, from + length));
	}

	u32(): number {
		return this.#view.getUint32(this.#take(4), true);
	}

	u64(): number {
		const value = Number(this.#view.getBigUint64(this.#take(8), true));
		if (!Number.isSafeInteger(value)) throw new Damaged('a number is too large');
		return value;
	}

	count(max: number, of: string): number {
		const count = this.u64();
		if (count > max) throw new Damaged(`${count} ${of}`);
		return count;
	}

	/** Decodes no more than `keep` bytes of it. */
	text(keep: number): { text: string; cut: boolean } {
		const length = this.u64();
		const from = this.#take(length);
		const kept = this.#bytes.subarray(from, from + Math.min(length, keep));
		return { text: new TextDecoder().decode(kept), cut: length > keep };
	}

	/** undefined for a list, which is only skipped. */
	value(type: number): Value | undefined {
		if (type === TYPE_STRING) return this.text(KEPT_TEXT_BYTES).text;
		if (type === TYPE_LIST) return this.#skipList(1);
		const from = this.#take(scalarBytes(type));
		const view = this.#view;
		switch (type) {
			case 0:
				return view.getUint8(from);
			case 1:
				return view.getInt8(from);
			case 2:
				return view.getUint16(from, true);
			case 3:
				return view.getInt16(from, true);
			case 4:
				return view.getUint32(from, true);
			case 5:
				return view.getInt32(from, true);
			case 6:
				return view.getFloat32(from, true);
			case TYPE_BOOL:
				return view.getUint8(from) !== 0;
			case 10:
				return Number(view.getBigUint64(from, true));
			case 11:
				return Number(view.getBigInt64(from, true));
			default:
				return view.getFloat64(from, true);
		}
	}

	#skipList(depth: number): undefined {
		if (depth > MAX_NESTING) throw new Damaged('lists within lists');
		const type = this.u32();
		const count = this.u64();
		if (type !== TYPE_STRING && type !== TYPE_LIST) {
			this.#take(count * scalarBytes(type));
			return;
		}
		// Each takes 8 bytes at least: a count that the file cannot hold is refused before anything is walked.
		if (count > (this.#fileBytes - this.at) / 8) throw new Damaged('a list is longer than the file');
		for (let i = 0; i < count; i++)
			if (type === TYPE_STRING) this.#take(this.u64());
			else this.#skipList(depth + 1);
	}

	tensor(): Tensor {
		if (this.text(MAX_KEY_BYTES).cut) throw new Damaged("a tensor's name is too long");
		const dimensions = this.u32();
		if (dimensions > MAX_DIMENSIONS) throw new Damaged(`a tensor of ${dimensions} dimensions`);
		let elements = 1;
		for (let i = 0; i < dimensions; i++) elements *= this.u64();
		if (!Number.isSafeInteger(elements)) throw new Damaged('a tensor is too large');
		return { elements, type: this.u32(), offset: this.u64() };
	}
}

function scalarBytes(type: number): number {
	const bytes = SCALAR_BYTES[type] ?? 0;
	if (bytes === 0) throw new Damaged(`a value of type ${type}`);
	return bytes;
}
