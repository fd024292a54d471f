/** What the screens may ask about the space this node takes on the device, and how some of it is given back. */
import type { Use } from '#lib/store/usage.ts';

export type { Use, UseKind } from '#lib/store/usage.ts';

export interface SizedItem {
	readonly id: string;
	readonly title: string;
	readonly bytes: number;
}

export interface SizedConversation extends SizedItem {
	readonly changedAt: number;
}

export interface StorageReport {
	/** What lies in the database, every kind. */
	readonly kinds: readonly Use[];
	/** The ten that take most, largest first. */
	readonly largestItems: readonly SizedItem[];
	/** Oldest first. */
	readonly conversations: readonly SizedConversation[];
	/** The app itself, kept for use without a network. */
	readonly appBytes: number;
	/** Models' files that no model here is made of any more, and deleted items nobody can bring back. */
	readonly leftoverBytes: number;
	/** What the browser says in all, its own bookkeeping included; undefined where it does not say. */
	readonly usedBytes: number | undefined;
	readonly quotaBytes: number | undefined;
}

/**
 * `index` is made anew when it is needed · `incoming`: files that were chosen and are not imported · `pieces`: files of
 * communities, which other members may have · `leftovers`: see above.
 */
export type Freeable = 'index' | 'incoming' | 'pieces' | 'leftovers';

export interface StorageApi {
	/** Looks at everything: takes a moment. Models' own sizes are in the state, after `checkDevice`. */
	storageReport(): Promise<StorageReport>;
	freeSpace(what: Freeable): Promise<void>;
	/** Conversations that nobody added to since: final. Resolves with how many there were. */
	forgetConversationsBefore(at: number): Promise<number>;
	/** Asks the browser not to clear what lies here; the answer is `persisted` in the state. */
	askToPersist(): Promise<boolean>;
}

export const STORAGE_CALLS = [
	'storageReport',
	'freeSpace',
	'forgetConversationsBefore',
	'askToPersist'
] as const satisfies readonly (keyof StorageApi)[];
