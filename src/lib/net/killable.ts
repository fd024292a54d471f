/**
 * A worker that is given one order at a time and ended where it does not answer in time: for what strangers made, which
 * may be made to hang whoever reads it. The next order gets a new worker. It says `ready` once, when it has loaded.
 */
import type { Clock } from '#lib/agent/ports.ts';

export interface KillableDeps {
	readonly start: () => Worker;
	readonly clock: Clock;
	/** From order to answer. */
	readonly limitMs: number;
}

/** Loading its script over a slow line. */
const LOAD_MS = 30_000;
/** An answer that lies in the queue of a page that was busy, or slept, is in time. */
const QUEUE_MS = 250;

/** `hung` it took too long and was ended · `absent` there is no worker: it did not load, or all was closed. */
export type NoAnswer = 'hung' | 'absent';

export class Killable<Order, Answer extends object> {
	readonly #deps: KillableDeps;
	readonly #life = new AbortController();
	#worker: Worker | undefined;
	#loaded: Promise<boolean> = Promise.resolve(false);
	#heard: ((answer: Answer | 'failed') => void) | undefined;
	#turn: Promise<unknown> = Promise.resolve();
	/** Workers that had to be ended. */
	killed = 0;

	constructor(deps: KillableDeps) {
		this.#deps = deps;
	}

	/** Never rejects. */
	ask(order: Order): Promise<Answer | NoAnswer> {
		const asked = this.#turn.then(() => this.#ask(order));
		this.#turn = asked;
		return asked;
	}

	close(): void {
		this.#life.abort();
		this.#end();
	}

	async #ask(order: Order): Promise<Answer | NoAnswer> {
		if (this.#life.signal.aborted) return 'absent';
		const worker = (this.#worker ??= this.#start());
		if (!(await this.#loaded) || this.#worker !== worker) {
			this.#end();
			return 'absent';
		}
		const answered = new Promise<Answer | 'failed'>((resolve) => (this.#heard = resolve));
		worker.postMessage(order);
		const answer = await this.#within(answered, this.#deps.limitMs);
		this.#heard = undefined;
		if (answer !== undefined && answer !== 'failed') return answer;
		if (this.#life.signal.aborted) return 'absent';
		this.killed += 1;
		this.#end();
		return 'hung';
	}

	#start(): Worker {
		const worker = this.#deps.start();
		let loaded: (is: boolean) => void;
		const ready = new Promise<boolean>((resolve) => (loaded = resolve));
		this.#loaded = this.#within(ready, LOAD_MS).then((is) => is === true);
		worker.onmessage = ({ data }: MessageEvent<Answer | 'ready'>) => {
			if (data === 'ready') loaded(true);
			else this.#heard?.(data);
		};
		worker.onerror = (event) => {
			event.preventDefault();
			loaded(false);
			this.#heard?.('failed');
		};
		return worker;
	}

	async #within<T>(answered: Promise<T>, ms: number): Promise<T | undefined> {
		const { clock } = this.#deps;
		const done = new AbortController();
		const signal = AbortSignal.any([done.signal, this.#life.signal]);
		const late = async (): Promise<undefined> => {
			await clock.sleep(ms, signal);
			await clock.sleep(QUEUE_MS, signal);
		};
		const answer = await Promise.race([answered, late()]);
		done.abort();
		return answer;
	}

	#end(): void {
		this.#worker?.terminate();
		this.#worker = undefined;
	}
}
