import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64url, utf8 } from './bytes.ts';
import { asPeerId, type PeerId } from './identity.ts';
import {
	decodeInvite,
	encodeInvite,
	inviteId,
	inviteMac,
	inviteToken,
	isInviteMac,
	tokenHash,
	type InviteLink
} from './invite.ts';
import { isRefusal } from './refusal.ts';
import { NOW } from './speaker.fixture.ts';

const inviter = asPeerId('ab'.repeat(32)) as PeerId;
const guest = asPeerId('cd'.repeat(32)) as PeerId;
const secret = base64url(new Uint8Array(16).fill(5));

const anInvite = (fields: Partial<InviteLink> = {}): InviteLink => ({
	v: 1,
	relay: 'https://relay.example',
	inviter,
	name: 'Alice',
	inbox: { id: base64url(new Uint8Array(8)), key: base64url(new Uint8Array(32)) },
	secret,
	exp: NOW,
	...fields
});

test('the longest invite there can be still decodes', () => {
	const path = 'a'.repeat(200 - 'https://relay.example/'.length);
	const longest = anInvite({
		name: '€'.repeat(40),
		relay: `https://relay.example/${path}`,
		exp: Number.MAX_SAFE_INTEGER
	});
	expect(decodeInvite(encodeInvite(longest))).toEqual(longest);
});

test('garbage is refused and never throws', () => {
	fc.assert(fc.property(fc.string(), (text) => isRefusal(decodeInvite(text))));
	fc.assert(
		fc.property(fc.jsonValue(), (value) => isRefusal(decodeInvite(base64url(utf8(JSON.stringify(value))))))
	);
	expect(decodeInvite('A'.repeat(1_000_000))).toEqual({ rejected: 'oversize' });
});

test('any field replaced by anything is refused, or is within its bounds', () => {
	const fields = fc.constantFrom(...Object.keys(anInvite()));
	fc.assert(
		fc.property(fields, fc.jsonValue(), (name, value) => {
			const invite = decodeInvite(base64url(utf8(JSON.stringify({ ...anInvite(), [name]: value }))));
			if (isRefusal(invite)) return;
			expect(invite.name.length).toBeLessThanOrEqual(40);
			expect(invite.relay).toMatch(/^https?:/);
		})
	);
});

test('id, token and hash are told apart and none of them is the secret', () => {
	const token = inviteToken(secret);
	const all = [secret, inviteId(secret), token, tokenHash(token)];
	expect(new Set(all).size).toBe(4);
});

test('a proof holds for its secret, its inviter and its guest only', () => {
	const mac = inviteMac(secret, inviter, guest);
	expect(isInviteMac(mac, secret, inviter, guest)).toBe(true);
	expect(isInviteMac(mac, secret, guest, inviter)).toBe(false);
	expect(isInviteMac(mac, base64url(new Uint8Array(16).fill(6)), inviter, guest)).toBe(false);
	fc.assert(fc.property(fc.string(), (text) => !isInviteMac(text, secret, inviter, guest)));
});
