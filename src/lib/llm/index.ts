/**
 * The engines and embedders there are. Each is loaded only when it is chosen, so that nobody waits for a model they do
 * not use. To add one: its file, and one line here.
 */
import type { Engine } from '#lib/agent/ports.ts';
import type { CpuModelFile } from './cpu.ts';
import type { HttpSetup } from './http-engine.ts';
import type { StaticSetup } from './static-embedder.ts';
import type { WebLlmModel } from './webllm.ts';
import type { LoadedEmbedder, LoadedEngine, LoadOptions } from './worker-engine.ts';

/** What each engine with a model is loaded from. */
export interface EngineSetups {
	readonly webllm: WebLlmModel;
	readonly cpu: CpuModelFile;
	readonly 'built-in': null;
	readonly http: Omit<HttpSetup, 'waits'>;
}

export interface EmbedderSetups {
	readonly webllm: WebLlmModel;
	readonly static: StaticSetup & { readonly id: string };
}

type Loaders<Setups, Loaded> = {
	readonly [Kind in keyof Setups]: (setup: Setups[Kind], options: LoadOptions) => Promise<Loaded>;
};

/** Each throws NodeError('engine-unavailable') with its trouble. */
export const engines: Loaders<EngineSetups, LoadedEngine> = {
	webllm: async (setup, options) => (await import('./webllm.ts')).loadWebLlm(setup, options),
	cpu: async (setup, options) => (await import('./cpu.ts')).loadCpu(setup, options),
	'built-in': async (_, options) => (await import('./built-in.ts')).loadBuiltIn(options),
	http: async (setup, options) => (await import('./http.ts')).loadHttp(setup, options)
};

export const embedders: Loaders<EmbedderSetups, LoadedEmbedder> = {
	webllm: async (setup, options) => (await import('./webllm.ts')).loadWebLlmEmbedder(setup, options),
	static: async (setup, options) => (await import('./static-embedder.ts')).loadStaticEmbedder(setup, options)
};

/**
 * The engine without a model: works everywhere, at once, without a download. Loaded when something is first to be
 * written: nobody waits for it before.
 */
export const quotes: Engine = {
	id: 'quotes',
	instant: true,
	contextTokens: 0,
	structured: false,
	async *write(prompt, signal) {
		yield* (await import('./quotes.ts')).quotes.write(prompt, signal);
	}
};
