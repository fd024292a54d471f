/** Fellow members as somebody to write to: their newest card, and the doors at which I knock. Nobody becomes a contact by it. */
import { openCard } from '../../protocol/carried.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { isRefusal } from '../../protocol/refusal.ts';
import { ownCard, seenCard } from '../cards.ts';
import type { Correspondent } from '../correspondents.ts';
import type { SeenCard } from '../ports.ts';
import { doorsOf } from './joining.ts';
import { fellowsOf, isIn, unblocked, type Room, type Rooms } from './society-rooms.ts';
import { wantedOf } from './wanted.ts';

/** A member's card is opened once: 256 members in a few communities. */
const MOST_OPENED = 1_024;
/** Inbox keys change weekly. */
const CARD_CHECK_MS = 10 * 60_000;

export interface People {
	readonly cardOf: (peer: PeerId) => Promise<SeenCard | undefined>;
	readonly correspondent: (peer: PeerId) => Promise<Correspondent | undefined>;
	/** Rooms that both of us are in. */
	readonly sharedWith: (peer: PeerId) => Promise<readonly Room[]>;
	readonly wanted: () => Promise<readonly { readonly peer: PeerId; readonly relays: readonly string[] }[]>;
	/** My card, where the others have one that says another inbox or an older version; now and then. */
	readonly newCard: (room: Room) => Promise<string | undefined>;
}

export function createPeople(rooms: Rooms): People {
	const { deps } = rooms;
	const opened = new Map<string, SeenCard | undefined>();
	/** Who is out is told so; and whoever leaves says it to those who are then no fellows any more. */
	const lately = new Map<PeerId, SeenCard>();

	const open = async (text: string, peer: PeerId): Promise<SeenCard | undefined> => {
		if (opened.has(text)) return opened.get(text);
		const now = deps.clock.now();
		const card = await openCard(text, now, peer);
		const seen = isRefusal(card) ? undefined : seenCard(card, text, now);
		opened.set(text, seen);
		const [first] = opened.keys();
		if (opened.size > MOST_OPENED && first !== undefined) opened.delete(first);
		return seen;
	};

	const sharedWith: People['sharedWith'] = async (peer) => {
		const shared: Room[] = [];
		for (const room of await rooms.all())
			if ((await fellowsOf(room, rooms)).some((one) => one.peer === peer)) shared.push(room);
		return shared;
	};

	const cardOf: People['cardOf'] = async (peer) => {
		const met = await deps.cards.get(peer);
		let newest: SeenCard | undefined;
		for (const room of await rooms.all()) {
			const member = (await fellowsOf(room, rooms)).find((one) => one.peer === peer);
			const card = member && (await open(member.card, peer));
			if (card && card.version >= (newest?.version ?? 0)) newest = card;
		}
		const card = newest && met && met.version > newest.version ? met : newest;
		if (card) lately.set(peer, card);
		const [first] = lately.keys();
		if (lately.size > MOST_OPENED && first !== undefined) lately.delete(first);
		return card;
	};

	const doorOf = async (peer: PeerId): Promise<Correspondent | undefined> => {
		for (const room of await rooms.all()) {
			const door = doorsOf(room).find((one) => one.peer === peer);
			if (door) return { peer, name: '', inbox: door.inbox, relays: [door.relay], certificateSeq: 0 };
		}
		return undefined;
	};

	return {
		cardOf,
		sharedWith,
		correspondent: async (peer) => (await cardOf(peer)) ?? lately.get(peer) ?? doorOf(peer),
		async wanted() {
			const wanted = new Map<PeerId, readonly string[]>();
			for (const room of await rooms.all()) {
				const fellows = await fellowsOf(room, rooms);
				const near = wantedOf([deps.me, ...fellows.map(({ peer }) => peer)], deps.me);
				for (const peer of await unblocked(near, rooms))
					if (!wanted.has(peer)) wanted.set(peer, (await cardOf(peer))?.relays ?? []);
				for (const { peer, relay } of doorsOf(room))
					if (peer !== deps.me && !wanted.has(peer)) wanted.set(peer, [relay]);
			}
			return [...wanted].map(([peer, relays]) => ({ peer, relays }));
		},
		async newCard(room) {
			const now = deps.clock.now();
			const seen = await rooms.look(room);
			if (now - room.cardCheckedAt < CARD_CHECK_MS || !seen || !isIn(seen)) return undefined;
			room.cardCheckedAt = now;
			const mine = seen.members.find(({ peer }) => peer === deps.me);
			const said = mine && (await open(mine.card, deps.me));
			const { id } = await deps.keyring.inbox();
			if (said?.inbox.id === id && said.version >= deps.self().cardVersion) return undefined;
			return ownCard(deps);
		}
	};
}
