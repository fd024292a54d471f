/** Backing up and restoring while the node runs: one at a time, with its progress, and when it was done last. Loaded with the first of it. */
import type { BackupReport } from '#lib/store/backup-report.ts';
import type { Store } from '#lib/store/store.ts';
import { BACKED_UP_AT, type BackupApi, type BackupProgress } from './backup-api.ts';

export interface BackupDeps {
	readonly store: Pick<Store, 'backup' | 'settings'>;
	readonly now: () => number;
	readonly appVersion: string;
	readonly tellTime: (at: number) => void;
	readonly tellProgress: (progress: BackupProgress | null) => void;
}

/**
 * Settings that hold for one browser: its models and what they failed at, what lies open in it, how it locks, when it was
 * backed up. They stay out of a backup, and as they are when one is restored.
 */
const OWN_SETTINGS: readonly string[] = [
	'mind-choice',
	'mind-embedder',
	'mind-was-loading',
	'mind-opened',
	'conversation',
	'safety',
	// What is under way here would be said once more elsewhere.
	'errands',
	BACKED_UP_AT
];

/** Often enough for a bar. */
const TELL_EVERY_MS = 200;

export function keepBackup({ store, now, appVersion, tellTime, tellProgress }: BackupDeps): BackupApi {
	let stop = new AbortController();
	let turn: Promise<unknown> = Promise.resolve();

	/** What is asked for meanwhile waits. */
	function inTurn<Result>(
		doing: BackupProgress['doing'],
		work: (options: Options) => Promise<Result>
	): Promise<Result> {
		const run = turn.then(async () => {
			stop = new AbortController();
			tellProgress({ doing, done: 0, all: 0 });
			try {
				return await work({
					ownSettings: OWN_SETTINGS,
					signal: stop.signal,
					onProgress: nowAndThen((done, all) => tellProgress({ doing, done, all }))
				});
			} finally {
				tellProgress(null);
			}
		});
		turn = run.catch(() => undefined);
		return run;
	}

	return {
		backUp: () =>
			inTurn('writing', async (options) => {
				const madeAt = now();
				const { blob, records } = await store.backup.write({ ...options, madeAt, appVersion });
				await store.settings.put(BACKED_UP_AT, madeAt);
				tellTime(madeAt);
				return { blob, records, name: `elmnet-backup-${dayOf(madeAt)}.elmnet` };
			}),
		inspectBackup: (file) => inTurn('checking', (options) => store.backup.inspect(file, options)),
		restoreBackup: (file) =>
			inTurn('restoring', (options): Promise<BackupReport> => store.backup.restore(file, options)),
		stopBackup: async () => stop.abort()
	};
}

interface Options {
	readonly ownSettings: readonly string[];
	readonly signal: AbortSignal;
	readonly onProgress: (done: number, all: number) => void;
}

function nowAndThen(tell: (done: number, all: number) => void): (done: number, all: number) => void {
	let told = performance.now();
	return (done, all) => {
		if (performance.now() - told < TELL_EVERY_MS) return;
		told = performance.now();
		tell(done, all);
	};
}

/** Where the person is: 2026-11-21. */
function dayOf(at: number): string {
	const date = new Date(at);
	const two = (n: number): string => String(n).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
