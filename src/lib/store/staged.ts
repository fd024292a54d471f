/**
 * Files on their way in: copied here, encrypted, before the first of them is read, so that an import goes on after its tab
 * was closed. A file's bytes go as soon as it is done with; what became of it stays until the whole import has ended.
 */
import type { Visibility } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

/** What became of a file, or of one inside an archive; `reason` with 'refused', a code of the catalogue. */
export interface Outcome {
	readonly name: string;
	readonly state: 'done' | 'updated' | 'same' | 'refused' | 'cancelled';
	readonly reason?: string;
	readonly passages: number;
}

export interface StagedFile {
	readonly id: string;
	/** As it was chosen, with its folders. */
	readonly name: string;
	readonly bytes: number;
	readonly visibility: Visibility;
	/** The collection its items go to. */
	readonly collection?: string;
	/** What to call it, and where it came from, where that was shared with it. */
	readonly title?: string;
	readonly url?: string;
	readonly at: number;
	/** Once it is done with: its bytes are gone. */
	readonly outcome?: readonly Outcome[];
}

/** A file to be copied in; without bytes where it is done with already. */
export interface ToStage {
	readonly file: StagedFile;
	readonly bytes?: Blob;
}

/** Everything but `count` throws NodeError('storage-full' | 'storage-unavailable'). */
export interface Staged {
	/** Records of files that lie here, done with or not; also what is left of one that was not copied whole. Cheap. */
	count(): Promise<number>;
	/** In the order in which they were chosen. */
	list(): Promise<readonly StagedFile[]>;
	/**
	 * Copies files in, after those that are here. `copied` hears of each file once it lies here whole, or could not be
	 * read. What was copied before an abort or an error stays.
	 */
	add(
		files: readonly ToStage[],
		copied: (id: string, how: 'whole' | 'unreadable') => void,
		signal?: AbortSignal
	): Promise<void>;
	/** The bytes of a file, in parts; undefined when it is done with or was taken away. */
	bytes(id: string): Promise<readonly Bytes[] | undefined>;
	/** These are done with: what became of them stays, their bytes go. */
	settle(files: readonly StagedFile[]): Promise<void>;
	remove(ids: readonly string[]): Promise<void>;
	/** Everything, halves too. */
	clear(): Promise<void>;
}

/** What an import needs is loaded with the first one. */
export function openStaged(
	db: Database,
	vault: Pick<Vault, 'seal' | 'open' | 'sealBytes' | 'openBytes'>
): Staged {
	let opened: Promise<Staged> | undefined;
	const files = (): Promise<Staged> =>
		(opened ??= import('./staged-files.ts').then(({ stagedFiles }) => stagedFiles(db, vault)));
	return {
		count: async () => (await db.count('staged')) + (await db.count('stagedParts')),
		list: async () => (await files()).list(),
		add: async (...args) => (await files()).add(...args),
		bytes: async (id) => (await files()).bytes(id),
		settle: async (settled) => (await files()).settle(settled),
		remove: async (ids) => (await files()).remove(ids),
		clear: async () => (await files()).clear()
	};
}
