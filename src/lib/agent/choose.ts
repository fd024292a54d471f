/**
 * Chooses whom to ask at once: everybody the person let in, the best for the question first, those limited by trust last.
 * Knows nothing of links; a chosen peer may be gone.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { RouteStop } from './events.ts';
import type { Inside } from './inside.ts';
import type { Contact, Contacts } from './ports.ts';
import type { Reputation } from './reputation-desk.ts';
import type { View } from './reputation.ts';
import { merit } from './routing/beliefs.ts';
import { easeOf } from './routing/ease.ts';
import { tiesNow } from './ties.ts';

export interface Chosen {
	readonly contact: Pick<Contact, 'peer' | 'name' | 'standing'>;
	readonly why: RouteStop['why'];
	/** Trusted little, by the person or by what happened. */
	readonly limited?: boolean;
}

/** A little above or below 1: routing/ease.ts. */
export type Ease = (peer: PeerId) => number;

/** A question to more of them at once would take longer to seal than people wait. */
const MAX_ASKED = 32;

/**
 * Contacts, and those whose invite I accepted: a question may wait in their mailbox together with my hello. `cells`: what
 * the question is about; where nobody can tell, trust alone decides. `ease`: of like worth, whom to bother first.
 */
export async function choosePeers(
	contacts: Pick<Contacts, 'list'>,
	reputation: Pick<Reputation, 'of'>,
	cells: readonly number[],
	ease: Ease = () => 1
): Promise<readonly Chosen[]> {
	const known = (await contacts.list()).filter(
		({ standing }) => standing === 'accepted' || standing === 'awaiting'
	);
	const seen = await Promise.all(
		known.map(async (contact) => ({ contact, ...rankOf(await reputation.of(contact.peer), cells) }))
	);
	return seen
		.sort(
			(a, b) =>
				Number(a.limited) - Number(b.limited) ||
				b.worth * ease(b.contact.peer) - a.worth * ease(a.contact.peer) ||
				a.contact.since - b.contact.since ||
				(a.contact.peer < b.contact.peer ? -1 : 1)
		)
		.slice(0, MAX_ASKED)
		.map(({ contact, limited }) => ({
			contact,
			why: contact.standing === 'awaiting' ? 'invited-you' : 'contact',
			...(limited && { limited })
		}));
}

const rankOf = ({ belief, standing, trust, limited }: View, cells: readonly number[]) => ({
	limited,
	worth: cells.length > 0 ? merit(belief, [], cells, standing) : trust.mean
});

/** By what they say of being there, and by how much my person has to do with them. */
export async function easeNow(deps: Pick<Inside, 'presences' | 'words' | 'clock'>): Promise<Ease> {
	const ties = await tiesNow(deps);
	return (peer) => easeOf({ presence: deps.presences.of(peer), tie: ties.get(peer) ?? 0 });
}
