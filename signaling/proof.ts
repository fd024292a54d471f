/**
 * Proof of key. A node signs a challenge made for this server and this moment; from then on the server knows which
 * peer and device speak, and never believes what a message says about that. Challenges for PeerJS tokens are made
 * without memory: time, chance and a name only this server can compute.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { fromBase64url, fromUtf8 } from '#lib/protocol/bytes.ts';
import { openCertificate, verify } from '#lib/protocol/identity.ts';
import { isRefusal } from '#lib/protocol/refusal.ts';
import { peerjsProof, proofText } from '#lib/protocol/relay.ts';
import type { Secret } from './secret.ts';

/** How long a PeerJS token may be shown again, so that a dropped socket comes back without a round trip. */
export const TOKEN_LIFETIME_MS = 10 * 60_000;
export const MAX_TOKEN_CHARS = 4_096;

export interface Proved {
	readonly peer: string;
	/** Device key, hex. */
	readonly dev: string;
}

/** Checks certificate and signature over a challenge; undefined when they prove nothing. */
export async function checkProof(
	proof: { certificate: string; nonce: string; signature: string },
	relay: string,
	now: number
): Promise<Proved | undefined> {
	const certificate = await openCertificate(proof.certificate, now);
	if (isRefusal(certificate)) return undefined;
	let signature: Uint8Array;
	try {
		signature = fromBase64url(proof.signature);
	} catch {
		return undefined;
	}
	const message = proofText(relay, proof.nonce);
	if (!(await verify(certificate.dev, 'relay-auth', message, signature))) return undefined;
	return { peer: certificate.root, dev: certificate.dev };
}

/** A challenge for one socket, which remembers it. */
export const freshNonce = (): string => randomBytes(32).toString('base64url');

const STAMP_BYTES = 6;
const CHANCE_BYTES = 10;

/** A challenge that carries its own time and mark: 6 bytes milliseconds, 10 chance, 16 mark. */
export function tokenNonce(secret: Secret, now: number): string {
	const head = Buffer.alloc(STAMP_BYTES + CHANCE_BYTES);
	head.writeUIntBE(now, 0, STAMP_BYTES);
	randomBytes(CHANCE_BYTES).copy(head, STAMP_BYTES);
	return Buffer.concat([head, secret.name('challenge', head)]).toString('base64url');
}

function isFresh(nonce: string, secret: Secret, now: number): boolean {
	const bytes = Buffer.from(nonce, 'base64url');
	const head = bytes.subarray(0, STAMP_BYTES + CHANCE_BYTES);
	if (bytes.length !== 32 || !secret.isName('challenge', head, bytes.subarray(head.length))) return false;
	const age = now - head.readUIntBE(0, STAMP_BYTES);
	return age >= 0 && age <= TOKEN_LIFETIME_MS;
}

/** A token's short name, to know it again without keeping it. */
export const markOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Reads a PeerJS token; undefined when it proves nothing to this server now. One that is `known` may be older. */
export async function checkToken(
	token: string,
	relay: string,
	secret: Secret,
	now: number,
	known = false
): Promise<Proved | undefined> {
	if (token.length > MAX_TOKEN_CHARS) return undefined;
	let parsed: unknown;
	try {
		parsed = JSON.parse(fromUtf8(fromBase64url(token)));
	} catch {
		return undefined;
	}
	const proof = v.safeParse(peerjsProof, parsed);
	if (!proof.success || !(known || isFresh(proof.output.nonce, secret, now))) return undefined;
	return checkProof(proof.output, relay, now);
}
