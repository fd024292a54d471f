/** Notes and files: the port of their store, what the search index needs of it, and what every adapter shares. */
import type {
	Audience,
	Fields,
	Item,
	ItemFacts,
	Mark,
	Origin,
	Passage,
	Place,
	Visibility
} from '#lib/agent/ports.ts';

/** Where one passage lies in its item's text, in UTF-16 code units. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** An item and how it was cut into passages. */
export interface Entry {
	readonly item: Item;
	readonly spans: readonly Span[];
}

/** What a list shows of an item. */
export interface Summary extends ItemFacts {
	readonly title: string;
	/** The first 200 characters. */
	readonly excerpt: string;
	readonly chars: number;
	readonly origin?: Origin;
}

/** Nothing is acknowledged before it is stored. Every change throws NodeError('storage-full' | 'storage-unavailable'). */
export interface Items {
	/** Stores an item or replaces it, with the passages it was cut into. */
	put(item: Item, spans: readonly Span[]): Promise<void>;
	/**
	 * Stores many in few transactions, holding a few megabytes of them at a time. `stored` hears of each batch once it
	 * is complete; what was stored before an abort or an error stays.
	 */
	putMany(
		entries: Iterable<Entry> | AsyncIterable<Entry>,
		stored?: (ids: readonly string[]) => void,
		signal?: AbortSignal
	): Promise<void>;
	/** Undefined when it is deleted, forgotten or unknown. */
	get(id: string): Promise<Item | undefined>;
	/** All but the deleted, last changed first. */
	list(): Promise<readonly Summary[]>;
	/** Gone from list and search at once; can be brought back. False when there is no such item. */
	delete(id: string): Promise<boolean>;
	undelete(id: string): Promise<boolean>;
	/** Final. */
	forget(id: string): Promise<boolean>;
	/** Final for everything that was deleted and never brought back. */
	forgetDeleted(): Promise<void>;
	/** Holds from the moment it is stored: by rule, and by the keys that open the content. */
	setVisibility(id: string, visibility: Visibility): Promise<boolean>;
	/**
	 * The same for many; each tells how many there were. All of them or none, but for a visibility, which reaches
	 * 256 items at a time: an end in between leaves each item whole.
	 */
	setVisibilityOf(ids: readonly string[], visibility: Visibility): Promise<number>;
	/** Into a collection, or out of any; with a visibility where the collection brings one. */
	moveTo(ids: readonly string[], collection: string | undefined, visibility?: Visibility): Promise<number>;
	deleteMany(ids: readonly string[]): Promise<number>;
	undeleteMany(ids: readonly string[]): Promise<number>;
	/** Final. */
	forgetMany(ids: readonly string[]): Promise<number>;
}

export interface Meta extends Summary {
	readonly deleted: boolean;
}

/** What is read one item at a time: too much to hold for all of them. */
export interface Content {
	readonly text: string;
	readonly spans: readonly Span[];
	readonly marks?: readonly Mark[];
	readonly fields?: Fields;
}

/** What the search index needs of the items. */
export interface ItemSource {
	/** Every item by id, the deleted included, kept in memory: what a search may see is decided on it. */
	metas(): Promise<ReadonlyMap<string, Meta>>;
	/**
	 * Text and spans; `keep` holds them for the next call. With `as` opened by the keys of these circles alone: undefined
	 * where it was not sealed to one of them, whatever its visibility says.
	 */
	content(id: string, keep: boolean, as?: readonly Audience[]): Promise<Content | undefined>;
	/** Grows with every change of words: a snapshot of an older one has to catch up. */
	revision(): Promise<number>;
	/** Ids of everything changed after `revision`, forgotten ones included. */
	changedSince(revision: number): Promise<readonly string[]>;
	/** Calls `listener` when a change of words is stored, before it is acknowledged. */
	onChange(listener: (change: WordsChanged) => void): void;
}

/** `forgotten`: no trace of them may stay. */
export interface WordsChanged {
	readonly ids: readonly string[];
	readonly revision: number;
	readonly forgotten: boolean;
}

const EXCERPT_CHARS = 200;
/** A batch ends at either: enough to make transactions cheap, little enough to hold in memory. */
const BATCH_ITEMS = 64;
const BATCH_CHARS = 2_000_000;

export const metaOf = ({ text, marks: _marks, fields: _fields, ...item }: Item): Meta => ({
	...item,
	excerpt: text.slice(0, EXCERPT_CHARS),
	chars: text.length,
	deleted: false
});

export const contentOf = ({ text, marks, fields }: Item, spans: readonly Span[]): Content => ({
	text,
	spans,
	...(marks && { marks }),
	...(fields && { fields })
});

export function itemOf(meta: Meta, { spans: _, ...content }: Content): Item {
	const { excerpt: _excerpt, chars: _chars, deleted: _deleted, ...item } = meta;
	return { ...item, ...content };
}

/** The last mark at or before `at`. */
export function placeAt(marks: readonly Mark[] | undefined, at: number): Place | undefined {
	const mark = marks?.findLast(({ start }) => start <= at);
	if (!mark) return undefined;
	const { start: _, ...place } = mark;
	return place;
}

/** The item and the place in it that a passage's id names; undefined when it is no such id. */
export function placeOf(passage: string): { readonly item: string; readonly n: number } | undefined {
	const [, item, n] = /^(.+):(\d{1,9})$/.exec(passage) ?? [];
	return item === undefined ? undefined : { item, n: Number(n) };
}

/** The passage in the place of a span. */
export function passageAt(
	{ id, title, visibility, madeAt }: Meta,
	{ text, marks, fields }: Pick<Content, 'text' | 'marks' | 'fields'>,
	n: number,
	{ start, end }: Span
): Passage {
	const place = placeAt(marks, start);
	const geohash = fields?.kind === 'review' ? fields.geohash : undefined;
	return {
		id: `${id}:${n}`,
		item: id,
		title,
		text: text.slice(start, end),
		start,
		end,
		visibility,
		madeAt,
		...(place && { place }),
		...(geohash !== undefined && { geohash })
	};
}

/** The same item in another collection, or in none. */
export function movedTo({ collection: _, ...meta }: Meta, collection: string | undefined): Meta {
	return collection === undefined ? meta : { ...meta, collection };
}

/** What is not deleted, last changed first. */
export function summariesOf(metas: Iterable<Meta>): Summary[] {
	const summaries: Summary[] = [];
	for (const { deleted, ...summary } of metas) if (!deleted) summaries.push(summary);
	return summaries.sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1));
}

export async function* batchesOf(
	entries: Iterable<Entry> | AsyncIterable<Entry>
): AsyncGenerator<readonly Entry[]> {
	let batch: Entry[] = [];
	let chars = 0;
	for await (const entry of entries) {
		batch.push(entry);
		chars += entry.item.text.length;
		if (batch.length < BATCH_ITEMS && chars < BATCH_CHARS) continue;
		yield batch;
		batch = [];
		chars = 0;
	}
	if (batch.length > 0) yield batch;
}
