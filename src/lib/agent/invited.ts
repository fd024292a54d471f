/**
 * Somebody else's invite: read from a link, and accepted. The secret stays in the link; what goes out is a token for the
 * server and a proof for the inviter.
 */
import { isRefusal } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { decodeInvite, inviteId, inviteMac, inviteToken, type InviteLink } from '../protocol/invite.ts';
import { OLDEST_VERSION, PROTOCOL_VERSION } from '../protocol/limits.ts';
import { seal } from '../protocol/sealed.ts';
import { ownCard } from './cards.ts';
import type { Inside } from './inside.ts';
import { NodeError, type Contact } from './ports.ts';
import { letterOf, type Post } from './post.ts';

export type InvitedDeps = Pick<
	Inside,
	'me' | 'keyring' | 'self' | 'contacts' | 'inviteDesk' | 'outbox' | 'clock' | 'random' | 'lanes' | 'emit'
> & { readonly post: Post };

/** What a link says, read without sending anything. */
export interface InviteOffer {
	readonly inviter: PeerId;
	readonly name: string;
	readonly expiresAt: number;
	/** Why it cannot be accepted, if so. */
	readonly refused?: 'malformed' | 'expired' | 'own' | 'already-contact' | 'other-server';
}

/** Reads a link, or what stands after `#`. Nobody is asked and nothing is sent. */
export async function readInvite(link: string, deps: InvitedDeps): Promise<InviteOffer> {
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
export async function acceptInvite(link: string, deps: InvitedDeps): Promise<void> {
	const { inviter, refused } = await readInvite(link, deps);
	const invite = decoded(link);
	if (refused === 'already-contact') return;
	if (refused === 'other-server') throw new NodeError('unreachable', { detail: refused });
	if (!invite || refused) throw new NodeError('invite-spent', { detail: refused ?? 'malformed' });
	await deps.lanes.run(`peer/${inviter}`, () => knock(invite, deps));
	deps.emit({ kind: 'contact-changed', peer: inviter });
}

async function knock(invite: InviteLink, deps: InvitedDeps): Promise<void> {
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
		const box = await seal(hello.bytes, inviter, invite.inbox);
		await deps.inviteDesk.redeem(inviteToken(secret), box, invite.relay);
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
