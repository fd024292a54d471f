/**
 * What opens a community to somebody who has its link: which one it is, the invite and its secret, and the members at whose
 * door they may knock. Nobody is asked and nothing is sent by reading it.
 */
import * as v from 'valibot';
import { base64url, fromBase64url, fromHex, fromUtf8, utf8, concat } from './bytes.ts';
import type { CommunityId } from './entry.ts';
import { asPeerId, sign, verify, type PeerId } from './identity.ts';
import { MAX_COMMUNITY_LINK_CHARS, MAX_DOORS, MAX_NAME_CHARS } from './limits.ts';
import { refuse, type Refusal } from './refusal.ts';
import { base64urlOf, count, keyHex, line, list, relayUrl } from './schema.ts';

const linkBody = v.object({
	v: v.literal(1),
	community: base64urlOf(32),
	name: line(MAX_NAME_CHARS, 1),
	/** What the one who made the link calls themselves. */
	from: v.optional(line(MAX_NAME_CHARS)),
	/** The entry that made the invite, and the secret of its key. */
	invite: base64urlOf(32),
	secret: base64urlOf(32),
	/** Of the newest entry its maker knew: a join stands after the invite, whatever else the guest does not know. */
	clock: count(),
	exp: count(),
	/** Members who can let in, the one who made the link first. */
	doors: v.pipe(
		list(
			v.object({
				peer: keyHex,
				inbox: v.object({ id: base64urlOf(8), key: base64urlOf(32) }),
				relay: relayUrl
			}),
			MAX_DOORS
		),
		v.minLength(1)
	)
});

type Body = v.InferOutput<typeof linkBody>;
export type DoorOf = Omit<Body['doors'][number], 'peer'> & { readonly peer: PeerId };
export interface CommunityLink extends Omit<Body, 'doors'> {
	readonly doors: readonly DoorOf[];
}

/** The part of the link after `#c=`. */
export const encodeCommunityLink = (link: CommunityLink): string =>
	base64url(utf8(JSON.stringify(v.parse(linkBody, link))));

/** Reads what stands after `#c=`. */
export function decodeCommunityLink(encoded: string): CommunityLink | Refusal {
	if (encoded.length > MAX_COMMUNITY_LINK_CHARS) return refuse('oversize');
	try {
		const body = v.parse(linkBody, JSON.parse(fromUtf8(fromBase64url(encoded))));
		const doors = body.doors.flatMap(({ peer, ...door }) => {
			const id = asPeerId(peer);
			return id ? [{ ...door, peer: id }] : [];
		});
		return { ...body, doors };
	} catch {
		return refuse('malformed');
	}
}

const joinBytes = (community: CommunityId, author: PeerId) =>
	concat(fromBase64url(community), fromHex(author));

/** That `author` was given the link: the invite key's signature, base64url. */
export async function joinProof(secret: string, community: CommunityId, author: PeerId): Promise<string> {
	return base64url(await sign(fromBase64url(secret), 'join', joinBytes(community, author)));
}

/** Never throws. `key`: the invite's, hex. */
export async function isJoinProof(
	proof: string,
	key: string,
	community: CommunityId,
	author: PeerId
): Promise<boolean> {
	try {
		return await verify(key, 'join', joinBytes(community, author), fromBase64url(proof));
	} catch {
		return false;
	}
}
