/** Which items a filter lets through; the same on the screen and in the search. */
import type { ItemFacts } from '#lib/agent/ports.ts';
import type { ShelfFilter } from './knowledge-api.ts';

/** `collections`: ids of those there are. An item of one that is gone lies in none. */
export const passes = (
	{ to, kind, collection, since }: ShelfFilter,
	item: ItemFacts,
	collections: ReadonlySet<string>
): boolean =>
	(to === undefined || item.visibility.to === to) &&
	(kind === undefined || item.kind === kind) &&
	(since === undefined || item.changedAt >= since) &&
	(collection === undefined || collection === collectionOf(item, collections));

/** Empty: in none. */
export const collectionOf = (
	{ collection }: Pick<ItemFacts, 'collection'>,
	collections: ReadonlySet<string>
): string => (collection !== undefined && collections.has(collection) ? collection : '');

export const isFiltering = (filter: ShelfFilter): boolean =>
	Object.values(filter).some((value) => value !== undefined);
