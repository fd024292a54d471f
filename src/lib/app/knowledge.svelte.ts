/** What the person taught the agent: the list, the search in it, the import under way, and what can still be brought back. */
import type { Item, Visibility } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { ImportProgress, ItemSummary, NodeApi } from './node-api.ts';

/** How long a deleted item can be brought back. */
export const UNDO_MS = 10_000;

export interface Deleted {
	readonly id: string;
	readonly title: string;
}

export class Knowledge {
	items = $state.raw<readonly ItemSummary[]>([]);
	importing = $state.raw<ImportProgress | null>(null);
	/** What the search found; null while nothing is searched. */
	found = $state.raw<readonly ItemSummary[] | null>(null);
	deleted = $state.raw<readonly Deleted[]>([]);
	shown = $derived(this.found ?? this.items);

	#api: NodeApi;
	#searches = 0;
	#query = '';

	constructor(api: NodeApi, items: readonly ItemSummary[], importing: ImportProgress | null) {
		this.#api = api;
		this.items = items;
		this.importing = importing;
	}

	told(items: readonly ItemSummary[]): void {
		this.items = items;
		if (this.#query !== '') void this.search(this.#query);
	}

	/** Shows what matches; an older search that ends later changes nothing. */
	async search(words: string): Promise<void> {
		this.#query = words.trim();
		const turn = ++this.#searches;
		const found = this.#query === '' ? null : await this.#api.searchItems(this.#query);
		if (turn === this.#searches) this.found = found;
	}

	item(id: string): Promise<Item | undefined> {
		return this.#api.item(id);
	}

	/** Where a passage's span stands in its item as the item is now; undefined when it was changed or is gone. */
	async place(
		id: string,
		passage: string,
		span: { readonly start: number; readonly end: number }
	): Promise<{ start: number; end: number } | undefined> {
		const at = (await this.#api.item(id))?.text.indexOf(passage) ?? -1;
		return at < 0 ? undefined : { start: at + span.start, end: at + span.end };
	}

	async save(
		note: { id?: string; title: string; text: string; visibility: Visibility },
		before?: Pick<Item, 'title' | 'text'>
	): Promise<string> {
		// Only who may see it changed: the text need not be cut and indexed again, and a file's text is not a note's.
		if (note.id !== undefined && before?.title === note.title && before.text === note.text) {
			await this.#api.setVisibility(note.id, note.visibility);
			return note.id;
		}
		return this.#api.saveNote(note);
	}

	importFiles(files: readonly File[], visibility: Visibility): Promise<void> {
		return this.#api.importFiles(files, visibility);
	}

	cancelImport(): Promise<void> {
		return this.#api.cancelImport();
	}

	async delete({ id, title }: Deleted): Promise<void> {
		await this.#api.deleteItem(id);
		this.deleted = [...this.deleted, { id, title }];
		setTimeout(() => void this.#letGo(id), UNDO_MS);
	}

	async undelete(id: string): Promise<void> {
		this.deleted = this.deleted.filter((item) => item.id !== id);
		await this.#api.undelete(id);
	}

	forget(id: string): Promise<void> {
		return this.#api.forgetItem(id);
	}

	preview(reader: PeerId | 'public'): Promise<readonly ItemSummary[]> {
		return this.#api.preview(reader);
	}

	/** What nobody can bring back any more should not lie about encrypted: its key is destroyed. */
	async #letGo(id: string): Promise<void> {
		if (!this.deleted.some((item) => item.id === id)) return;
		this.deleted = this.deleted.filter((item) => item.id !== id);
		await this.#api.forgetItem(id);
	}
}
