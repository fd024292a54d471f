/**
 * What the core needs around it. Each has an adapter for one process alone (SQLite, nothing between processes) and one for
 * several processes that form one server (Redis); both pass the same contract.
 */

/** Keyed names, see secret.ts. */
export interface Letter {
	readonly owner: Buffer;
	readonly sender: Buffer;
	readonly exp: number;
	readonly box: Buffer;
}
/** `known`: the very same box waits already, which is as good. `full`, `full-of-sender`: nothing was stored. */
export type Stored = 'stored' | 'known' | 'full' | 'full-of-sender';
/** The sender has had its share of this minute over all processes. Nothing was stored. */
export interface TooSoon {
	readonly retryMs: number;
}

/** Order of arrival in one mailbox: what a reader has been given so far. Opaque to all but the store. */
export type Cursor = string;

export interface Waiting {
	readonly cursor: Cursor;
	readonly id: Buffer;
	readonly box: Buffer;
}

/** Sealed boxes that wait. Everything that changes something resolves after its commit and throws StorageError. */
export interface MailStore {
	put(letter: Letter): Promise<Stored | TooSoon>;
	/** The oldest boxes behind `cursor`, from the first where there is none; at most `count`. A damaged one is never among them. */
	after(owner: Buffer, cursor: Cursor | undefined, count: number): Promise<readonly Waiting[]>;
	/** Deletes what its owner has stored; ids of other people's mail have no effect. Returns how many went. */
	received(owner: Buffer, ids: readonly Buffer[]): Promise<number>;
	/** Deletes what nobody came for in time. Returns how many went. */
	sweep(): Promise<number>;
	total(): Promise<{ readonly messages: number; readonly bytes: number }>;
}

export type Redeemed =
	| { readonly owner: Buffer; readonly uses: number; readonly stored: boolean }
	| 'unknown'
	| 'spent'
	| 'expired'
	| Exclude<Stored, 'stored' | 'known'>;

/** Invites by the hash of their token. Spending a use and storing the guest's box are one change. */
export interface InviteStore {
	/** Registers an invite. Doing it again is harmless and says how many uses are left. */
	make(owner: Buffer, hash: Buffer, uses: number, exp: number): Promise<number | 'quota' | 'taken'>;
	/** False when there is none of this owner's by that hash. */
	revoke(owner: Buffer, hash: Buffer): Promise<boolean>;
	/** One use for one box. The same box again spends nothing more. */
	redeem(token: Buffer, box: Buffer, sender: Buffer): Promise<Redeemed>;
	sweep(): Promise<number>;
	open(): Promise<number>;
}

/** Devices woken for one mailbox; one more makes whichever said so longest ago go. */
export const WOKEN_DEVICES = 5;

/** Where a sleeper's devices are woken. `owner`: the mailbox's keyed name; `device`: a keyed name of the device. */
export interface PushStore {
	set(owner: Buffer, device: Buffer, endpoint: string): Promise<void>;
	remove(owner: Buffer, device: Buffer): Promise<void>;
	of(owner: Buffer): Promise<readonly { readonly device: Buffer; readonly endpoint: string }[]>;
}

/** What lies on disk, behind one adapter. */
export interface Storage {
	readonly mail: MailStore;
	readonly invites: InviteStore;
	readonly push: PushStore;
	/** Whether the last commit succeeded. */
	readonly healthy: boolean;
	/** Commits what waits and lets go of the files or of the connection. */
	close(): Promise<void>;
}

/** Between the processes of one server. Where there is only one, nobody else ever listens. */
export interface Bus {
	/** Hears what the others say on a channel and which process says it, never what this process says. The function returned ends it. */
	listen(channel: string, hear: (text: string, from: string) => void): () => void;
	/** Resolves with how many of the others listen there. Never rejects: where they cannot be reached nobody listens. */
	say(channel: string, text: string): Promise<number>;
	/** Resolves when what others say there from now on is heard here. */
	ready(channel: string): Promise<void>;
	close(): Promise<void>;
}

/** One process alone. */
export const alone: Bus = {
	listen: () => () => undefined,
	say: () => Promise.resolve(0),
	ready: () => Promise.resolve(),
	close: () => Promise.resolve()
};
