/** What page and worker say to each other while files are read, and the worker's side of it. */
import { readFile, type Answer, type ReadStep } from './read.ts';

/**
 * `read` a file; `more` after each hash and each item, so that no more than one item waits, however slow the store is;
 * `skip` after a hash that is known.
 */
export type ToWorker =
	{ readonly kind: 'read'; readonly file: File; readonly name: string } | { readonly kind: 'more' | 'skip' };

export type FromWorker =
	| ReadStep
	| { readonly kind: 'done' }
	/** A mistake of ours, told as such. */
	| { readonly kind: 'failed'; readonly message: string };

/** The worker's side: takes messages, sends steps through `post`. */
export function serve(post: (message: FromWorker) => void): (message: ToWorker) => void {
	let answer: ((answer: Answer) => void) | undefined;
	async function read(file: File, name: string): Promise<void> {
		const steps = readFile(file, name);
		let given: Answer;
		for (;;) {
			const { done, value: step } = await steps.next(given);
			if (done) break;
			const waits = step.kind === 'item' || step.kind === 'hash';
			const answered = waits ? new Promise<Answer>((resolve) => (answer = resolve)) : undefined;
			post(step);
			given = await answered;
		}
		post({ kind: 'done' });
	}
	return (message) => {
		if (message.kind === 'read')
			read(message.file, message.name).catch((error: unknown) =>
				post({ kind: 'failed', message: String(error) })
			);
		else answer?.(message.kind === 'skip' ? 'skip' : undefined);
	};
}
