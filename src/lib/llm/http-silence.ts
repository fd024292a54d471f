/** How long a server may be silent: a request ends when nothing was heard for too long, or when nobody waits any more. */
import { unavailable } from './http-trouble.ts';

/** Whoever makes one says when it is over. */
export class Silence {
	readonly #abort = new AbortController();
	readonly #outer: AbortSignal;
	readonly #stop = (): void => this.#abort.abort(this.#outer.reason);
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(outer: AbortSignal) {
		this.#outer = outer;
		if (outer.aborted) this.#stop();
		outer.addEventListener('abort', this.#stop);
	}

	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	/** From now on. */
	within(ms: number): void {
		this.pause();
		this.#timer = setTimeout(
			() => this.#abort.abort(unavailable('stalled', `nothing was heard for ${ms} ms`)),
			ms
		);
	}

	pause(): void {
		clearTimeout(this.#timer);
	}

	over(): void {
		this.pause();
		this.#outer.removeEventListener('abort', this.#stop);
	}
}
