/** What the person does with what they know: write, import, show, hide, forget, look through. */
import { mayRead, thePerson, type Reader } from '#lib/agent/policy.ts';
import { NodeError, type Item } from '#lib/agent/ports.ts';
import { terms } from '#lib/agent/terms.ts';
import type { ReadyItem } from '#lib/intake/item.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import type { Importer } from './importing.ts';
import type { ImportProgress, ItemSummary, NodeApi } from './node-api.ts';

export interface ShelfKeeperDeps {
	readonly store: Pick<Store, 'items' | 'shelf'>;
	readonly createWorker: (url: string | URL) => Worker;
	readonly newId: () => string;
	readonly now: () => number;
	readonly tellItems: (items: readonly ItemSummary[]) => void;
	readonly tellImport: (progress: ImportProgress) => void;
	/** The first thing was stored in this session: time to ask the browser to keep it. */
	readonly stored: () => void;
}

type Parts = Pick<
	NodeApi,
	| 'saveNote'
	| 'item'
	| 'deleteItem'
	| 'undelete'
	| 'forgetItem'
	| 'setVisibility'
	| 'searchItems'
	| 'importFiles'
	| 'cancelImport'
	| 'preview'
>;

export interface ShelfKeeper extends Parts {
	refresh(): Promise<void>;
	/** At the start: what was deleted in a tab that closed before it could be forgotten. */
	tidyUp(): Promise<void>;
}

/** A longer text is cut by the worker: cutting it here would be felt. */
const CUT_HERE_CHARS = 20_000;
const MAX_FOUND = 50;

export function keepShelf(deps: ShelfKeeperDeps): ShelfKeeper {
	const { items, shelf } = deps.store;
	const refresh = async () => deps.tellItems(await items.list());
	/** Stored means said so on the screen; what is shown follows. */
	const changed = async (change: Promise<unknown>) => {
		await change;
		await refresh();
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

	return {
		refresh,
		async tidyUp() {
			await items.forgetDeleted();
		},
		async saveNote({ id, title, text, visibility }) {
			const cut = await cutNote(title, text, deps);
			const before = id === undefined ? undefined : await items.get(id);
			const at = deps.now();
			const item: Item = {
				id: id ?? deps.newId(),
				kind: before?.kind ?? 'note',
				title: cut.title,
				text: cut.text,
				visibility,
				madeAt: before?.madeAt ?? at,
				changedAt: at
			};
			await items.put(item, cut.spans);
			await refresh();
			deps.stored();
			// The first question should not wait for the index to be opened.
			void shelf.warm();
			return item.id;
		},
		item: (id) => items.get(id),
		deleteItem: (id) => changed(items.delete(id)),
		undelete: (id) => changed(items.undelete(id)),
		forgetItem: (id) => changed(items.forget(id)),
		setVisibility: (id, visibility) => changed(items.setVisibility(id, visibility)),
		async searchItems(text) {
			const list = await items.list();
			const wanted = text.trim().toLocaleLowerCase();
			if (wanted === '') return list;
			const hits = await shelf.search(terms(text), {
				allow: ({ visibility }) => mayRead(visibility, thePerson),
				limit: MAX_FOUND
			});
			const byId = new Map(list.map((item) => [item.id, item]));
			const found = new Set(hits.map(({ passage }) => passage.item));
			// What is half typed is not yet a word of the index.
			for (const { id, title, excerpt } of list)
				if (title.toLocaleLowerCase().includes(wanted) || excerpt.toLocaleLowerCase().includes(wanted))
					found.add(id);
			return [...found].map((id) => byId.get(id)).filter((item) => item !== undefined);
		},
		importFiles: async (files, visibility) => (await (importer ??= openImporter())).run(files, visibility),
		async cancelImport() {
			(await importer)?.cancel();
		},
		async preview(peer: PeerId | 'public') {
			const reader: Reader =
				peer === 'public' ? { peer: '' as PeerId, contact: false } : { peer, contact: true };
			return (await items.list()).filter(({ visibility }) => mayRead(visibility, reader));
		}
	};
}

async function cutNote(title: string, text: string, { createWorker }: ShelfKeeperDeps): Promise<ReadyItem> {
	const { itemFrom, cleanedTitle } = await import('#lib/intake/item.ts');
	if (text.length <= CUT_HERE_CHARS) return itemFrom(text, 'markdown', title);
	const { importFiles } = await import('#lib/intake/import.ts');
	const file = new File([text], 'note.md');
	const parts: ReadyItem[] = [];
	for await (const { item, refused } of importFiles([file], {
		createWorker,
		signal: new AbortController().signal
	})) {
		if (refused) throw new NodeError('too-large', { detail: refused });
		if (item) parts.push(item);
	}
	const [whole, ...more] = parts;
	if (!whole || more.length > 0) throw new NodeError('too-large');
	const given = cleanedTitle(title);
	return given === '' ? whole : { ...whole, title: given };
}
