/**
 * Files into items, one after another, off the main thread. Streams: an item is asked for only when the last one was
 * taken, so a slow store slows the reading and memory stays bounded. Stopping ends the worker at once.
 */
import workerUrl from './intake.worker.ts?worker&url';
import type { ReadyItem } from './item.ts';
import { type FileRefusal, MAX_FILE_BYTES } from './read.ts';
import type { FromWorker, ToWorker } from './serve.ts';

export { MAX_FILE_BYTES, type FileRefusal };

/**
 * One file gives its items and then `done`, or is `refused`. A long text comes as several items. Only `unreadable` can
 * come after items: the file was taken away while it was read.
 */
export interface Imported {
	readonly file: File;
	readonly item?: ReadyItem;
	readonly refused?: FileRefusal;
	readonly done?: true;
}

export interface ImportOptions {
	/** Goes through the page's Trusted Types policy; the worker is an ES module. */
	readonly createWorker: (url: string | URL) => Worker;
	readonly signal: AbortSignal;
	/** Bytes read so far of all files, refused ones counted whole. */
	readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/** Ends without error when `signal` aborts: what was yielded before stands, and the file in hand is not `done`. */
export async function* importFiles(
	files: readonly File[],
	{ createWorker, signal, onProgress }: ImportOptions
): AsyncGenerator<Imported, void, undefined> {
	if (files.length === 0 || signal.aborted) return;
	const total = files.reduce((sum, file) => sum + file.size, 0);
	const worker = createWorker(workerUrl);
	const steps = new Steps(worker, signal);
	try {
		let before = 0;
		for (const file of files) {
			steps.send({ kind: 'read', file });
			let refused = false;
			for (;;) {
				const step = await steps.next();
				if (!step) return;
				if (step.kind === 'progress') onProgress?.(before + step.bytes, total);
				else if (step.kind === 'item') {
					yield { file, item: step.item };
					steps.send({ kind: 'more' });
				} else if (step.kind === 'refused') {
					refused = true;
					yield { file, refused: step.code };
				} else if (step.kind === 'failed') throw new Error(`intake worker: ${step.message}`);
				else break;
			}
			before += file.size;
			onProgress?.(before, total);
			if (!refused) yield { file, done: true };
		}
	} finally {
		steps.close();
		worker.terminate();
	}
}

/** The worker's messages, one by one; undefined once the signal aborts. */
class Steps {
	readonly #worker: Worker;
	readonly #signal: AbortSignal;
	readonly #waiting: FromWorker[] = [];
	#error: Error | undefined;
	#wake: (() => void) | undefined;

	constructor(worker: Worker, signal: AbortSignal) {
		this.#worker = worker;
		this.#signal = signal;
		worker.onmessage = (event: MessageEvent<FromWorker>) => {
			this.#waiting.push(event.data);
			this.#wake?.();
		};
		worker.onerror = (event) => {
			this.#error = new Error(`intake worker: ${event.message || 'did not start'}`);
			this.#wake?.();
		};
		signal.addEventListener('abort', this.#stop);
	}

	#stop = (): void => {
		// At once, whatever it is doing: a long paragraph must not hold up a person who pressed Cancel.
		this.#worker.terminate();
		this.#wake?.();
	};

	send(message: ToWorker): void {
		this.#worker.postMessage(message);
	}

	async next(): Promise<FromWorker | undefined> {
		for (;;) {
			if (this.#signal.aborted) return undefined;
			if (this.#error) throw this.#error;
			const step = this.#waiting.shift();
			if (step) return step;
			await new Promise<void>((resolve) => (this.#wake = resolve));
		}
	}

	close(): void {
		this.#signal.removeEventListener('abort', this.#stop);
	}
}
