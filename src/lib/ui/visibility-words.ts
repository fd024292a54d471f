/** A visibility as one phrase: what it is called, and whom it names. */
import type { PeerSummary, Visibility } from '#lib/app/node-api.ts';
import { knowledge } from './text/knowledge.ts';
import { text } from './text.ts';

export function visibilityWords(visibility: Visibility, people: readonly PeerSummary[]): string {
	if (visibility.to !== 'named') return knowledge.visibility[visibility.to];
	const names = visibility.peers.map((peer) => people.find((known) => known.peer === peer)?.name);
	return knowledge.visibility.badge(names.map((name) => name || text.frame.unnamed));
}
