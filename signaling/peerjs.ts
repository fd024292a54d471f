/**
 * The broker: introduces two devices for WebRTC in the PeerJS wire protocol, so that the stock `peerjs` client works
 * with it. An id belongs to whoever proves its key; `src` is always written here, never believed.
 */
import { CLOSE, peerjsId } from '#lib/protocol/relay.ts';
import type { Client } from './client.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Guard } from './guard.ts';
import { short, type Log } from './log.ts';
import type { Presence } from './presence.ts';
import { checkToken, type Proved } from './proof.ts';
import { BrokerSession, type Relayed } from './seat.ts';
import type { Secret } from './secret.ts';

/** How long a message for nobody is kept: its reader may be reconnecting. */
const EXPIRE_MS = 5_000;
const MAX_WAITING_PER_READER = 64;
const MAX_WAITING = 5_000;

export interface BrokerParts {
	readonly config: Pick<Config, 'limits'>;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
	readonly presence: Presence;
	readonly secret: Secret;
}

interface Waiting {
	readonly src: string;
	readonly text: string;
}

interface Seat {
	readonly client: Client;
	readonly token: string;
}

/** Opening words of a stock client: `?key=peerjs&id=…&token=…`. */
export interface Hello {
	readonly key: string | null;
	readonly id: string | null;
	readonly token: string | null;
	/** The name the proof must be made for. */
	readonly relay: string;
}

export class Broker {
	readonly #parts: BrokerParts;
	readonly #seats = new Map<string, Seat>();
	readonly #waiting = new Map<string, { readonly messages: Waiting[]; readonly timer: NodeJS.Timeout }>();
	#held = 0;

	constructor(parts: BrokerParts) {
		this.#parts = parts;
	}

	/** Takes a new socket. What is sent before the answer is kept by the caller. */
	async accept(client: Client, hello: Hello): Promise<BrokerSession | undefined> {
		const { guard, counts, clock, secret } = this.#parts;
		const { id, token, key, relay } = hello;
		if (key !== 'peerjs') return this.#dismiss(client, 'INVALID-KEY', CLOSE.badProof, 'The key is "peerjs".');
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
		return this.#seat(client, id, token, proved);
	}

	async #seat(client: Client, id: string, token: string, proved: Proved): Promise<BrokerSession | undefined> {
		const { guard, counts, clock, config, log, presence } = this.#parts;
		const before = this.#seats.get(id);
		// The same token is the same tab coming back. Another one may be a second tab: then the first stays, if it lives.
		if (before && before.token !== token && (await before.client.answers()))
			return this.#dismiss(client, 'ID-TAKEN', CLOSE.idTaken, 'That device is here already.');
		if (!client.open) return undefined;
		const seat = `broker ${proved.peer}`;
		if (
			guard.strikes.banned(proved.peer, clock()) > 0 ||
			(!before && guard.identities.of(seat) >= config.limits.socketsPerIdentity) ||
			guard.proved.of(client.address) >= config.limits.provedSocketsPerAddress
		)
			return this.#dismiss(client, 'ERROR', CLOSE.tooMany, 'Too many connections, or banned for a while.');
		this.#seats.get(id)?.client.close(CLOSE.idTaken, 'Replaced by a newer connection.');
		this.#seats.set(id, { client, token });
		counts.add('proofs_accepted');
		log.debug('seated', { peer: short(proved.peer) });
		client.send('{"type":"OPEN"}');
		const held = [
			guard.proved.hold(client.address),
			guard.identities.hold(seat),
			presence.enter(proved.peer, id)
		];
		this.#handOver(id, client);
		return new BrokerSession(client, id, proved.peer, this.#parts, {
			relay: (message) => this.#relay(id, message),
			expire: (absent) => this.#expire(absent, id),
			gone: () => {
				for (const give of held) give();
				if (this.#seats.get(id)?.client === client) this.#seats.delete(id);
			}
		});
	}

	#dismiss(client: Client, type: string, code: number, msg: string): undefined {
		client.send(JSON.stringify({ type, payload: { msg } }));
		client.close(code, msg);
	}

	#relay(src: string, message: Relayed): void {
		const { dst } = message;
		if (dst === undefined) return;
		const { counts } = this.#parts;
		const text = JSON.stringify({ ...message, src });
		const seat = this.#seats.get(dst);
		if (seat) {
			counts.add('broker_relayed');
			return seat.client.send(text);
		}
		if (message.type === 'LEAVE') return;
		const queue = this.#waiting.get(dst);
		if ((queue?.messages.length ?? 0) >= MAX_WAITING_PER_READER || this.#held >= MAX_WAITING)
			return this.#expire(dst, src);
		this.#held += 1;
		if (queue) queue.messages.push({ src, text });
		else {
			// Once for each who waited, however many messages.
			const timer = setTimeout(() => {
				for (const waiter of new Set(this.#take(dst).map((waiting) => waiting.src)))
					this.#expire(dst, waiter);
			}, EXPIRE_MS);
			this.#waiting.set(dst, { messages: [{ src, text }], timer });
		}
	}

	#take(dst: string): readonly Waiting[] {
		const queue = this.#waiting.get(dst);
		if (!queue) return [];
		clearTimeout(queue.timer);
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
	#expire(absent: string, waiter: string): void {
		this.#parts.counts.add('broker_expired');
		this.#seats.get(waiter)?.client.send(JSON.stringify({ type: 'EXPIRE', src: absent, dst: waiter }));
	}

	close(): void {
		for (const { timer } of this.#waiting.values()) clearTimeout(timer);
		this.#waiting.clear();
	}
}
