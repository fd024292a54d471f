/** What others could learn from this node, as the screens may ask it. A part of NodeApi. */
import type { Told } from '#lib/agent/preview.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { ItemSummary } from './node-api.ts';

export type { Told } from '#lib/agent/preview.ts';

/** Whose eyes: a peer stands as they stand, so that somebody blocked or removed reads what anyone reads. */
export type PreviewReader =
	| { readonly kind: 'public' }
	| { readonly kind: 'peer'; readonly peer: PeerId }
	| { readonly kind: 'community'; readonly community: string };

/** What is known so far; each part comes whole but `question`, of which one comes after the other. */
export type PreviewPart =
	/** Everything that they may be quoted from. */
	| { readonly part: 'items'; readonly items: readonly ItemSummary[] }
	| { readonly part: 'topics'; readonly topics: readonly string[] }
	/** It was asked as they would, and is answered. */
	| { readonly part: 'question'; readonly question: string };

export interface PreviewApi {
	previewOf(reader: PreviewReader, signal: AbortSignal): AsyncIterable<PreviewPart>;
	/** What they would be told, word for word. Nothing is sent or counted. */
	askAs(reader: PreviewReader, question: string): Promise<Told>;
}
