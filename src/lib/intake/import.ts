/**
 * Files into items, one after another, off the main thread. Streams: an item is asked for only when the last one was
 * taken, so a slow store slows the reading and memory stays bounded. Stopping ends the worker at once.
 */
import workerUrl from './intake.worker.ts?worker&url';
import { MAX_FILE_BYTES } from './formats.ts';
import type { ReadItem } from './item.ts';
import type { ReadStep } from './read.ts';
import type { FileRefusal } from './reading.ts';
import type { FromWorker, ToWorker } from './serve.ts';

export { MAX_FILE_BYTES, type FileRefusal };

export interface ToImport {
	readonly file: File;
	/** With its folders, where there are any. */
	readonly name: string;
}

/**
 * Each name gives its `hash`, its items and then `done`, or is `refused`, some before there is a hash. A long text comes as
 * several items. Only `unreadable` and `damaged` can come after items. An archive's entries have names of their own
 * (`a.zip/b.md`), each with all of this, between the archive's own hash and its end.
 */
export interface Imported {
	readonly file: ToImport;
	/** Cleaned of what cannot be shown; `..` and the like lead nowhere. */
	readonly name: string;
	/** SHA-256 of that name's bytes, in a step of its own: answered by `next('skip')`, the next step is `done`. */
	readonly hash?: string;
	readonly item?: ReadItem;
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
	files: readonly ToImport[],
	{ createWorker, signal, onProgress }: ImportOptions
): AsyncGenerator<Imported, void, 'skip' | undefined> {
	if (files.length === 0 || signal.aborted) return;
	const total = files.reduce((sum, { file }) => sum + file.size, 0);
	const worker = createWorker(workerUrl);
	const steps = new Steps(worker, signal);
	try {
		let before = 0;
		for (const toImport of files) {
			const { file } = toImport;
			steps.send({ kind: 'read', file, name: toImport.name });
			for (;;) {
				const step = await steps.next();
				if (!step) return;
				if (step.kind === 'done') break;
				if (step.kind === 'failed') throw new Error(`intake worker: ${step.message}`);
				if (step.kind === 'progress') onProgress?.(before + step.bytes, total);
				else {
					const answer = yield importedOf(step, toImport);
					if (step.kind === 'hash' || step.kind === 'item') steps.send({ kind: answer ?? 'more' });
				}
			}
			before += file.size;
			onProgress?.(before, total);
		}
	} finally {
		steps.close();
		worker.terminate();
	}
}

function importedOf(step: Exclude<ReadStep, { kind: 'progress' }>, file: ToImport): Imported {
	const { name } = step;
	switch (step.kind) {
		case 'hash':
			return { file, name, hash: step.hash };
		case 'item':
			return { file, name, item: step.item };
		case 'refused':
			return { file, name, refused: step.code };
		case 'end':
			return { file, name, done: true };
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
