/** What lies on the shelf, told to the screens; what a person does with it is loaded with the first of it. */
import type { Collection } from '#lib/store/collections.ts';
import type { Store } from '#lib/store/store.ts';
import type { Importer } from './importing.ts';
import type { ImportApi } from './importing-api.ts';
import type { KnowledgeApi } from './knowledge-api.ts';
import { lately } from './lately.ts';
import type { ImportProgress, ItemSummary } from './node-api.ts';

export interface ShelfKeeperDeps {
	readonly store: Pick<Store, 'items' | 'shelf' | 'collections' | 'staged'>;
	readonly createWorker: (url: string | URL) => Worker;
	readonly newId: () => string;
	readonly now: () => number;
	readonly tellItems: (items: readonly ItemSummary[]) => void;
	readonly tellCollections: (collections: readonly Collection[]) => void;
	readonly tellImport: (progress: ImportProgress) => void;
	/** The first thing was stored in this session: time to ask the browser to keep it. */
	readonly stored: () => void;
}

export interface ShelfKeeper extends KnowledgeApi, ImportApi {
	refresh(): Promise<void>;
	/** At the start: what was deleted in a tab that closed before it could be forgotten. */
	tidyUp(): Promise<void>;
	/** Goes on with the files that an earlier tab did not get to. Never rejects. */
	resumeImport(): Promise<void>;
}

export function keepShelf(deps: ShelfKeeperDeps): ShelfKeeper {
	const { items, collections, staged } = deps.store;
	const refresh = async (): Promise<void> => {
		deps.tellCollections(await collections.list());
		deps.tellItems(await items.list());
	};
	const stored = (): void => {
		deps.stored();
		void refresh();
	};
	const { store, createWorker, newId, now, tellImport: tell } = deps;
	let importer: Promise<Importer> | undefined;
	/** Loaded with the first files. */
	const openImporter = async (): Promise<Importer> =>
		new (await import('./importing.ts')).Importer({ store, createWorker, newId, now, tell, stored });
	const work = lately<KnowledgeApi>(
		[
			'saveNote',
			'item',
			'deleteItems',
			'undeleteItems',
			'forgetItems',
			'setVisibilityOf',
			'moveItems',
			'findItems',
			'saveCollection',
			'removeCollection'
		],
		async () => (await import('./shelf-work.ts')).shelfWork({ ...deps, refresh })
	);

	return {
		...work,
		refresh,
		async tidyUp() {
			await items.forgetDeleted();
		},
		importFiles: async (files, options) => (await (importer ??= openImporter())).run(files, options),
		async resumeImport() {
			try {
				if ((await staged.count()) > 0) await (await (importer ??= openImporter())).resume();
			} catch {
				// What was not taken was told with each file; where nothing could be read, the next start tries again.
			}
		},
		async cancelImport() {
			(await importer)?.cancel();
		}
	};
}
