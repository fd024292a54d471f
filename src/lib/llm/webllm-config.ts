/** The one record that WebLLM is given: of the model that this worker is for. */
import { ModelType, type AppConfig, type ModelRecord } from '@mlc-ai/web-llm';
import { baseOf, type WebLlmSetup } from './webllm-setup.ts';

export function appConfigOf(setup: WebLlmSetup): AppConfig {
	const record: ModelRecord = {
		model: baseOf(setup),
		model_id: setup.id,
		model_lib: setup.lib,
		...(setup.f16 && { required_features: ['shader-f16'] }),
		...(setup.purpose === 'embeds'
			? { model_type: ModelType.embedding }
			: { overrides: { context_window_size: setup.contextTokens, sliding_window_size: -1 } })
	};
	return { model_list: [record], cacheBackend: 'cache' };
}
