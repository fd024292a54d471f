/**
 * The shelf until it is needed: what searches, and the worker's address with it, load with the first item that is found
 * there or put there, and not before. What changed in between is no loss: the index asks the items when it starts.
 */
import type { Embedder } from '#lib/agent/ports.ts';
import type { Database } from './database.ts';
import type { ItemSource } from './items.ts';
import type { SearchIndexOptions, StoredShelf } from './shelf.ts';
import type { Vault } from './vault.ts';

type Closing = StoredShelf & { close(): void };

export function lateShelf(
	db: Database,
	vault: Vault,
	items: ItemSource,
	options: Omit<SearchIndexOptions, 'workerUrl'>
): Closing {
	let loading: Promise<Closing> | undefined;
	let embedder: Embedder | undefined;
	let closed = false;

	async function load(): Promise<Closing> {
		const [{ SearchIndex }, { default: workerUrl }] = await Promise.all([
			import('./search-index.ts'),
			import('./search.worker.ts?worker&url')
		]);
		const shelf = new SearchIndex(db, vault, items, { ...options, workerUrl });
		shelf.useEmbedder(embedder);
		if (closed) shelf.close();
		return shelf;
	}
	const shelf = (): Promise<Closing> =>
		(loading ??= load().catch((error: unknown) => {
			// Without a network a script may be missing: the next search tries again.
			loading = undefined;
			throw error;
		}));
	const isEmpty = async (): Promise<boolean> => !loading && (await items.metas()).size === 0;

	// The first item starts the worker; what fails here shows at the first search.
	items.onChange(() => {
		if (!loading && !closed)
			void shelf()
				.then((index) => index.warm(), ignoreForNow)
				.catch(ignoreForNow);
	});
	return {
		async search(terms, asked, signal) {
			signal?.throwIfAborted();
			return (await isEmpty()) ? [] : (await shelf()).search(terms, asked, signal);
		},
		find: async (text, asked) => ((await isEmpty()) ? [] : (await shelf()).find(text, asked)),
		passage: async (id, as) => ((await isEmpty()) ? undefined : (await shelf()).passage(id, as)),
		useEmbedder(next) {
			embedder = next;
			// Vectors are made in the background, also when nobody searches yet.
			if (loading || next) void shelf().then((index) => index.useEmbedder(embedder), ignoreForNow);
		},
		warm: async () => (await shelf()).warm(),
		// Where nothing was started nothing has changed.
		flush: async () => (await loading)?.flush(),
		close() {
			closed = true;
			void loading?.then((index) => index.close(), ignoreForNow);
		}
	};
}

const ignoreForNow = (): void => undefined;
