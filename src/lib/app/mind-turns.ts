/**
 * Long jobs of the mind, one at a time: only one model is downloaded or put into memory at once. A job begins when those
 * before it are over; a newer one of the same kind cancels the older.
 */
import { NodeError } from '#lib/agent/ports.ts';

export type JobKind = 'engine' | 'embedder' | 'file';

interface Job {
	readonly kind: JobKind;
	/** The model it is about. */
	readonly model: string;
	readonly stop: AbortController;
	/** Never rejects. */
	over: Promise<void>;
}

export class Turns {
	readonly #jobs = new Set<Job>();

	/** Throws what `work` throws, and NodeError('engine-unavailable', 'cancelled') when it was stopped before it began. */
	async run<T>(kind: JobKind, model: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
		const before = [...this.#jobs];
		for (const job of before) if (job.kind === kind) job.stop.abort();
		const job: Job = { kind, model, stop: new AbortController(), over: Promise.resolve() };
		const done = Promise.all(before.map(({ over }) => over)).then(() => {
			if (job.stop.signal.aborted) throw new NodeError('engine-unavailable', { trouble: 'cancelled' });
			return work(job.stop.signal);
		});
		const leave = (): void => void this.#jobs.delete(job);
		job.over = done.then(leave, leave);
		this.#jobs.add(job);
		return done;
	}

	/** Cancels those that `which` names, resolves when they are over. */
	async stop(which: (job: { readonly kind: JobKind; readonly model: string }) => boolean): Promise<void> {
		const stopped = [...this.#jobs].filter(which);
		for (const job of stopped) job.stop.abort();
		await Promise.all(stopped.map(({ over }) => over));
	}

	has(kind: JobKind): boolean {
		return [...this.#jobs].some((job) => job.kind === kind);
	}
}
