/** What every entry on the screen is shown with. */
import type { Overview, SharedFile } from '#lib/app/communities-api.ts';
import type { Named } from '#lib/app/community-said.ts';
import type { NodeApi } from '#lib/app/node-api.ts';
import { text } from '#lib/ui/text.ts';
import { Doing, type Onlooker } from '#lib/app/community-reading.svelte.ts';

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

/** Something to be done, and what went wrong with it in the words of the catalogue. */
export const oneDoing = (): Doing => new Doing((trouble) => text.frame.trouble[trouble]);
