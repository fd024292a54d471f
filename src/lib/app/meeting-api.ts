/** What the screens may ask about people whom the person may want to meet. */
import type { HelloSaid } from '#lib/agent/fellow-hello.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

export type { HelloSaid } from '#lib/agent/fellow-hello.ts';

export type MeetingReason =
	/** In words, the most telling first; at least one. */
	| { readonly why: 'topics'; readonly topics: readonly string[] }
	| { readonly why: 'community'; readonly name: string }
	/** `more`: contacts beside them who know both; `often`: the person talks with them often. */
	| { readonly why: 'mutual'; readonly name: string; readonly more: number; readonly often?: true }
	| { readonly why: 'near' };

/** Somebody who is no contact, and how they may be met. */
export interface MeetingSuggestion {
	readonly peer: PeerId;
	/** As they call themselves. */
	readonly name: string;
	/** At least one, the weightiest first. */
	readonly reasons: readonly MeetingReason[];
	/** A community that both are in: they can be said hello to. */
	readonly fellowOf: string | undefined;
	/** A contact who knows both: they can be asked to introduce them. */
	readonly through: { readonly peer: PeerId; readonly name: string } | undefined;
	/** Whoever `through` is was asked already. */
	readonly asked: boolean;
}

export interface MeetingApi {
	/** The best first; few, and none without a reason. Nothing is asked of anybody. */
	peopleToMeet(): Promise<readonly MeetingSuggestion[]>;
	/** Not interested: they are not suggested again. */
	dismissMeeting(peer: PeerId): Promise<void>;
	/** Asks a fellow member to be a contact. */
	sayHello(peer: PeerId, community: string): Promise<HelloSaid>;
	/** Writes to `through`, a contact, to be introduced to `peer`. Throws NodeError where they are no contact any more. */
	askToBeIntroduced(peer: PeerId, through: PeerId, words: string): Promise<void>;
}

export const MEETING_CALLS = [
	'peopleToMeet',
	'dismissMeeting',
	'sayHello',
	'askToBeIntroduced'
] as const satisfies readonly (keyof MeetingApi)[];
