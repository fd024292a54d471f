/**
 * One open WebSocket as the rest of the server sees it: something to send to and to close. Watches its reader: one
 * that does not read is paused, then closed, so that it costs a bounded amount of memory.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CLOSE } from '#lib/protocol/relay.ts';
import type { Outbox } from './outbox.ts';

/** What the core needs of a socket; tests play it without one. */
export interface Client {
	/** For limits; one household. */
	readonly address: string;
	send(text: string): void;
	close(code: number, reason: string): void;
	/** Sent bytes that have not left yet. */
	buffered(): number;
	/** Resolves when it is worth sending more, or when the socket is gone. */
	drained(): Promise<void>;
	/** Whether the other end answers now. */
	answers(): Promise<boolean>;
	readonly open: boolean;
}

/** Who reads what a socket says. */
export interface Receiver {
	/** One text frame. Never throws. */
	receive(text: string): void;
	/** The socket is closed; said once. */
	gone(): void;
}

const PAUSE_BYTES = 1024 * 1024;
const RESUME_BYTES = 256 * 1024;
const CLOSE_BYTES = 4 * 1024 * 1024;
/** Frames that together are longer than this are handed over one by one: copying them would cost more than it saves. */
const JOIN_BYTES = 32 * 1024;
/** A live tab answers a ping within one round trip; a gone one never. */
const ANSWER_MS = 2_000;
/** A close is polite for this long. */
const CLOSING_MS = 1_000;

/** One object for all sockets of a server. */
export interface ClientOptions {
	readonly outbox: Outbox;
	readonly slowReaderMs: number;
	readonly onSlow: () => void;
	readonly onMalformed: () => void;
}

/** Nobody listens any more, or not yet. */
const nobody: Receiver = { receive: () => undefined, gone: () => undefined };

/** There are ten thousand of these: nothing is made before it is needed. */
export class SocketClient implements Client {
	readonly address: string;
	receiver: Receiver = nobody;
	readonly #socket: WebSocket;
	readonly #stream: Duplex;
	readonly #options: ClientOptions;
	#unsent: Buffer[] | undefined;
	#unsentBytes = 0;
	#heard = true;
	#pinged = 0;
	#slow: NodeJS.Timeout | undefined;
	#drains: (() => void)[] | undefined;
	#draining = false;
	#answers: ((alive: boolean) => void)[] | undefined;

	/** `stream` carries `socket`: frames are written to it directly, whole and in order, as no extension changes them. */
	constructor(socket: WebSocket, stream: Duplex, address: string, options: ClientOptions) {
		this.address = address;
		this.#socket = socket;
		this.#stream = stream;
		this.#options = options;
	}

	get open(): boolean {
		return this.#socket.readyState === this.#socket.OPEN;
	}

	send(text: string): void {
		if (!this.open) return;
		const { outbox } = this.#options;
		const frame = outbox.frameOf(text);
		if (this.#unsent) this.#unsent.push(frame);
		else {
			this.#unsent = [frame];
			outbox.add(this);
		}
		this.#unsentBytes += frame.length;
		if (this.#unsentBytes >= RESUME_BYTES) this.flush();
	}

	/** Writes what was said since the last time. */
	flush(): void {
		const unsent = this.#unsent;
		if (!unsent) return;
		const bytes = this.#unsentBytes;
		this.#unsent = undefined;
		this.#unsentBytes = 0;
		if (!this.open) return;
		if (unsent.length === 1) this.#stream.write(unsent[0]);
		else if (bytes <= JOIN_BYTES) this.#stream.write(Buffer.concat(unsent, bytes));
		else {
			this.#stream.cork();
			for (const frame of unsent) this.#stream.write(frame);
			this.#stream.uncork();
		}
		this.#lookBehind();
	}

	#lookBehind(): void {
		const behind = this.#socket.bufferedAmount;
		if (behind < PAUSE_BYTES) return;
		if (behind >= CLOSE_BYTES) return this.#tooSlow();
		if (this.#slow) return;
		// What it asks for would only add to what it does not read.
		this.#socket.pause();
		this.#slow = setTimeout(() => this.#tooSlow(), this.#options.slowReaderMs);
		this.#awaitDrain();
	}

	buffered(): number {
		return this.#unsentBytes + this.#socket.bufferedAmount;
	}

	drained(): Promise<void> {
		this.flush();
		if (!this.open || this.#socket.bufferedAmount < RESUME_BYTES) return Promise.resolve();
		this.#awaitDrain();
		return new Promise((resolve) => (this.#drains ??= []).push(resolve));
	}

	answers(): Promise<boolean> {
		if (!this.open) return Promise.resolve(false);
		return new Promise((resolve) => {
			const timer = setTimeout(() => resolve(false), ANSWER_MS);
			(this.#answers ??= []).push((alive) => {
				clearTimeout(timer);
				resolve(alive);
			});
			this.#socket.ping();
		});
	}

	/** Asks for a sign of life, at most once in `apart` ticks: false when there was none since the last time. */
	checkAlive(tick: number, apart: number): boolean {
		if (tick - this.#pinged < apart) return true;
		if (!this.#heard) return false;
		this.#pinged = tick;
		this.#heard = false;
		if (this.open) this.#socket.ping();
		return true;
	}

	/** One frame. Any frame shows that the other end lives. */
	hear(frame: Buffer, isBinary: boolean): void {
		this.#heard = true;
		if (isBinary) return this.close(CLOSE.malformed, 'Text frames only.');
		if (this.open) this.receiver.receive(frame.toString('utf8'));
	}

	close(code: number, reason: string): void {
		this.flush();
		this.#socket.close(code, reason);
		// A peer that does not answer the close would be waited for half a minute.
		setTimeout(() => this.#socket.terminate(), CLOSING_MS).unref();
	}

	terminate(): void {
		this.#socket.terminate();
	}

	/** A frame that is none; the socket closes by itself. */
	malformed(): void {
		this.#options.onMalformed();
	}

	/** The other end answered a ping. */
	pong(): void {
		this.#heard = true;
		this.#answer(true);
	}

	/** The socket is closed. */
	gone(): void {
		clearTimeout(this.#slow);
		this.#answer(false);
		this.#release();
		const { receiver } = this;
		this.receiver = nobody;
		receiver.gone();
	}

	#awaitDrain(): void {
		if (this.#draining) return;
		this.#draining = true;
		this.#stream.once('drain', () => {
			this.#draining = false;
			if (this.#slow) {
				clearTimeout(this.#slow);
				this.#slow = undefined;
				this.#socket.resume();
			}
			this.#release();
		});
	}

	#release(): void {
		const drains = this.#drains ?? [];
		this.#drains = undefined;
		for (const resolve of drains) resolve();
	}

	#answer(alive: boolean): void {
		const answers = this.#answers ?? [];
		this.#answers = undefined;
		for (const answer of answers) answer(alive);
	}

	#tooSlow(): void {
		if (!this.open) return;
		this.#options.onSlow();
		this.close(CLOSE.slowReader, 'You did not read what was sent.');
	}
}
