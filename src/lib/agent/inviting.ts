/**
 * What a person does with invites: makes them, has them say a new name, revokes them. A server that is away does not keep
 * an invite from being made, only from being used.
 */
import { base64url } from '../protocol/bytes.ts';
import { isRefusal } from '../protocol/envelope.ts';
import { decodeInvite, encodeInvite, inviteId } from '../protocol/invite.ts';
import { INVITE_LIFETIME_MS } from '../protocol/limits.ts';
import { hashOf, registered, serverOf, type InvitesDeps } from './invites.ts';
import { NodeError, type Invite } from './ports.ts';

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
