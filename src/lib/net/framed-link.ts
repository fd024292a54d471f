/**
 * A link over a channel of frames: takes messages apart and puts them together, waits while the channel is full, and
 * notices within twelve seconds that the other end has gone without a word.
 */
import { NodeError, type Clock } from '#lib/agent/ports.ts';
import { fromUtf8, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import type { Channel } from './channel.ts';
import { controlFrame, FRAME, framesOf, Reassembly } from './frames.ts';
import { linkEnds, type Link, type LinkEnd, type LinkOver } from './link.ts';

/** One beat; three without a sign of life end the link. Beats are counted, not measured, so a tab that slept gets another chance. */
const BEAT_MS = 4_000;
const SILENT_BEATS = 3;
/** An answer to a direct question "are you there" takes a round trip. */
const CHECK_MS = 2_000;
/** Messages that came before anybody listened. */
const MAX_UNHEARD = 256;

export interface LinkFacts {
	readonly peer: PeerId;
	readonly dev: string;
	readonly over: LinkOver;
	readonly dialledBy: PeerId;
}

export class FramedLink implements Link {
	readonly peer: PeerId;
	readonly dev: string;
	readonly over: LinkOver;
	readonly dialledBy: PeerId;
	readonly closed: Promise<LinkEnd>;
	readonly #channel: Channel;
	readonly #clock: Clock;
	readonly #life = new AbortController();
	readonly #reassembly = new Reassembly();
	#ended: ((end: LinkEnd) => void) | undefined;
	#number = 0;
	#turn: Promise<void> = Promise.resolve();
	#listener: ((message: Uint8Array) => void) | undefined;
	#unheard: Bytes[] = [];
	#heard = false;
	#signs: (() => void)[] = [];

	constructor(channel: Channel, facts: LinkFacts, clock: Clock) {
		this.peer = facts.peer;
		this.dev = facts.dev;
		this.over = facts.over;
		this.dialledBy = facts.dialledBy;
		this.#channel = channel;
		this.#clock = clock;
		this.closed = new Promise((resolve) => (this.#ended = resolve));
		channel.onDoubt = () => void this.check();
		void channel.closed.then(() => this.#end('lost'));
		channel.inlet.listen((frame) => this.#take(frame));
		void this.#beat();
	}

	send(message: Uint8Array, signal?: AbortSignal): Promise<void> {
		if (message.length === 0 || message.length > MAX_BOX_BYTES)
			return Promise.reject(new NodeError('too-large', { detail: `${message.length} bytes` }));
		const sent = this.#turn.then(() => this.#write(message, signal));
		this.#turn = sent.catch(() => undefined);
		return signal ? orAborted(sent, signal) : sent;
	}

	onMessage(listener: (message: Uint8Array) => void): void {
		const unheard = this.#unheard;
		this.#unheard = [];
		this.#listener = listener;
		for (const message of unheard) listener(message);
	}

	async check(): Promise<boolean> {
		if (this.#life.signal.aborted) return false;
		const answered = new Promise<boolean>((resolve) => this.#signs.push(() => resolve(true)));
		this.#put(controlFrame(FRAME.ping));
		const waiting = new AbortController();
		const patience = AbortSignal.any([waiting.signal, this.#life.signal]);
		const alive = await Promise.race([answered, this.#clock.sleep(CHECK_MS, patience).then(() => false)]);
		waiting.abort();
		if (!alive) this.#end('silent');
		return alive;
	}

	close(end: LinkEnd = 'closed'): void {
		if (this.#life.signal.aborted) return;
		this.#put(controlFrame(FRAME.bye, utf8(end)));
		this.#end(end);
	}

	/** Once begun a message is sent whole: half of one would break the other side's count. */
	async #write(message: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
		await this.#channel.ready();
		signal?.throwIfAborted();
		const number = this.#number;
		this.#number = (this.#number + 1) >>> 0;
		for (const frame of framesOf(message, number)) {
			await this.#channel.ready();
			if (this.#life.signal.aborted) throw new NodeError('unreachable', { detail: 'the link has ended' });
			try {
				this.#channel.send(frame);
			} catch (cause) {
				this.#end('lost');
				throw new NodeError('unreachable', { cause });
			}
		}
	}

	#take(frame: Bytes): void {
		if (this.#life.signal.aborted) return;
		this.#heard = true;
		const signs = this.#signs;
		this.#signs = [];
		for (const sign of signs) sign();
		switch (frame[0]) {
			case FRAME.message:
				return this.#takeMessage(frame);
			case FRAME.ping:
				return this.#put(controlFrame(FRAME.pong));
			case FRAME.pong:
				return;
			case FRAME.bye:
				return this.#end(endIn(frame));
			case undefined:
			default:
				// Any byte may come, and an empty frame too.
				this.close('garbage');
		}
	}

	#takeMessage(frame: Bytes): void {
		const message = this.#reassembly.add(frame);
		if (message === undefined) return;
		if (message === 'garbage') return this.close('garbage');
		if (this.#listener) return this.#listener(message);
		this.#unheard.push(message);
		if (this.#unheard.length > MAX_UNHEARD) this.close('flood');
	}

	/** For control frames, which never wait: a channel that no longer takes them is on its way out. */
	#put(frame: Bytes): void {
		try {
			this.#channel.send(frame);
		} catch {
			this.#end('lost');
		}
	}

	async #beat(): Promise<void> {
		for (let silent = 0; ;) {
			await this.#clock.sleep(BEAT_MS, this.#life.signal);
			if (this.#life.signal.aborted) return;
			silent = this.#heard ? 0 : silent + 1;
			this.#heard = false;
			if (silent >= SILENT_BEATS) return this.#end('silent');
			this.#put(controlFrame(FRAME.ping));
		}
	}

	#end(end: LinkEnd): void {
		if (this.#life.signal.aborted) return;
		this.#life.abort();
		this.#channel.close();
		this.#ended?.(end);
	}
}

/** What the other side gave as its reason, in this side's words. */
function endIn(frame: Bytes): LinkEnd {
	if (frame.length > 64) return 'garbage';
	try {
		const why = fromUtf8(frame.subarray(1));
		const end = linkEnds.find((known) => known === why);
		return end === undefined || end === 'closed' ? 'bye' : end;
	} catch {
		return 'garbage';
	}
}

function orAborted(sent: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason as Error);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, { once: true });
		sent.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}
