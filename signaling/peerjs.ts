/**
 * The broker: introduces two devices for WebRTC in the PeerJS wire protocol, so that the stock `peerjs` client works
 * with it. An id belongs to whoever proves its key; `src` is always written here, never believed.
 */
import { CLOSE, peerjsId, placeOf } from '#lib/protocol/relay.ts';
import type { Client } from './client.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Federation } from './federation.ts';
import type { Guard } from './guard.ts';
import { short, type Log } from './log.ts';
import type { Bus } from './ports.ts';
import type { Presence } from './presence.ts';
import { checkToken, markOf, type Proved } from './proof.ts';
import type { Lanes } from './redis-lanes.ts';
import type { Seats } from './redis-seats.ts';
import { BrokerSession, type Relayed } from './seat.ts';
import type { Secret } from './secret.ts';
import type { Hello } from './sockets.ts';

/** An offer of 16 KiB, escaped, and its header. */
const MAX_FRAME_BYTES = 40 * 1024;
/** How long a message for nobody is kept: its reader may be reconnecting. */
const EXPIRE_MS = 5_000;
const MAX_WAITING_PER_READER = 64;
const MAX_WAITING = 5_000;

export interface BrokerParts {
	readonly config: Pick<Config, 'limits'>;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly federation: Federation;
	readonly guard: Guard;
	readonly log: Log;
	readonly bus: Bus;
	readonly presence: Presence;
	/** Whose an id is over all processes; undefined where there is one. */
	readonly seats: Seats | undefined;
	/** The way to the other processes; undefined where there are none. */
	readonly lanes: Lanes | undefined;
	readonly secret: Secret;
}

interface Waiting {
	readonly src: string;
	readonly text: string;
}

/** What waits for one reader. */
interface Queue {
	readonly messages: Waiting[];
	readonly timer: NodeJS.Timeout;
	/** Ends listening for its being seated at another process. */
	readonly deafen: () => void;
}

export class Broker {
	readonly maxFrameBytes = MAX_FRAME_BYTES;
	readonly #parts: BrokerParts;
	readonly #seats = new Map<string, BrokerSession>();
	readonly #waiting = new Map<string, Queue>();
	#held = 0;

	constructor(parts: BrokerParts) {
		this.#parts = parts;
		if (parts.lanes) parts.lanes.onMissed = (dst, line) => this.#missed(dst, line);
	}

	/** Takes a new socket: a stock client opens it with `?key=peerjs&id=…&token=…`. What it says before the answer is kept by the caller. */
	async accept(client: Client, { query, relay }: Hello): Promise<BrokerSession | undefined> {
		const { guard, counts, clock, secret } = this.#parts;
		const [id, token] = [query.get('id'), query.get('token')];
		if (query.get('key') !== 'peerjs')
			return this.#dismiss(client, 'INVALID-KEY', CLOSE.badProof, 'The key is "peerjs".');
		if (!id || !token)
			return this.#dismiss(
				client,
				'ERROR',
				CLOSE.notProved,
				'An id and a token that proves its key are needed.'
			);
		const release = guard.unproved.hold(client.address);
		const proved = await checkToken(token, relay, secret, clock()).finally(release);
		if (!client.open) return undefined;
		if (!proved) {
			counts.add('proofs_refused');
			guard.refused(client.address, clock(), 10);
			return this.#dismiss(
				client,
				'ERROR',
				CLOSE.badProof,
				'The token proves nothing here. Ask /elm/challenge anew.'
			);
		}
		if (peerjsId(proved.peer, proved.dev) !== id)
			return this.#dismiss(client, 'ID-TAKEN', CLOSE.idTaken, 'That id belongs to another key.');
		return this.#seat(client, markOf(token), proved);
	}

	async #seat(client: Client, mark: string, proved: Proved): Promise<BrokerSession | undefined> {
		const { guard, counts, clock, config, log, presence, seats } = this.#parts;
		// Made anew: the one in the address would keep the whole address in memory.
		const id = peerjsId(proved.peer, proved.dev);
		const before = this.#seats.get(id);
		// The same token is the same tab coming back. Another one may be a second tab: then the first stays, if it lives.
		if (before && before.mark !== mark && (await before.client.answers()))
			return this.#dismiss(client, 'ID-TAKEN', CLOSE.idTaken, 'That device is here already.');
		if (seats && !(await seats.claim(id, mark)))
			return this.#dismiss(client, 'ID-TAKEN', CLOSE.idTaken, 'That device is here already.');
		if (!client.open) return undefined;
		const seat = `broker ${proved.peer}`;
		if (
			guard.strikes.banned(proved.peer, clock()) > 0 ||
			(!before && guard.identities.of(seat) >= config.limits.socketsPerIdentity) ||
			guard.proved.of(client.address) >= config.limits.provedSocketsPerAddress
		)
			return this.#dismiss(client, 'ERROR', CLOSE.tooMany, 'Too many connections, or banned for a while.');
		const held: (() => void)[] = [];
		guard.proved.add(client.address);
		guard.identities.add(seat);
		if (guard.across) {
			// One more than may be: an older socket of this id may be just making way.
			const give = await guard.across.hold(seat, config.limits.socketsPerIdentity + 1);
			if (give) held.push(give);
			if (!give || !client.open) {
				for (const back of held) back();
				guard.proved.drop(client.address);
				guard.identities.drop(seat);
				return this.#dismiss(client, 'ERROR', CLOSE.tooMany, 'Too many connections.');
			}
		}
		this.#seats.get(id)?.client.close(CLOSE.idTaken, 'Replaced by a newer connection.');
		held.push(presence.enter(proved.peer, id), ...this.#answerOthers(id));
		const session = new BrokerSession({ client, id, peer: proved.peer, mark, held }, this, this.#parts);
		this.#seats.set(id, session);
		counts.add('proofs_accepted');
		log.debug('seated', { peer: short(proved.peer) });
		client.send('{"type":"OPEN"}');
		this.#handOver(id, client);
		return session;
	}

	/** Other processes may hand this device a message, and want its id for a socket of theirs. */
	#answerOthers(id: string): (() => void)[] {
		const { bus, lanes, seats } = this.#parts;
		if (!lanes || !seats) return [];
		const deafen = lanes.hold(id, (line) => this.hand(id, line.slice(line.indexOf(' ') + 1)));
		// Only when it can be heard: what others have kept for this device comes now.
		void bus.ready(`id ${id}`).then(() => bus.say(`here ${id}`, ''));
		return [deafen, seats.hold(id, (mark) => this.#makeWay(id, mark))];
	}

	/** The same tab is back at another process, or a second one may have it if the first is gone. */
	async #makeWay(id: string, mark: string): Promise<boolean> {
		const session = this.#seats.get(id);
		if (!session) return true;
		if (session.mark !== mark && (await session.client.answers())) return false;
		session.client.close(CLOSE.idTaken, 'Replaced by a newer connection.');
		this.leave(id, session);
		return true;
	}

	/** The device's socket is gone. */
	leave(id: string, session: BrokerSession): void {
		if (this.#seats.get(id) === session) this.#seats.delete(id);
	}

	#dismiss(client: Client, type: string, code: number, msg: string): undefined {
		client.send(JSON.stringify({ type, payload: { msg } }));
		client.close(code, msg);
	}

	/** Hands on a checked message as text; one for nobody is kept for a moment. */
	relay(src: string, dst: string, text: string): void {
		if (this.hand(dst, text)) return;
		const { lanes } = this.#parts;
		// What waits goes first: an offer before the candidates for it.
		if (!lanes || this.#waiting.has(dst)) this.#keep(src, dst, text);
		else lanes.pass(dst, `${src} ${text}`);
	}

	/** No other process has the device. A line says who waits for an answer, if anybody does, then what is handed over. */
	#missed(dst: string, line: string): void {
		const space = line.indexOf(' ');
		const text = line.slice(space + 1);
		if (!this.hand(dst, text) && space > 0) this.#keep(line.slice(0, space), dst, text);
	}

	/** Also to another process, and kept nowhere: nobody waits for an answer to it. */
	#tell(dst: string, text: string): void {
		if (!this.hand(dst, text)) this.#parts.lanes?.pass(dst, ` ${text}`);
	}

	/** Hands a message to a device that is seated here; false when it is not. */
	hand(dst: string, text: string): boolean {
		const seat = this.#seats.get(dst);
		if (!seat) return false;
		this.#parts.counts.add('broker_relayed');
		seat.client.send(text);
		return true;
	}

	/** Hands on a message that was rebuilt. `src` is who the sender proved to be, `dst` may be at another server. */
	introduce(src: string, dst: string, said: Relayed): void {
		const at = dst.indexOf('@');
		const { federation } = this.#parts;
		const [id, host] = at < 0 ? [dst, undefined] : [dst.slice(0, at), dst.slice(at + 1)];
		const message = { ...said, dst: id };
		if (host !== undefined && host !== federation.host) return federation.introduce(host, message, src);
		const text = JSON.stringify({ ...message, src });
		if (said.type === 'LEAVE') this.#tell(id, text);
		else this.relay(src, id, text);
	}

	#keep(src: string, dst: string, text: string): void {
		const queue = this.#waiting.get(dst);
		if ((queue?.messages.length ?? 0) >= MAX_WAITING_PER_READER || this.#held >= MAX_WAITING)
			return this.expire(dst, src);
		this.#held += 1;
		if (queue) queue.messages.push({ src, text });
		else {
			// Once for each who waited, however many messages.
			const timer = setTimeout(() => {
				for (const waiter of new Set(this.#take(dst).map((waiting) => waiting.src))) this.expire(dst, waiter);
			}, EXPIRE_MS);
			const deafen = this.#parts.bus.listen(`here ${dst}`, () => {
				for (const waiting of this.#take(dst)) this.relay(waiting.src, dst, waiting.text);
			});
			this.#waiting.set(dst, { messages: [{ src, text }], timer, deafen });
		}
	}

	#take(dst: string): readonly Waiting[] {
		const queue = this.#waiting.get(dst);
		if (!queue) return [];
		clearTimeout(queue.timer);
		queue.deafen();
		this.#waiting.delete(dst);
		this.#held -= queue.messages.length;
		return queue.messages;
	}

	#handOver(id: string, client: Client): void {
		const queue = this.#take(id);
		this.#parts.counts.add('broker_relayed', queue.length);
		for (const { text } of queue) client.send(text);
	}

	/** Tells `waiter` that `absent` cannot be reached. */
	expire(absent: string, waiter: string): void {
		this.#parts.counts.add('broker_expired');
		const { peer: dst, server } = placeOf(waiter);
		if (server !== undefined)
			return this.#parts.federation.introduce(server, { type: 'EXPIRE', dst }, absent);
		// Word from another server comes in wherever its link is.
		this.#tell(waiter, JSON.stringify({ type: 'EXPIRE', src: absent, dst: waiter }));
	}

	close(): void {
		for (const { timer } of this.#waiting.values()) clearTimeout(timer);
		this.#waiting.clear();
	}
}
