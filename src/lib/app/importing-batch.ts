/** Files that were copied in, read by the intake worker and stored as items; each is let go once its items are stored. */
import type { Item } from '#lib/agent/ports.ts';
import { importFiles, type Imported, type ToImport } from '#lib/intake/import.ts';
import type { Entry, Summary } from '#lib/store/items.ts';
import type { StagedFile } from '#lib/store/staged.ts';
import { Known } from './importing-known.ts';
import type { ImporterDeps, Session } from './importing.ts';

/** Bytes that this import took, and under which name it did first. */
export type Taken = Map<string, string>;

type BatchDeps = Pick<ImporterDeps, 'store' | 'createWorker' | 'newId' | 'now' | 'stored'>;

/** One name that is being read. */
interface InHand {
	readonly hash: string;
	/** Whose places its items take, by part; undefined until its first item. */
	before: Map<number, Summary> | undefined;
	readonly kept: Set<string>;
}

/** Throws what the store throws, and the signal's reason when it is stopped. */
export async function readBatch(
	batch: readonly StagedFile[],
	session: Session,
	deps: BatchDeps
): Promise<void> {
	const { items, staged } = deps.store;
	const { sheet, stop } = session;
	const reading = new BatchReading(session, deps, new Known(items, await items.list()));
	let settling = Promise.resolve();
	const settle = (): void => {
		const gone = reading.gone.splice(0);
		const files = sheet.settled();
		if (gone.length === 0 && files.length === 0) return;
		settling = settling.then(async () => {
			if (gone.length > 0) await items.forgetMany(gone);
			if (files.length > 0) await staged.settle(files);
		});
		// Heard at the end of the batch.
		settling.catch(() => undefined);
	};
	try {
		await items.putMany(
			reading.entries(batch),
			(ids) => {
				sheet.stored(ids);
				settle();
				deps.stored();
			},
			stop.signal
		);
	} finally {
		settle();
		await settling;
	}
	stop.signal.throwIfAborted();
}

class BatchReading {
	/** Items that an update left without a part: to be forgotten once the others are stored. */
	readonly gone: string[] = [];
	readonly #session: Session;
	readonly #deps: BatchDeps;
	readonly #known: Known;
	readonly #inHand = new Map<string, InHand>();
	#heard = false;

	constructor(session: Session, deps: BatchDeps, known: Known) {
		this.#session = session;
		this.#deps = deps;
		this.#known = known;
	}

	async *entries(batch: readonly StagedFile[]): AsyncGenerator<Entry> {
		const { sheet, stop } = this.#session;
		const stagedOf = new Map<ToImport, StagedFile>();
		for (const file of batch) {
			const bytes = await this.#deps.store.staged.bytes(file.id);
			if (bytes) stagedOf.set({ file: new File([...bytes], file.name), name: file.name }, file);
			// Taken away to make room, by the person.
			else this.#over(file, 'cancelled');
		}
		while (stagedOf.size > 0) {
			this.#heard = false;
			try {
				yield* this.#read(stagedOf);
				if (stagedOf.size === 0 || stop.signal.aborted) return;
				throw new Error('the reading ended before the files did');
			} catch (error) {
				const [first] = stagedOf;
				// Where nothing was heard of the worker at all, it is not a file's fault.
				if (stop.signal.aborted || !first || !this.#heard) throw error;
				// The worker broke over this one; the others are none the worse.
				const [broken, file] = first;
				stagedOf.delete(broken);
				this.#inHand.clear();
				sheet.ended(file.id, file.name, 'refused', 'damaged');
				sheet.read(file.id);
			}
		}
	}

	/** Takes each file off the list when it has been read. */
	async *#read(stagedOf: Map<ToImport, StagedFile>): AsyncGenerator<Entry> {
		const { sheet, stop } = this.#session;
		const steps = importFiles([...stagedOf.keys()], {
			createWorker: this.#deps.createWorker,
			signal: stop.signal,
			onProgress: (bytes) => sheet.progress(bytes)
		});
		let answer: 'skip' | undefined;
		try {
			for (;;) {
				const { value: step, done } = await steps.next(answer);
				answer = undefined;
				if (done) return;
				const file = step && stagedOf.get(step.file);
				if (!file) continue;
				this.#heard = true;
				answer = this.#answer(step, file);
				const entry = step.item && (await this.#entry(step, file));
				if (entry) yield entry;
				if ((step.done || step.refused) && step.name === file.name) {
					stagedOf.delete(step.file);
					sheet.read(file.id);
				}
			}
		} finally {
			// The worker ends with it.
			await steps.return();
		}
	}

	#over(file: StagedFile, state: 'cancelled'): void {
		this.#session.sheet.ended(file.id, file.name, state);
		this.#session.sheet.read(file.id);
	}

	/** What is to be noted of a step, and whether the bytes it tells of need not be read. */
	#answer({ name, hash, refused, done }: Imported, file: StagedFile): 'skip' | undefined {
		const { sheet, taken } = this.#session;
		if (hash !== undefined) {
			const first = taken.get(hash);
			if (first !== undefined || this.#known.has(hash, name, file.at)) {
				sheet.ended(file.id, name, 'same');
				return 'skip';
			}
			taken.set(hash, name);
			this.#inHand.set(name, { hash, before: undefined, kept: new Set() });
		} else if (refused) {
			sheet.ended(file.id, name, 'refused', refused);
			this.#inHand.delete(name);
		} else if (done) {
			const { before, kept } = this.#inHand.get(name) ?? {};
			for (const { id } of before?.values() ?? []) if (!kept?.has(id)) this.gone.push(id);
			this.#inHand.delete(name);
		}
		return undefined;
	}

	async #entry({ name, item }: Imported, file: StagedFile): Promise<Entry | undefined> {
		const inHand = this.#inHand.get(name);
		if (!item || !inHand) return undefined;
		const { hash } = inHand;
		inHand.before ??= partsOf(await this.#known.before(hash, name, file.at, item.text));
		const part = item.part ?? 1;
		const [whole] = inHand.before.values();
		const before = inHand.before.get(part);
		if (before) inHand.kept.add(before.id);
		const at = Math.max(this.#deps.now(), file.at);
		const { title, text, spans, marks } = item;
		const url = file.url ?? item.url;
		const collection = whole ? whole.collection : file.collection;
		const made: Item = {
			id: before?.id ?? this.#deps.newId(),
			kind: file.url === undefined ? item.kind : 'page',
			title: file.title && part === 1 ? file.title : title,
			text,
			visibility: whole?.visibility ?? file.visibility,
			madeAt: before?.madeAt ?? at,
			changedAt: at,
			origin: {
				name,
				hash,
				...(url !== undefined && { url }),
				...(item.part !== undefined && { part: item.part })
			},
			...(collection !== undefined && { collection }),
			...(marks && { marks })
		};
		const isUpdate = whole !== undefined && whole.madeAt < file.at;
		this.#session.sheet.took(file.id, name, made.id, spans.length, isUpdate ? 'updated' : 'done');
		return { item: made, spans };
	}
}

/** By part, from 1; of two for one part the first. */
function partsOf(before: readonly Summary[]): Map<number, Summary> {
	const parts = new Map<number, Summary>();
	for (const summary of before) {
		const part = summary.origin?.part ?? 1;
		if (!parts.has(part)) parts.set(part, summary);
	}
	return parts;
}
