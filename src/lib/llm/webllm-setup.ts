/** What the worker of a WebLLM model is given, and the one record that WebLLM is given of it. */
import type { AppConfig, ModelRecord } from '@mlc-ai/web-llm';

export interface WebLlmSetup {
	readonly id: string;
	readonly purpose: 'writes' | 'embeds';
	/** The folder of its files and its compiled program: the addresses under which they lie in the caches. */
	readonly base: string;
	readonly lib: string;
	readonly contextTokens: number;
	readonly f16: boolean;
	/** The largest buffer it binds; 0 where that is not known. */
	readonly storageBufferBytes: number;
}

/** WebLLM's word for "this model embeds"; its enum would load the library. */
const EMBEDS = 1;

export function appConfigOf(setup: WebLlmSetup): AppConfig {
	const record: ModelRecord = {
		model: baseOf(setup),
		model_id: setup.id,
		model_lib: setup.lib,
		...(setup.f16 && { required_features: ['shader-f16'] }),
		...(setup.purpose === 'embeds'
			? { model_type: EMBEDS }
			: { overrides: { context_window_size: setup.contextTokens, sliding_window_size: -1 } })
	};
	return { model_list: [record], cacheBackend: 'cache' };
}

/** The address its files lie under, as WebLLM completes it: a bare repository means its main branch. */
export function baseOf({ base }: Pick<WebLlmSetup, 'base'>): string {
	const folder = base.endsWith('/') ? base : `${base}/`;
	return new URL(/.+\/resolve\/.+\//.test(folder) ? folder : `${folder}resolve/main/`).href;
}
