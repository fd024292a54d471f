/**
 * Entries on their way between members. What is new is pushed to those who are there, and mailed to those who are not where
 * the community is small; what that leaves out is found by comparing heads, and brought from one member at a time. Nothing is
 * sent to anybody, or taken from anybody, who is no member as far as the entries say.
 */
import type { SaidOf } from '../../protocol/envelope.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { MAX_ENTRIES_TOLD, MAX_LOGS } from '../../protocol/limits.ts';
import { refuse, type Refusal } from '../../protocol/refusal.ts';
import { isLive } from '../post.ts';
import type { Keys } from './keys.ts';
import {
	fellowsOf,
	inLots,
	keyOf,
	someOf,
	thereOf,
	unblocked,
	type Room,
	type Rooms
} from './society-rooms.ts';
import { noneOffered, noteOffered, seqsOf, withResting } from './sync-offered.ts';
import type { Head, Taken } from './views.ts';

/** Of one message: a payload holds them with its certificate and header. */
const LOT_CHARS = 56 * 1024;
/** So many are told at once by who wrote it; each of them tells on a few. */
const TOLD_FIRST = 6;
const TOLD_ON = 3;
/** So many entries are on their way to one who asked, before they say that some came: fewer than wait for those before them. */
const MOST_AHEAD = 160;
/** Members of whom it is remembered what they hold. */
const MOST_HEARD = 16;
/** Who was asked for what I lack and says nothing for so long is not waited for. */
const BRING_MS = 6_000;
/** Communities in which who is away gets letters. */
const MAILED_MEMBERS = 16;
/** A mailbox holds 64 letters of one sender; what is said while somebody is away for long they fetch when they are back. */
const MOST_MAILED = 24;

export type Blamed = (refusal: Refusal) => Promise<void>;

export interface Sync {
	/** Mine, just kept: told to everybody it can be told to. */
	pushOwn(room: Room, texts: readonly string[], isUrgent: boolean): Promise<void>;
	/** What waited for a letter of its own leaves. */
	mailRest(room: Room): Promise<void>;
	/** Compares heads with them. */
	compare(room: Room, peer: PeerId): void;
	/** Says all heads, so that they send what I lack. */
	ask(room: Room, peer: PeerId): void;
	/** With one or two of those who are there; with who let me in where the entries do not say yet who else is. */
	compareWithSome(room: Room): Promise<void>;
	heads(room: Room, said: SaidOf<'heads'>): Promise<void>;
	/** Entries by whomever; resolves when they are kept. */
	entries(
		room: Room,
		from: PeerId | undefined,
		texts: readonly string[],
		blamed: Blamed
	): Promise<Taken | undefined>;
}

export interface SyncDeps {
	readonly rooms: Rooms;
	readonly keys: Pick<Keys, 'send'>;
	/** What follows from entries that came. */
	readonly noticed: (room: Room) => Promise<void>;
}

export function createSync({ rooms, keys, noticed }: SyncDeps): Sync {
	const { desk, post, mesh, clock } = rooms.deps;

	const tell = (room: Room, peer: PeerId, texts: readonly string[]): void => {
		for (const entries of inLots(texts, MAX_ENTRIES_TOLD, LOT_CHARS))
			rooms.say(peer, () => post.live(peer, 'entries', { community: room.id, entries: [...entries] }));
	};

	const sayHeads = (room: Room, peer: PeerId, full: boolean): void =>
		rooms.say(peer, async () => {
			const { digest, heads } = await desk.heads(room.id);
			await rooms.look(room);
			const said = { community: room.id, digest, epoch: keyOf(room)?.n ?? 0 };
			const some = someOf(heads, MAX_LOGS, rooms.deps);
			await post.live(peer, 'heads', full ? { ...said, heads: some.map(headOf) } : said);
		});

	const compare: Sync['compare'] = (room, peer) => sayHeads(room, peer, false);

	const ask: Sync['ask'] = (room, peer) => {
		const { bringing } = room;
		const now = clock.now();
		if (bringing && now < bringing.until && (bringing.peer !== peer || bringing.waits)) return;
		room.bringing = { peer, until: now + BRING_MS, waits: true };
		sayHeads(room, peer, true);
	};

	const isBehind = async (room: Room, theirs: readonly Head[]): Promise<boolean> => {
		const mine = seqsOf((await desk.heads(room.id)).heads);
		return theirs.some(({ dev, seq }) => seq > (mine.get(dev) ?? 0));
	};

	/**
	 * What they lack, some messages ahead of what they say they hold: a joiner of a large community does not wait for each.
	 * What was lost on the way is sent again once it is overdue.
	 */
	const bring = async (
		room: Room,
		to: PeerId,
		said: readonly Head[],
		mine: readonly Head[]
	): Promise<void> => {
		const now = clock.now();
		const offered = room.offered.get(to) ?? noneOffered();
		keepNewest(room.offered, to, offered);
		const theirs = withResting(said, offered, now);
		// Nothing but what rests is between us.
		if (ahead(said, mine) > 0 && ahead(theirs, mine) === 0) return;
		const before = room.sent.get(to);
		const isOnItsWay = before !== undefined && now < before.until && ahead(theirs, before.heads) > 0;
		if (isOnItsWay && before.isAll) return;
		let heads = isOnItsWay ? before.heads : theirs;
		let [more, lots] = [true, 0];
		while (more && ahead(theirs, heads) < MOST_AHEAD) {
			const lot = await desk.missing(room.id, heads, LOT_CHARS);
			if (lot.texts.length > 0) tell(room, to, lot.texts);
			more = lot.more && ahead(heads, lot.heads) > 0;
			heads = lot.heads;
			// Then they ask on by themselves, instead of waiting until something is compared again.
			if (more && !isOnItsWay && lots === 0) sayHeads(room, to, true);
			lots++;
		}
		if (!isOnItsWay) noteOffered(offered, theirs, heads, now);
		// Who asks again and again gets no further by that: only what was sent is waited for, and then sent once more.
		if (isOnItsWay && lots === 0) return;
		// What fits into one message is sent as often as they ask: they may lack something else to place it.
		if (isOnItsWay || lots > 1) keepNewest(room.sent, to, { heads, until: now + BRING_MS, isAll: !more });
		else room.sent.delete(to);
	};

	/** Where there were many they are not told on one by one: the others hear that there is something, and ask. */
	const brought = async (room: Room, from: PeerId, fresh: readonly string[]): Promise<void> => {
		const theirs = room.heads.get(from) ?? [];
		room.bringing = undefined;
		if (fresh.length > 0 && (await isBehind(room, theirs))) return ask(room, from);
		await noticed(room);
		const others = (await thereOf(room, rooms)).filter((peer) => peer !== from);
		for (const peer of someOf(others, TOLD_FIRST, rooms.deps)) compare(room, peer);
	};

	const mail = async (room: Room): Promise<void> => {
		const texts = room.unmailed;
		[room.unmailed, room.mailedAt] = [[], clock.now()];
		if (texts.length === 0) return;
		const fellows = await fellowsOf(room, rooms);
		if (fellows.length >= MAILED_MEMBERS) return;
		const away = fellows.map(({ peer }) => peer).filter((peer) => !isLive(mesh.reach(peer)));
		for (const peer of await unblocked(away, rooms)) {
			for (const entries of inLots(texts, MAX_ENTRIES_TOLD, LOT_CHARS)) {
				const letters = room.mailed.get(peer) ?? 0;
				if (letters >= MOST_MAILED) break;
				room.mailed.set(peer, letters + 1);
				rooms.say(peer, () => post.mail(peer, 'entries', { community: room.id, entries: [...entries] }));
			}
		}
	};

	const entries: Sync['entries'] = async (room, from, texts, blamed) => {
		const taken = await rooms.within(room.id, () => rooms.take(room, texts));
		await blame(taken, from, room, blamed, rooms);
		const { fresh, refused } = taken;
		const isAnswer = from !== undefined && room.bringing?.peer === from;
		// What was refused may be a fault that anchors should see.
		if (fresh.length > 0 || refused.length > 0)
			rooms.deps.emit({ kind: 'community-changed', community: room.id, fresh, mine: false });
		if (isAnswer) {
			await brought(room, from, fresh);
			return taken;
		}
		if (fresh.length === 0) return taken;
		await noticed(room);
		const others = (await thereOf(room, rooms)).filter((peer) => peer !== from);
		for (const peer of someOf(others, TOLD_ON, rooms.deps)) tell(room, peer, fresh);
		return taken;
	};

	return {
		compare,
		ask,
		entries,
		mailRest: mail,
		async pushOwn(room, texts, isUrgent) {
			const there = await thereOf(room, rooms);
			for (const peer of someOf(there, TOLD_FIRST, rooms.deps)) tell(room, peer, texts);
			room.unmailed = [...room.unmailed, ...texts];
			if (isUrgent) await mail(room);
		},
		async compareWithSome(room) {
			const there = await thereOf(room, rooms);
			for (const peer of someOf(there, there.length > 4 ? 2 : 1, rooms.deps)) compare(room, peer);
			if (there.length === 0) for (const peer of someOf([...room.helpers], 1, rooms.deps)) ask(room, peer);
		},
		async heads(room, { from, body }) {
			await rooms.look(room);
			const mine = await desk.heads(room.id);
			if (body.epoch < (keyOf(room)?.n ?? 0)) await keys.send(room, from);
			if (body.heads) keepNewest(room.heads, from, body.heads);
			if (body.digest === mine.digest) {
				if (room.bringing?.peer === from) room.bringing = undefined;
				return;
			}
			if (!body.heads) return sayHeads(room, from, true);
			await bring(room, from, body.heads, mine.heads);
			if (await isBehind(room, body.heads)) ask(room, from);
		}
	};
}

/** Of those heard last. */
function keepNewest<T>(known: Map<PeerId, T>, from: PeerId, said: T): void {
	known.delete(from);
	known.set(from, said);
	const [longestAgo] = known.keys();
	if (known.size > MOST_HEARD && longestAgo !== undefined) known.delete(longestAgo);
}

/** How many entries the second heads are beyond the first. */
function ahead(first: readonly Head[], second: readonly Head[]): number {
	const known = seqsOf(first);
	return second.reduce((sum, { dev, seq }) => sum + Math.max(0, seq - (known.get(dev) ?? 0)), 0);
}

const headOf = ({ dev, seq }: Head): Head => ({ dev, seq });

/** Held against who handed them on, once for the whole: an honest member opened them before. */
async function blame(
	{ refused }: Taken,
	from: PeerId | undefined,
	room: Room,
	blamed: Blamed,
	{ deps }: Rooms
): Promise<void> {
	const [worst] = refused.filter(({ toBlame }) => toBlame);
	if (!worst) return;
	await blamed(refuse(worst.reason, 'entry'));
	if (from === undefined) return;
	await deps.desk.fault(room.id, from, worst.reason, deps.clock.now());
	room.isStale = true;
}
