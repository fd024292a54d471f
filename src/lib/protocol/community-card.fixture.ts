/** Cards of communities for tests: what an anchor lists, or somebody who only says so. */
import { base64url, sha256 } from './bytes.ts';
import { encodeCommunityLink, type CommunityLink } from './community-link.ts';
import { write, type Writing } from './envelope.ts';
import type { Device } from './identity.ts';
import { LISTING_LIFETIME_MS } from './limits.ts';

type Body = Writing<'community-card'>['body'];

export const communityNamed = (name: string): string => base64url(sha256(`community ${name}`));

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const keyHolder = { id: 'AAAAAAAAAAA', key: 'A'.repeat(43) };

export interface CardWish {
	readonly cells: readonly number[];
	readonly now: number;
	/** What the community is called, and told apart by. */
	readonly name?: string;
	readonly body?: Partial<Body>;
	readonly link?: Partial<CommunityLink>;
	readonly lifetimeMs?: number;
}

/** In text form. */
export async function communityCardOf(by: Device, wish: CardWish): Promise<string> {
	const { cells, now, name = 'Mushrooms', lifetimeMs = LISTING_LIFETIME_MS } = wish;
	const community = communityNamed(name);
	const link: CommunityLink = {
		...{ v: 1, community, name, invite: communityNamed('invite'), secret: communityNamed('secret') },
		...{ clock: 1, exp: now + 7 * LISTING_LIFETIME_MS },
		doors: [{ peer: by.peer, inbox: keyHolder, relay: 'https://relay.example' }],
		...wish.link
	};
	const card = await write<'community-card'>({
		kind: 'community-card',
		body: {
			...{ community, name, joining: 'approval', members: 5, link: encodeCommunityLink(link) },
			topics: cells.map((cell) => ({ cell, weight: 1 })),
			...wish.body
		},
		...{ from: by, travel: 'kept', now, random, lifetimeMs }
	});
	return card.text;
}
