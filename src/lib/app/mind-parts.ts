/**
 * What the mind is put together from. Everything heavy is imported when it is first asked for, so that a visit without a
 * model loads none of it; tests hand in their own.
 */
import type { ModelStore } from '#lib/llm/files.ts';
import type { Gguf } from '#lib/llm/gguf.ts';
import type { EmbedderSetups, EngineSetups } from '#lib/llm/index.ts';
import { embedders, engines } from '#lib/llm/index.ts';
import type { DeviceReport, ModelRecord } from '#lib/llm/models.ts';
import type { CreateWorker, LoadedEmbedder, LoadedEngine, LoadOptions } from '#lib/llm/worker-engine.ts';
import { models } from '#lib/llm/catalogue.ts';
import type { EndpointCheck } from './node-api.ts';

export type Hooks = Pick<LoadOptions, 'tell' | 'signal'>;

/** One kind of engine with what it is loaded from. */
export type EngineSetup = {
	[Kind in keyof EngineSetups]: { readonly kind: Kind; readonly setup: EngineSetups[Kind] };
}[keyof EngineSetups];

export type EmbedderSetup = {
	[Kind in keyof EmbedderSetups]: { readonly kind: Kind; readonly setup: EmbedderSetups[Kind] };
}[keyof EmbedderSetups];

export type FileHeader = Pick<Gguf, 'name' | 'contextTokens' | 'bytesPerToken'>;

export interface MindParts {
	readonly models: readonly ModelRecord[];
	now(): number;
	device(): Promise<DeviceReport>;
	files(): Promise<ModelStore>;
	loadEngine(what: EngineSetup, hooks: Hooks): Promise<LoadedEngine>;
	loadEmbedder(what: EmbedderSetup, hooks: Hooks): Promise<LoadedEmbedder>;
	/** Of a GGUF file. Throws NodeError('engine-unavailable', 'damaged'). */
	readHeader(file: Blob): Promise<FileHeader>;
	checkEndpoint(url: string, key: string): Promise<EndpointCheck>;
	/** Asks the browser not to clear what is about to be downloaded. */
	persist(): Promise<void>;
}

export function realParts(createWorker: CreateWorker): MindParts {
	let store: Promise<ModelStore> | undefined;
	return {
		models,
		now: () => performance.now(),
		device: async () => (await import('#lib/llm/device.ts')).deviceReport(),
		files: () => (store ??= openFiles(createWorker)),
		loadEngine: (what, hooks) => loadEngine(what, { ...hooks, createWorker }),
		loadEmbedder: (what, hooks) => loadEmbedder(what, { ...hooks, createWorker }),
		readHeader: async (file) => (await import('#lib/llm/gguf.ts')).readGguf(file),
		checkEndpoint: async (url, key) =>
			(await import('#lib/llm/http.ts')).checkEndpoint({ url, key }, { createWorker }),
		async persist() {
			await navigator.storage?.persist?.();
		}
	};
}

async function openFiles(createWorker: CreateWorker): Promise<ModelStore> {
	return (await import('#lib/llm/files.ts')).openModelFiles({ createWorker });
}

const loadEngine = <Kind extends keyof EngineSetups>(
	{ kind, setup }: { readonly kind: Kind; readonly setup: EngineSetups[Kind] },
	options: LoadOptions
): Promise<LoadedEngine> => engines[kind](setup, options);

const loadEmbedder = <Kind extends keyof EmbedderSetups>(
	{ kind, setup }: { readonly kind: Kind; readonly setup: EmbedderSetups[Kind] },
	options: LoadOptions
): Promise<LoadedEmbedder> => embedders[kind](setup, options);
