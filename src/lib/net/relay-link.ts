/**
 * A link carried by the signaling server: every message is handed to whichever tabs the peer has open, or refused.
 * One message at a time, so that a server that says "slower" does not turn their order around.
 */
import { NodeError } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import type { Link, LinkEnd } from './link.ts';
import type { RelayClient } from './relay-client.ts';

/** Messages that came before anybody listened. */
const MAX_UNHEARD = 256;

export type RelayForLinks = Pick<RelayClient, 'forward' | 'onForwarded' | 'onPresence' | 'onState' | 'state'>;

export class RelayLink implements Link {
	readonly peer: PeerId;
	readonly dev = '';
	readonly over = 'relay';
	readonly dialledBy: PeerId;
	readonly closed: Promise<LinkEnd>;
	readonly #relay: RelayForLinks;
	readonly #forget: (() => void)[];
	#open = true;
	#ended: ((end: LinkEnd) => void) | undefined;
	#turn: Promise<void> = Promise.resolve();
	#listener: ((message: Uint8Array) => void) | undefined;
	#unheard: Bytes[] = [];

	constructor(relay: RelayForLinks, peer: PeerId, me: PeerId) {
		this.peer = peer;
		this.dialledBy = me;
		this.#relay = relay;
		this.closed = new Promise((resolve) => (this.#ended = resolve));
		this.#forget = [
			relay.onForwarded.add((from, box) => from === peer && this.#take(box)),
			relay.onPresence.add((who, devices) => who === peer && devices.length === 0 && this.close('bye')),
			relay.onState.add((state) => state !== 'online' && this.close('lost'))
		];
		if (relay.state !== 'online') this.close('lost');
	}

	send(message: Uint8Array, signal?: AbortSignal): Promise<void> {
		if (message.length === 0 || message.length > MAX_BOX_BYTES)
			return Promise.reject(new NodeError('too-large', { detail: `${message.length} bytes` }));
		const sent = this.#turn.then(async () => {
			signal?.throwIfAborted();
			if (!this.#open) throw new NodeError('unreachable', { detail: 'the link has ended' });
			await this.#relay.forward(this.peer, message, signal);
		});
		this.#turn = sent.catch(() => undefined);
		return sent;
	}

	onMessage(listener: (message: Uint8Array) => void): void {
		const unheard = this.#unheard;
		this.#unheard = [];
		this.#listener = listener;
		for (const message of unheard) listener(message);
	}

	/** The server tells when the last tab of a peer closes; there is nobody else to ask. */
	check(): Promise<boolean> {
		return Promise.resolve(this.#open);
	}

	close(end: LinkEnd = 'closed'): void {
		if (!this.#open) return;
		this.#open = false;
		for (const forget of this.#forget) forget();
		this.#ended?.(end);
	}

	#take(box: Bytes): void {
		if (this.#listener) return this.#listener(box);
		this.#unheard.push(box);
		if (this.#unheard.length > MAX_UNHEARD) this.close('flood');
	}
}
