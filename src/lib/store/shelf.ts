/** The shelf as the app holds it, and what it is built from. */
import type { Shelf } from '#lib/agent/ports.ts';

/** Puts our own script's address into a dedicated module worker; the app's Trusted Types policy stands behind it. */
export type CreateWorker = (url: string) => Worker;

export interface SearchIndexOptions {
	readonly createWorker: CreateWorker;
	readonly workerUrl: string;
	/** A worker silent for so long is taken for dead. The first word may need a download. */
	readonly answerWithinMs?: number;
	readonly saveAfterMs?: number;
}

/** The shelf with its life: started at first use, saved now and then, closed. */
export interface StoredShelf extends Shelf {
	/** Starts the worker; not needed, but the first search is quicker after it. */
	warm(): Promise<void>;
	/** Resolves when everything stored so far is indexed and the snapshot is saved. */
	flush(): Promise<void>;
}
