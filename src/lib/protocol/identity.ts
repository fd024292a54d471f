/**
 * Who somebody is. A root key, made from the recovery entropy, names the person (`PeerId`) and signs certificates;
 * a device key, made afresh in each browser profile, signs everything else. Secrets are 32-byte seeds and go in and
 * out as plain bytes: keeping them is the store's work.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import * as v from 'valibot';
import { base64url, concat, fromBase64url, fromHex, hex, sha256, utf8, type Bytes } from './bytes.ts';
import { fromCompactJson } from './compact-json.ts';
import { publicKeyOf, signatures } from './ed25519.ts';
import {
	CERTIFICATE_BACKDATE_MS,
	CERTIFICATE_LIFETIME_MS,
	CLOCK_SLACK_MS,
	MAX_CERTIFICATE_CHARS
} from './limits.ts';
import { recently } from './recently.ts';
import { refuse, type Refusal } from './refusal.ts';
import { count, keyHex } from './schema.ts';

declare const peerIdBrand: unique symbol;
/** An Ed25519 root public key as 64 lower-case hex digits. */
export type PeerId = string & { readonly [peerIdBrand]: true };

/** The text as a PeerId, or undefined when it has not the shape of one. */
export const asPeerId = (text: string): PeerId | undefined =>
	/^[0-9a-f]{64}$/.test(text) ? (text as PeerId) : undefined;

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** did:key (W3C), multicodec ed25519-pub 0xed01, base58btc: the bytes as one number, in 58 digits. */
export function didKey(peer: PeerId): string {
	let text = '';
	for (let rest = BigInt(`0xed01${peer}`); rest > 0n; rest /= 58n)
		text = BASE58.charAt(Number(rest % 58n)) + text;
	return `did:key:z${text}`;
}

export function peerIdOfDid(did: string): PeerId | undefined {
	// Ours have 56 letters; the first two bytes leave no other length.
	if (!/^did:key:z[1-9A-HJ-NP-Za-km-z]{47}$/.test(did)) return undefined;
	let number = 0n;
	for (const digit of did.slice('did:key:z'.length)) number = number * 58n + BigInt(BASE58.indexOf(digit));
	const digits = number.toString(16);
	return digits.length === 68 && digits.startsWith('ed01') ? asPeerId(digits.slice(4)) : undefined;
}

export const ENTROPY_BYTES = 16;

/** Root seed and vault key from the 16 bytes that the recovery phrase spells. HKDF-SHA256, no salt. */
export function keysOfEntropy(entropy: Uint8Array): { root: Bytes; vault: Bytes } {
	if (entropy.length !== ENTROPY_BYTES)
		throw new RangeError(`entropy: expected 16 bytes, got ${entropy.length}`);
	const derive = (info: string) => hkdf(nobleSha256, entropy, undefined, utf8(info), 32) as Bytes;
	return { root: derive('elm/root'), vault: derive('elm/vault') };
}

export const peerIdOfRoot = (rootSecret: Uint8Array): PeerId => hex(publicKeyOf(rootSecret)) as PeerId;

/** What a device needs to speak: its own secret, and the root's word that it may. */
export interface Device {
	readonly peer: PeerId;
	/** Device public key, hex. */
	readonly dev: string;
	readonly secret: Uint8Array;
	/** Certificate, text form. */
	readonly certificate: string;
}

export interface Certificate {
	readonly root: PeerId;
	readonly dev: string;
	readonly notBefore: number;
	readonly notAfter: number;
	/** A device whose number is below the highest seen from this root is revoked. */
	readonly seq: number;
	readonly text: string;
}

const certificateBody = v.object({
	root: keyHex,
	dev: keyHex,
	notBefore: count(),
	notAfter: count(),
	seq: count()
});

/**
 * Every signature in Elmnet is over `elm/1/<domain> NUL <message>`: one made for one purpose says nothing in another.
 * That holds only while no domain contains the NUL.
 */
export function signedBytes(domain: string, message: Uint8Array | string): Bytes {
	if (!/^[a-z][a-z0-9-]*$/.test(domain)) throw new RangeError('domain: expected a word of a-z, 0-9 and -');
	return concat(utf8(`elm/1/${domain}\0`), typeof message === 'string' ? utf8(message) : message);
}

export async function sign(secret: Uint8Array, domain: string, message: Uint8Array | string): Promise<Bytes> {
	return (await signatures()).sign(signedBytes(domain, message), secret);
}

export async function verify(
	key: string,
	domain: string,
	message: Uint8Array | string,
	signature: Uint8Array
): Promise<boolean> {
	if (!asPeerId(key)) return false;
	return (await signatures()).verify(signature, signedBytes(domain, message), fromHex(key));
}

/** The root's word that `dev` may speak for it, for 90 days from `now`. */
export async function certify(
	rootSecret: Uint8Array,
	dev: string,
	now: number,
	seq: number
): Promise<string> {
	const notBefore = Math.max(0, now - CERTIFICATE_BACKDATE_MS);
	const notAfter = notBefore + CERTIFICATE_LIFETIME_MS;
	const payload = utf8(JSON.stringify({ root: peerIdOfRoot(rootSecret), dev, notBefore, notAfter, seq }));
	return `${base64url(payload)}.${base64url(await sign(rootSecret, 'certificate', payload))}`;
}

// A certificate comes with every envelope; its signature need be checked once. Kept by hash of the text.
const proven = recently(2_048);

/** Reads a certificate and checks its signature and that it held at `at`. Never throws. */
export async function openCertificate(text: string, at: number): Promise<Certificate | Refusal> {
	let body: v.InferOutput<typeof certificateBody>;
	let payload: Bytes;
	let signature: Bytes;
	if (text.length > MAX_CERTIFICATE_CHARS) return refuse('certificate', 'too long');
	try {
		const [head, tail, ...rest] = text.split('.');
		if (head === undefined || tail === undefined || rest.length > 0)
			return refuse('certificate', 'not two parts');
		payload = fromBase64url(head);
		signature = fromBase64url(tail);
		body = v.parse(certificateBody, fromCompactJson(payload));
	} catch {
		return refuse('certificate', 'unreadable');
	}
	if (body.notAfter <= body.notBefore) return refuse('certificate', 'never valid');
	if (body.notAfter - body.notBefore > CERTIFICATE_LIFETIME_MS)
		return refuse('certificate', 'valid for too long');
	if (at < body.notBefore - CLOCK_SLACK_MS || at > body.notAfter + CLOCK_SLACK_MS)
		return refuse('certificate', 'not valid at that time');
	const name = hex(sha256(text));
	if (!proven.has(name)) {
		if (!(await verify(body.root, 'certificate', payload, signature)))
			return refuse('certificate', 'signature');
		proven.add(name);
	}
	return { ...body, root: body.root as PeerId, text };
}

/** A new device under a root. `random(32)` must be fresh: the seed is used once, here. */
export async function newDevice(
	rootSecret: Uint8Array,
	random: (length: number) => Uint8Array,
	now: number,
	seq = 1
): Promise<Device> {
	const secret = random(32);
	const dev = hex(publicKeyOf(secret));
	return {
		peer: peerIdOfRoot(rootSecret),
		dev,
		secret,
		certificate: await certify(rootSecret, dev, now, seq)
	};
}

/**
 * What two people read to each other to be sure that nobody stands between them: five groups of five digits from
 * both ids, the same on both sides.
 */
export function compareCode(a: PeerId, b: PeerId): string {
	const digest = sha256(`elm/1/compare\0${[a, b].sort().join('\0')}`);
	const groups: string[] = [];
	for (let i = 0; i < 5; i++) {
		const number = ((digest[3 * i] ?? 0) << 16) | ((digest[3 * i + 1] ?? 0) << 8) | (digest[3 * i + 2] ?? 0);
		groups.push(String(number % 100_000).padStart(5, '0'));
	}
	return groups.join(' ');
}
