/** Which engine writes, how far its loading has come, and what else this device could run. */
import type { Engine } from '#lib/agent/ports.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { MindState, NodeApi } from './node-api.ts';

export type MindApi = Pick<
	NodeApi,
	| 'chooseEngine'
	| 'cancelLoading'
	| 'deleteModel'
	| 'openModelFile'
	| 'setMirror'
	| 'checkEndpoint'
	| 'tryEngine'
	| 'chooseEmbedder'
>;

export interface Mind {
	readonly api: MindApi;
	state(): MindState;
	/** The person's choice while it is ready, else quotes. */
	engine(): Engine;
	/** Loads what was chosen the last time; not waited for. */
	begin(): void;
}

export interface MindDeps {
	readonly settings: Settings;
	readonly createWorker: (url: string | URL) => Worker;
	readonly tell: (state: MindState) => void;
}

/** Loaded when something is first to be written: nobody waits for it before. */
export const quotes: Engine = {
	id: 'quotes',
	instant: true,
	contextTokens: 0,
	structured: false,
	async *write(prompt, signal) {
		yield* (await import('#lib/llm/quotes.ts')).quotes.write(prompt, signal);
	}
};

/** Throws NodeError: what the store does not allow. */
export async function openMind(_deps: MindDeps): Promise<Mind> {
	const state: MindState = {
		choice: { engine: 'quotes' },
		status: 'ready',
		name: '',
		device: {
			secure: isSecureContext,
			gpu: null,
			wasm: 'none',
			builtIn: 'none',
			persisted: false,
			cores: navigator.hardwareConcurrency,
			camera: false,
			phone: false
		},
		models: [],
		mirror: '',
		embedder: ''
	};
	return { state: () => state, engine: () => quotes, begin: () => undefined, api: {} as MindApi };
}
