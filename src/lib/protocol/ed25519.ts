/**
 * Ed25519 (RFC 8032) by one strict rule on two paths. A signature counts when the key is canonical, not of small
 * order and in the prime-order group, S is below the group order, and the *cofactorless* equation holds. Without
 * this rule the key 01 00…00 with one constant signature verifies any message, and noble (cofactored) and
 * WebCrypto (cofactorless) disagree on signatures that carry a small-order part; tests/vectors holds both kinds.
 */
import * as ed from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { hex, type Bytes } from './bytes.ts';
import { recently } from './recently.ts';

ed.hashes.sha512 = sha512;

export interface Signatures {
	sign(message: Uint8Array, secret: Uint8Array): Promise<Bytes>;
	/** Never throws: bad keys and bad lengths are simply not a signature. */
	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>;
}

export const publicKeyOf = (secret: Uint8Array): Bytes => ed.getPublicKey(secret);

/** Canonical, on the curve, of the large prime order. */
export function isGoodKey(publicKey: Uint8Array): boolean {
	try {
		const point = ed.Point.fromBytes(publicKey, false);
		return !point.isSmallOrder() && point.isTorsionFree();
	} catch {
		return false;
	}
}

// Checking a key costs more than a signature, and the same keys come again: at a server, all of them after a restart.
const goodKeys = recently(8_192);

function isKnownGoodKey(publicKey: Uint8Array): boolean {
	const name = hex(publicKey);
	if (goodKeys.has(name)) return true;
	const good = isGoodKey(publicKey);
	if (good) goodKeys.add(name);
	return good;
}

/** 2^255 - 19, the field's prime, and the group's order, most significant byte first. */
const P = '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed';
const L = '1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed';

/** R's y below the prime and S below the order, so that no signature has a second spelling, whatever verifies it. */
function isCanonical(signature: Uint8Array): boolean {
	if (signature.length !== 64) return false;
	const r = new Uint8Array(signature.subarray(0, 32)).reverse();
	const s = new Uint8Array(signature.subarray(32)).reverse();
	r[0] = (r[0] ?? 0) & 0x7f;
	// Digits of equal number compare as the numbers they spell.
	return hex(r) < P && hex(s) < L;
}

export const nobleSignatures: Signatures = {
	async sign(message, secret) {
		return ed.sign(message, secret);
	},
	async verify(signature, message, publicKey) {
		if (!isCanonical(signature) || publicKey.length !== 32) return false;
		try {
			// The key's own check comes last: it costs the most, and forgers bring a new key every time.
			// noble multiplies by the cofactor; with A and R both free of torsion the two equations are the same.
			return (
				ed.verify(signature, message, publicKey, { zip215: false }) &&
				ed.Point.fromBytes(signature.subarray(0, 32), false).isTorsionFree() &&
				isKnownGoodKey(publicKey)
			);
		} catch {
			return false;
		}
	}
};

const PKCS8_ED25519 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/** The browser's own Ed25519, several times faster; the key checks stay ours. */
export function webCryptoSignatures(subtle: SubtleCrypto): Signatures {
	return {
		async sign(message, secret) {
			const pkcs8 = new Uint8Array([...PKCS8_ED25519, ...secret]);
			const key = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
			return new Uint8Array(await subtle.sign('Ed25519', key, message as Bytes));
		},
		async verify(signature, message, publicKey) {
			if (!isCanonical(signature) || publicKey.length !== 32) return false;
			try {
				const key = await subtle.importKey('raw', publicKey as Bytes, 'Ed25519', false, ['verify']);
				const holds = await subtle.verify('Ed25519', key, signature as Bytes, message as Bytes);
				return holds && isKnownGoodKey(publicKey);
			} catch {
				return false;
			}
		}
	};
}

let chosen: Promise<Signatures> | undefined;

/** WebCrypto where it can do Ed25519, noble elsewhere. */
export function signatures(): Promise<Signatures> {
	chosen ??= choose();
	return chosen;
}

async function choose(): Promise<Signatures> {
	const subtle = (globalThis as { crypto?: { subtle?: SubtleCrypto } }).crypto?.subtle;
	if (!subtle) return nobleSignatures;
	try {
		const fast = webCryptoSignatures(subtle);
		const secret = new Uint8Array(32).fill(7);
		const message = new Uint8Array(1);
		const ok = await fast.verify(await fast.sign(message, secret), message, publicKeyOf(secret));
		return ok ? fast : nobleSignatures;
	} catch {
		return nobleSignatures;
	}
}
