/** What concerns the store as a whole, each loaded when it is first asked for: the backup, and what takes how much space. */
import type { BackupDeps } from './backup.ts';
import type { BackupDesk } from './backup-report.ts';
import type { Freed, StorageUse } from './usage.ts';

export interface Whole {
	readonly backup: BackupDesk;
	/** Reads every record once; the contents again only after an item changed. */
	usage(): Promise<StorageUse>;
	/** Gives back what can be made or brought again. */
	free(what: Freed): Promise<void>;
}

export function openWhole(deps: BackupDeps): Whole {
	let opened: Promise<BackupDesk> | undefined;
	const desk = (): Promise<BackupDesk> =>
		(opened ??= import('./backup.ts').then(({ openBackupDesk }) => openBackupDesk(deps)));
	let reading: Promise<() => Promise<StorageUse>> | undefined;
	return {
		backup: {
			write: async (options) => (await desk()).write(options),
			inspect: async (file, options) => (await desk()).inspect(file, options),
			restore: async (file, options) => (await desk()).restore(file, options)
		},
		usage: async () =>
			(await (reading ??= import('./usage.ts').then(({ openUsage }) => openUsage(deps.db))))(),
		free: async (what) => (await import('./usage.ts')).free(deps.db, what)
	};
}
