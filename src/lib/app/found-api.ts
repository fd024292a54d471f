/** What the screens may ask about being found: whether the person wants to be, by what, and what the card says of them. */

export { MAX_CAPABILITIES, MAX_CAPABILITY_CHARS, MAX_LANGUAGES } from '#lib/protocol/limits.ts';

/** One thing that the card may say. */
export interface FoundTopic {
	readonly cell: number;
	/** A topic as everybody calls it, or a word as it was written. */
	readonly name: string;
	readonly kind: 'topic' | 'word';
}

export interface FoundState {
	readonly on: boolean;
	/** Records that everybody may see. */
	readonly publicRecords: number;
	/** While it is on: what enough of them speak of, topics before words, by name; `onCard` unless the person left it out. */
	readonly topics: readonly (FoundTopic & { readonly onCard: boolean })[];
	/** While it is on: what enough of them touch, and the person may add. By name. */
	readonly offered: readonly FoundTopic[];
	readonly capabilities: readonly string[];
	/** BCP 47. */
	readonly languages: readonly string[];
}

/** What is left out stays as it is. */
export interface FoundChange {
	readonly on?: boolean;
	/** Whether the card says this topic or word. */
	readonly topic?: { readonly cell: number; readonly onCard: boolean };
	readonly capabilities?: readonly string[];
	readonly languages?: readonly string[];
}

export interface FoundApi {
	/** Reads what everybody may see, where the person wants to be found: with many records that takes a moment. */
	lookAtFound(): Promise<FoundState>;
	/** Resolves when contacts who are there and the servers' directories have been told. */
	changeFound(change: FoundChange): Promise<FoundState>;
}

export const FOUND_CALLS = ['lookAtFound', 'changeFound'] as const satisfies readonly (keyof FoundApi)[];
