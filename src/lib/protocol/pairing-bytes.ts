/** Numbers, texts and bytes one behind the other, and back. Big-endian; a text is preceded by its length in one byte. */
import { concat, fromUtf8, utf8, type Bytes } from './bytes.ts';

export interface Reader {
	/** Throws when fewer are left; so do the others. */
	bytes(count: number): Bytes;
	number(bytes: number): number;
	text(): string;
	atEnd(): boolean;
}

export function reader(whole: Bytes): Reader {
	let at = 0;
	const bytes = (count: number): Bytes => {
		if (at + count > whole.length) throw new RangeError('pairing: too short');
		return whole.slice(at, (at += count));
	};
	// Six bytes at most: no more fit a number exactly, and shifting would lose all but four.
	const number = (count: number): number => bytes(count).reduce((value, byte) => value * 256 + byte, 0);
	return { bytes, number, text: () => fromUtf8(bytes(number(1))), atEnd: () => at === whole.length };
}

export function writer() {
	const parts: Bytes[] = [];
	const number = (value: number, bytes: number): void => {
		if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** bytes)
			throw new RangeError(`pairing: ${value} does not fit ${bytes} bytes`);
		const digits = Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);
		parts.push(new Uint8Array(digits));
	};
	return {
		number,
		bytes: (bytes: Uint8Array): void => void parts.push(new Uint8Array(bytes)),
		text(text: string): void {
			const bytes = utf8(text);
			number(bytes.length, 1);
			parts.push(bytes);
		},
		done: (): Bytes => concat(...parts)
	};
}
