/** What whoever carries out the router's wishes works on. */
import type { PeerId } from '../protocol/identity.ts';
import type { Driver } from './finding-driver.ts';
import type { Search } from './finding-search.ts';
import type { Seeks } from './finding-seeks.ts';
import type { Inside } from './inside.ts';
import type { QuestionId } from './routing/events.ts';
import { withMessages, type RouteDeps } from './route.ts';

export type FindingDeps = RouteDeps &
	Pick<
		Inside,
		| 'me'
		| 'keyring'
		| 'self'
		| 'contacts'
		| 'cards'
		| 'directory'
		| 'holdings'
		| 'attestations'
		| 'reputation'
		| 'exchanges'
		| 'embedder'
		| 'random'
		| 'presences'
		| 'words'
	>;

export interface Carrier {
	readonly deps: FindingDeps;
	readonly driver: Driver;
	readonly seeks: Seeks;
	readonly searches: ReadonlyMap<QuestionId, Search>;
	/** Of those judged themselves at this moment, what others' judgement says is no news. */
	readonly judging: ReadonlySet<PeerId>;
	/** A search of an exchange that is over has ended. */
	readonly ended: (search: Search) => Promise<void>;
}

export function run(lane: string, { deps }: Pick<Carrier, 'deps'>, job: () => Promise<void>): void {
	deps.lanes
		.run(`finding/${lane}`, job)
		.catch((cause: unknown) => deps.log('finding-failed', { lane, why: String(cause) }));
}

export const count = async (
	{ order }: Search,
	more: number,
	{ book }: Pick<FindingDeps, 'book'>
): Promise<void> => {
	await book.change(order.turn.exchange, (exchange) => withMessages(exchange, more));
};
