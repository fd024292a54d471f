/** A tab of a community while it is open: who looks, up to where they had read, and what it shows. It decides nothing. */
import type { CommunitySummary } from './communities-api.ts';
import { Onlooker, Reading } from './community-reading.svelte.ts';
import { newestOf, seenUpTo, shownFrom } from './community-shown.svelte.ts';
import type { NodeApi } from './node-api.ts';

interface Part {
	readonly id: string;
	readonly node: Pick<NodeApi, 'state' | 'markCommunityRead'>;
	readonly summary: Pick<CommunitySummary, 'readTo' | 'revision'>;
	/** The entry that the address names. */
	readonly open?: string | undefined;
}

interface Shows<T> {
	readonly ask: () => Promise<T>;
	/** Where everything that is shown stands in the order of entries. */
	readonly clocks: (shown: T) => readonly number[];
	/** What it is asked by, beside the community: it is read anew when that is another. */
	readonly by?: () => unknown;
}

interface Opened<T> {
	/** What stood after this when the tab was opened stays marked as new. */
	readonly readTo: number;
	readonly reader: Onlooker;
	readonly reading: Reading<T>;
}

/** To be called while a component is made; another community is another component. */
export function openPart<T>(part: () => Part, { ask, clocks, by }: Shows<T>): Opened<T> {
	const { id, node, summary: first } = part();
	const summary = $derived(part().summary);
	const open = $derived(part().open);
	const reader = new Onlooker();
	void reader.look(node);
	const reading = new Reading(ask);
	$effect(() => {
		void [summary.revision, by?.()];
		void reading.read();
	});
	shownFrom(() => ({ open, isRead: reading.now !== null }));
	seenUpTo(() => ({
		...{ id, node, readTo: summary.readTo },
		newest: newestOf(reading.now === null ? [] : clocks(reading.now))
	}));
	return { readTo: first.readTo, reader, reading };
}
