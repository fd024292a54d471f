/** A mind over parts that obey the test: models that download, open, fail and die on command, and a clock turned by hand. */
import { NodeError, type EngineTrouble, type Written } from '#lib/agent/ports.ts';
import { models } from '#lib/llm/catalogue.ts';
import type { ModelStore } from '#lib/llm/files.ts';
import type { DeviceReport, ModelRecord } from '#lib/llm/models.ts';
import type { LoadedEmbedder, LoadedEngine } from '#lib/llm/worker-engine.ts';
import type { EmbedderSetup, EngineSetup, Hooks, MindParts } from './mind-parts.ts';
import { openMind, type Mind } from './mind.ts';
import type { MindState } from './node-api.ts';

export const aDevice = (change: Partial<DeviceReport> = {}): DeviceReport => ({
	secure: true,
	gpu: { name: 'Test GPU', isFallback: false, f16: true, storageBufferBytes: 2 ** 30 },
	wasm: 'fast',
	builtIn: 'none',
	memoryBytes: 8 * 2 ** 30,
	roomBytes: 50e9,
	persisted: true,
	cores: 8,
	camera: false,
	phone: false,
	...change
});

const trouble = (trouble: EngineTrouble): NodeError => new NodeError('engine-unavailable', { trouble });

/** A step that waits for the test's word, or for the signal. */
export class Gate {
	#open = (): void => undefined;
	#fail = (_: Error): void => undefined;
	/** Resolves when somebody waits here. */
	readonly reached: Promise<void>;
	readonly #passed: Promise<void>;
	readonly #isDeaf: boolean;
	#tellReached = (): void => undefined;

	/** A deaf one does not hear the signal, as when it comes too late. */
	constructor(isDeaf = false) {
		this.#isDeaf = isDeaf;
		this.reached = new Promise((resolve) => (this.#tellReached = resolve));
		this.#passed = new Promise((resolve, reject) => {
			this.#open = resolve;
			this.#fail = reject;
		});
		this.#passed.catch(() => undefined);
	}

	open(): void {
		this.#open();
	}

	fail(with_: EngineTrouble): void {
		this.#fail(trouble(with_));
	}

	wait(signal: AbortSignal): Promise<void> {
		this.#tellReached();
		return new Promise((resolve, reject) => {
			const stop = (): void => reject(trouble('cancelled'));
			if (signal.aborted) return stop();
			if (!this.#isDeaf) signal.addEventListener('abort', stop);
			void this.#passed.then(resolve, reject);
		});
	}
}

export interface FakeEngine extends LoadedEngine {
	readonly what: EngineSetup;
	readonly isClosed: boolean;
	/** As if its worker or device were gone. */
	die(trouble: EngineTrouble): void;
	/** The next prompt ends in this. */
	breakWith: EngineTrouble | undefined;
}

function fakeEngine(what: EngineSetup): FakeEngine {
	let die = (_: EngineTrouble): void => undefined;
	let isClosed = false;
	const lost = new Promise<EngineTrouble>((resolve) => (die = resolve));
	const name =
		what.kind === 'webllm'
			? what.setup.record.name
			: what.kind === 'cpu'
				? what.setup.name
				: what.kind === 'http'
					? `${what.setup.model} at ${new URL(what.setup.url).host}`
					: 'built-in';
	return {
		id: name,
		what,
		instant: false,
		contextTokens: 2_048,
		structured: false,
		lost,
		breakWith: undefined,
		get isClosed() {
			return isClosed;
		},
		die: (why) => die(why),
		close: () => void (isClosed = true),
		async *write(prompt): AsyncGenerator<Written, void, undefined> {
			if (this.breakWith) throw trouble(this.breakWith);
			yield { kind: 'text', text: `${name} about ` };
			yield { kind: 'text', text: prompt.turns.map(({ text }) => text).join('') };
		}
	};
}

export interface Fakes {
	mind: Mind;
	readonly states: MindState[];
	readonly settings: Map<string, unknown>;
	/** Whole models on this device: their ids. */
	readonly whole: Set<string>;
	/** What was downloaded of others. */
	readonly partly: Map<string, number>;
	readonly engines: FakeEngine[];
	readonly embedders: (LoadedEmbedder & { readonly isClosed: boolean })[];
	/** What happened outside, in order: "fetch X", "open X", "close". */
	readonly log: string[];
	device: DeviceReport;
	nowMs: number;
	/** Where set, a download waits here after half of its bytes. */
	downloads: Gate | undefined;
	/** Where set, opening waits here. */
	opens: Gate | undefined;
	/** The next openings fail so, one after the other. */
	readonly openTroubles: EngineTrouble[];
	header: { name: string; contextTokens: number; bytesPerToken: number } | EngineTrouble;
	/** The same settings and files, in a tab opened anew. */
	reopen(): Promise<Fakes>;
}

export async function aMind(given: Partial<Fakes> = {}): Promise<Fakes> {
	const fakes: Fakes = {
		mind: undefined as unknown as Mind,
		states: [],
		settings: new Map(),
		whole: new Set(),
		partly: new Map(),
		engines: [],
		embedders: [],
		log: [],
		device: aDevice(),
		nowMs: 1_000_000,
		downloads: undefined,
		opens: undefined,
		openTroubles: [],
		header: { name: 'Tiny', contextTokens: 512, bytesPerToken: 100 },
		reopen: () => aMind({ settings: fakes.settings, whole: fakes.whole, partly: fakes.partly }),
		...given
	};
	const { settings } = fakes;
	fakes.mind = await openMind(
		{
			settings: {
				get: async (name) => structuredClone(settings.get(name)),
				put: async (name, value) => void settings.set(name, structuredClone(value)),
				remove: async (name) => void settings.delete(name)
			},
			createWorker: () => {
				throw new Error('no worker in this test');
			},
			tell: (state) => fakes.states.push(structuredClone(state))
		},
		partsOf(fakes)
	);
	return fakes;
}

function partsOf(fakes: Fakes): MindParts {
	const open = async (name: string, { tell, signal }: Hooks): Promise<void> => {
		fakes.log.push(`open ${name}`);
		tell({ phase: 'open', done: 1, of: 2 });
		if (fakes.opens) await fakes.opens.wait(signal);
		const why = fakes.openTroubles.shift();
		if (why) throw trouble(why);
		tell({ phase: 'open', done: 2, of: 2 });
	};
	return {
		models,
		now: () => fakes.nowMs,
		device: async () => fakes.device,
		files: async () => fakeStore(fakes),
		async loadEngine(what, hooks) {
			const engine = fakeEngine(what);
			await open(engine.id, hooks);
			fakes.engines.push(engine);
			return engine;
		},
		async loadEmbedder(what: EmbedderSetup, hooks) {
			const id = what.kind === 'static' ? what.setup.id : what.setup.record.id;
			await open(id, hooks);
			let isClosed = false;
			const embedder = {
				id,
				dimensions: 2,
				embed: async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0)),
				close: () => void (isClosed = true),
				get isClosed() {
					return isClosed;
				}
			};
			fakes.embedders.push(embedder);
			return embedder;
		},
		async readHeader() {
			if (typeof fakes.header === 'string') throw trouble(fakes.header);
			return fakes.header;
		},
		checkEndpoint: async (url) => ({ models: [`model at ${url}`] }),
		persist: async () => void fakes.log.push('persist')
	};
}

type Tell = Parameters<ModelStore['fetch']>[1]['tell'];

const bytesIn = (id: string): number => models.find((model) => model.id === id)?.bytes ?? 0;

function fakeStore(fakes: Fakes): ModelStore {
	const bytesOf = ({
		id,
		bytes = bytesIn(id)
	}: Pick<ModelRecord, 'id'> & Partial<Pick<ModelRecord, 'bytes'>>): number =>
		fakes.whole.has(id) ? bytes : (fakes.partly.get(id) ?? 0);
	async function download({ id, bytes }: ModelRecord, tell: Tell, signal: AbortSignal): Promise<void> {
		fakes.partly.set(id, bytes / 2);
		tell({ phase: 'download', done: bytes / 2, of: bytes, bytesPerSecond: bytes / 10 });
		if (fakes.downloads) await fakes.downloads.wait(signal);
		if (signal.aborted) throw trouble('cancelled');
		tell({ phase: 'download', done: bytes, of: bytes, bytesPerSecond: bytes / 10 });
		fakes.partly.delete(id);
		fakes.whole.add(id);
	}
	return {
		stored: async (record) => ({ bytes: bytesOf(record), isWhole: fakes.whole.has(record.id) }),
		async fetch(record, { hosts, tell, signal }) {
			fakes.log.push(`fetch ${record.id} from ${hosts.join(' ')}`);
			await download(record, tell, signal);
		},
		async keep(id, file, tell, signal) {
			fakes.log.push(`keep ${id}`);
			if (fakes.downloads) await fakes.downloads.wait(signal);
			tell({ phase: 'check', done: file.size, of: file.size, bytesPerSecond: 0 });
			fakes.whole.add(id);
		},
		blob: async ({ id }) => new Blob([id]),
		file: async ({ id }, name) => new Blob([`${id}/${name}`]),
		async delete(record) {
			fakes.log.push(`delete ${record.id}`);
			const freed = bytesOf(record);
			fakes.whole.delete(record.id);
			fakes.partly.delete(record.id);
			return freed;
		}
	};
}
