/**
 * What takes space in the database, by kind, and what of it can be freed without losing anything that was meant to stay.
 * Sizes are those of the records as they lie, sealed; the browser's own bookkeeping comes on top of them.
 */
import type { StoreNames } from 'idb';
import { recordsOf } from './backup-kinds.ts';
import { transact, type Database, type Schema } from './database.ts';

/**
 * `index`: what searches read · `people`: contacts, evidence, invites, mail and direct messages · `communities`: what was
 * said there · `pieces`: of the communities' files, those that are here · `incoming`: files on their way in.
 */
export type UseKind =
	| 'knowledge'
	| 'index'
	| 'conversations'
	| 'memory'
	| 'people'
	| 'communities'
	| 'pieces'
	| 'incoming'
	| 'settings'
	| 'keys';

export interface Use {
	readonly kind: UseKind;
	readonly bytes: number;
	readonly records: number;
}

export interface Sized {
	readonly id: string;
	readonly bytes: number;
}

export interface StorageUse {
	/** Every kind, in this order, the empty ones too. */
	readonly kinds: readonly Use[];
	/** The ten that take most, largest first. */
	readonly largestItems: readonly Sized[];
	/** The exchanges of each conversation. */
	readonly conversations: readonly Sized[];
}

/** `index` is made anew when it is needed; `incoming`: files that were being imported; `pieces`: other members may have them. */
export type Freed = 'index' | 'incoming' | 'pieces';

const ORDER: readonly UseKind[] = [
	'knowledge',
	'index',
	'conversations',
	'memory',
	'people',
	'communities',
	'pieces',
	'incoming',
	'settings',
	'keys'
];

/** Every object store counts as something. */
export const USES: Readonly<Record<StoreNames<Schema>, UseKind>> = {
	items: 'knowledge',
	contents: 'knowledge',
	collections: 'knowledge',
	forgotten: 'index',
	snapshot: 'index',
	vectors: 'index',
	gathered: 'index',
	exchanges: 'conversations',
	conversations: 'conversations',
	claims: 'memory',
	contacts: 'people',
	ledger: 'people',
	attestations: 'people',
	offenders: 'people',
	cards: 'people',
	words: 'people',
	talks: 'people',
	communities: 'communities',
	entries: 'communities',
	pieces: 'pieces',
	invites: 'people',
	outbox: 'people',
	inbox: 'people',
	seen: 'people',
	windows: 'people',
	staged: 'incoming',
	stagedParts: 'incoming',
	settings: 'settings',
	counters: 'settings',
	keys: 'keys',
	secrets: 'keys',
	lock: 'keys',
	recovery: 'keys'
};

const FREED: Readonly<Record<Freed, readonly StoreNames<Schema>[]>> = {
	index: ['snapshot', 'vectors', 'gathered'],
	incoming: ['staged', 'stagedParts'],
	pieces: ['pieces']
};

/** As people count: an item is one, though it lies in two records; parts of a file are the file. */
const COUNTED: readonly StoreNames<Schema>[] = [
	'items',
	'conversations',
	'claims',
	'contacts',
	'communities',
	'staged',
	'settings'
];
const LARGEST = 10;
/** A content can have megabytes, a gathered record of entries one; everything else is small, and Blobs are not read. */
const CONTENTS_PAGE = 8;
const PAGES: Partial<Readonly<Record<StoreNames<Schema>, number>>> = { contents: CONTENTS_PAGE, entries: 16 };

/** Contents are read again only after an item changed: they are most of it. */
export function openUsage(db: Database): () => Promise<StorageUse> {
	let kept: { readonly revision: number; readonly read: Read } | undefined;
	return async () => {
		const uses = new Map(ORDER.map((kind): [UseKind, Use] => [kind, { kind, bytes: 0, records: 0 }]));
		const conversations = new Map<string, number>();
		const revision = await revisionOf(db);
		if (kept?.revision !== revision) kept = { revision, read: await readStore(db, 'contents') };
		for (const name of Object.keys(USES) as StoreNames<Schema>[]) {
			const { bytes, records } = name === 'contents' ? kept.read : await readStore(db, name, conversations);
			const use = uses.get(USES[name]);
			if (!use) continue;
			const counts = COUNTED.some((one) => one === name);
			uses.set(use.kind, { ...use, bytes: use.bytes + bytes, records: use.records + (counts ? records : 0) });
		}
		return {
			kinds: [...uses.values()],
			largestItems: kept.read.largest,
			conversations: [...conversations].map(([id, bytes]) => ({ id, bytes }))
		};
	};
}

const revisionOf = (db: Database): Promise<number> =>
	transact(
		db,
		['counters'],
		'readonly',
		async (tx) => (await tx.objectStore('counters').get('items'))?.value ?? 0
	);

interface Read {
	readonly bytes: number;
	readonly records: number;
	readonly largest: readonly Sized[];
}

async function readStore(
	db: Database,
	name: StoreNames<Schema>,
	conversations = new Map<string, number>()
): Promise<Read> {
	const largest: Sized[] = [];
	let bytes = 0;
	let records = 0;
	for await (const record of recordsOf(db, name, PAGES[name])) {
		const size = sizeOf(record);
		bytes += size;
		records++;
		if (name === 'contents' && 'id' in record) keepLargest(largest, { id: record.id, bytes: size });
		if (name === 'exchanges' && 'conversation' in record)
			conversations.set(record.conversation, (conversations.get(record.conversation) ?? 0) + size);
	}
	return { bytes, records, largest };
}

function keepLargest(kept: Sized[], one: Sized): void {
	const at = kept.findIndex(({ bytes }) => bytes < one.bytes);
	kept.splice(at < 0 ? kept.length : at, 0, one);
	kept.length = Math.min(kept.length, LARGEST);
}

/** Of a record as it lies: its bytes, its Blobs and its few words in the clear. */
export function sizeOf(value: unknown): number {
	if (typeof value === 'string') return value.length;
	if (typeof value === 'number') return 8;
	if (value instanceof Uint8Array) return value.byteLength;
	if (value instanceof Blob) return value.size;
	if (typeof value !== 'object' || value === null) return 0;
	return Object.values(value).reduce((sum: number, inner) => sum + sizeOf(inner), 0);
}

export function free(db: Database, what: Freed): Promise<void> {
	const names = [...FREED[what]];
	return transact(db, names, 'readwrite', async (tx) => {
		for (const name of names) await tx.objectStore(name).clear();
	});
}
