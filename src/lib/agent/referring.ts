/**
 * Naming somebody else to a contact who asked in vain: one whose card, made to be found, claims what the question is about,
 * the best believed of those. Nobody is named who does not want to be found. Loaded with the first question that found
 * nothing here.
 */
import type { PeerId } from '../protocol/identity.ts';
import { INBOX_KEY_GRACE_MS, INBOX_KEY_LIFETIME_MS } from '../protocol/limits.ts';
import type { Inside } from './inside.ts';
import type { SeenCard } from './ports.ts';
import { merit } from './routing/beliefs.ts';
import { matchOf } from './routing/topic-match.ts';

export type ReferringDeps = Pick<Inside, 'me' | 'contacts' | 'cards' | 'reputation' | 'clock'>;

/**
 * A card of sixteen even claims that has one of the question's words, or one on which the question's first topic is a sixth
 * of all. Less is a topic in passing, or one beside it: nobody follows such a name twice.
 */
const LEAST_MATCH = 0.25;
/** Those who fit best are compared by what is thought of them. */
const MOST_COMPARED = 8;

/** Undefined where nobody fits what `from` asked about. */
export async function namedFor(
	from: PeerId,
	cells: readonly number[],
	deps: ReferringDeps
): Promise<SeenCard | undefined> {
	if (cells.length === 0) return undefined;
	const reputation = await deps.reputation();
	const now = deps.clock.now();
	const fitting = (await deps.cards.list())
		.filter((card) => card.peer !== from && card.peer !== deps.me && isReadable(card, now))
		.map((card) => ({ card, match: matchOf(cells, card.topics) }))
		.filter(({ match }) => match >= LEAST_MATCH)
		.sort((a, b) => b.match - a.match)
		.slice(0, MOST_COMPARED);
	let best: { readonly card: SeenCard; readonly worth: number } | undefined;
	for (const { card } of fitting) {
		const { belief, standing, limited } = await reputation.of(card.peer);
		if (limited || (await deps.contacts.get(card.peer))?.standing === 'blocked') continue;
		const worth = merit(belief, card.topics, cells, standing);
		if (!best || worth > best.worth) best = { card, worth };
	}
	return best?.card;
}

/** Older cards name an inbox key that its owner may have thrown away: nobody could write to them. */
const isReadable = ({ seenAt }: SeenCard, now: number): boolean =>
	now - seenAt < INBOX_KEY_LIFETIME_MS + INBOX_KEY_GRACE_MS;
