/**
 * The communities of this node: what my person does there is signed, kept and handed on; what others say about them is judged,
 * kept, and followed by what it asks for. What the entries come to is the desk's to say; this only acts on it.
 */
import type { Act } from '../../protocol/acts.ts';
import { base64url } from '../../protocol/bytes.ts';
import { writeEntry, type Entry } from '../../protocol/entry.ts';
import { asPeerId, type PeerId } from '../../protocol/identity.ts';
import { ownCard } from '../cards.ts';
import type { Correspondent } from '../correspondents.ts';
import { createJoining, doorsOf } from './joining.ts';
import { createKeys } from './keys.ts';
import { createJudge } from './society-judge.ts';
import { createLooks } from './society-looks.ts';
import { checkMay } from './society-may.ts';
import { createPeople } from './society-people.ts';
import { createPieces } from './society-pieces.ts';
import type { CommunityWords, Society } from './society-port.ts';
import { createRooms, isIn, thereOf, type Room, type SocietyDeps } from './society-rooms.ts';
import { createSync, type Blamed } from './sync.ts';

export type { SocietyDeps } from './society-rooms.ts';

/** What the rest of the agent asks beside. */
export interface SocietyInside extends Society {
	/** Where mail to a fellow member goes, and to whom I knock at. */
	correspondent(peer: PeerId): Promise<Correspondent | undefined>;
	/** Communities of both of us in which my agent may answer by itself. */
	answersFor(peer: PeerId): Promise<readonly string[]>;
}

/** What is written many times a minute waits for company before it is mailed. */
const unhurried: ReadonlySet<Act['kind']> = new Set(['edit', 'react', 'card']);
/** Then it is mailed after all. */
const MAIL_MS = 60_000;
/** Entries of mine that somebody who is removed gets with the removal: theirs may lack the ones before. */
const TAIL = 16;
/** Where nobody is there when I leave: so many find it in their mail, and tell the rest. */
const TOLD_AWAY = 3;
/** Who waits to be let in is remembered for so many. */
const MOST_KNOCKERS = 64;

export function createSociety(deps: SocietyDeps): SocietyInside {
	const rooms = createRooms(deps);
	const pieces = createPieces(rooms);
	const { judge, mayBeHeard } = createJudge(rooms, pieces);
	const people = createPeople(rooms);
	const keys = createKeys({ rooms, act });
	const looks = createLooks({ rooms, keys });
	const sync = createSync({ rooms, keys, noticed: looks.noticed });
	const joining = createJoining({ rooms, act, cardOf: people.cardOf });

	const must = async (id: string): Promise<Room> => {
		const room = await rooms.get(id);
		if (!room) throw new RangeError('community: unknown');
		return room;
	};

	/** In the room's lane. */
	async function write(room: Room, act: Act): Promise<Entry> {
		const seen = await rooms.look(room);
		if (!seen) throw new RangeError(`${act.kind}: nobody let us in yet`);
		checkMay(act, seen, deps.me);
		const entry = await writeEntry(deps.keyring.device, {
			...{ community: room.id, act, at: deps.clock.now() },
			...(await deps.desk.next(room.id, deps.keyring.device.dev))
		});
		const { fresh } = await rooms.take(room, [entry.text]);
		if (!fresh.includes(entry.text)) throw new RangeError(`${act.kind}: not taken`);
		deps.emit({ kind: 'community-changed', community: room.id, fresh, mine: true });
		return entry;
	}

	async function act(room: Room, done: Act): Promise<Entry> {
		const before = await rooms.look(room);
		const entry = await rooms.within(room.id, () => write(room, done));
		// Who leaves is out by then, and tells the others all the same: leaving itself hands it on.
		if (done.kind !== 'leave') await sync.pushOwn(room, [entry.text], !unhurried.has(done.kind));
		await looks.noticed(room);
		const waited = done.kind === 'role' && before?.asking.find(({ peer }) => peer === done.peer);
		if (waited) await keys.send(room, waited.peer, true);
		return entry;
	}

	async function remove(id: string, peer: PeerId): Promise<Entry> {
		const room = await must(id);
		const wasIn = (await rooms.look(room))?.members.some((one) => one.peer === peer) ?? false;
		await people.cardOf(peer);
		const heads = await deps.desk.logsOf(id, peer);
		const entry = await act(room, {
			kind: 'remove',
			peer,
			heads: heads.map(({ dev, seq }) => ({ dev, seq }))
		});
		if (!wasIn) return entry;
		// The last that they are told: that they are out.
		const { dev } = deps.keyring.device;
		const theirs = (await deps.desk.heads(id)).heads.map((head) =>
			head.dev === dev ? { dev, seq: Math.max(0, head.seq - TAIL) } : head
		);
		const entries = [...(await deps.desk.missing(id, theirs, 48 * 1024)).texts];
		if (entries.length > 0)
			rooms.say(peer, () => deps.post.best(peer, 'entries', { community: id, entries }));
		await keys.renew(room);
		return entry;
	}

	async function leave(id: string, forget: boolean): Promise<void> {
		const room = await must(id);
		const seen = await rooms.look(room);
		if (room.kept.standing === 'in' && seen && isIn(seen) && seen.members.length > 1) {
			const there = await thereOf(room, rooms);
			const others = seen.members.map((one) => one.peer).filter((peer) => peer !== deps.me);
			for (const peer of others) await people.cardOf(peer);
			const { text } = await act(room, { kind: 'leave' });
			for (const peer of there.length > 0 ? there : others.slice(0, TOLD_AWAY))
				rooms.say(peer, () => deps.post.best(peer, 'entries', { community: id, entries: [text] }));
		}
		await rooms.within(id, async () => {
			if (forget) await rooms.forget(room);
			else await rooms.change(room, { standing: 'left' });
		});
	}

	async function found(of: Parameters<Society['found']>[0]): Promise<string> {
		const { name, about, joining: how } = of;
		const entry = await writeEntry(deps.keyring.device, {
			...{ community: undefined, seq: 1, prev: '', at: deps.clock.now(), clock: 0 },
			act: {
				...{ kind: 'found', name, joining: how, card: await ownCard(deps) },
				...(about !== '' && { about }),
				nonce: base64url(deps.random(16))
			}
		});
		const room = await rooms.put({
			...{ id: entry.community, name, standing: 'in', founding: entry.text, epochs: [], invites: {} },
			...{ joinedAt: deps.clock.now(), readTo: 0, muted: false, agentAnswers: false }
		});
		await rooms.within(room.id, () => rooms.take(room, [entry.text]));
		await keys.renew(room);
		deps.emit({ kind: 'community-changed', community: room.id, fresh: [entry.text], mine: true });
		return room.id;
	}

	async function hear(said: CommunityWords, room: Room, blamed: Blamed): Promise<void> {
		switch (said.kind) {
			case 'knock':
				if (room.knockers.size < MOST_KNOCKERS) room.knockers.add(said.from);
				await sync.entries(room, said.from, [said.body.join], blamed);
				return looks.letIn(room);
			case 'keys':
				if (!(await keys.heard(room, said, blamed))) return;
				room.helpers.add(said.from);
				return sync.ask(room, said.from);
			case 'heads':
				return sync.heads(room, said);
			case 'entries':
				return void (await sync.entries(room, said.from, said.body.entries, blamed));
			case 'fetch':
				return pieces.fetch(room, said);
			case 'piece':
				return pieces.piece(said, blamed);
		}
	}

	async function tickOne(room: Room): Promise<void> {
		const { kept, bringing } = room;
		if (kept.standing === 'asking') return joining.knock(room, true);
		if (kept.standing !== 'in') return;
		const now = deps.clock.now();
		if (!bringing || bringing.until <= now) await looks.noticed(room);
		// Let in, and closed before the entries came: who let in is asked again.
		if (kept.link !== undefined && room.helpers.size === 0) await joining.knock(room, true);
		await sync.compareWithSome(room);
		if (now - room.mailedAt >= MAIL_MS) await sync.mailRest(room);
		await keys.renewWhereDue(room, await thereOf(room, rooms));
		const card = await people.newCard(room);
		if (card !== undefined) await act(room, { kind: 'card', card });
	}

	return {
		found,
		remove: async (id, peer) => void (await remove(id, peer)),
		leave,
		judge,
		async act(id, done) {
			if (done.kind === 'epoch' || done.kind === 'leave')
				throw new RangeError(`${done.kind}: more belongs to it than the entry`);
			const removed = done.kind === 'remove' && asPeerId(done.peer);
			return (removed ? await remove(id, removed) : await act(await must(id), done)).id;
		},
		invite: async (id, uses, until) => joining.invite(await must(id), uses, until),
		linkOf: async (id, invite) => (await must(id)).kept.invites[invite]?.link,
		renewKey: async (id) => keys.renew(await must(id)),
		readLink: (link) => joining.read(link),
		join: async (link) => (await joining.join(link)).id,
		async change(id, change) {
			const room = await must(id);
			await rooms.within(id, () => rooms.change(room, change));
		},
		list: async () => (await rooms.all()).map(({ kept }) => kept),
		async heard(said, blamed) {
			const room = await rooms.get(said.body.community);
			if (room && (await mayBeHeard(said)) === 'heard') await hear(said, room, blamed);
		},
		async carried(id, texts) {
			const room = await rooms.get(id);
			if (room?.kept.standing !== 'in') return true;
			// Whom to hold it against is the carrier's to know.
			const taken = await sync.entries(room, undefined, texts, async () => undefined);
			return taken?.refused.every(({ toBlame }) => !toBlame) ?? true;
		},
		async reached(peer) {
			for (const room of await rooms.all()) {
				room.mailed.delete(peer);
				if (room.kept.standing === 'asking') {
					if (doorsOf(room).some((door) => door.peer === peer)) await joining.knock(room, true);
				} else if (room.helpers.has(peer)) sync.ask(room, peer);
				else if ((await thereOf(room, rooms)).includes(peer)) sync.compare(room, peer);
			}
		},
		async tick() {
			for (const room of await rooms.all())
				await tickOne(room).catch((cause: unknown) =>
					deps.log('community-not-looked-after', { why: String(cause) })
				);
		},
		wantPiece: async (id, piece, signal) => pieces.want(await must(id), piece, signal),
		async overview(id) {
			const room = await rooms.get(id);
			return room && rooms.look(room);
		},
		sharedWith: async (peer) => (await people.sharedWith(peer)).map(({ id }) => id),
		cardOf: people.cardOf,
		wanted: people.wanted,
		correspondent: people.correspondent,
		answersFor: async (peer) =>
			(await people.sharedWith(peer)).filter(({ kept }) => kept.agentAnswers).map(({ id }) => id),
		behind: (id) => looks.behind(id)
	};
}
