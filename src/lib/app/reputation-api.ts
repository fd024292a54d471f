/** What the screens may ask about what this agent thinks of peers, and how the person says otherwise. */
import type { Explanation } from '#lib/agent/explain.ts';
import type { Noticed } from '#lib/agent/feedback.ts';
import type { Overruling } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

export type { Explanation, Tally } from '#lib/agent/explain.ts';
export type { Noticed } from '#lib/agent/feedback.ts';
export type { Overruling } from '#lib/agent/ports.ts';

export interface ReputationApi {
	reputationOf(peer: PeerId): Promise<Explanation>;
	/** Null: no opinion; the agent's own judgement stands. */
	overrule(peer: PeerId, overruling: Overruling | null): Promise<Explanation>;
	/** Forgets what happened with this peer, or (null) with all, and the person's own word: final. */
	resetReputation(peer: PeerId | null): Promise<void>;
	/** Everything the agent's judgement rests on, as JSON for people to look at. */
	exportReputation(): Promise<string>;
	/** What the person did with an answer instead of saying what they think; `author`: with this one's words alone. */
	noticed(exchange: string, what: Noticed, author?: PeerId): Promise<void>;
}

export const REPUTATION_CALLS = [
	'reputationOf',
	'overrule',
	'resetReputation',
	'exportReputation',
	'noticed'
] as const satisfies readonly (keyof ReputationApi)[];
