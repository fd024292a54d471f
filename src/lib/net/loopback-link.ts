/**
 * Two ends in memory. As channels, to run everything above the wire without one; as links, with a weather of loss,
 * delay and duplication for the simulator. Same chance, same clock: same course.
 */
import { NodeError, type Clock } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_BOX_BYTES, MAX_FRAME_BYTES } from '#lib/protocol/limits.ts';
import { Inlet, type Channel } from './channel.ts';
import type { Link, LinkEnd } from './link.ts';

/** A pair of joined channels; what one sends the other takes in a later microtask, in order. */
export function loopbackChannels(): [Channel, Channel] {
	const inlets = [new Inlet(), new Inlet()] as const;
	let open = true;
	let ended: () => void;
	const closed = new Promise<void>((resolve) => (ended = resolve));
	const close = () => {
		if (!open) return;
		open = false;
		// What was sent before the end still arrives before it.
		queueMicrotask(() => {
			for (const inlet of inlets) inlet.end();
			ended();
		});
	};
	const end = (mine: Inlet, theirs: Inlet): Channel => ({
		inlet: mine,
		send(frame) {
			if (!open) throw new Error('channel: closed');
			if (frame.length > MAX_FRAME_BYTES) throw new RangeError('channel: frame too long');
			queueMicrotask(() => void theirs.take(frame.slice()));
		},
		ready: () => Promise.resolve(),
		close,
		closed
	});
	return [end(inlets[0], inlets[1]), end(inlets[1], inlets[0])];
}

export interface Weather {
	readonly clock: Clock;
	/** In [0, 1). */
	readonly chance: () => number;
	/** Share of messages that never arrive. */
	readonly loss?: number;
	/** Share of messages that arrive twice. */
	readonly duplication?: number;
	/** Longest delay; each copy takes its own, so messages overtake each other. */
	readonly delayMs?: number;
}

export interface LoopbackEnd {
	readonly peer: PeerId;
	readonly dev: string;
}

/** Two joined links, the first of them `a`'s end. `a` counts as the one who dialled. */
export function loopbackLinks(a: LoopbackEnd, b: LoopbackEnd, weather?: Weather): [Link, Link] {
	const first = new LoopbackLink(b, a.peer, weather);
	const second = new LoopbackLink(a, a.peer, weather);
	first.join(second);
	second.join(first);
	return [first, second];
}

class LoopbackLink implements Link {
	readonly peer: PeerId;
	readonly dev: string;
	readonly over = 'loopback';
	readonly dialledBy: PeerId;
	readonly closed: Promise<LinkEnd>;
	readonly #weather: Weather | undefined;
	#other: LoopbackLink | undefined;
	#open = true;
	#ended: ((end: LinkEnd) => void) | undefined;
	#listener: ((message: Uint8Array) => void) | undefined;
	#unheard: Bytes[] = [];

	constructor(other: LoopbackEnd, dialledBy: PeerId, weather: Weather | undefined) {
		this.peer = other.peer;
		this.dev = other.dev;
		this.dialledBy = dialledBy;
		this.#weather = weather;
		this.closed = new Promise((resolve) => (this.#ended = resolve));
	}

	join(other: LoopbackLink): void {
		this.#other = other;
	}

	async send(message: Uint8Array, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		if (message.length === 0 || message.length > MAX_BOX_BYTES) throw new NodeError('too-large');
		if (!this.#open) throw new NodeError('unreachable', { detail: 'the link has ended' });
		const { loss = 0, duplication = 0, chance = () => 1 } = this.#weather ?? {};
		const copies = chance() < loss ? 0 : chance() < duplication ? 2 : 1;
		for (let copy = 0; copy < copies; copy++) this.#carry(message.slice());
	}

	onMessage(listener: (message: Uint8Array) => void): void {
		this.#listener = listener;
		const unheard = this.#unheard;
		this.#unheard = [];
		for (const message of unheard) listener(message);
	}

	check(): Promise<boolean> {
		return Promise.resolve(this.#open);
	}

	close(end: LinkEnd = 'closed'): void {
		if (!this.#open) return;
		this.end(end);
		// Behind what was sent before.
		queueMicrotask(() => this.#other?.end(end === 'closed' ? 'bye' : end));
	}

	#carry(message: Bytes): void {
		const { delayMs = 0, clock, chance } = this.#weather ?? {};
		if (delayMs === 0 || !clock || !chance) return queueMicrotask(() => this.#other?.take(message));
		void clock.sleep(chance() * delayMs).then(() => this.#other?.take(message));
	}

	take(message: Bytes): void {
		if (!this.#open) return;
		if (this.#listener) this.#listener(message);
		else this.#unheard.push(message);
	}

	end(end: LinkEnd): void {
		if (!this.#open) return;
		this.#open = false;
		this.#ended?.(end);
	}
}
