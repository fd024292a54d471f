/**
 * Invites of one's own: made, told to the server, recognised in a guest's hello, counted down, revoked. A server that is
 * away does not keep an invite from being made, only from being used.
 */
import { base64url } from '../protocol/bytes.ts';
import { isRefusal, type SaidOf } from '../protocol/envelope.ts';
import {
	decodeInvite,
	encodeInvite,
	inviteId,
	inviteToken,
	isInviteMac,
	tokenHash
} from '../protocol/invite.ts';
import { INVITE_LIFETIME_MS } from '../protocol/limits.ts';
import type { Inside } from './inside.ts';
import { NodeError, type Invite } from './ports.ts';

export type InvitesDeps = Pick<
	Inside,
	'me' | 'keyring' | 'self' | 'invites' | 'inviteDesk' | 'clock' | 'random' | 'emit' | 'log'
>;

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
	const relay = deps.inviteDesk.where?.() ?? relays[0];
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
		await deps.inviteDesk.register(hashOf(invite), invite.usesLeft, invite.expiresAt, serverOf(invite));
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

/** Says the present name in the open invites' links; everything else about them stays. */
export async function relabelInvites(deps: InvitesDeps): Promise<void> {
	const { name } = deps.self();
	for (const invite of await deps.invites.list()) {
		const [address = '', encoded = ''] = invite.link.split('#i=');
		const said = decodeInvite(encoded);
		if (!isRefusal(said))
			await deps.invites.put({ ...invite, link: `${address}#i=${encodeInvite({ ...said, name })}` });
	}
	deps.emit({ kind: 'invites-changed' });
}

/** Where it was registered, or is to be: its own link says so. */
const serverOf = ({ link }: Pick<Invite, 'link'>): string => /^https?:\/\/[^/#]+/.exec(link)?.[0] ?? '';

const hashOf = ({ secret }: Pick<Invite, 'secret'>): string => tokenHash(inviteToken(secret));

/** Here at once and for good: whoever still comes with it is a stranger. The server is told if it can be. */
export async function revokeInvite(id: string, deps: InvitesDeps): Promise<void> {
	const invite = await deps.invites.get(id);
	if (!invite) return;
	await deps.invites.remove(id);
	deps.emit({ kind: 'invites-changed' });
	try {
		await deps.inviteDesk.revoke(hashOf(invite), serverOf(invite));
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		deps.log('revoke-untold', { code: error.code });
	}
}

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
