/** What the person's own notes and card are about, as far as their titles tell: what is said to all is compared with it. */
import type { Self } from '#lib/agent/ports.ts';
import type { Cell } from '#lib/agent/routing/cells.ts';
import type { ItemSummary } from './node-api.ts';

/** The newest; what somebody wrote long ago interests them less. */
const MOST_TITLES = 64;

export interface InterestsDeps {
	readonly self: () => Pick<Self, 'topics'>;
	/** Newest first; replaced as a whole when one changes. */
	readonly items: () => readonly Pick<ItemSummary, 'title'>[];
	readonly cellsOf: (text: string) => Promise<readonly Cell[]>;
}

/** Looked up again only where something changed. */
export function interestsOf({ self, items, cellsOf }: InterestsDeps): () => Promise<readonly Cell[]> {
	let seen: ReturnType<InterestsDeps['items']> | undefined;
	let titled: Promise<readonly Cell[]> = Promise.resolve([]);
	async function look(): Promise<readonly Cell[]> {
		const cells = new Set<Cell>();
		for (const { title } of items().slice(0, MOST_TITLES))
			for (const cell of await cellsOf(title)) cells.add(cell);
		return [...cells];
	}
	return async () => {
		if (seen !== items()) {
			seen = items();
			titled = look().catch(() => {
				seen = undefined;
				return [];
			});
		}
		return [...self().topics.map(({ cell }) => cell), ...(await titled)];
	};
}
