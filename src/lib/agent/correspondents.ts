/**
 * Where mail to a peer goes: to a contact as their newest card says; to others as a card says that was met, or, while they
 * look for somebody who knows, as they signed into what they look for; to members of my communities as the community knows.
 * Nobody becomes a contact by being written to. Loaded with the first who is none.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Inside } from './inside.ts';
import type { Contact } from './ports.ts';

/** Whoever may be written to. */
export type Correspondent = Pick<Contact, 'peer' | 'name' | 'inbox' | 'relays' | 'certificateSeq'>;

export interface Correspondents {
	/** Undefined where nothing is known of them. The name is empty of an asker whose card was never met. */
	of(peer: PeerId): Promise<Correspondent | undefined>;
	/** Somebody looks for something: for some minutes they are written to as they say there. */
	looks(seek: SaidOf<'seek'>): void;
}

/** As long as an offer invites a question and its answer is on the way. */
const ASKER_MS = 10 * 60_000;
/** At 1.5 KB each at most; as many as the probes of four busy minutes bring. */
export const MOST_ASKERS = 512;

type Asker = Correspondent & { readonly until: number };

export function createCorrespondents({
	contacts,
	cards,
	clock,
	ownCommunities
}: Pick<Inside, 'contacts' | 'cards' | 'clock' | 'ownCommunities'>): Correspondents {
	const askers = new Map<PeerId, Asker>();
	const asker = (peer: PeerId): Asker | undefined => {
		const known = askers.get(peer);
		return known && known.until > clock.now() ? known : undefined;
	};
	return {
		async of(peer) {
			const contact = await contacts.get(peer);
			// Whoever was removed is written to as any stranger.
			if (contact && contact.standing !== 'removed') return contact;
			const fellow = await (await ownCommunities())?.correspondent(peer);
			const known = fellow ?? (await cards.get(peer)) ?? contact;
			const certificateSeq = Math.max(known?.certificateSeq ?? 0, contact?.certificateSeq ?? 0);
			const fresh = asker(peer);
			// What they signed just now is newer than any card; what a withdrawn device signed is worth nothing.
			if (!fresh || fresh.certificateSeq < certificateSeq)
				return known && { ...described(known), certificateSeq };
			return { ...described(fresh), name: known?.name ?? '' };
		},
		looks({ from, certificate, body }) {
			askers.delete(from);
			const inbox = { id: body.inbox.id, key: body.inbox.key };
			const until = clock.now() + ASKER_MS;
			askers.set(from, {
				...{ peer: from, name: '', inbox, relays: body.relays, until },
				certificateSeq: certificate.seq
			});
			const [longestAgo] = askers.keys();
			if (askers.size > MOST_ASKERS && longestAgo !== undefined) askers.delete(longestAgo);
		}
	};
}

const described = ({ peer, name, inbox, relays, certificateSeq }: Correspondent): Correspondent => ({
	...{ peer, name, inbox, relays, certificateSeq }
});
