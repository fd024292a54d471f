/**
 * Invites: made here and counted at the server, or found in a link and accepted. The secret is in the link and nowhere
 * else on the way; a server that is away does not keep an invite from being made, only from being used.
 */
import { base64url } from '../protocol/bytes.ts';
import { isRefusal, type SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import {
	decodeInvite,
	encodeInvite,
	inviteId,
	inviteMac,
	inviteToken,
	isInviteMac,
	tokenHash,
	type InviteLink
} from '../protocol/invite.ts';
import { INVITE_LIFETIME_MS, OLDEST_VERSION, PROTOCOL_VERSION } from '../protocol/limits.ts';
import { seal } from '../protocol/sealed.ts';
import { ownCard } from './cards.ts';
import type { Inside } from './inside.ts';
import { NodeError, type Contact, type Invite } from './ports.ts';
import { letterOf, type Post } from './post.ts';

/** What a link says, read without sending anything. */
export interface InviteOffer {
	readonly inviter: PeerId;
	readonly name: string;
	readonly expiresAt: number;
	/** Why it cannot be accepted, if so. */
	readonly refused?: 'malformed' | 'expired' | 'own' | 'already-contact' | 'other-server';
}

export type InvitesDeps = Pick<
	Inside,
	| 'me'
	| 'keyring'
	| 'self'
	| 'contacts'
	| 'invites'
	| 'inviteDesk'
	| 'outbox'
	| 'clock'
	| 'random'
	| 'lanes'
	| 'emit'
	| 'log'
> & { readonly post: Post };

export interface InviteOptions {
	/** Let the guest in without asking the person again. */
	readonly withoutAsking: boolean;
	readonly uses?: number;
}

/** A new invite. Usable at once where the server answers, else as soon as it has been told (`registerInvites`). */
export async function makeInvite(
	{ withoutAsking, uses = 1 }: InviteOptions,
	deps: InvitesDeps
): Promise<Invite> {
	const { name, relays } = deps.self();
	const relay = relays[0];
	if (relay === undefined) throw new NodeError('unreachable', { detail: 'no server' });
	const secret = base64url(deps.random(16));
	const now = deps.clock.now();
	const { id, key } = await deps.keyring.inbox();
	const exp = now + INVITE_LIFETIME_MS;
	const encoded = encodeInvite({ v: 1, relay, inviter: deps.me, name, inbox: { id, key }, secret, exp });
	const invite: Invite = {
		id: inviteId(secret),
		secret,
		link: `${relay.replace(/\/$/, '')}/#i=${encoded}`,
		madeAt: now,
		expiresAt: exp,
		usesLeft: uses,
		withoutAsking,
		registered: false
	};
	await deps.invites.put(invite);
	const known = await registered(invite, deps);
	deps.emit({ kind: 'invites-changed' });
	return known;
}

/** Tells the server of those it does not know yet. */
export async function registerInvites(deps: InvitesDeps): Promise<void> {
	for (const invite of await deps.invites.list()) {
		if (invite.registered || invite.expiresAt <= deps.clock.now()) continue;
		if ((await registered(invite, deps)).registered) deps.emit({ kind: 'invites-changed' });
	}
}

async function registered(invite: Invite, deps: InvitesDeps): Promise<Invite> {
	try {
		await deps.inviteDesk.register(hashOf(invite), invite.usesLeft, invite.expiresAt);
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		deps.log('invite-waits', { code: error.code });
		return invite;
	}
	const known = { ...invite, registered: true };
	// Revoked while the server was being told: stays revoked.
	if (await deps.invites.get(invite.id)) await deps.invites.put(known);
	return known;
}

const hashOf = ({ secret }: Pick<Invite, 'secret'>): string => tokenHash(inviteToken(secret));

/** Here at once and for good: whoever still comes with it is a stranger. The server is told if it can be. */
export async function revokeInvite(id: string, deps: InvitesDeps): Promise<void> {
	const invite = await deps.invites.get(id);
	if (!invite) return;
	await deps.invites.remove(id);
	deps.emit({ kind: 'invites-changed' });
	try {
		await deps.inviteDesk.revoke(hashOf(invite));
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		deps.log('revoke-untold', { code: error.code });
	}
}

/** Reads a link, or what stands after `#`. Nobody is asked and nothing is sent. */
export async function readInvite(link: string, deps: InvitesDeps): Promise<InviteOffer> {
	const invite = decoded(link);
	if (!invite) return { inviter: deps.me, name: '', expiresAt: 0, refused: 'malformed' };
	const { inviter, name, exp } = invite;
	const offer = { inviter, name, expiresAt: exp };
	if (inviter === deps.me) return { ...offer, refused: 'own' };
	if (exp <= deps.clock.now()) return { ...offer, refused: 'expired' };
	if ((await deps.contacts.get(inviter))?.standing === 'accepted')
		return { ...offer, refused: 'already-contact' };
	if (!deps.self().relays.some((relay) => sameServer(relay, invite.relay)))
		return { ...offer, refused: 'other-server' };
	return offer;
}

function decoded(link: string): InviteLink | undefined {
	const invite = decodeInvite(/(?:^|#|&)i=([A-Za-z0-9_-]+)$/.exec(link.trim())?.[1] ?? '');
	return isRefusal(invite) ? undefined : invite;
}

const sameServer = (a: string, b: string): boolean => a.replace(/\/$/, '') === b.replace(/\/$/, '');

/** Knocks: the hello and one use of the invite reach the inviter's mailbox together. Throws NodeError('invite-spent' | 'unreachable' | 'relay-refused'). */
export async function acceptInvite(link: string, deps: InvitesDeps): Promise<void> {
	const { inviter, refused } = await readInvite(link, deps);
	const invite = decoded(link);
	if (refused === 'already-contact') return;
	if (refused === 'other-server') throw new NodeError('unreachable', { detail: refused });
	if (!invite || refused) throw new NodeError('invite-spent', { detail: refused ?? 'malformed' });
	await deps.lanes.run(`peer/${inviter}`, () => knock(invite, deps));
	deps.emit({ kind: 'contact-changed', peer: inviter });
}

async function knock(invite: InviteLink, deps: InvitesDeps): Promise<void> {
	const { inviter, secret } = invite;
	const before = await deps.contacts.get(inviter);
	const id = inviteId(secret);
	const hello = await deps.post.written(
		inviter,
		'hello',
		{
			versions: { oldest: OLDEST_VERSION, newest: PROTOCOL_VERSION },
			card: await ownCard(deps),
			invite: { id, mac: inviteMac(secret, inviter, deps.me) }
		},
		'mail'
	);
	// Known before the server is asked: their welcome may be here before its answer.
	await deps.contacts.put(awaited(invite, before, deps.clock.now()));
	try {
		await deps.inviteDesk.redeem(inviteToken(secret), await seal(hello.bytes, inviter, invite.inbox));
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		// Accepted twice: the first hello is on its way.
		if (error.code === 'invite-spent' && before?.standing === 'awaiting' && before.invite === id) return;
		await (before ? deps.contacts.put(before) : deps.contacts.remove(inviter));
		throw error;
	}
	await deps.outbox.put({ ...letterOf(hello, inviter, 'hello', deps.clock.now()), state: 'sent' });
}

const awaited = (invite: InviteLink, before: Contact | undefined, now: number): Contact => ({
	peer: invite.inviter,
	name: invite.name,
	compared: false,
	since: now,
	certificateSeq: 0,
	relays: [invite.relay],
	...before,
	standing: 'awaiting',
	inbox: before?.card === undefined ? invite.inbox : before.inbox,
	invite: inviteId(invite.secret)
});

/** The open invite that a guest's hello proves to hold, if there is one. */
export async function inviteOf(
	hello: SaidOf<'hello'>,
	{ me, invites, clock }: Pick<Inside, 'me' | 'invites' | 'clock'>
): Promise<Invite | undefined> {
	const shown = hello.body.invite;
	const invite = shown && (await invites.get(shown.id));
	if (!invite || invite.usesLeft < 1) return undefined;
	// Judged when the hello was written, as the server did: it may have waited for us in the mailbox.
	if (invite.expiresAt <= Math.min(hello.ts, clock.now())) return undefined;
	return isInviteMac(shown.mac, invite.secret, me, hello.from) ? invite : undefined;
}

/** One use less; an invite without uses is no longer open. */
export async function spendInvite(
	invite: Invite,
	{ invites, emit }: Pick<Inside, 'invites' | 'emit'>
): Promise<void> {
	if (invite.usesLeft > 1) await invites.put({ ...invite, usesLeft: invite.usesLeft - 1 });
	else await invites.remove(invite.id);
	emit({ kind: 'invites-changed' });
}

/** Kept past its expiry for as long as a hello written in time may still wait in the mailbox. */
export async function sweepInvites(
	now: number,
	{ invites, emit }: Pick<Inside, 'invites' | 'emit'>
): Promise<void> {
	const old = (await invites.list()).filter(({ expiresAt }) => expiresAt + INVITE_LIFETIME_MS <= now);
	for (const { id } of old) await invites.remove(id);
	if (old.length > 0) emit({ kind: 'invites-changed' });
}
