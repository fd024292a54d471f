/** What the person decides about a peer: let in or turn away, block, remove. Each is one change inside the peer's lane. */
import { base64url } from '../protocol/bytes.ts';
import type { PeerId } from '../protocol/identity.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import { ownCard } from './cards.ts';
import type { Inside } from './inside.ts';
import type { Contact } from './ports.ts';
import type { Post } from './post.ts';

export type PeopleDeps = Pick<
	Inside,
	'keyring' | 'self' | 'contacts' | 'introductions' | 'clock' | 'random' | 'lanes' | 'emit'
> & {
	readonly post: Post;
	/** Takes up what was held from this peer; tells how many hellos were among it. */
	readonly release: (peer: PeerId) => Promise<number>;
	/** Lets go of what was held from this peer. */
	readonly dropHeld: (peer: PeerId) => Promise<void>;
};

type Act = (contact: Contact, deps: PeopleDeps) => Promise<void>;

const within = (act: Act) => (peer: PeerId, deps: PeopleDeps) =>
	deps.lanes.run(`peer/${peer}`, async () => {
		const contact = await deps.contacts.get(peer);
		if (contact) await act(contact, deps);
	});

/** The guest becomes a contact, is welcomed, and what they left in the meantime is answered now. */
export const allow = within(async (contact, deps) => {
	if (contact.standing !== 'asking') return;
	await keep({ ...contact, standing: 'accepted' }, deps);
	deps.emit({ kind: 'joined', peer: contact.peer, name: contact.name });
	await settle(contact, deps);
	if ((await deps.release(contact.peer)) > 0) return;
	// Their hello has been forgotten meanwhile; a welcome is due all the same.
	const re = base64url(deps.random(16));
	await deps.post.mail(contact.peer, 'welcome', { version: PROTOCOL_VERSION, card: await ownCard(deps), re });
});

/** The guest is told no, unless they were introduced: then nothing shows it. What they left is dropped unread. */
export const decline = within(async (contact, deps) => {
	if (contact.standing !== 'asking') return;
	await keep({ ...contact, standing: 'removed', turnedAway: true }, deps);
	await deps.dropHeld(contact.peer);
	await settle(contact, deps);
	if (contact.introducedBy === undefined) await deps.post.mail(contact.peer, 'bye', { reason: 'declined' });
});

/** Nothing of theirs is read from now on, and they are not told. */
export const block = within(async ({ standing, ...contact }, deps) => {
	if (standing !== 'blocked') await keep({ ...contact, before: standing, standing: 'blocked' }, deps);
});

/** They are again what they were. */
export const unblock = within(async ({ before, ...contact }, deps) => {
	if (contact.standing !== 'blocked') return;
	const standing = before ?? 'removed';
	await keep({ ...contact, standing }, deps);
	if (standing === 'asking') deps.emit({ kind: 'guest-asking', peer: contact.peer, name: contact.name });
});

/** No longer a contact, and told so; the name stays for the answers on the screen. */
export const remove = within(async (contact, deps) => {
	if (contact.standing === 'removed') return;
	const { before: _before, ...rest } = contact;
	await keep({ ...rest, standing: 'removed', turnedAway: true }, deps);
	await deps.dropHeld(contact.peer);
	await settle(contact, deps);
	if (contact.standing !== 'blocked') await deps.post.mail(contact.peer, 'bye', { reason: 'removed' });
});

/** It is decided: the introduction they came by lets them in no more. */
async function settle({ peer, introducedBy }: Contact, deps: PeopleDeps): Promise<void> {
	if (introducedBy === undefined) return;
	const { settleIntroductions } = await import('./introductions.ts');
	await settleIntroductions(peer, deps);
}

async function keep(
	contact: Contact,
	{ contacts, emit }: Pick<PeopleDeps, 'contacts' | 'emit'>
): Promise<void> {
	await contacts.put(contact);
	emit({ kind: 'contact-changed', peer: contact.peer });
}
