/** What belongs to this browser rather than to the node, handed down by context: there before the node is open. */
import { createContext } from 'svelte';
import type { Pwa } from '#lib/app/pwa.svelte.ts';
import type { Theme } from '#lib/app/theme.svelte.ts';

export interface Device {
	readonly theme: Theme;
	readonly pwa: Pwa;
	readonly showShortcuts: () => void;
}

export const [useDevice, provideDevice] = createContext<Device>();
