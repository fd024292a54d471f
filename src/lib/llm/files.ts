/**
 * The files of models on this device: what is here, fetching the rest, keeping a file that a person opened, deleting.
 * The page itself contacts nobody; a worker of its own does, for as long as it takes, and only the hosts agreed to.
 */
import { hostsOf } from './catalogue.ts';
import type { Caches, StaticFile, Stored } from './files-cache.ts';
import { deleteMlc, storedMlc } from './files-kept-mlc.ts';
import { blobOf, deleteOwn, fileIn, keepFile, storedOwn } from './files-kept.ts';
import type { Fetch, Fetched } from './files-messages.ts';
import type { Tell } from './files-meter.ts';
import { trouble, worded } from './files-trouble.ts';
import workerUrl from './files.outside.worker.ts?worker&url';
import { outsideScript } from './hosts.ts';
import type { ModelRecord } from './models.ts';

export interface FetchOptions {
	/** Empty for none. */
	readonly mirror: string;
	/** Names of hosts the person has agreed to, as `hostsOf` names them. */
	readonly hosts: readonly string[];
	readonly tell: Tell;
	readonly signal: AbortSignal;
}

/** Everything throws NodeError('engine-unavailable') with its trouble. */
export interface ModelStore {
	stored(record: ModelRecord, mirror: string): Promise<Stored>;
	/** Downloads what is missing; nothing is contacted where nothing is. What is whole stays when `signal` aborts. */
	fetch(record: ModelRecord, options: FetchOptions): Promise<void>;
	/** Keeps a GGUF file that a person opened, under this id. */
	keep(id: string, file: Blob, tell: Tell, signal: AbortSignal): Promise<void>;
	/** A GGUF file, read from the disk as it is needed. */
	blob(record: Pick<ModelRecord, 'id'>): Promise<Blob>;
	/** A file of a static embedder. */
	file(record: Pick<ModelRecord, 'id'>, name: StaticFile): Promise<Blob>;
	/** All of it, from every mirror; resolves with the bytes freed. */
	delete(record: Pick<ModelRecord, 'id' | 'files'>, mirror: string): Promise<number>;
}

export interface ModelFilesOptions {
	/** `(url) => new Worker(url, { type: 'module' })`, through the app's Trusted Types policy. */
	readonly createWorker: (url: string | URL) => Worker;
	readonly caches?: Caches;
}

export function openModelFiles({ createWorker, caches = globalThis.caches }: ModelFilesOptions): ModelStore {
	const storage = (): Caches => {
		// A page that is not secure has none.
		if (!caches) throw trouble('unsupported', 'no Cache Storage');
		return caches;
	};
	const stored = ({ id, files }: ModelRecord, mirror: string): Promise<Stored> =>
		files.kind === 'mlc' ? storedMlc(files, mirror, storage()) : storedOwn(id, storage());
	return {
		stored: async (record, mirror) =>
			caches ? stored(record, mirror).catch(rethrow) : { bytes: 0, isWhole: false },
		async fetch(record, { mirror, hosts, tell, signal }) {
			if (signal.aborted) throw trouble('cancelled');
			if (record.files.kind === 'opened' || (await stored(record, mirror).catch(rethrow)).isWhole) return;
			const { to, names } = hostsOf(record, mirror);
			const foreign = names.find((name) => !hosts.includes(name));
			if (foreign !== undefined) throw trouble('not-allowed', foreign);
			const worker = createWorker(outsideScript(workerUrl, to, location.href));
			await fetched(worker, { record, mirror }, tell, signal);
		},
		keep: async (id, file, tell, signal) => keepFile(id, file, storage(), tell, signal),
		blob: async ({ id }) => blobOf(id, storage()).catch(rethrow),
		file: async ({ id }, name) => fileIn(id, name, storage()).catch(rethrow),
		delete: async ({ id, files }, mirror) => {
			if (!caches) return 0;
			const freed = files.kind === 'mlc' ? deleteMlc(files, mirror, caches) : deleteOwn(id, caches);
			return freed.catch(rethrow);
		}
	};
}

const rethrow = (error: unknown): never => {
	throw worded(error);
};

/** The worker is gone afterwards, however it went. */
function fetched(worker: Worker, order: Fetch, tell: Tell, signal: AbortSignal): Promise<void> {
	return new Promise<void>((resolve, reject) => {
		signal.addEventListener('abort', () => reject(trouble('cancelled')), { once: true });
		worker.onmessage = ({ data }: MessageEvent<Fetched>) => {
			if (data.say === 'step') tell(data.step);
			else if (data.say === 'done') resolve();
			else reject(trouble(data.trouble, data.detail));
		};
		worker.onerror = (event) => {
			event.preventDefault();
			reject(trouble('crashed', event.message));
		};
		worker.postMessage(order);
	}).finally(() => worker.terminate());
}
