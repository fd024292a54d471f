/**
 * Chooses whom to ask: for now everybody who may be asked, best reputation first. Knows nothing of links; a chosen
 * peer may be gone.
 */
import type { RouteStop } from './events.ts';
import type { Contact, Contacts, Ledger } from './ports.ts';
import { score } from './reputation.ts';

export interface Chosen {
	readonly contact: Contact;
	readonly why: RouteStop['why'];
}

/** A question to more of them at once would take longer to seal than people wait. */
const MAX_ASKED = 32;

/** Contacts, and those whose invite I accepted: a question may wait in their mailbox together with my hello. */
export async function choosePeers(
	contacts: Pick<Contacts, 'list'>,
	ledger: Pick<Ledger, 'about'>,
	now: number
): Promise<readonly Chosen[]> {
	const known = (await contacts.list()).filter(
		({ standing }) => standing === 'accepted' || standing === 'awaiting'
	);
	const scored = await Promise.all(
		known.map(async (contact) => ({ contact, score: score(await ledger.about(contact.peer), now) }))
	);
	return scored
		.sort(
			(a, b) =>
				b.score - a.score || a.contact.since - b.contact.since || (a.contact.peer < b.contact.peer ? -1 : 1)
		)
		.slice(0, MAX_ASKED)
		.map(({ contact }) => ({ contact, why: contact.standing === 'awaiting' ? 'invited-you' : 'contact' }));
}
