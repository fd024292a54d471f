/**
 * Cards of communities as topic directories hand them out: genuine, short-lived, and with a link that leads to the signer's
 * own door of the same community. That holds of a card; all it says is its signer's claim until somebody has come in.
 */
import { openPart } from './carried.ts';
import { decodeCommunityLink } from './community-link.ts';
import { isRefusal, type SaidOf } from './envelope.ts';
import type { PeerId } from './identity.ts';
import { LISTING_LIFETIME_MS, MAX_CARD_CHARS } from './limits.ts';
import { refuse, type Refusal } from './refusal.ts';

export type CommunityCard = SaidOf<'community-card'>;

/** Never throws. */
export async function openCommunityCard(text: string, now: number): Promise<CommunityCard | Refusal> {
	const said = await openPart('community-card', text, MAX_CARD_CHARS, now);
	if (isRefusal(said)) return said;
	if (said.exp - said.ts > LISTING_LIFETIME_MS) return refuse('malformed', 'lives too long');
	const link = decodeCommunityLink(said.body.link);
	if (isRefusal(link)) return refuse('malformed', 'no link');
	if (link.community !== said.body.community) return refuse('malformed', 'link of another community');
	if (link.doors[0]?.peer !== said.from) return refuse('malformed', 'link to the door of another');
	return link.exp < now ? refuse('expired', 'the link') : said;
}

/**
 * Of what a directory handed out, the cards that are what was asked for: genuine, of others than the reader, with one of the
 * cells among their topics; the newest of each signer for each community, in the order in which they came.
 */
export async function openFoundCommunities(
	texts: Iterable<string>,
	cells: readonly number[],
	now: number,
	reader: PeerId
): Promise<readonly CommunityCard[]> {
	const found = new Map<string, CommunityCard>();
	for (const text of texts) {
		const card = await openCommunityCard(text, now);
		if (isRefusal(card) || card.from === reader) continue;
		if (!card.body.topics.some((topic) => cells.includes(topic.cell))) continue;
		const name = `${card.from} ${card.body.community}`;
		if (card.ts > (found.get(name)?.ts ?? -1)) found.set(name, card);
	}
	return [...found.values()];
}
