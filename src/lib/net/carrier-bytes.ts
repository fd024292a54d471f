/** Numbers and texts as Yjs, its awareness and y-webrtc write them. Reading throws RangeError where there is less than was said. */
import { concat, fromUtf8, utf8, type Bytes } from '#lib/protocol/bytes.ts';

/** Seven bits a byte, the lowest first. */
export function varUint(value: number): Bytes {
	const bytes: number[] = [];
	let rest = value;
	while (rest > 127) {
		bytes.push((rest % 128) + 128);
		rest = Math.floor(rest / 128);
	}
	return new Uint8Array([...bytes, rest]);
}

export const varBytes = (bytes: Uint8Array): Bytes => concat(varUint(bytes.length), bytes);
export const varText = (text: string): Bytes => varBytes(utf8(text));

export class Reading {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get done(): boolean {
		return this.#at >= this.#bytes.length;
	}

	uint(): number {
		let value = 0;
		for (let scale = 1; scale <= Number.MAX_SAFE_INTEGER; scale *= 128) {
			const byte = this.#bytes[this.#at++];
			if (byte === undefined) break;
			value += (byte % 128) * scale;
			if (!Number.isSafeInteger(value)) break;
			if (byte < 128) return value;
		}
		throw new RangeError('no number');
	}

	bytes(): Uint8Array {
		const length = this.uint();
		if (length > this.#bytes.length - this.#at) throw new RangeError('too short');
		return this.#bytes.subarray(this.#at, (this.#at += length));
	}

	text(): string {
		return fromUtf8(this.bytes());
	}
}
