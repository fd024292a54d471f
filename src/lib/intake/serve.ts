/** What page and worker say to each other while files are read, and the worker's side of it. */
import { readFile, type ReadStep } from './read.ts';

/** `read` a file; `more` after each step but progress: so no more than one item waits, however slow the store is. */
export type ToWorker = { readonly kind: 'read'; readonly file: File } | { readonly kind: 'more' };

export type FromWorker =
	| ReadStep
	| { readonly kind: 'done' }
	/** A mistake of ours, told as such. */
	| { readonly kind: 'failed'; readonly message: string };

/** The worker's side: takes messages, sends steps through `post`. */
export function serve(post: (message: FromWorker) => void): (message: ToWorker) => void {
	let more: (() => void) | undefined;
	async function read(file: File): Promise<void> {
		for await (const step of readFile(file)) {
			const taken = step.kind === 'item' ? new Promise<void>((resolve) => (more = resolve)) : undefined;
			post(step);
			await taken;
		}
		post({ kind: 'done' });
	}
	return (message) => {
		if (message.kind === 'more') more?.();
		else read(message.file).catch((error: unknown) => post({ kind: 'failed', message: String(error) }));
	};
}
