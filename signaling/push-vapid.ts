/**
 * Who wakes, for the browsers' makers (VAPID, RFC 8292): a P-256 key made from the server's own, so that it is there from
 * the first start, is kept with it and is the same in every process; and a short signed text for each of them.
 */
import { createECDH, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { Secret } from './secret.ts';

/** The most RFC 8292 allows is a day. */
const SIGNED_FOR_S = 12 * 3_600;
/** Signed anew when less than this is left. */
const SPARE_S = 3_600;
const MAX_ORIGINS = 100;

export class Vapid {
	/** Uncompressed point, base64url: what a browser subscribes with. */
	readonly publicKey: string;
	readonly #key: KeyObject;
	readonly #contact: string;
	readonly #signed = new Map<string, { token: string; until: number }>();

	constructor(secret: Secret, contact: string) {
		const { d, point } = keyPair(secret);
		this.publicKey = point.toString('base64url');
		this.#contact = contact;
		const x = point.subarray(1, 33).toString('base64url');
		const y = point.subarray(33).toString('base64url');
		const key = { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), x, y };
		this.#key = createPrivateKey({ key, format: 'jwk' });
	}

	/** The Authorization header for one origin. */
	authorization(origin: string, now: number): string {
		return `vapid t=${this.#token(origin, Math.floor(now / 1_000))}, k=${this.publicKey}`;
	}

	#token(origin: string, nowS: number): string {
		const known = this.#signed.get(origin);
		if (known && known.until - nowS > SPARE_S && known.until - nowS <= SIGNED_FOR_S) return known.token;
		const until = nowS + SIGNED_FOR_S;
		const text = [
			{ typ: 'JWT', alg: 'ES256' },
			{ aud: origin, exp: until, sub: this.#contact }
		]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.join('.');
		const signature = sign('sha256', Buffer.from(text), { key: this.#key, dsaEncoding: 'ieee-p1363' });
		const token = `${text}.${signature.toString('base64url')}`;
		if (this.#signed.size >= MAX_ORIGINS) this.#signed.clear();
		this.#signed.set(origin, { token, until });
		return token;
	}
}

/** Nearly every 32 bytes are a private key; the next are tried where these are not. */
function keyPair(secret: Secret): { d: Buffer; point: Buffer } {
	const ecdh = createECDH('prime256v1');
	for (let attempt = 0; ; attempt++) {
		const d = secret.name('vapid', String(attempt), 32);
		try {
			ecdh.setPrivateKey(d);
			return { d, point: ecdh.getPublicKey() };
		} catch (error) {
			if (attempt >= 8) throw error;
		}
	}
}
