/** The shelf as the app holds it, and what it is built from. */
import type { Embedder, Hit, SearchOptions, Shelf } from '#lib/agent/ports.ts';

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
	/**
	 * While a person types: passages that hold every word, the last one perhaps half typed, and the first passages of items
	 * so titled or called (`origin.name`), which come first. At most 60 whatever the limit. A last word of one or two
	 * letters is looked for in titles and names, and in the passages that hold the words before it.
	 */
	find(text: string, options: Pick<SearchOptions, 'allow' | 'limit'>): Promise<readonly Hit[]>;
	/** Searches by meaning too from now on, once vectors are made; undefined: by words alone. */
	useEmbedder(embedder: Embedder | undefined): void;
	/** Starts the worker; not needed, but the first search is quicker after it. */
	warm(): Promise<void>;
	/** Resolves when everything stored so far is indexed and embedded, and saved. */
	flush(): Promise<void>;
}
