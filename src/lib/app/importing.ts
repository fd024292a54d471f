/** One import at a time: files through the intake worker into the store, with progress and a result for every file. */
import { NodeError, type Visibility } from '#lib/agent/ports.ts';
import type { FileRefusal, ImportOptions } from '#lib/intake/import.ts';
import type { Entry, Items } from '#lib/store/items.ts';
import type { FileResult, ImportProgress } from './node-api.ts';

/** How often the screen hears of progress; a bar needs no more. */
const TELL_EVERY_MS = 100;

export interface ImporterDeps {
	readonly items: Items;
	readonly createWorker: ImportOptions['createWorker'];
	readonly newId: () => string;
	readonly now: () => number;
	readonly tell: (progress: ImportProgress) => void;
	/** Something was stored: the list has grown. */
	readonly stored: () => void;
}

export class Importer {
	readonly #deps: ImporterDeps;
	#stop: AbortController | undefined;

	constructor(deps: ImporterDeps) {
		this.#deps = deps;
	}

	/** A new import ends the one before it; what that had stored stays. Throws NodeError('storage-full' | 'storage-unavailable') after telling which files were not taken. */
	async run(files: readonly File[], visibility: Visibility): Promise<void> {
		this.#stop?.abort();
		const stop = new AbortController();
		this.#stop = stop;
		const sheet = new ResultSheet(files, this.#deps);
		try {
			const entries = this.#entries(files, visibility, sheet, stop.signal);
			await this.#deps.items.putMany(
				entries,
				(ids) => {
					sheet.stored(ids);
					this.#deps.stored();
				},
				stop.signal
			);
			sheet.end(stop.signal.aborted ? 'cancelled' : 'done');
		} catch (error) {
			sheet.end(
				'refused',
				error instanceof NodeError && error.code === 'storage-full' ? 'storage-full' : 'unreadable'
			);
			if (error instanceof NodeError) throw error;
			if (!stop.signal.aborted) throw new NodeError('storage-unavailable', { cause: error });
		} finally {
			this.#deps.stored();
		}
	}

	cancel(): void {
		this.#stop?.abort();
	}

	async *#entries(
		files: readonly File[],
		visibility: Visibility,
		sheet: ResultSheet,
		signal: AbortSignal
	): AsyncGenerator<Entry> {
		const { importFiles } = await import('#lib/intake/import.ts');
		const { createWorker, newId, now } = this.#deps;
		const onProgress = (bytes: number) => sheet.progress(bytes);
		for await (const { file, item, refused, done } of importFiles(files, {
			createWorker,
			signal,
			onProgress
		})) {
			if (refused) sheet.refused(file, refused);
			else if (done) sheet.read(file);
			else if (item) {
				const { title, text, spans } = item;
				const [id, at] = [newId(), now()];
				sheet.took(file, id, spans.length);
				yield { item: { id, kind: 'file', title, text, visibility, madeAt: at, changedAt: at }, spans };
			}
		}
	}
}

/** What became of each file, told to the screen now and then. */
class ResultSheet {
	readonly #order: readonly File[];
	readonly #results = new Map<File, FileResult>();
	/** Items taken from a file and not stored yet. */
	readonly #fileOf = new Map<string, File>();
	readonly #unstored = new Map<File, number>();
	readonly #read = new Set<File>();
	readonly #tell: (progress: ImportProgress) => void;
	readonly #bytesTotal: number;
	#bytesDone = 0;
	#toldAt = -Infinity;

	constructor(files: readonly File[], deps: Pick<ImporterDeps, 'tell'>) {
		this.#order = files;
		this.#tell = deps.tell;
		this.#bytesTotal = files.reduce((sum, file) => sum + file.size, 0);
		for (const file of files) this.#results.set(file, { name: file.name, state: 'waiting', passages: 0 });
		this.#show(true, true);
	}

	progress(bytesDone: number): void {
		this.#bytesDone = bytesDone;
		this.#show(false, true);
	}

	/** An item of this file is on its way into the store. */
	took(file: File, id: string, passages: number): void {
		const before = this.#results.get(file);
		this.#results.set(file, {
			name: file.name,
			state: 'reading',
			passages: (before?.passages ?? 0) + passages
		});
		this.#fileOf.set(id, file);
		this.#unstored.set(file, (this.#unstored.get(file) ?? 0) + 1);
		this.#show(false, true);
	}

	refused(file: File, reason: FileRefusal): void {
		this.#results.set(file, { name: file.name, state: 'refused', reason, passages: 0 });
		this.#show(false, true);
	}

	/** The file has no more items. It is done when all of them are stored, not before. */
	read(file: File): void {
		this.#read.add(file);
		this.#settle(file);
	}

	stored(ids: readonly string[]): void {
		for (const id of ids) {
			const file = this.#fileOf.get(id);
			if (!file) continue;
			this.#fileOf.delete(id);
			this.#unstored.set(file, (this.#unstored.get(file) ?? 1) - 1);
			this.#settle(file);
		}
	}

	#settle(file: File): void {
		const result = this.#results.get(file);
		if (!result || !this.#read.has(file) || (this.#unstored.get(file) ?? 0) > 0) return;
		this.#results.set(file, { ...result, state: 'done' });
		this.#show(false, true);
	}

	/** Whatever is not finished has this end; what was stored of it stays. */
	end(state: 'done' | 'cancelled' | 'refused', reason?: FileResult['reason']): void {
		for (const [file, result] of this.#results)
			if (result.state === 'waiting' || result.state === 'reading')
				this.#results.set(file, { ...result, state, ...(reason === undefined ? {} : { reason }) });
		if (state === 'done') this.#bytesDone = this.#bytesTotal;
		this.#show(true, false);
	}

	#show(now: boolean, running: boolean): void {
		const time = performance.now();
		if (!now && time - this.#toldAt < TELL_EVERY_MS) return;
		this.#toldAt = time;
		const files = this.#order.map((file) => this.#results.get(file)).filter((result) => result !== undefined);
		this.#tell({ files, bytesDone: this.#bytesDone, bytesTotal: this.#bytesTotal, running });
	}
}
