/**
 * Who comes in: hello, welcome and bye. A stranger with an open invite waits for the person's word (or was pre-approved), and
 * so does one whom a contact introduced, or who is in a community with me; everybody else who is no contact is not heard, and
 * nothing shows that they knocked.
 */
import type { Bodies, SaidOf } from '../protocol/envelope.ts';
import { OLDEST_VERSION, PROTOCOL_VERSION } from '../protocol/limits.ts';
import { described, freshened, ownCard, readCard } from './cards.ts';
import type { GossipDeps } from './gossip.ts';
import type { Inside } from './inside.ts';
import { inviteOf, spendInvite } from './invites.ts';
import type { Contact, Introduction, Invite } from './ports.ts';
import { NodeError } from './ports.ts';
import type { Post } from './post.ts';

/** `held`: kept unfinished until the person has decided. */
export type Outcome = 'done' | 'held';

export type DoorDeps = Pick<
	Inside,
	| 'me'
	| 'keyring'
	| 'self'
	| 'contacts'
	| 'invites'
	| 'introductions'
	| 'outbox'
	| 'clock'
	| 'random'
	| 'lanes'
	| 'emit'
	| 'log'
	| 'ownCommunities'
> &
	GossipDeps & {
		readonly post: Post;
		/** Takes up what was held from this peer, but for the message at hand. Called inside the peer's lane. */
		readonly release: (peer: Contact['peer'], except: string) => Promise<unknown>;
		readonly linkLost: (peer: Contact['peer']) => Promise<void>;
	};

type Versions = Bodies['hello']['versions'];

/** Who has to update before the two can speak; undefined where a common version exists. */
export function mustUpdate({ oldest, newest }: Versions): 'theirs' | 'ours' | undefined {
	if (newest < OLDEST_VERSION) return 'theirs';
	return oldest > PROTOCOL_VERSION ? 'ours' : undefined;
}

export async function hello(
	said: SaidOf<'hello'>,
	contact: Contact | undefined,
	deps: DoorDeps
): Promise<Outcome> {
	const update = mustUpdate(said.body.versions);
	if (!contact || contact.standing === 'removed') return knocked(said, contact, update, deps);
	if (update) return mismatch(said, update, deps);
	const fresh = await freshened(contact, said.body.card, deps.clock.now());
	if (contact.standing === 'awaiting' && (await isAwaited(said, contact, deps)))
		return letIn(said, fresh, deps);
	if (fresh !== contact) await keep(fresh, deps);
	if (contact.standing === 'asking') {
		deps.emit({ kind: 'guest-asking', peer: fresh.peer, name: fresh.name });
		return 'held';
	}
	if (contact.standing === 'accepted') await welcomeBack(said, deps);
	return 'done';
}

/** Each of us brought the other's invite, or both were introduced and want it, or said hello to a fellow member. */
const isAwaited = async (
	said: SaidOf<'hello'>,
	{ introducedBy, fellowOf }: Contact,
	deps: DoorDeps
): Promise<boolean> =>
	(introducedBy !== undefined && said.body.introduction !== undefined) ||
	(fellowOf !== undefined && said.body.community !== undefined) ||
	(await inviteOf(said, deps)) !== undefined;

/** A guest. Without an open invite, an introduction or a community that we share nothing happens at all. */
async function knocked(
	said: SaidOf<'hello'>,
	before: Contact | undefined,
	update: 'theirs' | 'ours' | undefined,
	deps: DoorDeps
): Promise<Outcome> {
	const invite = await inviteOf(said, deps);
	const introduction = invite ? undefined : await introducedIn(said, deps);
	const card = await readCard(said.body.card, said.from, deps.clock.now());
	const fellowOf = invite || introduction ? undefined : await fellowIn(said, before, deps);
	if (!(invite || introduction || fellowOf !== undefined) || !card) return 'done';
	const guest: Contact = {
		peer: said.from,
		...described(card),
		standing: 'asking',
		card: said.body.card,
		compared: false,
		since: deps.clock.now(),
		...(invite && { invite: invite.id }),
		...(introduction && { introducedBy: introduction.by }),
		...(fellowOf !== undefined && { fellowOf }),
		certificateSeq: Math.max(said.certificate.seq, before?.certificateSeq ?? 0)
	};
	if (update) {
		// Known only so far that they can be told who must update; the invite stays open for when they have.
		await deps.contacts.put({ ...guest, standing: 'removed' });
		return mismatch(said, update, deps);
	}
	return admit(said, guest, invite, deps);
}

/** Loaded with the first hello that names one. */
async function introducedIn(said: SaidOf<'hello'>, deps: DoorDeps): Promise<Introduction | undefined> {
	if (said.body.introduction === undefined) return undefined;
	const { introductionOf } = await import('./introductions.ts');
	return introductionOf(said, deps);
}

/** Loaded with the first hello that names one. */
async function fellowIn(
	said: SaidOf<'hello'>,
	before: Contact | undefined,
	deps: DoorDeps
): Promise<string | undefined> {
	if (said.body.community === undefined) return undefined;
	const { isFellow } = await import('./fellow-hello.ts');
	return (await isFellow(said, before, deps)) ? said.body.community : undefined;
}

/** Without an invite they were introduced, or are fellow members: whoever that was, my person is asked. */
async function admit(
	said: SaidOf<'hello'>,
	guest: Contact,
	invite: Invite | undefined,
	deps: DoorDeps
): Promise<Outcome> {
	if (invite?.withoutAsking) {
		const outcome = await letIn(said, guest, deps);
		await spendInvite(invite, deps);
		return outcome;
	}
	await keep(guest, deps);
	// After the contact is kept: a crash in between leaves one use too many, never a guest who is turned away.
	if (invite) await spendInvite(invite, deps);
	deps.emit({ kind: 'guest-asking', peer: guest.peer, name: guest.name });
	return 'held';
}

async function letIn(said: SaidOf<'hello'>, guest: Contact, deps: DoorDeps): Promise<Outcome> {
	await keep({ ...guest, standing: 'accepted' }, deps);
	deps.emit({ kind: 'joined', peer: guest.peer, name: guest.name });
	await welcomeBack(said, deps);
	await deps.release(guest.peer, said.id);
	if (guest.introducedBy !== undefined) await settled(guest, deps);
	else if (guest.fellowOf !== undefined) await deps.post.flush(guest.peer, true);
	return 'done';
}

/** The introduction has done what it was for; what I asked meanwhile was refused as a stranger's and goes again. */
async function settled({ peer }: Contact, deps: DoorDeps): Promise<void> {
	const { settleIntroductions } = await import('./introductions.ts');
	await settleIntroductions(peer, deps);
	await deps.post.flush(peer, true);
}

async function mismatch(said: SaidOf<'hello'>, update: 'theirs' | 'ours', deps: DoorDeps): Promise<Outcome> {
	deps.emit({ kind: 'version-mismatch', peer: said.from, update });
	await deps.post.best(said.from, 'bye', { reason: 'version', newest: PROTOCOL_VERSION });
	return 'done';
}

/** Answers the way the hello came. A link that is gone again greets anew when it is back. */
async function welcomeBack(said: SaidOf<'hello'>, deps: DoorDeps): Promise<void> {
	const body = {
		version: Math.min(said.body.versions.newest, PROTOCOL_VERSION),
		card: await ownCard(deps),
		re: said.id
	};
	if (said.seq > 0) await deps.post.mail(said.from, 'welcome', body);
	else await quietly(deps.post.live(said.from, 'welcome', body));
}

export async function welcome(
	said: SaidOf<'welcome'>,
	contact: Contact | undefined,
	deps: DoorDeps
): Promise<Outcome> {
	if (!contact) return 'done';
	const { version, card } = said.body;
	const update = mustUpdate({ oldest: version, newest: version });
	if (update) {
		deps.emit({ kind: 'version-mismatch', peer: said.from, update });
		return 'done';
	}
	const fresh = await freshened(contact, card, deps.clock.now());
	if (contact.standing !== 'awaiting') {
		if (fresh !== contact) await keep(fresh, deps);
		if (contact.standing === 'accepted') gossip(contact.peer, deps);
		return 'done';
	}
	await keep({ ...fresh, standing: 'accepted' }, deps);
	const knock = await deps.outbox.get(said.body.re);
	if (knock?.to === said.from) await deps.post.mark(knock, 'answered');
	deps.emit({ kind: 'joined', peer: fresh.peer, name: fresh.name });
	await deps.release(fresh.peer, said.id);
	// Questions that overtook the hello were refused as a stranger's; they were never confirmed, so they go again.
	if (fresh.introducedBy !== undefined) await settled(fresh, deps);
	else await deps.post.flush(fresh.peer, true);
	gossip(fresh.peer, deps);
	return 'done';
}

/** They are there and hear me: what I know of others is told beside whatever else is said. */
function gossip(peer: Contact['peer'], deps: DoorDeps): void {
	const tell = async (): Promise<void> => (await import('./gossip.ts')).tellGossip(peer, deps);
	deps.lanes
		.run(`gossip/${peer}`, tell)
		.catch((cause: unknown) => deps.log('gossip-failed', { why: String(cause) }));
}

export async function bye(
	said: SaidOf<'bye'>,
	contact: Contact | undefined,
	deps: DoorDeps
): Promise<Outcome> {
	if (!contact) return 'done';
	switch (said.body.reason) {
		case 'leaving':
			await deps.linkLost(said.from);
			break;
		case 'version': {
			const newest = said.body.newest ?? PROTOCOL_VERSION;
			const update = newest < OLDEST_VERSION ? 'theirs' : 'ours';
			deps.emit({ kind: 'version-mismatch', peer: said.from, update });
			break;
		}
		case 'declined':
			if (contact.standing !== 'awaiting') break;
			deps.emit({ kind: 'declined', peer: said.from, name: contact.name });
			await keep({ ...contact, standing: 'removed' }, deps);
			break;
		case 'removed':
			if (contact.standing === 'removed') break;
			await keep({ ...contact, standing: 'removed' }, deps);
			break;
	}
	return 'done';
}

/** First words on a fresh link to a contact; then what waited for them. */
export async function greet(peer: Contact['peer'], deps: DoorDeps): Promise<void> {
	const contact = await deps.contacts.get(peer);
	if (contact?.standing === 'accepted') {
		const versions = { oldest: OLDEST_VERSION, newest: PROTOCOL_VERSION };
		await quietly(deps.post.live(peer, 'hello', { versions, card: await ownCard(deps) }));
	}
	await deps.post.flush(peer);
}

async function keep(contact: Contact, deps: Pick<DoorDeps, 'contacts' | 'emit'>): Promise<void> {
	await deps.contacts.put(contact);
	deps.emit({ kind: 'contact-changed', peer: contact.peer });
}

async function quietly(sending: Promise<void>): Promise<void> {
	try {
		await sending;
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
	}
}
