/**
 * What a link needs of its carrier: frames in order, a way to wait until it takes more, and an end. And the inlet
 * where frames wait until somebody reads them: first the handshake one by one, then the link.
 */
import type { Bytes } from '#lib/protocol/bytes.ts';

export interface Channel {
	readonly inlet: Inlet;
	/** Hands one frame over. Throws when the channel is closed. */
	send(frame: Bytes): void;
	/** Resolves when the channel takes more, or is closed. */
	ready(): Promise<void>;
	/** Ends it after what was handed over has left, as far as the carrier can tell. */
	close(): void;
	/** Resolves when it is closed, by whomever. */
	readonly closed: Promise<void>;
	/** Set by the link: the carrier has reason to doubt that the other end is there. */
	onDoubt?: () => void;
}

/** Between the last frame of the handshake and its reader being ready lie milliseconds; more than this is no accident. */
const MAX_WAITING_BYTES = 1024 * 1024;

export class Inlet {
	#waiting: Bytes[] = [];
	#waitingBytes = 0;
	#listener: ((frame: Bytes) => void) | undefined;
	#reader: ((frame: Bytes | undefined) => void) | undefined;
	#ended = false;

	/** Takes a frame in; false when too many wait. */
	take(frame: Bytes): boolean {
		if (this.#listener) {
			this.#listener(frame);
			return true;
		}
		if (this.#reader) {
			const reader = this.#reader;
			this.#reader = undefined;
			reader(frame);
			return true;
		}
		this.#waitingBytes += frame.length;
		if (this.#waitingBytes > MAX_WAITING_BYTES) return false;
		this.#waiting.push(frame);
		return true;
	}

	/** The next frame, or undefined when the channel has ended or the signal aborts. */
	next(signal: AbortSignal): Promise<Bytes | undefined> {
		const frame = this.#waiting.shift();
		if (frame) {
			this.#waitingBytes -= frame.length;
			return Promise.resolve(frame);
		}
		if (this.#ended || signal.aborted) return Promise.resolve(undefined);
		return new Promise((resolve) => {
			const stop = () => this.#reader?.(undefined);
			this.#reader = (heard) => {
				this.#reader = undefined;
				signal.removeEventListener('abort', stop);
				resolve(heard);
			};
			signal.addEventListener('abort', stop, { once: true });
		});
	}

	/** From now on frames go to the listener, those that wait first. */
	listen(listener: (frame: Bytes) => void): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		this.#waitingBytes = 0;
		this.#listener = listener;
		for (const frame of waiting) listener(frame);
	}

	end(): void {
		this.#ended = true;
		this.#reader?.(undefined);
	}
}
