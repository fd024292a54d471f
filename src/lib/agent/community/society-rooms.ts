/**
 * The communities this node is in, one room each: what is kept, what its entries come to, and what is known of the other
 * members at the moment. Entries are verified by the desk and kept before anything follows from them. Whoever changes what is
 * kept does so in the room's own lane.
 */
import type { PeerId } from '../../protocol/identity.ts';
import type { Inside } from '../inside.ts';
import type { CommunityStore, KeptCommunity } from '../ports.ts';
import { isLive, type Post } from '../post.ts';
import { keyInUse, type EpochKey } from './keys-kept.ts';
import type { CommunityEvent } from './society-port.ts';
import type { Offered } from './sync-offered.ts';
import type { CommunityDesk, Head, Member, Overview, Taken } from './views.ts';

export type SocietyDeps = Pick<
	Inside,
	'me' | 'keyring' | 'self' | 'contacts' | 'cards' | 'mesh' | 'clock' | 'random' | 'lanes' | 'log'
> & {
	readonly store: CommunityStore;
	readonly desk: CommunityDesk;
	readonly post: Post;
	readonly emit: (event: CommunityEvent) => void;
};

/** Invites end and faults are noted without an entry. */
const LOOK_MS = 10_000;

export interface Sent {
	readonly heads: readonly Head[];
	readonly until: number;
	/** Nothing is left to send behind it. */
	readonly isAll: boolean;
}

/** What is known of a community beside what is kept; gone with the tab. */
export interface Room {
	readonly id: string;
	kept: KeptCommunity;
	/** As of the last look; out of date while `isStale`. */
	seen: Overview | undefined;
	isStale: boolean;
	lookedAt: number;
	/** Somebody looks now: whoever comes meanwhile sees the same, and not what was before. */
	looking: Promise<Overview | undefined> | undefined;
	/** What a look at the entries has to find out is still to be done. */
	isUnread: boolean;
	/** As it was when what follows from the entries was last found out. */
	before: Overview | undefined;
	/** What members said they hold. */
	readonly heads: Map<PeerId, readonly Head[]>;
	/** From whom what I lack is being brought; `waits`: I asked and nothing came yet. */
	bringing: { readonly peer: PeerId; readonly until: number; readonly waits: boolean } | undefined;
	/** What is on its way to members who asked for much: the heads they have once it came, and until when it is waited for. */
	readonly sent: Map<PeerId, Sent>;
	/** What they were sent and did not take. */
	readonly offered: Map<PeerId, Offered>;
	/** Who let me in, or whose door I knock at: they are heard before the entries say that they are members. */
	readonly helpers: Set<PeerId>;
	/** They knocked here, and get the key once they are members. */
	readonly knockers: Set<PeerId>;
	/** When the key was last sent, and to whom. */
	readonly keysSent: Map<PeerId, number>;
	/** Own entries that nobody was mailed yet. */
	unmailed: readonly string[];
	mailedAt: number;
	/** Letters to each member since they were last there. */
	readonly mailed: Map<PeerId, number>;
	knockedAt: number;
	/** Somebody is gone since the key was made. */
	isKeyOld: boolean;
	cardCheckedAt: number;
	/** Since when it is looked after in this tab. */
	watchedFrom: number | undefined;
}

export interface Rooms {
	readonly deps: SocietyDeps;
	readonly all: () => Promise<readonly Room[]>;
	readonly get: (id: string) => Promise<Room | undefined>;
	/** A new one, or the same with what is kept changed. */
	readonly put: (kept: KeptCommunity) => Promise<Room>;
	readonly change: (room: Room, change: Partial<KeptCommunity>) => Promise<void>;
	readonly forget: (room: Room) => Promise<void>;
	/** In the room's lane, one after the other: a job there must not wait for another one there. */
	readonly within: <T>(id: string, job: () => Promise<T>) => Promise<T>;
	/** The entries as the desk holds them now; undefined until somebody let us in. */
	readonly look: (room: Room) => Promise<Overview | undefined>;
	/** Hands entries to the desk and keeps the new ones. Throws NodeError where they cannot be kept; then nothing was taken. */
	readonly take: (room: Room, texts: readonly string[]) => Promise<Taken>;
	/** Beside everything else, in order for each reader, and without a word where they cannot be reached. */
	readonly say: (peer: PeerId, job: () => Promise<unknown>) => void;
}

export function createRooms(deps: SocietyDeps): Rooms {
	const { store, desk, me, clock, lanes } = deps;
	const rooms = new Map<string, Room>();
	const opening = new Map<string, Promise<void>>();
	let loading: Promise<void> | undefined;
	const load = async (): Promise<void> => {
		for (const kept of await store.list()) rooms.set(kept.id, aRoom(kept));
	};
	// Where loading fails, the next who asks tries again.
	const loaded = (): Promise<void> =>
		(loading ??= load().catch((error: unknown) => {
			loading = undefined;
			throw error;
		}));

	/** What this device kept it verified itself. */
	async function open({ id, kept }: Room): Promise<void> {
		const texts = await store.entries(id);
		const { founding } = kept;
		const all = founding === undefined || texts.includes(founding) ? texts : [founding, ...texts];
		await desk.open(id, all, me);
	}
	const opened = (room: Room): Promise<void> => {
		const before = opening.get(room.id);
		if (before) return before;
		const now = open(room);
		opening.set(room.id, now);
		now.catch(() => opening.delete(room.id));
		return now;
	};

	async function put(kept: KeptCommunity): Promise<Room> {
		await loaded();
		await store.put(kept);
		const room = rooms.get(kept.id) ?? aRoom(kept);
		room.kept = kept;
		rooms.set(kept.id, room);
		deps.emit({ kind: 'communities-changed' });
		return room;
	}

	return {
		deps,
		put,
		async all() {
			await loaded();
			return [...rooms.values()];
		},
		async get(id) {
			await loaded();
			return rooms.get(id);
		},
		async change(room, changed) {
			await put({ ...room.kept, ...changed });
		},
		async forget(room) {
			rooms.delete(room.id);
			opening.delete(room.id);
			await desk.close(room.id);
			await store.remove(room.id);
			deps.emit({ kind: 'communities-changed' });
		},
		within: (id, job) => lanes.run(`community/${id}`, job),
		async look(room) {
			if (room.kept.founding === undefined) return undefined;
			await opened(room);
			const now = clock.now();
			const isFresh = !room.isStale && now - room.lookedAt < LOOK_MS;
			if (isFresh && (room.looking || room.seen)) return room.looking ?? room.seen;
			[room.isStale, room.lookedAt] = [false, now];
			const looking = desk.overview(room.id, now);
			room.looking = looking;
			try {
				return (room.seen = await looking);
			} catch (error) {
				room.isStale = true;
				throw error;
			} finally {
				if (room.looking === looking) room.looking = undefined;
			}
		},
		async take(room, texts) {
			await opened(room);
			const taken = await desk.take(room.id, texts, clock.now());
			if (taken.fresh.length === 0) return taken;
			try {
				await store.append(room.id, taken.fresh);
			} catch (error) {
				// What is shown is what is kept.
				opening.delete(room.id);
				await desk.close(room.id);
				throw error;
			} finally {
				[room.isStale, room.isUnread] = [true, true];
			}
			return taken;
		},
		say(peer, job) {
			lanes
				.run(`community-talk/${peer}`, job)
				.catch((cause: unknown) => deps.log('not-said', { peer, why: String(cause) }));
		}
	};
}

const aRoom = (kept: KeptCommunity): Room => ({
	...{ id: kept.id, kept, seen: undefined, isStale: true, lookedAt: 0, isUnread: true },
	...{ looking: undefined, before: undefined, watchedFrom: undefined },
	...{
		heads: new Map(),
		sent: new Map(),
		offered: new Map(),
		bringing: undefined,
		helpers: new Set(),
		knockers: new Set()
	},
	...{ keysSent: new Map(), unmailed: [], mailedAt: 0, mailed: new Map() },
	...{ knockedAt: -Infinity, isKeyOld: false, cardCheckedAt: -Infinity }
});

/** All members but me. */
export async function fellowsOf(room: Room, { deps, look }: Rooms): Promise<readonly Member[]> {
	if (room.kept.standing !== 'in') return [];
	const seen = await look(room);
	// Who is out is told nothing by those who are in, and tells them nothing.
	if (!seen || seen.mine === 'none' || seen.mine === 'asking') return [];
	return seen.members.filter(({ peer }) => peer !== deps.me);
}

/** Those with an open tab whom my person did not block. */
export async function thereOf(room: Room, rooms: Rooms): Promise<readonly PeerId[]> {
	const { mesh } = rooms.deps;
	const there = (await fellowsOf(room, rooms)).filter(({ peer }) => isLive(mesh.reach(peer)));
	return unblocked(
		there.map(({ peer }) => peer),
		rooms
	);
}

export async function unblocked(peers: readonly PeerId[], { deps }: Rooms): Promise<readonly PeerId[]> {
	const known = await Promise.all(peers.map((peer) => deps.contacts.get(peer)));
	return peers.filter((_, at) => known[at]?.standing !== 'blocked');
}

/** So many of them, by lot. */
export function someOf<T>(all: readonly T[], most: number, { random }: SocietyDeps): readonly T[] {
	if (all.length <= most) return all;
	const rest = [...all];
	const lots = random(most * 2);
	return Array.from({ length: most }, (_, at) => {
		const lot = ((lots[2 * at] ?? 0) << 8) | (lots[2 * at + 1] ?? 0);
		return rest.splice(lot % rest.length, 1)[0]!;
	});
}

/** The key that the newest `epoch` names; undefined where I was not given it. */
export const keyOf = ({ kept, seen }: Pick<Room, 'kept' | 'seen'>): EpochKey | undefined =>
	keyInUse(kept.epochs, seen?.epoch);

export const isIn = ({ mine }: Pick<Overview, 'mine'>): boolean => mine !== 'none' && mine !== 'asking';

/** Entries in as few lots as messages hold. */
export function inLots(
	texts: readonly string[],
	most: number,
	chars: number
): readonly (readonly string[])[] {
	const lots: string[][] = [];
	let left = 0;
	for (const text of texts) {
		const last = lots.at(-1);
		if (!last || last.length >= most || text.length > left) {
			lots.push([text]);
			left = chars - text.length;
		} else {
			last.push(text);
			left -= text.length;
		}
	}
	return lots;
}
