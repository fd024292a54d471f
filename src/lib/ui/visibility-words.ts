/** A visibility as one phrase: what it is called, and whom it names. */
import type { CommunitySummary } from '#lib/app/communities-api.ts';
import type { PeerSummary, Visibility } from '#lib/app/node-api.ts';
import { knowledge } from './text/knowledge.ts';
import { text } from './text.ts';

export function visibilityWords(
	visibility: Visibility,
	people: readonly Pick<PeerSummary, 'peer' | 'name'>[],
	communities: readonly Pick<CommunitySummary, 'id' | 'name'>[]
): string {
	const words = knowledge.visibility;
	switch (visibility.to) {
		case 'named': {
			const names = visibility.peers.map((peer) => people.find((known) => known.peer === peer)?.name);
			return words.badge(names.map((name) => name || text.frame.unnamed));
		}
		case 'community': {
			const names = visibility.communities.map((id) => communities.find((known) => known.id === id)?.name);
			return words.communityBadge(names.map((name) => name || words.formerCommunity));
		}
		case 'private':
		case 'contacts':
		case 'public':
			return words[visibility.to];
	}
}
