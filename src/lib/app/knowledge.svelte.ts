/** What the person taught the agent: the items and their collections, the import under way, and what can still be brought back. */
import type { Item, Visibility } from '#lib/agent/ports.ts';
import type { Collection, CollectionToSave, NoteToSave } from './knowledge-api.ts';
import type { FileToImport, ImportProgress, ItemSummary, NodeApi, NodeState } from './node-api.ts';

/** How long what was deleted can be brought back. */
export const UNDO_MS = 10_000;

export interface Deleted {
	readonly id: string;
	/** Empty where many went at once. */
	readonly title: string;
	/** How many items went; absent for one. */
	readonly items?: number;
}

interface WayBack {
	back(): Promise<unknown>;
	/** Nobody can bring it back any more. */
	over(): Promise<unknown>;
}

export class Knowledge {
	items = $state.raw<readonly ItemSummary[]>([]);
	collections = $state.raw<readonly Collection[]>([]);
	importing = $state.raw<ImportProgress | null>(null);
	deleted = $state.raw<readonly Deleted[]>([]);

	readonly api: NodeApi;
	readonly #ways = new Map<string, WayBack>();

	constructor(
		api: NodeApi,
		{ items, collections, importing }: Pick<NodeState, 'items' | 'collections' | 'importing'>
	) {
		this.api = api;
		this.items = items;
		this.collections = collections;
		this.importing = importing;
	}

	item(id: string): Promise<Item | undefined> {
		return this.api.item(id);
	}

	/** Where a passage's span stands in its item as the item is now; undefined when it was changed or is gone. */
	async place(
		id: string,
		passage: string,
		span: { readonly start: number; readonly end: number }
	): Promise<{ start: number; end: number } | undefined> {
		const at = (await this.api.item(id))?.text.indexOf(passage) ?? -1;
		return at < 0 ? undefined : { start: at + span.start, end: at + span.end };
	}

	async save(note: NoteToSave, before?: Item): Promise<string> {
		// Only who may see it or where it lies changed: the text need not be cut and indexed again.
		if (!before || !isSameText(note, before)) return this.api.saveNote(note);
		if (note.collection !== before.collection)
			await this.api.moveItems([before.id], note.collection, note.visibility);
		else await this.api.setVisibilityOf([before.id], note.visibility);
		return before.id;
	}

	setVisibilityOf(ids: readonly string[], visibility: Visibility): Promise<void> {
		return this.api.setVisibilityOf(ids, visibility);
	}

	move(ids: readonly string[], collection: string | undefined, visibility?: Visibility): Promise<void> {
		return this.api.moveItems(ids, collection, visibility);
	}

	/** A file by itself brings the folder it was chosen with. */
	importFiles(
		files: readonly (File | FileToImport)[],
		visibility: Visibility,
		collection?: string
	): Promise<void> {
		const named = files.map((file) =>
			file instanceof File ? { file, name: file.webkitRelativePath || file.name } : file
		);
		return this.api.importFiles(named, { visibility, ...(collection !== undefined && { collection }) });
	}

	cancelImport(): Promise<void> {
		return this.api.cancelImport();
	}

	async delete(items: readonly Pick<ItemSummary, 'id' | 'title'>[]): Promise<void> {
		const [first] = items;
		if (!first) return;
		const ids = items.map(({ id }) => id);
		await this.api.deleteItems(ids);
		const many = items.length > 1 && { title: '', items: items.length };
		this.#canComeBack(
			{ id: first.id, title: first.title, ...many },
			// What nobody can bring back any more should not lie about encrypted: its key is destroyed.
			{ back: () => this.api.undeleteItems(ids), over: () => this.api.forgetItems(ids) }
		);
	}

	async undelete(id: string): Promise<void> {
		await this.#take(id)?.back();
	}

	forget(id: string): Promise<void> {
		return this.api.forgetItems([id]);
	}

	saveCollection(collection: CollectionToSave): Promise<Collection> {
		return this.api.saveCollection(collection);
	}

	/** `items`: with what lies in it; else that stays and lies in none. */
	async deleteCollection(
		collection: Collection,
		items: readonly string[],
		withItems: boolean
	): Promise<void> {
		const { api } = this;
		await api.removeCollection(collection.id);
		if (withItems) await api.deleteItems(items);
		this.#canComeBack(
			{ id: collection.id, title: collection.name, ...(withItems && { items: items.length }) },
			{
				async back() {
					await api.saveCollection(collection);
					if (withItems) await api.undeleteItems(items);
				},
				over: () => {
					if (withItems) return api.forgetItems(items);
					// What was put elsewhere meanwhile stays there.
					const left = this.items.filter((item) => item.collection === collection.id);
					return api.moveItems(
						left.map(({ id }) => id),
						undefined
					);
				}
			}
		);
	}

	#canComeBack(deleted: Deleted, way: WayBack): void {
		this.#ways.set(deleted.id, way);
		this.deleted = [...this.deleted, deleted];
		setTimeout(() => {
			// Brought back and deleted again, it has another way back and its own time.
			if (this.#ways.get(deleted.id) === way) void this.#take(deleted.id)?.over();
		}, UNDO_MS);
	}

	/** One way or the other, and only once. */
	#take(id: string): WayBack | undefined {
		const way = this.#ways.get(id);
		this.#ways.delete(id);
		this.deleted = this.deleted.filter((deleted) => deleted.id !== id);
		return way;
	}
}

const isSameText = (note: NoteToSave, before: Item): boolean =>
	'fields' in note
		? JSON.stringify(note.fields) === JSON.stringify(before.fields)
		: note.title === before.title && note.text === before.text;
