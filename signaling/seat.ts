/** One seated device's talk with the broker: read, bounded, checked, and handed on. */
import * as v from 'valibot';
import { CLOSE } from '#lib/protocol/relay.ts';
import type { Client, Receiver } from './client.ts';
import { short } from './log.ts';
import type { Broker, BrokerParts } from './peerjs.ts';
import { isPlain } from './sdp-quick.ts';
import { brokerMessage, type BrokerMessage } from './sdp.ts';

/** What is passed on to another device. */
export type Relayed = Exclude<BrokerMessage, { type: 'HEARTBEAT' }>;

/** What a stock client says every five seconds. */
const HEARTBEAT = '{"type":"HEARTBEAT"}';

export interface Occupant {
	readonly client: Client;
	readonly id: string;
	readonly peer: string;
	/** Of the token it was seated by: the same one is the same tab. */
	readonly mark: string;
	/** Given back when it leaves, with its places by address and by key. */
	readonly held: readonly (() => void)[];
}

/** One seated device. */
export class BrokerSession implements Receiver {
	readonly client: Client;
	readonly mark: string;
	readonly #id: string;
	readonly #peer: string;
	readonly #broker: Broker;
	readonly #parts: BrokerParts;
	readonly #held: readonly (() => void)[];

	constructor({ client, id, peer, mark, held }: Occupant, broker: Broker, parts: BrokerParts) {
		this.client = client;
		this.mark = mark;
		this.#id = id;
		this.#peer = peer;
		this.#held = held;
		this.#broker = broker;
		this.#parts = parts;
	}

	/** One text frame. Never throws. */
	receive(text: string): void {
		const { guard, clock, counts } = this.#parts;
		const now = clock();
		if (guard.brokerFrame(this.#id, now) > 0) return this.#refuse('Too much at once.', now);
		if (text === HEARTBEAT) return;
		let parsed: unknown;
		try {
			parsed = JSON.parse(text);
		} catch {
			counts.add('malformed');
			return this.client.close(CLOSE.malformed, 'That was not JSON.');
		}
		if (isPlain(parsed, text.length)) {
			if (parsed.type === 'OFFER' && !this.#mayOffer(parsed.dst, now)) return;
			// Nothing of it is unknown, so nothing of it is written anew.
			return this.#broker.relay(this.#id, parsed.dst, `${text.slice(0, -1)},"src":"${this.#id}"}`);
		}
		this.#receiveOther(parsed, now);
	}

	/** What no stock client writes like that, and what may not be passed on at all. */
	#receiveOther(parsed: unknown, now: number): void {
		const message = v.safeParse(brokerMessage, parsed);
		if (!message.success) {
			this.#parts.counts.add('malformed');
			return this.#refuse('That message could not be read, or is not for a data connection.', now);
		}
		const said = message.output;
		if (said.type === 'HEARTBEAT' || said.dst === undefined) return;
		if (said.type === 'OFFER' && !this.#mayOffer(said.dst, now)) return;
		this.#broker.introduce(this.#id, said.dst, said);
	}

	#mayOffer(to: string, now: number): boolean {
		if (this.#parts.guard.offer(this.#id, to, now) === 0) return true;
		this.#broker.expire(to, this.#id);
		this.#refuse('Too many offers to one peer.', now);
		return false;
	}

	gone(): void {
		const { guard } = this.#parts;
		guard.proved.drop(this.client.address);
		guard.identities.drop(`broker ${this.#peer}`);
		for (const give of this.#held) give();
		this.#broker.leave(this.#id, this);
	}

	/** Not as `ERROR`: on that the stock client gives up every connection it has. */
	#refuse(words: string, now: number): void {
		const { guard, counts, log } = this.#parts;
		counts.add('refused');
		log.debug('broker-refused', { peer: short(this.#peer), words });
		if (!guard.refused(this.#peer, now)) return;
		counts.add('bans');
		log.warn('banned', { who: short(this.#peer) });
		this.client.close(CLOSE.tooMany, 'Too much, too often. Come back in a while.');
	}
}
