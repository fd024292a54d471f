/** What the screens may ask about the backup of everything in one file. */
import type { BackupReport } from '#lib/store/backup-report.ts';

export type { BackupKind, BackupRefusal, BackupReport, KindReport } from '#lib/store/backup-report.ts';

/** What is under way with a backup, in any tab. */
export interface BackupProgress {
	readonly doing: 'writing' | 'checking' | 'restoring';
	/** Records, of about this many. */
	readonly done: number;
	readonly all: number;
}

export interface WrittenBackup {
	readonly blob: Blob;
	/** What to call the file. */
	readonly name: string;
	readonly records: number;
}

export interface BackupApi {
	/** Everything in one file that only the recovery phrase opens; from then on `backedUpAt` is now. Throws NodeError. */
	backUp(): Promise<WrittenBackup>;
	/** The dry run: checks every byte, says what a restore would do, and changes nothing. */
	inspectBackup(file: Blob): Promise<BackupReport>;
	/**
	 * Adds what is missing and replaces what is older; deletes nothing. What is on the screens is the state from before
	 * it: all tabs must be loaded anew where it was not refused.
	 */
	restoreBackup(file: Blob): Promise<BackupReport>;
	/** Ends what is under way; a restore that was stopped is done again from the start. */
	stopBackup(): Promise<void>;
}

export const BACKUP_CALLS = [
	'backUp',
	'inspectBackup',
	'restoreBackup',
	'stopBackup'
] as const satisfies readonly (keyof BackupApi)[];

export const BACKED_UP_AT = 'backed-up-at';

/** The setting as it was kept; null: never. */
export const backupTime = (kept: unknown): number | null => (typeof kept === 'number' ? kept : null);
