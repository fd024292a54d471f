/** What the page worker is asked, and what it gives: in the words of community-page-text.ts. Types only. */
import type { Edit } from '#lib/agent/community/views.ts';
import type { PageNow, PageVersion } from './communities-api.ts';

/** `page` names it, so that what only grew is not read again. */
interface OfPage {
	readonly page: string;
	readonly edits: readonly Edit[];
}

export interface PageJobs {
	now: { asks: OfPage & { readonly client: number }; gives: PageNow };
	versions: { asks: OfPage; gives: readonly PageVersion[] };
	textAt: { asks: OfPage & { readonly edit: string }; gives: string | undefined };
	goesOn: { asks: OfPage & { readonly update: string; readonly client: number }; gives: boolean };
	changedTo: { asks: OfPage & { readonly text: string; readonly client: number }; gives: readonly string[] };
}

export type PageJob = keyof PageJobs;
/** `careful`: says of each edit that it begins it. */
export type PageRequest = {
	[Job in PageJob]: {
		readonly n: number;
		readonly do: Job;
		readonly careful: boolean;
	} & PageJobs[Job]['asks'];
}[PageJob];
export type PageReply =
	| { readonly ready: true }
	/** Alive, and at this edit. */
	| { readonly n: number; readonly at: number }
	| { readonly n: number; readonly result: unknown }
	| { readonly n: number; readonly failed: string };
