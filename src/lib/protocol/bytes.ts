/** Bytes and the texts that stand for them. Every decoder is strict: one text for one value, anything else throws. */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Bytes => encoder.encode(text);
/** Throws on anything that is not well-formed UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

// Written out here: every page needs these two, and the library's are part of eight times as much.
const LETTERS = utf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const VALUES = new Uint8Array(128).fill(64);
LETTERS.forEach((letter, value) => (VALUES[letter] = value));

/** RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
	const letters = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
	for (let from = 0, to = 0; from < bytes.length; from += 3) {
		const three = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
		// Those of bytes that are not there lie beyond the end, where an array of bytes takes none.
		for (let shift = 18; shift >= 0; shift -= 6) letters[to++] = LETTERS[(three >> shift) & 63] ?? 0;
	}
	return decoder.decode(letters);
}

/** Throws on padding, foreign letters and spare bits that are not zero. */
export function fromBase64url(text: string): Bytes {
	const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
	let [held, bits, at] = [0, 0, 0];
	for (let i = 0; i < text.length; i++) {
		const value = VALUES[text.charCodeAt(i)] ?? 64;
		if (value > 63) throw new Error('base64url: a letter that is none of its');
		held = ((held << 6) | value) & 0xfff;
		bits += 6;
		if (bits < 8) continue;
		bits -= 8;
		bytes[at++] = held >> bits;
	}
	if (bits > 4 || (held & ((1 << bits) - 1)) !== 0) throw new Error('base64url: not canonical');
	return bytes;
}

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
