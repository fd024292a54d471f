/** Bytes and the texts that stand for them. Every decoder is strict: one text for one value, anything else throws. */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { base64urlnopad } from '@scure/base';

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Bytes => encoder.encode(text);
/** Throws on anything that is not well-formed UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

export const base64url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);
/** Throws on padding, foreign letters and spare bits that are not zero. */
export const fromBase64url = (text: string): Bytes => {
	const bytes = base64urlnopad.decode(text) as Bytes;
	if (base64urlnopad.encode(bytes) !== text) throw new Error('base64url: not canonical');
	return bytes;
};

const HEX = '0123456789abcdef';
export function hex(bytes: Uint8Array): string {
	// Joined in one go: a text that grows letter by letter is kept as a chain of its pieces, at forty times the memory.
	return Array.from(bytes, (byte) => HEX.charAt(byte >> 4) + HEX.charAt(byte & 15)).join('');
}
/** Lower-case digits only; throws otherwise. */
export function fromHex(text: string): Bytes {
	if (!/^([0-9a-f]{2})*$/.test(text)) throw new Error('hex: expected pairs of lower-case digits');
	const bytes = new Uint8Array(text.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
	return bytes;
}

/**
 * Bytes of our own. `slice` would not do: on Node's Buffer it is a view, so that whoever lent the bytes could change
 * them between check and use, and `.buffer` would be the whole pool.
 */
export const copy = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

export function concat(...parts: readonly Uint8Array[]): Bytes {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** Takes as long for the first differing byte as for the last. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	let difference = 0;
	for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
	return difference === 0;
}

/** SHA-256 of bytes, or of text in UTF-8. */
export const sha256 = (input: Uint8Array | string): Bytes =>
	nobleSha256(typeof input === 'string' ? utf8(input) : input);
