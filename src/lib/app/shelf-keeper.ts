/** What lies on the shelf, told to the screens; what a person does with it is loaded with the first of it. */
import type { Collection } from '#lib/store/collections.ts';
import type { Store } from '#lib/store/store.ts';
import type { Importer } from './importing.ts';
import type { KnowledgeApi } from './knowledge-api.ts';
import { lately } from './lately.ts';
import type { ImportProgress, ItemSummary, NodeApi } from './node-api.ts';

export interface ShelfKeeperDeps {
	readonly store: Pick<Store, 'items' | 'shelf' | 'collections'>;
	readonly createWorker: (url: string | URL) => Worker;
	readonly newId: () => string;
	readonly now: () => number;
	readonly tellItems: (items: readonly ItemSummary[]) => void;
	readonly tellCollections: (collections: readonly Collection[]) => void;
	readonly tellImport: (progress: ImportProgress) => void;
	/** The first thing was stored in this session: time to ask the browser to keep it. */
	readonly stored: () => void;
}

export interface ShelfKeeper extends KnowledgeApi, Pick<NodeApi, 'importFiles' | 'cancelImport'> {
	refresh(): Promise<void>;
	/** At the start: what was deleted in a tab that closed before it could be forgotten. */
	tidyUp(): Promise<void>;
}

export function keepShelf(deps: ShelfKeeperDeps): ShelfKeeper {
	const { items, collections } = deps.store;
	const refresh = async (): Promise<void> => {
		deps.tellCollections(await collections.list());
		deps.tellItems(await items.list());
	};
	const stored = (): void => {
		deps.stored();
		void refresh();
	};
	const { createWorker, newId, now, tellImport: tell } = deps;
	let importer: Promise<Importer> | undefined;
	/** Loaded with the first files. */
	const openImporter = async (): Promise<Importer> =>
		new (await import('./importing.ts')).Importer({ items, createWorker, newId, now, tell, stored });
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
		importFiles: async (files, visibility) => (await (importer ??= openImporter())).run(files, visibility),
		async cancelImport() {
			(await importer)?.cancel();
		}
	};
}
