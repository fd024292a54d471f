/** What the screens may ask about what the person knows: write, show, move, take away, find. A part of NodeApi. */
import type { Fields, Item, ItemKind, Place, Visibility } from '#lib/agent/ports.ts';
import type { Collection } from '#lib/store/collections.ts';

export type { CoarseGeohash, Fields, ItemKind, Mark, Origin, Place } from '#lib/agent/ports.ts';
export type { Collection } from '#lib/store/collections.ts';

interface Kept {
	/** The item it replaces; a new one where absent. */
	readonly id?: string;
	readonly visibility: Visibility;
	readonly collection?: string | undefined;
}

/** Words as they were written, or a form's fields, of which title and text are made. */
export type NoteToSave =
	(Kept & { readonly title: string; readonly text: string }) | (Kept & { readonly fields: Fields });

export interface CollectionToSave {
	/** The one it replaces; a new one where absent. */
	readonly id?: string;
	readonly name: string;
	readonly visibility: Visibility;
}

/** What is looked for; what is absent is not asked for. */
export interface ShelfFilter {
	readonly to?: Visibility['to'];
	readonly kind?: ItemKind;
	/** Empty: what lies in none. */
	readonly collection?: string;
	/** Changed at this time or later. */
	readonly since?: number;
}

/** Where a search found something: the best passage of an item. */
export interface FoundPassage {
	readonly item: string;
	/** Of the passage, in the item's text; both 0 where only the title was found. */
	readonly start: number;
	readonly end: number;
	/** The words around what was found, and where in them it stands. */
	readonly excerpt: string;
	readonly words: readonly { readonly start: number; readonly end: number }[];
	readonly place?: Place;
}

/** Changes are on the screen when they resolve. All throw NodeError('storage-full' | 'storage-unavailable'). */
export interface KnowledgeApi {
	/** Throws NodeError('too-large') too. Returns the item's id. */
	saveNote(note: NoteToSave): Promise<string>;
	item(id: string): Promise<Item | undefined>;
	/** Gone from list and search at once; can be brought back until forgotten. */
	deleteItems(ids: readonly string[]): Promise<void>;
	undeleteItems(ids: readonly string[]): Promise<void>;
	/** Destroys the data keys: final. */
	forgetItems(ids: readonly string[]): Promise<void>;
	setVisibilityOf(ids: readonly string[], visibility: Visibility): Promise<void>;
	/** Into no collection where absent; `visibility` for all of them at the same time. */
	moveItems(ids: readonly string[], collection: string | undefined, visibility?: Visibility): Promise<void>;
	/** The best first; the last word may be half typed. */
	findItems(text: string, filter: ShelfFilter): Promise<readonly FoundPassage[]>;

	saveCollection(collection: CollectionToSave): Promise<Collection>;
	/** The collection alone: its items lie in none from then on, and in it again when it is saved again. */
	removeCollection(id: string): Promise<void>;
}
