/** What follows from a look at the entries: I am in, or out; another key is in use; somebody who knocked was let in. */
import type { Keys } from './keys.ts';
import { isIn, keyOf, type Room, type Rooms } from './society-rooms.ts';
import type { Society } from './society-port.ts';
import type { Head, Overview } from './views.ts';

export interface Looks {
	/** Once for all entries that came since. */
	readonly noticed: (room: Room) => Promise<void>;
	/** The key, to those who knocked here and are members now. */
	readonly letIn: (room: Room) => Promise<void>;
	behind: Society['behind'];
}

export function createLooks({ rooms, keys }: { readonly rooms: Rooms; readonly keys: Keys }): Looks {
	const letIn: Looks['letIn'] = async (room) => {
		const members = new Set((await rooms.look(room))?.members.map(({ peer }) => peer));
		for (const peer of room.knockers) {
			if (!members.has(peer)) continue;
			room.knockers.delete(peer);
			await keys.send(room, peer, true);
		}
	};

	return {
		letIn,
		async noticed(room) {
			if (!room.isUnread) return;
			room.isUnread = false;
			const { before } = room;
			const key = keyOf({ kept: room.kept, seen: before })?.key;
			const seen = await rooms.look(room);
			if (!seen) return;
			room.before = seen;
			await rooms.within(room.id, () => stand(room, seen, rooms));
			await keys.looked(room, key);
			if ((before?.epoch?.n ?? 0) < (seen.epoch?.n ?? 0)) room.isKeyOld = false;
			else if (isOneLess(before, seen)) room.isKeyOld = true;
			await letIn(room);
		},
		async behind(id) {
			const { heads } = await rooms.deps.desk.heads(id);
			const have = sumOf(heads);
			const told = [...((await rooms.get(id))?.heads.values() ?? [])].map((theirs) =>
				sumOf([...heads, ...theirs])
			);
			// One member who makes up heads makes nobody wait for ever.
			const middle = told.sort((a, b) => a - b)[(told.length - 1) >> 1] ?? have;
			return { have, known: Math.max(have, middle), heads };
		}
	};
}

/** In the room's lane. The link is kept until the entries say that I am in: afterwards they can say that I am out. */
async function stand(room: Room, seen: Overview, rooms: Rooms): Promise<void> {
	const { link, ...kept } = room.kept;
	if (kept.standing !== 'in') return;
	if (!isIn(seen)) {
		if (link === undefined) await rooms.change(room, { standing: 'removed' });
		return;
	}
	room.helpers.clear();
	if (link !== undefined || kept.name !== seen.name) await rooms.put({ ...kept, name: seen.name });
}

const isOneLess = (before: Overview | undefined, { members }: Overview): boolean => {
	const now = new Set(members.map(({ peer }) => peer));
	return before?.members.some(({ peer }) => !now.has(peer)) ?? false;
};

/** Of all logs, each as far as anybody named here holds it. */
function sumOf(heads: readonly Head[]): number {
	const far = new Map<string, number>();
	for (const { dev, seq } of heads) far.set(dev, Math.max(seq, far.get(dev) ?? 0));
	return [...far.values()].reduce((sum, seq) => sum + seq, 0);
}
