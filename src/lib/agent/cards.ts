/** Cards: how a peer describes itself, and what of it we keep. */
import { open, write, type Bodies, type SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MAX_FOUND_CARDS } from '../protocol/limits.ts';
import type { Contact, SeenCard } from './ports.ts';
import type { Inside } from './inside.ts';
import type { Cell } from './routing/cells.ts';
import { matchOf } from './routing/topic-match.ts';

export type Card = Bodies['card'];

/**
 * This node's own card, freshly signed, with what the person lets others find them by; the longest that the wire's limits
 * allow is no longer than a card may be. Throws where the person has no name yet: nobody is introduced nameless.
 */
export async function ownCard(deps: Pick<Inside, 'keyring' | 'self' | 'clock' | 'random'>): Promise<string> {
	const { keyring, clock, random } = deps;
	const { name, relays, cardVersion, topics, capabilities, languages, place } = deps.self();
	const { id, key, exp } = await keyring.inbox();
	const card = await write({
		kind: 'card',
		body: {
			...{ version: cardVersion, name, inbox: { id, key, exp }, relays: [...relays] },
			...(topics.length > 0 && { topics: [...topics] }),
			...(capabilities.length > 0 && { capabilities: [...capabilities] }),
			...(languages.length > 0 && { languages: [...languages] }),
			...(place !== undefined && { place })
		},
		from: keyring.device,
		travel: 'kept',
		now: clock.now(),
		random
	});
	return card.text;
}

/** The card in text form, when it is genuine and `peer` speaks of itself. */
export async function readCard(text: string, peer: PeerId, now: number): Promise<Card | undefined> {
	const said = await open(text, now);
	return 'rejected' in said || said.kind !== 'card' || said.from !== peer ? undefined : said.body;
}

/** The contact as the newer of the two cards describes it; the same object when nothing is new. */
export async function freshened(contact: Contact, text: string, now: number): Promise<Contact> {
	const card = await readCard(text, contact.peer, now);
	if (!card) return contact;
	const known = contact.card === undefined ? undefined : await readCard(contact.card, contact.peer, now);
	if (known && known.version >= card.version) return contact;
	return { ...contact, ...described(card), card: text };
}

/** What a contact takes over from a card. */
export const described = (card: Card): Pick<Contact, 'name' | 'inbox' | 'relays'> => ({
	name: card.name,
	inbox: { id: card.inbox.id, key: card.inbox.key },
	relays: card.relays
});

/** Of the cards kept, those that claim some of it: the best fitting first, of like fit the latest seen. */
export async function remembered(
	cells: readonly Cell[],
	{ cards, contacts }: Pick<Inside, 'cards' | 'contacts'>
): Promise<readonly SeenCard[]> {
	const blocked = new Set(
		(await contacts.list()).filter(({ standing }) => standing === 'blocked').map(({ peer }) => peer)
	);
	return (await cards.list())
		.filter(({ peer, topics }) => !blocked.has(peer) && topics.some(({ cell }) => cells.includes(cell)))
		.map((card) => ({ card, match: matchOf(cells, card.topics) }))
		.sort((one, other) => other.match - one.match)
		.slice(0, MAX_FOUND_CARDS)
		.map(({ card }) => card);
}

/** What is kept of a genuine card. `text`: as its owner signed it; `now`: when it was met, in milliseconds since 1970. */
export const seenCard = (said: SaidOf<'card'>, text: string, now: number): SeenCard => ({
	peer: said.from,
	text,
	version: said.body.version,
	...described(said.body),
	topics: said.body.topics ?? [],
	...(said.body.place !== undefined && { place: said.body.place }),
	capabilities: said.body.capabilities ?? [],
	languages: said.body.languages ?? [],
	certificateSeq: said.certificate.seq,
	seenAt: now
});
