/** What the screens may ask and are told about files on their way in. A part of NodeApi. */
import type { Visibility } from '#lib/agent/ports.ts';

/** A file as it was chosen, dropped, pasted or shared. */
export interface FileToImport {
	readonly file: File;
	/** With the folders it was chosen with: `thesis/one.md`; a bare name where there was none. */
	readonly name: string;
	/** A page that was shared: what it is called, and its address. */
	readonly title?: string;
	readonly url?: string;
}

export interface ImportOptions {
	/** Of what is new; what an import updates keeps its own. */
	readonly visibility: Visibility;
	/** Where absent, a folder becomes a collection of its name, and a bare file lies in none. */
	readonly collection?: string;
}

/**
 * Why a file was not taken, a code of the catalogue. `encrypted` needs a password · `no-text` pictures of pages ·
 * `damaged` not what its name says · `kind` nothing here reads it · `too-deep` an archive inside an archive ·
 * `unpacks-too-large`, `too-many` an archive of more than is taken · `unreadable` the browser could not read it.
 */
export type ImportRefusal =
	| 'too-large'
	| 'not-text'
	| 'empty'
	| 'unreadable'
	| 'kind'
	| 'encrypted'
	| 'no-text'
	| 'damaged'
	| 'too-deep'
	| 'unpacks-too-large'
	| 'too-many'
	| 'storage-full';

export interface FileResult {
	/** With folders and archives. */
	readonly name: string;
	/** `updated` what it made before · `same` its very bytes are here already, under whatever name. */
	readonly state: 'waiting' | 'reading' | 'done' | 'updated' | 'same' | 'refused' | 'cancelled';
	/** With `refused`. */
	readonly reason?: ImportRefusal;
	readonly passages: number;
}

export interface ImportProgress {
	/** How many files are in each state. */
	readonly counts: Readonly<Record<FileResult['state'], number>>;
	/** Of a large import that is under way only what was refused and what came last; all of them when it has ended. */
	readonly files: readonly FileResult[];
	/** Copied into the store, from where they are read: what is copied survives a closed tab. */
	readonly bytesCopied: number;
	readonly bytesDone: number;
	readonly bytesTotal: number;
	readonly running: boolean;
}

export interface ImportApi {
	/**
	 * Resolves when all of them are done with; more can be added meanwhile. Throws NodeError('storage-full' |
	 * 'storage-unavailable') after telling which files were not taken; what was taken stays.
	 */
	importFiles(files: readonly FileToImport[], options: ImportOptions): Promise<void>;
	/** Drops what is still on its way; what is stored stays. */
	cancelImport(): Promise<void>;
}

/** What computers put into folders for themselves is not meant when a folder is chosen. */
export const isHidden = (name: string): boolean =>
	name.includes('/') &&
	name
		.split('/')
		.some((part) => part.startsWith('.') || /^(?:thumbs\.db|desktop\.ini|__macosx)$/i.test(part));
