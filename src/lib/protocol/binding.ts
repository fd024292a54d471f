/**
 * Channel binding: before anything else, both ends of a data channel prove their device keys over the DTLS
 * fingerprints they themselves see. A signaling server that swapped the SDP has other fingerprints on its two legs,
 * so neither proof holds at the other end.
 *
 *   both ─► { sid, nonce, certificate }      then      both ─► { proof }
 *   proof = sign(device key, "link", sid \0 role \0 idA \0 idB \0 fingerprintA \0 fingerprintB \0 nonceA \0 nonceB)
 *   A is the side that dialled; `role` is "A" or "B"; fingerprints are "sha-256 AA:BB:…" as in the SDP.
 */
import * as v from 'valibot';
import { base64url, fromBase64url } from './bytes.ts';
import { openCertificate, sign, verify, type Certificate, type Device, type PeerId } from './identity.ts';
import { MAX_CERTIFICATE_CHARS } from './limits.ts';
import { isRefusal, refuse, type Refusal } from './refusal.ts';
import { base64urlOf, signedText } from './schema.ts';

export const greeting = v.object({
	/** Chosen by A; B repeats it. */
	sid: base64urlOf(16),
	nonce: base64urlOf(32),
	certificate: signedText(MAX_CERTIFICATE_CHARS)
});
export type Greeting = v.InferOutput<typeof greeting>;

export const bindingProof = v.object({ proof: base64urlOf(64) });

export type Role = 'A' | 'B';

export interface Binding {
	readonly sid: string;
	readonly idA: PeerId;
	readonly idB: PeerId;
	readonly fingerprintA: string;
	readonly fingerprintB: string;
	readonly nonceA: string;
	readonly nonceB: string;
}

function transcript(role: Role, b: Binding): string {
	const fields = [b.sid, role, b.idA, b.idB, b.fingerprintA, b.fingerprintB, b.nonceA, b.nonceB];
	if (fields.some((field) => field.includes('\0')))
		throw new RangeError('binding: a field holds the separator');
	return fields.join('\0');
}

export const proveBinding = async (device: Device, role: Role, binding: Binding): Promise<string> =>
	base64url(await sign(device.secret, 'link', transcript(role, binding)));

/** Checks the other side's proof; `role` is the prover's. Never throws. */
export async function checkBinding(
	proof: string,
	role: Role,
	binding: Binding,
	certificate: Certificate
): Promise<boolean> {
	try {
		return await verify(certificate.dev, 'link', transcript(role, binding), fromBase64url(proof));
	} catch {
		return false;
	}
}

/** The greeting's certificate, when it belongs to the expected peer. */
export async function certificateOf(
	heard: Greeting,
	expected: PeerId | undefined,
	now: number
): Promise<Certificate | Refusal> {
	const certificate = await openCertificate(heard.certificate, now);
	if (isRefusal(certificate)) return certificate;
	if (expected !== undefined && certificate.root !== expected) return refuse('certificate', 'another peer');
	return certificate;
}
