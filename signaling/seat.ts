/** One seated device's talk with the broker: read, bounded, checked, and handed on. */
import * as v from 'valibot';
import { CLOSE } from '#lib/protocol/relay.ts';
import type { Client } from './client.ts';
import { short } from './log.ts';
import type { BrokerParts } from './peerjs.ts';
import { brokerMessage, type BrokerMessage } from './sdp.ts';

/** What is passed on to another device. */
export type Relayed = Exclude<BrokerMessage, { type: 'HEARTBEAT' }>;

interface Wiring {
	readonly relay: (message: Relayed) => void;
	readonly expire: (absent: string) => void;
	readonly gone: () => void;
}

/** One seated device. */
export class BrokerSession {
	readonly #client: Client;
	readonly #id: string;
	readonly #peer: string;
	readonly #parts: BrokerParts;
	readonly #wiring: Wiring;

	constructor(client: Client, id: string, peer: string, parts: BrokerParts, wiring: Wiring) {
		this.#client = client;
		this.#id = id;
		this.#peer = peer;
		this.#parts = parts;
		this.#wiring = wiring;
	}

	/** One text frame. Never throws. */
	receive(text: string): void {
		const { guard, clock, counts } = this.#parts;
		const now = clock();
		if (guard.brokerFrame(this.#id, now) > 0) return this.#refuse('Too much at once.', now);
		let parsed: unknown;
		try {
			parsed = JSON.parse(text);
		} catch {
			counts.add('malformed');
			return this.#client.close(CLOSE.malformed, 'That was not JSON.');
		}
		const message = v.safeParse(brokerMessage, parsed);
		if (!message.success) {
			counts.add('malformed');
			return this.#refuse('That message could not be read, or is not for a data connection.', now);
		}
		const said = message.output;
		if (said.type === 'HEARTBEAT') return;
		if (said.type === 'OFFER' && guard.offer(this.#id, said.dst, now) > 0) {
			this.#wiring.expire(said.dst);
			return this.#refuse('Too many offers to one peer.', now);
		}
		this.#wiring.relay(said);
	}

	gone(): void {
		this.#wiring.gone();
	}

	/** Not as `ERROR`: on that the stock client gives up every connection it has. */
	#refuse(words: string, now: number): void {
		const { guard, counts, log } = this.#parts;
		counts.add('refused');
		log.debug('broker-refused', { peer: short(this.#peer), words });
		if (!guard.refused(this.#peer, now)) return;
		counts.add('bans');
		log.warn('banned', { who: short(this.#peer) });
		this.#client.close(CLOSE.tooMany, 'Too much, too often. Come back in a while.');
	}
}
