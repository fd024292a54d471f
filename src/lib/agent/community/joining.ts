/**
 * Coming in: an anchor makes a link, a guest signs a `join` and knocks at the doors that the link names, and a member who can
 * verify it takes the join in like any entry. Whoever the entries make a member is given the key by those who were knocked at.
 */
import type { Act } from '../../protocol/acts.ts';
import { base64url, hex } from '../../protocol/bytes.ts';
import {
	decodeCommunityLink,
	encodeCommunityLink,
	joinProof,
	type CommunityLink,
	type DoorOf
} from '../../protocol/community-link.ts';
import { publicKeyOf } from '../../protocol/ed25519.ts';
import { reopenEntry, writeEntry, type Entry, type EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { MAX_COMMUNITY_LINK_CHARS, MAX_DOORS } from '../../protocol/limits.ts';
import { isRefusal } from '../../protocol/refusal.ts';
import { ownCard } from '../cards.ts';
import { NodeError, type KeptCommunity, type SeenCard } from '../ports.ts';
import { fellowsOf, isIn, unblocked, type Room, type Rooms } from './society-rooms.ts';
import type { CommunityOffer } from './society-port.ts';

/** Who knocked without being let in is asked again, by whoever is there; members hear four knocks an hour of one. */
const KNOCK_AGAIN_MS = 20 * 60_000;

export interface Joining {
	invite(room: Room, uses: number, until: number): Promise<string>;
	read(link: string): Promise<CommunityOffer>;
	join(link: string): Promise<Room>;
	/** At every door, with a letter where nobody is there; `again`: only where somebody is, and not too often. */
	knock(room: Room, again?: boolean): Promise<void>;
}

export interface JoiningDeps {
	readonly rooms: Rooms;
	readonly act: (room: Room, act: Act) => Promise<Entry>;
	readonly cardOf: (peer: PeerId) => Promise<SeenCard | undefined>;
}

/** What stands after `#c=`, of a whole link too. */
const partOf = (link: string): string => (link.split('#c=')[1] ?? link).trim();

/** Where to knock; none once somebody let me in. */
export function doorsOf({ kept }: Room): readonly DoorOf[] {
	if (kept.link === undefined) return [];
	const link = decodeCommunityLink(kept.link);
	return isRefusal(link) ? [] : link.doors;
}

export function createJoining({ rooms, act, cardOf }: JoiningDeps): Joining {
	const { deps } = rooms;

	const ownDoor = async (): Promise<DoorOf> => {
		const [relay] = deps.self().relays;
		if (relay === undefined) throw new NodeError('unreachable', { detail: 'no server' });
		const { id, key } = await deps.keyring.inbox();
		return { peer: deps.me, inbox: { id, key }, relay };
	};

	/** Mine first; anchors before others, who may take in a join but let nobody in who has to wait. */
	const doors = async (room: Room): Promise<readonly DoorOf[]> => {
		const fellows = await fellowsOf(room, rooms);
		const sorted = [...fellows].sort((a, b) => Number(b.role === 'anchor') - Number(a.role === 'anchor'));
		const found = [await ownDoor()];
		for (const peer of await unblocked(
			sorted.filter(({ role }) => role !== 'guest').map((one) => one.peer),
			rooms
		)) {
			if (found.length >= MAX_DOORS) break;
			const card = await cardOf(peer);
			const relay = card?.relays[0];
			if (card && relay !== undefined) found.push({ peer, inbox: card.inbox, relay });
		}
		return found;
	};

	/** Long addresses leave doors out. */
	const encoded = (link: CommunityLink): string => {
		const text = encodeCommunityLink(link);
		if (text.length <= MAX_COMMUNITY_LINK_CHARS || link.doors.length === 1) return text;
		return encoded({ ...link, doors: link.doors.slice(0, -1) });
	};

	const offer = async (link: string): Promise<CommunityOffer> => {
		const read = decodeCommunityLink(partOf(link));
		const nobody = deps.me;
		if (isRefusal(read))
			return { community: '', name: '', by: nobody, byName: '', expiresAt: 0, refused: 'malformed' };
		const { community, name, from, exp, doors: at } = read;
		const standing = (await rooms.get(community))?.kept.standing;
		const refused = standing === 'in' ? 'already-in' : exp < deps.clock.now() ? 'expired' : undefined;
		return {
			...{ community, name, by: at[0]?.peer ?? nobody, byName: from ?? '', expiresAt: exp },
			...(refused && { refused })
		};
	};

	/** Until somebody let me in the desk knows of nothing: a second join stands behind the first one all the same. */
	const nextPlace = async (community: string) => {
		const { dev } = deps.keyring.device;
		if ((await rooms.get(community))?.kept.founding !== undefined) return deps.desk.next(community, dev);
		const last = (await deps.store.entries(community)).map((text) => reopenEntry(text)).at(-1);
		if (!last || isRefusal(last)) return { seq: 1, prev: '', clock: 0 };
		return { seq: last.seq + 1, prev: last.id, clock: last.clock + 1 };
	};

	/** Stands behind the invite, whatever else of the community I do not know. */
	const signedJoin = async (link: CommunityLink): Promise<Entry> => {
		const { community, invite, secret } = link;
		const proof = await joinProof(secret, community, deps.me);
		const { clock, ...place } = await nextPlace(community);
		return writeEntry(deps.keyring.device, {
			...{ community, ...place, at: deps.clock.now(), clock: Math.max(clock, link.clock + 1) },
			act: { kind: 'join', invite, proof, card: await ownCard(deps) }
		});
	};

	const lastJoin = async ({ id }: Room, invite: EntryId | undefined): Promise<string | undefined> =>
		(await deps.store.entries(id)).findLast((text) => {
			const entry = reopenEntry(text);
			if (isRefusal(entry) || entry.act.kind !== 'join' || entry.dev !== deps.keyring.device.dev)
				return false;
			return invite === undefined || entry.act.invite === invite;
		});

	const knock: Joining['knock'] = async (room, again = false) => {
		const now = deps.clock.now();
		if (again && now - room.knockedAt < KNOCK_AGAIN_MS) return;
		const join = await lastJoin(room, undefined);
		if (join === undefined) return;
		room.knockedAt = now;
		for (const { peer } of doorsOf(room)) {
			if (peer === deps.me) continue;
			room.helpers.add(peer);
			const body = { community: room.id, join };
			rooms.say(peer, () =>
				again ? deps.post.live(peer, 'knock', body) : deps.post.best(peer, 'knock', body)
			);
		}
	};

	return {
		knock,
		read: offer,
		async invite(room, uses, until) {
			// Before anything is signed: a link that nobody can knock with is none.
			await ownDoor();
			const secret = deps.random(32);
			const entry = await act(room, { kind: 'invite', key: hex(publicKeyOf(secret)), uses, until });
			const [at, name] = [await doors(room), deps.self().name];
			const link = encoded({
				...{ v: 1, community: room.id, name: room.kept.name, invite: entry.id, exp: until },
				...{ secret: base64url(secret), clock: entry.clock, doors: at, ...(name && { from: name }) }
			});
			await rooms.within(room.id, () =>
				rooms.change(room, { invites: { ...room.kept.invites, [entry.id]: { link } } })
			);
			return link;
		},
		async join(given) {
			const { community, refused } = await offer(given);
			if (refused === 'already-in') return (await rooms.get(community))!;
			const link = decodeCommunityLink(partOf(given));
			if (refused || isRefusal(link)) throw new NodeError('invite-spent', { detail: refused ?? 'malformed' });
			const known = await rooms.get(community);
			const kept = asked(known?.kept, link, partOf(given), deps.clock.now());
			const room = await rooms.within(community, async () => {
				if (known) await rooms.look(known);
				// Before the entry: one that is kept without its community would be lost with the tab.
				const there = await rooms.put(kept);
				if (known && (await lastJoin(known, link.invite)) && !isOut(known)) return there;
				const entry = await signedJoin(link);
				if (there.kept.founding === undefined) await deps.store.append(community, [entry.text]);
				else await rooms.take(there, [entry.text]);
				return there;
			});
			await knock(room);
			return room;
		}
	};
}

/** They were in and are no more: the join that once let them in is spent. */
const isOut = ({ seen }: Room): boolean => seen !== undefined && !isIn(seen) && seen.mine !== 'asking';

const asked = (
	known: KeptCommunity | undefined,
	{ community, name }: CommunityLink,
	link: string,
	now: number
): KeptCommunity => ({
	...{ id: community, name, epochs: [], invites: {}, joinedAt: now, readTo: 0 },
	...{ muted: false, agentAnswers: false },
	...known,
	...{ standing: 'asking', link }
});
