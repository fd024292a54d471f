/**
 * Getting to know a fellow member: a hello that names the community both are in. It gives them my card, which the community
 * has already, and nothing else; they are a contact only once both persons want it. Loaded with the first of them.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { OLDEST_VERSION, PROTOCOL_VERSION } from '../protocol/limits.ts';
import { ownCard } from './cards.ts';
import type { Inside } from './inside.ts';
import type { Contact } from './ports.ts';
import type { Post } from './post.ts';

/** A community of made-up members must not bury my person in questions: whoever says hello while so many wait is not heard. */
export const MOST_WAITING = 8;

export type FellowDeps = Pick<Inside, 'contacts' | 'ownCommunities'>;

/**
 * Whether a stranger's hello names a community that both are members of now. Not of whom my person has turned away: they
 * may come by an invite or an introduction.
 */
export async function isFellow(
	{ from, body }: SaidOf<'hello'>,
	contact: Contact | undefined,
	{ contacts, ownCommunities }: FellowDeps
): Promise<boolean> {
	const { community } = body;
	if (community === undefined || contact?.turnedAway) return false;
	const waiting = (await contacts.list()).filter(
		({ peer, standing, fellowOf }) => peer !== from && standing === 'asking' && fellowOf !== undefined
	);
	if (waiting.length >= MOST_WAITING) return false;
	return (await (await ownCommunities())?.sharedWith(from))?.includes(community) ?? false;
}

export type SayingHelloDeps = FellowDeps &
	Pick<Inside, 'me' | 'keyring' | 'self' | 'clock' | 'random' | 'lanes' | 'emit'> & { readonly post: Post };

/** `not-fellow`: one of us is no member of it any more · `known`: a contact, blocked, or one of us waits already. */
export type HelloSaid = 'said' | 'not-fellow' | 'known';

/** Asks a fellow member to be a contact; where they asked first, they are let in by `allow` instead. */
export const sayHello = (peer: PeerId, community: string, deps: SayingHelloDeps): Promise<HelloSaid> =>
	deps.lanes.run(`peer/${peer}`, async () => {
		const before = await deps.contacts.get(peer);
		if (before && before.standing !== 'removed') return 'known';
		const society = await deps.ownCommunities();
		const card = (await society?.sharedWith(peer))?.includes(community)
			? await society?.cardOf(peer)
			: undefined;
		if (!card) return 'not-fellow';
		const { text, name, inbox, relays, certificateSeq } = card;
		// Known before they hear of it: their hello may cross mine.
		await deps.contacts.put({
			...{ peer, name, inbox, relays, card: text, standing: 'awaiting', fellowOf: community },
			compared: before?.compared ?? false,
			since: deps.clock.now(),
			certificateSeq: Math.max(certificateSeq, before?.certificateSeq ?? 0)
		});
		deps.emit({ kind: 'contact-changed', peer });
		await deps.post.mail(peer, 'hello', {
			versions: { oldest: OLDEST_VERSION, newest: PROTOCOL_VERSION },
			card: await ownCard(deps),
			community
		});
		return 'said';
	});
