/**
 * Addresses as a pairing code packs them: one byte for the kind, then IPv4 in 4 bytes, IPv6 in 16, or the 16 of a name
 * `<uuid>.local` that a browser gives in an address's place. Nothing else is an address here, host names least of all.
 */
import { concat, fromHex, hex, type Bytes } from './bytes.ts';
import type { Reader } from './pairing-bytes.ts';

const V4 = 4;
const V6 = 6;
const NAME = 1;

const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/i;

/** Undefined for what is none of the three. */
export function bytesOfAddress(address: string): Bytes | undefined {
	const name = UUID.exec(address);
	if (name) return concat(new Uint8Array([NAME]), fromHex(name.slice(1).join('').toLowerCase()));
	const four = fourOf(address);
	if (four) return concat(new Uint8Array([V4]), four);
	const six = sixOf(address);
	return six && concat(new Uint8Array([V6]), six);
}

/** The next address; throws where there is none. */
export function addressOf(from: Reader): string {
	switch (from.number(1)) {
		case V4:
			return from.bytes(4).join('.');
		case V6:
			return (hex(from.bytes(16)).match(/.{4}/g) ?? [])
				.map((group) => Number.parseInt(group, 16).toString(16))
				.join(':');
		case NAME: {
			const digits = hex(from.bytes(16));
			const cuts = [0, 8, 12, 16, 20, 32];
			return `${cuts
				.slice(1)
				.map((end, i) => digits.slice(cuts[i], end))
				.join('-')}.local`;
		}
		default:
			throw new RangeError('pairing: kind of address');
	}
}

function fourOf(address: string): Bytes | undefined {
	const parts = address.split('.');
	if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
		return undefined;
	return new Uint8Array(parts.map(Number));
}

function sixOf(address: string): Bytes | undefined {
	const [head = '', tail, ...more] = address.split('::');
	if (more.length > 0) return undefined;
	const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
	const [before, after] = [groups(head), groups(tail ?? '')];
	const missing = 8 - before.length - after.length;
	if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
	const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
	if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
	return fromHex(all.map((group) => group.toLowerCase().padStart(4, '0')).join(''));
}
