/**
 * Whether something is heard that was said about a community: members alone are heard, but for those who knock and those who
 * let in where I knocked; and of nobody more than an honest member says. Counted in memory: a reload forgives a minute.
 */
import { openEntry } from '../../protocol/entry.ts';
import type { SaidOf } from '../../protocol/envelope.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { isRefusal, refuse, type Refusal } from '../../protocol/refusal.ts';
import type { Pieces } from './society-pieces.ts';
import { fellowsOf, isIn, type Room, type Rooms } from './society-rooms.ts';
import type { CommunityKind, CommunityWords } from './society-port.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of everybody in a minute, and of one in an hour: each may be a stranger whom anybody could be. */
const KNOCKS_OF_ALL = 32;
const KNOCKS_OF_ONE = 4;
/** Of one member in a minute. A file of 20 MiB are 512 pieces; a long log comes in 64 entries at a time. */
const OF_ONE: Record<Exclude<CommunityKind, 'knock'>, number> = {
	...{ keys: 16, heads: 600, entries: 1_200, fetch: 2_048, piece: 2_048 }
};
const MOST_SENDERS = 512;

export type Judged = 'heard' | { readonly refusal: Refusal; readonly toBlame: boolean };

export interface Judge {
	readonly judge: (said: CommunityWords) => Promise<Judged>;
	/** The same without counting: what was admitted before the tab was closed may be of no effect by now. */
	readonly mayBeHeard: (said: CommunityWords) => Promise<Judged>;
}

export function createJudge(rooms: Rooms, pieces: Pick<Pieces, 'isWanted'>): Judge {
	const { clock } = rooms.deps;
	const counts = new Map<string, { since: number; many: number }>();
	/** False: too many in this span. */
	const within = (name: string, most: number, spanMs: number): boolean => {
		const now = clock.now();
		const before = counts.get(name);
		const count = before && now - before.since < spanMs ? before : { since: now, many: 0 };
		counts.delete(name);
		counts.set(name, count);
		const [longestAgo] = counts.keys();
		if (counts.size > MOST_SENDERS * 2 && longestAgo !== undefined) counts.delete(longestAgo);
		return ++count.many <= most;
	};

	const mayBeHeard = async (said: CommunityWords): Promise<Judged> => {
		const room = await rooms.get(said.body.community);
		if (!room) return stranger;
		switch (said.kind) {
			case 'knock':
				return knock(room, said);
			case 'keys':
				return room.kept.standing === 'asking' || (await isHeardOf(room, said.from)) ? 'heard' : stranger;
			case 'heads':
			case 'entries':
				return (await isHeardOf(room, said.from)) ? 'heard' : stranger;
			case 'fetch':
				return (await isFellow(room, said.from)) ? 'heard' : stranger;
			case 'piece':
				return pieces.isWanted(said) ? 'heard' : stranger;
		}
	};

	const isFellow = async (room: Room, peer: PeerId): Promise<boolean> => {
		// While much is brought, the last look will do for who brings it.
		const { bringing, seen } = room;
		if (bringing?.peer === peer && seen && isIn(seen) && seen.members.some((one) => one.peer === peer))
			return true;
		return (await fellowsOf(room, rooms)).some((one) => one.peer === peer);
	};

	const isHeardOf = async (room: Room, peer: PeerId): Promise<boolean> =>
		(room.kept.standing === 'in' && room.helpers.has(peer)) || isFellow(room, peer);

	/** Whether the join counts is the entries' to say; whose it is shows by itself. */
	const knock = async (room: Room, { from, body }: SaidOf<'knock'>): Promise<Judged> => {
		const seen = await rooms.look(room);
		if (room.kept.standing !== 'in' || !seen || !isIn(seen)) return stranger;
		const entry = await openEntry(body.join, clock.now());
		if (isRefusal(entry)) return { refusal: entry, toBlame: entry.rejected !== 'not-yet' };
		const isTheirs = entry.author === from && entry.community === room.id && entry.act.kind === 'join';
		return isTheirs ? 'heard' : { refusal: refuse('malformed', 'join of another'), toBlame: true };
	};

	return {
		mayBeHeard,
		async judge(said) {
			// Counted before anything is opened for it.
			const isFew =
				said.kind === 'knock'
					? within(`knock/${said.from}`, KNOCKS_OF_ONE, HOUR_MS) && within('knock', KNOCKS_OF_ALL, MINUTE_MS)
					: within(`${said.kind}/${said.from}`, OF_ONE[said.kind], MINUTE_MS);
			return isFew ? mayBeHeard(said) : { refusal: refuse('stranger', 'too many'), toBlame: false };
		}
	};
}

const stranger: Judged = { refusal: refuse('stranger', 'no member'), toBlame: false };
