/**
 * An invite is a link whose fragment carries everything a guest needs: who invites, where their mail goes, and a
 * secret that proves the guest was given the link. The server keeps only the hash of a token derived from the secret,
 * so it can count uses but neither forge a guest nor stand in for the inviter.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import * as v from 'valibot';
import { base64url, concat, equal, fromBase64url, fromHex, fromUtf8, sha256, utf8 } from './bytes.ts';
import { asPeerId, type PeerId } from './identity.ts';
import { MAX_INVITE_CHARS, MAX_NAME_CHARS } from './limits.ts';
import { refuse, type Refusal } from './refusal.ts';
import { base64urlOf, count, keyHex, line, relayUrl } from './schema.ts';

const inviteBody = v.object({
	v: v.literal(1),
	/** Origin of the signaling server where the inviter is found. */
	relay: relayUrl,
	inviter: keyHex,
	name: line(MAX_NAME_CHARS, 1),
	inbox: v.object({ id: base64urlOf(8), key: base64urlOf(32) }),
	secret: base64urlOf(16),
	exp: count()
});

export interface InviteLink extends Omit<v.InferOutput<typeof inviteBody>, 'inviter'> {
	readonly inviter: PeerId;
}

/** The part of the link after `#i=`. */
export const encodeInvite = (invite: InviteLink): string =>
	base64url(utf8(JSON.stringify(v.parse(inviteBody, invite))));

/** Reads what stands after `#i=`. Nobody is asked and nothing is sent. */
export function decodeInvite(encoded: string): InviteLink | Refusal {
	if (encoded.length > MAX_INVITE_CHARS) return refuse('oversize');
	try {
		const body = v.parse(inviteBody, JSON.parse(fromUtf8(fromBase64url(encoded))));
		const inviter = asPeerId(body.inviter);
		return inviter ? { ...body, inviter } : refuse('malformed', 'inviter');
	} catch {
		return refuse('malformed');
	}
}

const derive = (secret: string, info: string) =>
	hkdf(nobleSha256, fromBase64url(secret), undefined, utf8(info), 16);

/** Names the invite between inviter and guest; tells nothing of the secret. */
export const inviteId = (secret: string): string => base64url(derive(secret, 'elm/invite-id'));
/** What the guest shows the server. */
export const inviteToken = (secret: string): string => base64url(derive(secret, 'elm/invite-token'));
/** What the server keeps. */
export const tokenHash = (token: string): string => base64url(sha256(fromBase64url(token)));

/** The guest's proof, bound to both ends: HMAC-SHA256 under the secret. */
export function inviteMac(secret: string, inviter: PeerId, guest: PeerId): string {
	const message = concat(utf8('elm/invite/1'), fromHex(inviter), fromHex(guest));
	return base64url(hmac(nobleSha256, fromBase64url(secret), message));
}

/** Compared as text, which base64url makes one to one: a mac from outside need not even decode. */
export const isInviteMac = (mac: string, secret: string, inviter: PeerId, guest: PeerId): boolean =>
	equal(utf8(mac), utf8(inviteMac(secret, inviter, guest)));
