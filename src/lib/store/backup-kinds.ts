/**
 * What a backup holds, kind by kind: how each is read in pages, how a record in the file is matched with the one here,
 * which of the two is newer, and how it is put in. Every object store of the database is named in `STORES`, in a backup
 * or left out with the reason, so that a new one cannot be forgotten.
 *
 * Values travel in the clear inside the file's own encryption and are sealed anew where they are restored, for there
 * the vault key may be another. Names made by `vault.blind` travel as they are: the key they hang on comes from the
 * recovery entropy alone. A file that opens was written with that entropy, by this code: a value has the type of its kind.
 */
import type { StoreNames } from 'idb';
import { transact, type Database, type Schema } from './database.ts';
import type { BackupKind } from './backup-report.ts';
import type { ItemSource, Items } from './items.ts';
import type { Vault } from './vault.ts';

export const KINDS = [
	'collections',
	'items',
	'contacts',
	'ledger',
	'attestations',
	'offenders',
	'communities',
	'entries',
	'words',
	'talks',
	'invites',
	'inboxKeys',
	'letters',
	'messages',
	'seen',
	'windows',
	'numbers',
	'conversations',
	'exchanges',
	'claims',
	'settings'
] as const;
/** In the order in which they are written and restored: what others hang on comes first. */
export type KindName = (typeof KINDS)[number];

/** Where each object store goes, or why it stays. */
export const STORES: Readonly<Record<StoreNames<Schema>, readonly KindName[] | { readonly stays: string }>> =
	{
		keys: { stays: 'the wrapping key cannot leave this browser' },
		// The inbox keys alone: mail that was sealed to them must still open.
		secrets: ['inboxKeys'],
		settings: ['settings'],
		items: ['items'],
		contents: ['items'],
		forgotten: { stays: 'tombstones for the search index of this device' },
		snapshot: { stays: 'made anew from the items' },
		vectors: { stays: 'made anew from the items' },
		gathered: { stays: 'made anew from the items' },
		// The mail numbers alone; the rest counts what happens on this device.
		counters: ['numbers'],
		contacts: ['contacts'],
		ledger: ['ledger'],
		attestations: ['attestations'],
		offenders: ['offenders'],
		cards: { stays: 'shown again by contacts and directories, and newer' },
		communities: ['communities'],
		entries: ['entries'],
		pieces: { stays: 'fetched again from members, by their hash' },
		words: ['words'],
		talks: ['talks'],
		invites: ['invites'],
		outbox: ['letters'],
		seen: ['seen', 'messages'],
		windows: ['windows'],
		inbox: ['messages'],
		exchanges: ['exchanges'],
		conversations: ['conversations'],
		collections: ['collections'],
		claims: ['claims'],
		staged: { stays: 'files on their way in, which the person has elsewhere' },
		stagedParts: { stays: 'files on their way in, which the person has elsewhere' },
		lock: { stays: 'the passphrase of this device' },
		recovery: { stays: 'the vault key of this device' }
	};

/** `Here`: what is known of a record on this device. */
export interface Kind<Value extends object = object, Here extends object = Value> {
	readonly group: BackupKind;
	/** False: what is missing here was taken away here, and stays away. */
	readonly adds?: boolean;
	/** How many there are at most; for the progress. */
	count(): Promise<number>;
	/** All of them, in the order in which they were made where there is one. */
	all(): AsyncIterable<Value>;
	/** What is here under the keys of these, in their order. */
	look(theirs: readonly Value[]): Promise<readonly (Here | undefined)[]>;
	/** What is to lie here now that both are known; `older`: what is here stays. */
	settled(theirs: Value, here: Here): Value | 'same' | 'older';
	/** One transaction, or several that each leave a store that works. What changed since it was looked at stays as it is. */
	put(values: readonly Value[]): Promise<void>;
}

/** Made for one type of value and kept in one table with the others: a line is only ever given to the kind it names. */
export const kind = <Value extends object, Here extends object = Value>(one: Kind<Value, Here>): Kind => one;

/** The same JSON, in whatever order its names stand. */
export const alike = (a: unknown, b: unknown): boolean =>
	JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder);

const inOrder = (_name: string, value: unknown): unknown =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
		: value;

export interface KindDeps {
	readonly db: Database;
	readonly vault: Vault;
	readonly items: Pick<Items, 'putMany'> & Pick<ItemSource, 'metas' | 'content'>;
	/** Blinded names of the settings that are this device's own. */
	readonly ownSettings: ReadonlySet<string>;
	/** The file comes from this very browser profile: what is not here any more was taken back here. */
	readonly isFromHere: boolean;
}

/** Records of a page are held in memory at once. */
const PAGE = 64;

/** Every record of a store in the order of its keys; small ones only. */
export async function* recordsOf<const Name extends StoreNames<Schema>>(
	db: Database,
	name: Name,
	page = PAGE
): AsyncGenerator<Schema[Name]['value']> {
	let after: IDBKeyRange | undefined;
	for (;;) {
		const [keys, records] = await transact(db, [name], 'readonly', async (tx) => {
			const store = tx.objectStore(name);
			return [await store.getAllKeys(after, page), await store.getAll(after, page)] as const;
		});
		yield* records;
		const last = keys.at(-1);
		if (last === undefined || keys.length < page) return;
		after = IDBKeyRange.lowerBound(last, true);
	}
}

export const countOf = (db: Database, name: StoreNames<Schema>): Promise<number> =>
	transact(db, [name], 'readonly', (tx) => tx.objectStore(name).count());
