/** The store as a whole, where it lives as long as the process: nothing lies anywhere, so there is nothing to take along or to free. */
import { NodeError } from '#lib/agent/ports.ts';
import type { Whole } from './backup-late.ts';

const none = (): Promise<never> =>
	Promise.reject(new NodeError('storage-unavailable', { detail: 'a store in memory has no backup' }));

export const nothingKept: Whole = {
	backup: { write: none, inspect: none, restore: none },
	usage: async () => ({ kinds: [], largestItems: [], conversations: [] }),
	free: async () => undefined
};
