/** One socket of a link, from either end: its frames in order, and what is left of them handed to whoever listens next. */
import type { WebSocket } from 'ws';
import { CLOSE } from '#lib/protocol/relay.ts';
import type { Receiver } from './client.ts';
import type { Lines } from './federation-hello.ts';
import type { LinkClient } from './federation-link.ts';
import { unreachable, Unreachable } from './federation-reach.ts';

/** More than a talk has lines is no talk. */
const MAX_UNREAD = 4;
const PING_MS = 25_000;
/** A close is polite for this long. */
const CLOSING_MS = 1_000;

/** Frames as lines that are waited for, until a receiver takes over. */
export class LineReader implements Lines, Receiver {
	readonly #onTooMany: () => void;
	#unread: string[] = [];
	#waiting: { resolve: (line: string) => void; reject: (error: Unreachable) => void } | undefined;
	#next: Receiver | undefined;
	#ended: Unreachable | undefined;

	constructor(onTooMany: () => void) {
		this.#onTooMany = onTooMany;
	}

	next(): Promise<string> {
		const line = this.#unread.shift();
		if (line !== undefined) return Promise.resolve(line);
		if (this.#ended) return Promise.reject(this.#ended);
		return new Promise((resolve, reject) => {
			this.#waiting = { resolve, reject };
		});
	}

	/** From now on `receiver` hears everything, first what was not read. */
	handTo(receiver: Receiver): void {
		this.#next = receiver;
		for (const line of this.#unread.splice(0)) receiver.receive(line);
		if (this.#ended) receiver.gone();
	}

	receive(text: string): void {
		if (this.#next) return this.#next.receive(text);
		const waiting = this.#waiting;
		this.#waiting = undefined;
		if (waiting) return waiting.resolve(text);
		if (this.#unread.push(text) > MAX_UNREAD) this.#onTooMany();
	}

	gone(reason: Unreachable = new Unreachable('server-away', 'closed')): void {
		if (this.#ended) return;
		this.#ended = reason;
		this.#waiting?.reject(reason);
		this.#next?.gone();
	}
}

/** A socket that we opened. */
export class DialledSocket implements LinkClient {
	readonly lines: LineReader;
	/** Rejects when it does not open. */
	readonly opened: Promise<void>;
	readonly #socket: WebSocket;
	readonly #pinging: NodeJS.Timeout;
	#heard = true;

	constructor(socket: WebSocket) {
		this.#socket = socket;
		this.lines = new LineReader(() => this.close(CLOSE.malformed, 'One at a time.'));
		socket.on('message', (frame: Buffer, isBinary: boolean) => {
			this.#heard = true;
			if (isBinary) return this.close(CLOSE.malformed, 'Text frames only.');
			if (this.open) this.lines.receive(frame.toString('utf8'));
		});
		socket.on('pong', () => (this.#heard = true));
		socket.on('ping', () => (this.#heard = true));
		this.opened = new Promise((resolve, reject) => {
			socket.on('open', resolve);
			socket.on('error', (error) => reject(unreachable(error)));
			socket.on('close', () => reject(new Unreachable('server-away', 'closed')));
		});
		this.opened.catch((error: unknown) => this.lines.gone(unreachable(error)));
		socket.on('close', () => {
			clearInterval(this.#pinging);
			this.lines.gone();
		});
		this.#pinging = setInterval(() => this.#ping(), PING_MS);
		this.#pinging.unref();
	}

	get open(): boolean {
		return this.#socket.readyState === this.#socket.OPEN;
	}

	send(text: string): void {
		if (this.open) this.#socket.send(text);
	}

	buffered(): number {
		return this.#socket.bufferedAmount;
	}

	close(code: number, reason: string): void {
		this.#socket.close(code, reason);
		setTimeout(() => this.#socket.terminate(), CLOSING_MS).unref();
	}

	#ping(): void {
		if (!this.#heard) return this.#socket.terminate();
		this.#heard = false;
		if (this.open) this.#socket.ping();
	}
}
