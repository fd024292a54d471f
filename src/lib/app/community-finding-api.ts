/** Finding communities by what one is interested in, as the screens see it. */
import type { Joining } from '#lib/protocol/acts.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

/** What somebody says of a community they list; only members can tell whether it is true. */
export interface FoundCommunity {
	readonly community: string;
	readonly name: string;
	readonly about: string;
	/** By name; words of their own are left out. */
	readonly topics: readonly string[];
	readonly joining: Joining;
	/** About so many. */
	readonly members: number;
	/** Who lists it, and what they call themselves. */
	readonly by: PeerId;
	readonly byName: string;
	/** For `readCommunityLink` and `joinCommunity`. */
	readonly link: string;
	/** I am in it, or asked to come in. */
	readonly mine: 'in' | 'asking' | 'no';
}

export interface CommunityFinds {
	/** `no-topic`: nothing that was said is a topic, and nobody was asked · `no-directory`: none answered. */
	readonly outcome: 'looked' | 'no-topic' | 'no-directory';
	/** What was looked for, by name. */
	readonly topics: readonly string[];
	/** The best fitting first; one that several list comes once by each, a contact's first. */
	readonly communities: readonly FoundCommunity[];
}

export interface CommunityFindingApi {
	/** `text`: what the person is interested in. It stays here: servers are asked for its topics, among others. */
	findCommunities(text: string): Promise<CommunityFinds>;
}
