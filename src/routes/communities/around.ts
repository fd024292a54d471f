/** What every entry on the screen is shown with, and where it stands in the page. */
import type { Overview, SharedFile } from '#lib/app/communities-api.ts';
import type { Named } from '#lib/app/community-said.ts';
import type { NodeApi } from '#lib/app/node-api.ts';
import type { Onlooker } from './reading.svelte.ts';

export interface Around {
	readonly id: string;
	readonly node: NodeApi;
	readonly overview: Overview;
	readonly reader: Onlooker;
	readonly files: ReadonlyMap<string, SharedFile>;
	/** What stands after this clock is new to the reader. */
	readonly readTo: number;
	/** The entry that the address names. */
	readonly open: string | undefined;
}

export const mayReply = ({ mine }: Overview): boolean => mayPost({ mine }) || mine === 'guest';
export const mayPost = ({ mine }: Pick<Overview, 'mine'>): boolean => mine === 'anchor' || mine === 'member';

/** Those whom somebody can name: everybody but themselves. */
export const othersIn = ({ members }: Overview, me: string): readonly Named[] =>
	members.filter(({ peer }) => peer !== me);

/** Entries have names that hold no id of the page's own. */
export const placeOf = (entry: string): string => `entry-${entry}`;

/** Brings an entry into sight, with the focus. Whether it is there. */
export function showEntry(entry: string): boolean {
	const place = document.getElementById(placeOf(entry));
	place?.scrollIntoView({ block: 'center' });
	place?.focus({ preventScroll: true });
	return place !== null;
}
