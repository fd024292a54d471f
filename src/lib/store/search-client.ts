/**
 * The search worker as seen from the page. A worker that died or says nothing for too long is ended, and everything
 * that waits for it is rejected with WorkerLost: nobody waits for ever.
 */
import type { SearchJobs, SearchReply } from './search-messages.ts';

/** The worker is gone, `damaged` when it was the index itself that failed. Never leaves this folder. */
export class WorkerLost extends Error {
	readonly damaged: boolean;
	constructor(why: string, damaged: boolean) {
		super(why);
		this.name = 'WorkerLost';
		this.damaged = damaged;
	}
}

interface Waiting {
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: WorkerLost) => void;
}

export class SearchClient {
	readonly #worker: Worker;
	readonly #answerWithinMs: number;
	readonly #waiting = new Map<number, Waiting>();
	#next = 1;
	#lost: WorkerLost | undefined;
	#silence: ReturnType<typeof setTimeout> | undefined;

	constructor(worker: Worker, answerWithinMs: number) {
		this.#worker = worker;
		this.#answerWithinMs = answerWithinMs;
		worker.addEventListener('message', ({ data }: MessageEvent<SearchReply>) => this.#hear(data));
		worker.addEventListener('error', (event) =>
			this.#lose(new WorkerLost(event.message || 'worker error', false))
		);
		worker.addEventListener('messageerror', () => this.#lose(new WorkerLost('unreadable reply', false)));
	}

	get lost(): boolean {
		return this.#lost !== undefined;
	}

	/** Throws WorkerLost. */
	async ask<Job extends keyof SearchJobs>(
		job: Job,
		asks: SearchJobs[Job]['asks'],
		transfer: readonly Transferable[] = []
	): Promise<SearchJobs[Job]['gives']> {
		if (this.#lost) throw this.#lost;
		const n = this.#next++;
		const reply = new Promise<unknown>((resolve, reject) => this.#waiting.set(n, { resolve, reject }));
		this.#worker.postMessage({ n, do: job, ...asks }, { transfer: [...transfer] });
		this.#watch();
		// The worker is our own code, built from the same table of jobs.
		return (await reply) as SearchJobs[Job]['gives'];
	}

	close(): void {
		this.#lose(new WorkerLost('closed', false));
	}

	#hear(reply: SearchReply): void {
		const waiting = this.#waiting.get(reply.n);
		this.#waiting.delete(reply.n);
		this.#watch();
		if ('failed' in reply) this.#lose(new WorkerLost(reply.failed, true), waiting);
		else waiting?.resolve(reply.result);
	}

	/** Silence is counted from the last word, and only while something waits. */
	#watch(): void {
		clearTimeout(this.#silence);
		if (this.#waiting.size === 0) return;
		const silent = (): void => this.#lose(new WorkerLost('the search worker is silent', false));
		this.#silence = setTimeout(silent, this.#answerWithinMs);
	}

	#lose(why: WorkerLost, failed?: Waiting): void {
		if (this.#lost) return;
		this.#lost = why;
		clearTimeout(this.#silence);
		this.#worker.terminate();
		failed?.reject(why);
		for (const waiting of this.#waiting.values()) waiting.reject(why);
		this.#waiting.clear();
	}
}
