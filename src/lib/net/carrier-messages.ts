/** What the carrier and its worker tell each other: one order at a time, one answer to each. */
import type { CommunityId } from '#lib/protocol/entry.ts';
import type { Carried, ScreenedEntries } from './carrier-entry.ts';

export type CarrierOrder =
	/** Another's update: only looked at. */
	| { readonly do: 'screen'; readonly update: Uint8Array; readonly community: CommunityId }
	/** Verified texts, to be put into the document. */
	| { readonly do: 'shape'; readonly texts: readonly string[]; readonly community: CommunityId };

export type CarrierAnswer = ScreenedEntries | { readonly carried: readonly Carried[] };
