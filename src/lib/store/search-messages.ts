/** What the search worker is asked and what it says. */
import type { Among, Found, Indexed } from './full-text.ts';

/** Everything that can be asked, and what comes back. */
export interface SearchJobs {
	start: { readonly asks: { readonly exported?: ArrayBuffer }; readonly gives: undefined };
	put: { readonly asks: { readonly items: readonly Indexed[] }; readonly gives: undefined };
	remove: { readonly asks: { readonly ids: readonly string[] }; readonly gives: undefined };
	search: {
		readonly asks: { readonly terms: readonly string[]; readonly limit: number; readonly among?: Among };
		readonly gives: readonly Found[];
	};
	export: { readonly asks: { readonly compact: boolean }; readonly gives: ArrayBuffer };
}

export type SearchRequest = {
	readonly [Job in keyof SearchJobs]: { readonly n: number; readonly do: Job } & SearchJobs[Job]['asks'];
}[keyof SearchJobs];

export type SearchReply = { readonly n: number } & (
	{ readonly result: unknown } | { readonly failed: string }
);
