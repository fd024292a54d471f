/** WebLLM's real client over a scripted worker, as the page sees it. The real worker is in webllm-worker.test.ts. */
import { loadWebLlm } from '#lib/llm/webllm.ts';
import { aWebLlmRecord, scriptedEngine } from '#lib/llm/webllm-script.fixture.ts';
import { modelContract } from './model.ts';

modelContract('WebLLM', {
	open: async () => {
		const { createWorker } = await scriptedEngine();
		const model = { record: aWebLlmRecord(), mirror: '' };
		return loadWebLlm(model, {
			createWorker,
			tell: () => undefined,
			signal: new AbortController().signal
		});
	},
	prompt: 'Once upon a time',
	expected:
		' Once upon a time there was a fox who lived by the sea and counted the waves until the moon came up Once upon a time there was a fox who lived'
});
