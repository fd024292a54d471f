/** What a backup is to whoever makes one or takes one back: the desk, and what it says about a file. */

/**
 * As people count it. `evidence`: what is remembered of peers' conduct · `words`: direct messages · `mail`: letters and
 * messages on their way.
 */
export type BackupKind =
	| 'knowledge'
	| 'collections'
	| 'people'
	| 'evidence'
	| 'communities'
	| 'words'
	| 'invites'
	| 'conversations'
	| 'questions'
	| 'memory'
	| 'settings'
	| 'mail';

export interface KindReport {
	readonly kind: BackupKind;
	/** Records of this kind in the backup; the sum of the others. */
	readonly all: number;
	/** Not on this device. */
	readonly fresh: number;
	/** Newer in the backup. */
	readonly changed: number;
	readonly same: number;
	/** Not newer in the backup: what is on this device stays. */
	readonly older: number;
}

/** `newer-version`: of a format that this version of the app does not know. */
export type BackupRefusal = 'not-a-backup' | 'damaged' | 'newer-version' | 'other-identity';

export type BackupReport =
	| {
			readonly refused: BackupRefusal;
			/** With `newer-version` and `other-identity`: what its head says. */
			readonly madeAt?: number;
			readonly appVersion?: string;
			/** With `other-identity`: whose it is. */
			readonly peer?: string;
	  }
	| {
			readonly madeAt: number;
			readonly appVersion: string;
			/** Those of which the backup holds something. */
			readonly kinds: readonly KindReport[];
	  };

export interface BackupOptions {
	/** `done` of `all` records. */
	readonly onProgress?: (done: number, all: number) => void;
	readonly signal?: AbortSignal;
	/** Names of the settings that are this device's own: they stay out of a backup, and as they are when one is restored. */
	readonly ownSettings?: readonly string[];
}

export interface Written {
	readonly blob: Blob;
	readonly records: number;
}

export interface WriteOptions extends BackupOptions {
	readonly madeAt: number;
	readonly appVersion: string;
}

/** Every method throws NodeError as the store does, and an AbortError when `signal` aborts. */
export interface BackupDesk {
	/** Everything that makes up this node, sealed for whoever holds the recovery phrase. */
	write(options: WriteOptions): Promise<Written>;
	/** The dry run: reads and checks every byte, and changes nothing. */
	inspect(file: Blob, options?: BackupOptions): Promise<BackupReport>;
	/**
	 * Adds what is missing and replaces what is older, deletes nothing, and makes no item here visible to more readers.
	 * A refused file changes nothing. One that was cut off by a closed tab is done again from the start: what is in stays.
	 */
	restore(file: Blob, options?: BackupOptions): Promise<BackupReport>;
}
