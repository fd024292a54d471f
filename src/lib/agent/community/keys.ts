/**
 * The key of a community's epoch: made by an anchor, said by its hash in the entries, and handed to every member by itself.
 * Whoever was removed is given none; a key that the entries do not name is used by nobody.
 */
import { base64url } from '../../protocol/bytes.ts';
import { openEntry, reopenEntry } from '../../protocol/entry.ts';
import type { SaidOf } from '../../protocol/envelope.ts';
import type { Act } from '../../protocol/acts.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { isRefusal, refuse } from '../../protocol/refusal.ts';
import { checkOf, ordered, withKey } from './keys-kept.ts';
import { fellowsOf, keyOf, unblocked, type Room, type Rooms } from './society-rooms.ts';
import type { Blamed } from './sync.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
/** A member who says again that they lack it has not got the last one. */
const AGAIN_MS = 30_000;
/** To compare with those who are there. */
const HEAR_MS = 30_000;
/** As many as are kept beside the one in use. */
const KEPT_BESIDE = 6;

export interface Keys {
	/** The founding entry and the key in use, once in a while; `anew`: in any case. */
	send(room: Room, peer: PeerId, anew?: boolean): Promise<void>;
	/** A new one, to everybody who is in. */
	renew(room: Room): Promise<void>;
	/** Where it is due and I am the first anchor who is there. */
	renewWhereDue(room: Room, there: readonly PeerId[]): Promise<void>;
	/** True where it let me in. */
	heard(room: Room, said: SaidOf<'keys'>, blamed: Blamed): Promise<boolean>;
	/** After a look at the entries: says so where another key is in use than before. */
	looked(room: Room, before: string | undefined): Promise<void>;
}

export interface KeysDeps {
	readonly rooms: Rooms;
	/** Signs, keeps and hands on. */
	readonly act: (room: Room, act: Act) => Promise<unknown>;
}

export function createKeys({ rooms, act }: KeysDeps): Keys {
	const { deps } = rooms;
	const send: Keys['send'] = async (room, peer, anew = false) => {
		await rooms.look(room);
		const [key, founding, now] = [keyOf(room), room.kept.founding, deps.clock.now()];
		if (!key || founding === undefined) return;
		if (!anew && now - (room.keysSent.get(peer) ?? -Infinity) < AGAIN_MS) return;
		room.keysSent.set(peer, now);
		rooms.say(peer, () => deps.post.best(peer, 'keys', { community: room.id, founding, ...key }));
	};

	const renew: Keys['renew'] = async (room) => {
		const key = base64url(deps.random(32));
		const n = ((await rooms.look(room))?.epoch?.n ?? 0) + 1;
		// Kept before it is named: an epoch whose key nobody has would leave everybody out.
		await rooms.within(room.id, async () => {
			const used = keyOf(room);
			const others = room.kept.epochs.filter((one) => one !== used).slice(-KEPT_BESIDE);
			await rooms.change(room, { epochs: [...others, { n, key }, ...(used ? [used] : [])] });
		});
		await act(room, { kind: 'epoch', n, check: checkOf(key) });
		room.isKeyOld = false;
		const fellows = (await fellowsOf(room, rooms)).map(({ peer }) => peer);
		for (const peer of await unblocked(fellows, rooms)) await send(room, peer, true);
	};

	/** The founding entry in `said` is this community's: nobody can make another one. */
	const isFounding = async (room: Room, founding: string): Promise<boolean> => {
		if (room.kept.founding !== undefined) return room.kept.founding === founding;
		const entry = await openEntry(founding, deps.clock.now());
		return !isRefusal(entry) && entry.act.kind === 'found' && entry.community === room.id;
	};

	/** Among the others too: whoever reads the entries anew finds it there. */
	const keepFounding = async ({ id }: Room, founding: string): Promise<void> => {
		if (!(await deps.store.entries(id)).includes(founding)) await deps.store.append(id, [founding]);
	};

	return {
		send,
		renew,
		async renewWhereDue(room, there) {
			const seen = await rooms.look(room);
			if (seen?.mine !== 'anchor') return;
			const anchors = seen.members.filter(({ role }) => role === 'anchor').map(({ peer }) => peer);
			const [first] = anchors.filter((peer) => peer === deps.me || there.includes(peer)).sort();
			const now = deps.clock.now();
			room.watchedFrom ??= now;
			// Who was away for weeks hears first whether others renewed it.
			const isHeard = there.length > 0 && now - room.watchedFrom > HEAR_MS;
			const isOld = now - (seen.epoch?.at ?? -Infinity) > WEEK_MS && (isHeard || !seen.epoch);
			if (first === deps.me && (isOld || room.isKeyOld)) await renew(room);
		},
		async heard(room, { body }, blamed) {
			const { founding, n, key } = body;
			if (!(await isFounding(room, founding))) {
				await blamed(refuse('malformed', 'founding entry'));
				return false;
			}
			const isNew = room.kept.standing === 'asking';
			const before = await inUse(room);
			await rooms.within(room.id, async () => {
				await rooms.look(room);
				const epochs = withKey(room.kept.epochs, { n, key }, isNew ? undefined : room.seen?.epoch);
				if (!epochs && !isNew) return;
				const name = isNew ? nameIn(founding) : undefined;
				if (isNew) await keepFounding(room, founding);
				await rooms.change(room, {
					...{ epochs: epochs ?? room.kept.epochs, founding },
					...(isNew && { standing: 'in' }),
					...(name !== undefined && { name })
				});
			});
			await looked(room, before);
			return isNew;
		},
		looked
	};

	async function inUse(room: Room): Promise<string | undefined> {
		await rooms.look(room);
		return keyOf(room)?.key;
	}

	async function looked(room: Room, before: string | undefined): Promise<void> {
		const used = keyOf(room);
		if (!used || used.key === before) return;
		await rooms.within(room.id, () => rooms.change(room, { epochs: ordered(room.kept.epochs, used) }));
		deps.emit({ kind: 'epoch-changed', community: room.id });
	}
}

function nameIn(founding: string): string | undefined {
	const entry = reopenEntry(founding);
	return !isRefusal(entry) && entry.act.kind === 'found' ? entry.act.name : undefined;
}
