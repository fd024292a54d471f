/** What a question begins with: what the person asked for, the turn that goes with it, and its exchange as first shown. */
import { base64url } from '../protocol/bytes.ts';
import { MAX_QUESTION_CHARS } from '../protocol/limits.ts';
import type { Exchange } from './events.ts';
import type { FindingDesk } from './finding.ts';
import type { Inside } from './inside.ts';
import { createBell } from './lanes.ts';
import type { CoarseGeohash } from './ports.ts';
import type { RouteDeps, Turn } from './route.ts';
import { wireText } from './wire-text.ts';

export interface AskOptions {
	/** False: own knowledge only. */
	readonly others: boolean;
	readonly conversation: string;
	/** The exchange before this one in its branch; null for a first one. */
	readonly after: string | null;
	/** Where near, as coarse as the person chose: said to those who are asked. */
	readonly place?: CoarseGeohash;
	/** Two who know must say the same, whatever it is about. */
	readonly corroborate?: boolean;
}

export type AskDeps = RouteDeps &
	Pick<
		Inside,
		| 'me'
		| 'shelf'
		| 'contacts'
		| 'exchanges'
		| 'ledger'
		| 'memory'
		| 'engine'
		| 'quotes'
		| 'random'
		| 'reputation'
		| 'cards'
		| 'embedder'
		| 'communitySources'
		| 'presences'
		| 'words'
	> & { readonly finding: () => Promise<FindingDesk> };

export const newTurn = (
	question: string,
	{ place, corroborate = false }: AskOptions,
	{ random }: AskDeps
): Turn => ({
	exchange: base64url(random(16)),
	question: wireText(question, MAX_QUESTION_CHARS),
	pool: [],
	bell: createBell(),
	...(place !== undefined && { place }),
	...(corroborate && { corroborate })
});

export const newExchange = (
	turn: Turn,
	{ conversation, others, after }: AskOptions,
	{ clock }: AskDeps
): Exchange => ({
	id: turn.exchange,
	conversation,
	question: turn.question,
	askedAt: clock.now(),
	tookMs: 0,
	state: 'searching',
	parts: [],
	sources: [],
	route: [],
	askedOthers: others,
	after,
	...(turn.place !== undefined && { near: turn.place })
});
