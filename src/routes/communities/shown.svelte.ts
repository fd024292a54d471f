/** The entry that the address names, brought into sight once it is there. */
import { tick } from 'svelte';
import { showEntry } from './around.ts';

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
