/**
 * Invites of one's own, once they are made: told to the server, recognised in a guest's hello, counted down, swept. What a
 * person does with them is in `inviting.ts`.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import { inviteToken, isInviteMac, tokenHash } from '../protocol/invite.ts';
import { INVITE_LIFETIME_MS } from '../protocol/limits.ts';
import type { Inside } from './inside.ts';
import { NodeError, type Invite } from './ports.ts';

export type InvitesDeps = Pick<
	Inside,
	'me' | 'keyring' | 'self' | 'invites' | 'inviteDesk' | 'clock' | 'random' | 'emit' | 'log'
>;

/** Tells the server of those it does not know yet. */
export async function registerInvites(deps: InvitesDeps): Promise<void> {
	for (const invite of await deps.invites.list()) {
		if (invite.registered || invite.expiresAt <= deps.clock.now()) continue;
		if ((await registered(invite, deps)).registered) deps.emit({ kind: 'invites-changed' });
	}
}

/** As the server knows it now; unchanged where it could not be told. */
export async function registered(invite: Invite, deps: InvitesDeps): Promise<Invite> {
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

/** Where it was registered, or is to be: its own link says so. */
export const serverOf = ({ link }: Pick<Invite, 'link'>): string =>
	/^https?:\/\/[^/#]+/.exec(link)?.[0] ?? '';

export const hashOf = ({ secret }: Pick<Invite, 'secret'>): string => tokenHash(inviteToken(secret));

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
