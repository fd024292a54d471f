/**
 * One open WebSocket as the rest of the server sees it: something to send to and to close. Watches its reader: one
 * that does not read is paused, then closed, so that it costs a bounded amount of memory.
 */
import type { WebSocket } from 'ws';
import { CLOSE } from '#lib/protocol/relay.ts';

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

const PAUSE_BYTES = 1024 * 1024;
const RESUME_BYTES = 256 * 1024;
const CLOSE_BYTES = 4 * 1024 * 1024;
/** A live tab answers a ping within one round trip; a gone one never. */
const ANSWER_MS = 2_000;
/** A close is polite for this long. */
const CLOSING_MS = 1_000;

export interface ClientOptions {
	readonly address: string;
	readonly slowReaderMs: number;
	readonly onSlow: () => void;
}

export class SocketClient implements Client {
	readonly address: string;
	readonly #socket: WebSocket;
	readonly #options: ClientOptions;
	#heard = true;
	#slow: NodeJS.Timeout | undefined;
	#drains: (() => void)[] = [];
	#answers: ((alive: boolean) => void)[] = [];

	constructor(socket: WebSocket, options: ClientOptions) {
		this.address = options.address;
		this.#socket = socket;
		this.#options = options;
		socket.on('pong', () => this.#pong());
		socket.on('close', () => this.#gone());
	}

	get open(): boolean {
		return this.#socket.readyState === this.#socket.OPEN;
	}

	send(text: string): void {
		if (!this.open) return;
		this.#socket.send(text, () => this.#sent());
		if (this.#socket.bufferedAmount >= CLOSE_BYTES) return this.#tooSlow();
		if (this.#socket.bufferedAmount < PAUSE_BYTES || this.#slow) return;
		// What it asks for would only add to what it does not read.
		this.#socket.pause();
		this.#slow = setTimeout(() => this.#tooSlow(), this.#options.slowReaderMs);
	}

	buffered(): number {
		return this.#socket.bufferedAmount;
	}

	drained(): Promise<void> {
		if (!this.open || this.#socket.bufferedAmount < RESUME_BYTES) return Promise.resolve();
		return new Promise((resolve) => this.#drains.push(resolve));
	}

	answers(): Promise<boolean> {
		if (!this.open) return Promise.resolve(false);
		return new Promise((resolve) => {
			const timer = setTimeout(() => resolve(false), ANSWER_MS);
			this.#answers.push((alive) => {
				clearTimeout(timer);
				resolve(alive);
			});
			this.#socket.ping();
		});
	}

	/** Once per ping interval: false when nothing was heard since the last time. */
	checkAlive(): boolean {
		if (!this.#heard) return false;
		this.#heard = false;
		if (this.open) this.#socket.ping();
		return true;
	}

	/** Any frame shows that the other end lives. */
	heard(): void {
		this.#heard = true;
	}

	close(code: number, reason: string): void {
		this.#socket.close(code, reason);
		// A peer that does not answer the close would be waited for half a minute.
		setTimeout(() => this.#socket.terminate(), CLOSING_MS).unref();
	}

	terminate(): void {
		this.#socket.terminate();
	}

	#sent(): void {
		if (this.#socket.bufferedAmount >= RESUME_BYTES) return;
		if (this.#slow) {
			clearTimeout(this.#slow);
			this.#slow = undefined;
			this.#socket.resume();
		}
		this.#release();
	}

	#release(): void {
		const drains = this.#drains;
		this.#drains = [];
		for (const resolve of drains) resolve();
	}

	#pong(): void {
		this.#heard = true;
		const answers = this.#answers;
		this.#answers = [];
		for (const answer of answers) answer(true);
	}

	#tooSlow(): void {
		if (!this.open) return;
		this.#options.onSlow();
		this.close(CLOSE.slowReader, 'You did not read what was sent.');
	}

	#gone(): void {
		clearTimeout(this.#slow);
		const answers = this.#answers;
		this.#answers = [];
		for (const answer of answers) answer(false);
		this.#release();
	}
}
