/** The people of the vectors: fixed seeds, a fixed day. Their secrets are printed in the vectors and are worth nothing. */
import * as ed from '@noble/ed25519';
import { concat, hex, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { certify, keysOfEntropy, peerIdOfRoot, type Device, type PeerId } from '#lib/protocol/identity.ts';
import { inboxKeyOf } from '#lib/protocol/sealed.ts';
import { publicKeyOf } from '#lib/protocol/ed25519.ts';

/** 15 January 2027, noon. */
export const NOW = Date.UTC(2027, 0, 15, 12);
export const SECOND = 1_000;
export const DAY = 24 * 3_600 * SECOND;

/** Bytes that look random and are the same every time. */
export const bytesFor = (name: string, length = 32) =>
	concat(sha256(`vector ${name} 0`), sha256(`vector ${name} 1`)).slice(0, length);

export interface Somebody {
	readonly name: string;
	readonly entropy: Uint8Array<ArrayBuffer>;
	readonly root: Uint8Array<ArrayBuffer>;
	readonly peer: PeerId;
	readonly device: Device;
	readonly inboxSecret: Uint8Array<ArrayBuffer>;
	readonly inbox: { readonly id: string; readonly key: string };
}

export async function somebody(name: string): Promise<Somebody> {
	const entropy = bytesFor(`${name} entropy`, 16);
	const { root } = keysOfEntropy(entropy);
	const secret = bytesFor(`${name} device`);
	const dev = hex(publicKeyOf(secret));
	const certificate = await certify(root, dev, NOW - 10 * DAY, 1);
	const inboxSecret = bytesFor(`${name} inbox`);
	const peer = peerIdOfRoot(root);
	return {
		name,
		entropy,
		root,
		peer,
		device: { peer, dev, secret, certificate },
		inboxSecret,
		inbox: await inboxKeyOf(inboxSecret)
	};
}

/** Signs any bytes at all in a domain, also those that no honest node would sign. */
export const signRaw = (domain: string, payload: Uint8Array, secret: Uint8Array): Uint8Array =>
	ed.sign(concat(utf8(`elm/1/${domain}\0`), payload), secret);
