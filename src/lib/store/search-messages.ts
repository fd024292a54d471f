/** What the search worker is asked and what it says. */
import type { Among } from './among.ts';
import type { Found, Indexed } from './full-text.ts';
import type { Typed } from './full-text-typed.ts';

/** What was asked, as a vector of the embedder in use. */
export interface Meaning {
	readonly vector: Float32Array;
	/** The cosine of texts that have nothing to do with one another. */
	readonly unrelated: number;
}

/** One item's vectors, one after the other. */
export interface Embedded {
	readonly id: string;
	readonly values: Float32Array;
}

/** Everything that can be asked, and what comes back. */
export interface SearchJobs {
	/** A part of an index that was saved, `bytes` long in all, from `at` on. */
	restore: {
		readonly asks: { readonly bytes: number; readonly at: number; readonly part: ArrayBuffer };
		readonly gives: undefined;
	};
	/** With what was restored, every part of it, or empty. */
	start: { readonly asks: { readonly restored: boolean }; readonly gives: undefined };
	/** Items in place of what was there; their vectors go. */
	put: { readonly asks: { readonly items: readonly Indexed[] }; readonly gives: undefined };
	remove: { readonly asks: { readonly ids: readonly string[] }; readonly gives: undefined };
	search: {
		readonly asks: {
			readonly terms: readonly string[];
			readonly limit: number;
			readonly among?: Among;
			readonly meaning?: Meaning;
		};
		readonly gives: readonly Found[];
	};
	find: {
		readonly asks: { readonly typed: Typed; readonly limit: number; readonly among?: Among };
		readonly gives: readonly Found[];
	};
	export: { readonly asks: { readonly compact: boolean }; readonly gives: ArrayBuffer };
	/** A small step of tidying; true while there is more to do. */
	merge: { readonly asks: { readonly first: boolean }; readonly gives: boolean };
	/** Vectors of this embedder from now on, restored where they can be; whether they were. Without one: none at all. */
	vectors: {
		readonly asks: {
			readonly embedder?: { readonly id: string; readonly dimensions: number };
			readonly exported?: ArrayBuffer;
		};
		readonly gives: boolean;
	};
	/** Up to so many items that have no vectors yet. */
	unembedded: { readonly asks: { readonly limit: number }; readonly gives: readonly string[] };
	embedded: { readonly asks: { readonly items: readonly Embedded[] }; readonly gives: undefined };
	forgetVectors: { readonly asks: { readonly ids: readonly string[] }; readonly gives: undefined };
	exportVectors: { readonly asks: object; readonly gives: ArrayBuffer };
}

export type SearchRequest = {
	readonly [Job in keyof SearchJobs]: { readonly n: number; readonly do: Job } & SearchJobs[Job]['asks'];
}[keyof SearchJobs];

export type SearchReply = { readonly n: number } & (
	{ readonly result: unknown } | { readonly failed: string }
);
