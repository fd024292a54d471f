/** The entry that the address names, brought into sight once it is there; and what was seen, noted as read. */
import { tick } from 'svelte';
import type { NodeApi } from './node-api.ts';

/** Entries have names that hold no id of the page's own. */
export const placeOf = (entry: string): string => `entry-${entry}`;

/** Brings an entry into sight, with the focus. Whether it is there. */
function showEntry(entry: string): boolean {
	const place = document.getElementById(placeOf(entry));
	place?.scrollIntoView({ block: 'center' });
	place?.focus({ preventScroll: true });
	return place !== null;
}

/** To be called while a component is made. */
export function shownFrom(what: () => { readonly open: string | undefined; readonly isRead: boolean }): void {
	let shown: string | undefined;
	$effect(() => {
		const { open, isRead } = what();
		if (open === undefined || open === shown || !isRead) return;
		void tick().then(() => {
			if (showEntry(open)) shown = open;
		});
	});
}

interface Seen {
	readonly id: string;
	readonly node: Pick<NodeApi, 'markCommunityRead'>;
	/** Of the newest entry on the screen. */
	readonly newest: number;
	/** Up to where it is noted as read. */
	readonly readTo: number;
}

/** Notes what is on the screen as read while the page is looked at. To be called while a component is made. */
export function seenUpTo(what: () => Seen): void {
	$effect(() => {
		const { id, node, newest, readTo } = what();
		if (newest <= readTo) return;
		const note = (): void => {
			if (document.visibilityState !== 'visible') return;
			// Noted when it is next looked at, where it could not be now.
			void node.markCommunityRead(id, newest).catch(() => undefined);
		};
		note();
		document.addEventListener('visibilitychange', note);
		return () => document.removeEventListener('visibilitychange', note);
	});
}

/** The largest of what stands where in the order of everything; 0 for none. */
export const newestOf = (clocks: readonly number[]): number =>
	clocks.reduce((most, clock) => Math.max(most, clock), 0);
