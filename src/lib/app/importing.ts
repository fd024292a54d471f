/**
 * Files into the store, with a result for each: copied in first, then read by the intake worker and stored. What was
 * copied survives its tab: `resume` goes on with it.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { cleanedName, cleanedTitle } from '#lib/intake/clean.ts';
import type { ImportOptions as ReadOptions } from '#lib/intake/import.ts';
import { formatOf } from '#lib/intake/formats.ts';
import type { Staged, StagedFile, ToStage } from '#lib/store/staged.ts';
import type { Store } from '#lib/store/store.ts';
import {
	isHidden,
	type FileToImport,
	type ImportOptions,
	type ImportProgress,
	type ImportRefusal
} from './importing-api.ts';
import { readBatch, type Taken } from './importing-batch.ts';
import { ResultSheet } from './importing-sheet.ts';

/** What is decrypted at once to be read. */
const BATCH_BYTES = 16 * 1024 * 1024;
/** How often the list on the screen follows: each time all of it is sent. */
const LIST_EVERY_MS = 1_500;
/** How long the page may be held up at once. */
const BREATHE_AFTER_MS = 10;
const MAX_COLLECTION_CHARS = 120;

export interface ImporterDeps {
	readonly store: Pick<Store, 'items' | 'collections' | 'staged'>;
	readonly createWorker: ReadOptions['createWorker'];
	readonly newId: () => string;
	readonly now: () => number;
	readonly tell: (progress: ImportProgress) => void;
	/** Something was stored: the list has grown. */
	readonly stored: () => void;
}

/** One import, from the first file to the last that was added while it ran. */
export interface Session {
	readonly sheet: ResultSheet;
	readonly stop: AbortController;
	/** Bytes taken in this session, by hash. */
	readonly taken: Taken;
	/** Reading goes in turn, also for files that come later. */
	reading: Promise<void>;
	running: number;
	/** Why it could not go on, or not take all. */
	trouble?: unknown;
}

export class Importer {
	readonly #deps: ImporterDeps;
	readonly #staged: Staged;
	#session: Session | undefined;
	#listedAt = -Infinity;
	#ending: Promise<void> | undefined;

	constructor(deps: ImporterDeps) {
		this.#deps = deps;
		this.#staged = deps.store.staged;
	}

	/** See ImportApi. Files that come while an import runs belong to it. */
	run(files: readonly FileToImport[], options: ImportOptions): Promise<void> {
		return this.#during((session) => this.#copy(files, options, session));
	}

	/** Goes on with what an earlier tab left. */
	resume(): Promise<void> {
		return this.#during(async ({ sheet }) => {
			const files = await this.#staged.list();
			if (files.length > 0) sheet.add(files, true);
		});
	}

	cancel(): void {
		this.#session?.stop.abort();
	}

	/** `prepare` adds files to the session; all of the session's are read before this resolves. */
	async #during(prepare: (session: Session) => Promise<void>): Promise<void> {
		if (this.#ending) await this.#ending;
		const session = (this.#session ??= this.#begin());
		session.running++;
		try {
			try {
				await prepare(session);
			} catch (error) {
				if (!isFull(error)) throw error;
				// What was copied before there was no more room is taken in all the same.
				session.trouble ??= error;
			}
			session.reading = session.reading.then(() => this.#read(session));
			await session.reading;
		} catch (error) {
			if (!session.stop.signal.aborted) session.trouble ??= error;
			session.stop.abort();
		}
		session.running--;
		if (session.running === 0) await (this.#ending ??= this.#end(session));
		const { trouble } = session;
		if (trouble instanceof NodeError) throw trouble;
		if (trouble !== undefined) throw new NodeError('storage-unavailable', { cause: trouble });
	}

	#begin(): Session {
		return {
			sheet: new ResultSheet(this.#deps.tell),
			stop: new AbortController(),
			taken: new Map(),
			reading: Promise.resolve(),
			running: 0
		};
	}

	async #end({ sheet, stop, trouble }: Session): Promise<void> {
		try {
			await this.#staged.clear();
		} catch {
			// Nothing can be done about it now: what lies there is offered again at the next start.
		}
		if (sheet.isEmpty) return this.#over();
		if (trouble !== undefined) sheet.end('refused', isFull(trouble) ? 'storage-full' : 'unreadable');
		else if (stop.signal.aborted) sheet.end('cancelled');
		else sheet.end('refused', 'unreadable');
		this.#over();
		this.#deps.stored();
	}

	#over(): void {
		this.#session = this.#ending = undefined;
	}

	// ---------------------------------------------------------------- copying

	async #copy(
		files: readonly FileToImport[],
		options: ImportOptions,
		{ sheet, stop }: Session
	): Promise<void> {
		const toStage = await this.#toStage(files, options);
		sheet.add(
			toStage.map(({ file }) => file),
			false
		);
		const whole: string[] = [];
		try {
			await this.#staged.add(
				toStage,
				(id, how) => {
					if (how === 'whole') whole.push(id);
					else this.#refuse(id, toStage, sheet, 'unreadable');
					if (how === 'whole') sheet.copied(id);
				},
				stop.signal
			);
		} catch (error) {
			if (!isFull(error)) throw error;
			await this.#makeRoom(toStage, whole, sheet);
			throw error;
		}
	}

	/** The device is full: half of what was copied makes room for the items of the other half. */
	async #makeRoom(toStage: readonly ToStage[], whole: readonly string[], sheet: ResultSheet): Promise<void> {
		const copied = toStage.filter(({ file, bytes }) => bytes && whole.includes(file.id));
		const half = copied.reduce((sum, { file }) => sum + file.bytes, 0) / 2;
		let kept = 0;
		const drop = copied.filter(({ file }) => (kept += file.bytes) > half).map(({ file }) => file.id);
		await this.#staged.remove(drop);
		for (const { file, bytes } of toStage)
			if (bytes && (drop.includes(file.id) || !whole.includes(file.id)))
				this.#refuse(file.id, toStage, sheet, 'storage-full');
	}

	#refuse(id: string, among: readonly ToStage[], sheet: ResultSheet, reason: ImportRefusal): void {
		const file = among.find(({ file }) => file.id === id)?.file;
		if (!file) return;
		sheet.ended(id, file.name, 'refused', reason);
		sheet.read(id);
		sheet.leaveOut(id);
	}

	async #toStage(files: readonly FileToImport[], options: ImportOptions): Promise<readonly ToStage[]> {
		const folders = new Map<string, Promise<string>>();
		const toStage: ToStage[] = [];
		let began = performance.now();
		for (const { file, name: given, title, url } of files) {
			if (isHidden(given)) continue;
			// Asking for a file's size is a look at the disk: a thousand of them in a row would be felt.
			if (performance.now() - began > BREATHE_AFTER_MS) {
				await new Promise((resolve) => setTimeout(resolve));
				began = performance.now();
			}
			const name = cleanedName(given);
			const reason = refusedUnread(name, file.size);
			const folder = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
			let collection = options.collection;
			if (collection === undefined && folder !== '' && !reason) {
				const id = folders.get(folder) ?? this.#collectionOf(folder);
				folders.set(folder, id);
				collection = await id;
			}
			const staged: StagedFile = {
				id: this.#deps.newId(),
				name,
				bytes: file.size,
				visibility: options.visibility,
				at: this.#deps.now(),
				...(collection !== undefined && { collection }),
				...(title !== undefined && { title }),
				...(url !== undefined && { url }),
				...(reason && { outcome: [{ name, state: 'refused', reason, passages: 0 }] })
			};
			toStage.push(reason ? { file: staged } : { file: staged, bytes: file });
		}
		return toStage;
	}

	/**
	 * The collection of a folder: the one of its name, else a new and private one. Its default is not asked: a folder that
	 * happens to be called like something public must not become public.
	 */
	async #collectionOf(folder: string): Promise<string> {
		const { collections } = this.#deps.store;
		const name = cleanedTitle(folder).slice(0, MAX_COLLECTION_CHARS);
		const known = (await collections.list()).find((collection) => collection.name === name);
		if (known) return known.id;
		const id = this.#deps.newId();
		await collections.put({ id, name, visibility: { to: 'private' }, madeAt: this.#deps.now() });
		return id;
	}

	// ---------------------------------------------------------------- reading

	async #read(session: Session): Promise<void> {
		for (;;) {
			session.stop.signal.throwIfAborted();
			const batch = session.sheet.take(BATCH_BYTES);
			if (batch.length === 0) return;
			await readBatch(batch, session, { ...this.#deps, stored: () => this.#listNowAndThen() });
		}
	}

	#listNowAndThen(): void {
		const time = performance.now();
		if (time - this.#listedAt < LIST_EVERY_MS) return;
		this.#listedAt = time;
		this.#deps.stored();
	}
}

/** What needs no look at the bytes is not copied in either. */
function refusedUnread(name: string, bytes: number): ImportRefusal | undefined {
	const format = formatOf(name);
	if (!format) return 'kind';
	if (bytes > format.maxBytes) return 'too-large';
	return bytes === 0 ? 'empty' : undefined;
}

const isFull = (error: unknown): error is NodeError =>
	error instanceof NodeError && error.code === 'storage-full';
