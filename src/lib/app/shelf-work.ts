/** What the person does with what they know: write, show, move, take away, look through. Loaded with the first of it. */
import { NodeError, type Item } from '#lib/agent/ports.ts';
import { cleanedTitle, itemFrom, type ReadyItem } from '#lib/intake/item.ts';
import type { Store } from '#lib/store/store.ts';
import type { KnowledgeApi, NoteToSave } from './knowledge-api.ts';
import { findItems } from './shelf-finder.ts';

export interface ShelfWorkDeps {
	readonly store: Pick<Store, 'items' | 'shelf' | 'collections'>;
	readonly createWorker: (url: string | URL) => Worker;
	readonly newId: () => string;
	readonly now: () => number;
	/** Something was stored. */
	readonly stored: () => void;
	/** Puts what is stored on the screen. */
	readonly refresh: () => Promise<void>;
}

/** A longer text is cut by the worker: cutting it here would be felt. */
const CUT_HERE_CHARS = 20_000;
const MAX_NAME_CHARS = 120;

export function shelfWork(deps: ShelfWorkDeps): KnowledgeApi {
	const { items, shelf, collections } = deps.store;
	/** Stored means said so on the screen; what is shown follows. */
	const changed = async (change: Promise<unknown>): Promise<void> => {
		await change;
		await deps.refresh();
	};

	return {
		async saveNote(note) {
			const { id, visibility, collection } = note;
			const cut = await cutNote(note, deps);
			const before = id === undefined ? undefined : await items.get(id);
			const at = deps.now();
			const item: Item = {
				id: id ?? deps.newId(),
				kind: 'fields' in note ? note.fields.kind : (before?.kind ?? 'note'),
				title: cut.title,
				text: cut.text,
				visibility,
				madeAt: before?.madeAt ?? at,
				changedAt: at,
				...(collection !== undefined && { collection }),
				...(before?.origin && { origin: before.origin }),
				...(cut.marks && { marks: cut.marks }),
				...('fields' in note && { fields: note.fields })
			};
			await items.put(item, cut.spans);
			await deps.refresh();
			deps.stored();
			// The first question should not wait for the index to be opened.
			void shelf.warm();
			return item.id;
		},
		item: (id) => items.get(id),
		deleteItems: (ids) => changed(items.deleteMany(ids)),
		undeleteItems: (ids) => changed(items.undeleteMany(ids)),
		forgetItems: (ids) => changed(items.forgetMany(ids)),
		setVisibilityOf: (ids, visibility) => changed(items.setVisibilityOf(ids, visibility)),
		moveItems: (ids, collection, visibility) => changed(items.moveTo(ids, collection, visibility)),
		findItems: (text, filter) => findItems(deps.store, text, filter),
		async saveCollection({ id, name, visibility }) {
			const before =
				id === undefined ? undefined : (await collections.list()).find((known) => known.id === id);
			const collection = {
				id: id ?? deps.newId(),
				name: cleanedTitle(name).slice(0, MAX_NAME_CHARS),
				visibility,
				madeAt: before?.madeAt ?? deps.now()
			};
			await changed(collections.put(collection));
			return collection;
		},
		removeCollection: (id) => changed(collections.remove(id))
	};
}

async function cutNote(note: NoteToSave, { createWorker }: ShelfWorkDeps): Promise<ReadyItem> {
	if ('fields' in note) return (await import('#lib/intake/structured.ts')).textOfFields(note.fields);
	const { title, text } = note;
	if (text.length <= CUT_HERE_CHARS) return itemFrom(text, 'markdown', title);
	const { importFiles } = await import('#lib/intake/import.ts');
	const file = { file: new File([text], 'note.md'), name: 'note.md' };
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
