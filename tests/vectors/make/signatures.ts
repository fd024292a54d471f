/** Signatures that count, and those that some verifier somewhere would let pass. */
import * as ed from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, fromHex, hex, utf8 } from '#lib/protocol/bytes.ts';
import { bytesFor } from './people.ts';

export interface SignatureCase {
	readonly name: string;
	readonly publicKey: string;
	readonly message: string;
	readonly signature: string;
}

ed.hashes.sha512 = sha512;
const { n: L } = ed.Point.CURVE();
const G = ed.Point.BASE;

const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${hex(new Uint8Array(bytes).reverse())}`);
const toBytes = (number: bigint) => fromHex(number.toString(16).padStart(64, '0')).reverse();
const times = (point: ed.Point, k: bigint) => point.multiply(k % L, false);
const challenge = (r: Uint8Array, a: Uint8Array, message: Uint8Array) =>
	toNumber(sha512(concat(r, a, message)));

/** Encodings of points of order 1, 2, 4 and 8: first the eight canonical ones, then every other spelling. */
const SMALL = {
	canonical: [
		'0100000000000000000000000000000000000000000000000000000000000000',
		'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
		'0000000000000000000000000000000000000000000000000000000000000000',
		'0000000000000000000000000000000000000000000000000000000000000080',
		'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
		'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
		'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
		'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'
	],
	other: [
		'0100000000000000000000000000000000000000000000000000000000000080',
		'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
		'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
		'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
		'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
		'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'
	]
};
const IDENTITY = fromHex(SMALL.canonical[0] ?? '');
/** Of order 8. */
const TORSION = ed.Point.fromHex(SMALL.canonical[4] ?? '');

/** A message for which the equation holds without its cofactor: the challenge kills what is of small order. */
function messageFor(r: Uint8Array, a: Uint8Array, purpose: string): Uint8Array<ArrayBuffer> {
	for (let i = 0; ; i++) {
		const message = utf8(`${purpose} ${i}`);
		const h = challenge(r, a, message);
		// Libraries that reduce the challenge by the order first, and those that do not.
		if (h % 8n === 0n && (h % L) % 8n === 0n) return message;
	}
}

const smallOrder = (key: string, sort: string): SignatureCase => {
	const a = fromHex(key);
	const message = messageFor(IDENTITY, a, 'small order');
	const signature = concat(IDENTITY, new Uint8Array(32));
	return {
		name: `${sort} key of small order ${key.slice(0, 4)}…${key.slice(-2)}, constant signature`,
		publicKey: key,
		message: hex(message),
		signature: hex(signature)
	};
};

export function signatureVectors() {
	const secret = bytesFor('signer');
	const { scalar, pointBytes, point } = ed.utils.getExtendedPublicKey(secret);
	const publicKey = hex(pointBytes);
	const message = utf8('elm/1/query\0 any payload');
	const good = ed.sign(message, secret);
	const s = toNumber(good.subarray(32));
	const of = (name: string, signature: Uint8Array, key = publicKey, said: Uint8Array = message) => ({
		name,
		publicKey: key,
		message: hex(said),
		signature: hex(signature)
	});
	/** A signature made by hand over R and A as they are spelled. */
	const byHand = (r: bigint, rBytes: Uint8Array, aBytes: Uint8Array, said: Uint8Array) =>
		concat(rBytes, toBytes((r + challenge(rBytes, aBytes, said) * scalar) % L));
	const r = toNumber(bytesFor('nonce')) % L;
	const twistedR = times(G, r).add(TORSION).toBytes();
	const mixedKey = point.add(TORSION).toBytes();
	const plainR = times(G, r).toBytes();
	const forMixed = messageFor(plainR, mixedKey, 'mixed order');
	const alien = fromHex(SMALL.other[2] ?? '');
	const flipped = (at: number) => good.map((byte, i) => (i === at ? byte ^ 1 : byte));
	return {
		about:
			'Ed25519 by the strict rule (README, "Signatures"): bytes are hex, no domain is added. `valid` must verify, `invalid` must not; many of them pass in some library or other.',
		valid: [
			of('a signature', good),
			of('the empty message', ed.sign(new Uint8Array(0), secret), publicKey, new Uint8Array(0)),
			of('made by hand with another nonce', byHand(r, plainR, pointBytes, message))
		] satisfies SignatureCase[],
		invalid: [
			...SMALL.canonical.map((key) => smallOrder(key, 'canonical')),
			...SMALL.other.map((key) => smallOrder(key, 'misspelled')),
			of('S raised by the group order', concat(good.subarray(0, 32), toBytes(s + L))),
			of('S of the largest number', concat(good.subarray(0, 32), new Uint8Array(32).fill(255))),
			of(
				'key with a part of small order, holds without cofactor',
				byHand(r, plainR, mixedKey, forMixed),
				hex(mixedKey),
				forMixed
			),
			of(
				'key with a part of small order, holds with cofactor only',
				byHand(r, plainR, mixedKey, message),
				hex(mixedKey)
			),
			of('R with a part of small order, holds with cofactor only', byHand(r, twistedR, pointBytes, message)),
			of('R misspelled: y beyond the prime', byHand(0n, alien, pointBytes, message)),
			of('R misspelled: zero with a sign', byHand(0n, fromHex(SMALL.other[0] ?? ''), pointBytes, message)),
			of('key that is no point', good, hex(new Uint8Array(32).fill(2))),
			of(
				'key with y beyond the prime',
				good,
				'f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'
			),
			of('first byte of R changed', flipped(0)),
			of('first byte of S changed', flipped(32)),
			of('last byte of S changed', flipped(63)),
			of('another message', good, publicKey, utf8('elm/1/answer\0 any payload')),
			of('the key of another', good, hex(ed.getPublicKey(bytesFor('another')))),
			of('nothing but zeros', new Uint8Array(64)),
			of('63 bytes', good.subarray(0, 63)),
			of('65 bytes', concat(good, new Uint8Array(1))),
			of('no bytes', new Uint8Array(0)),
			of('key of 31 bytes', good, publicKey.slice(2)),
			of('key of 33 bytes', good, `${publicKey}00`)
		] satisfies SignatureCase[]
	};
}
