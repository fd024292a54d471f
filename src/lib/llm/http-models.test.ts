import { describe, expect, test } from 'vitest';
import { modelsIn } from './http-models.ts';

const listOf = (...data: unknown[]): string => JSON.stringify({ object: 'list', data });

describe('the context of a model, as its server says it', () => {
	test.each([
		['nothing said', {}, 4_096],
		['vLLM', { max_model_len: 32_768 }, 32_768],
		['OpenRouter', { context_length: 131_072 }, 131_072],
		['Groq', { context_window: 8_192 }, 8_192],
		['llama.cpp', { meta: { n_ctx: 16_384, n_ctx_train: 131_072 } }, 16_384],
		[
			'an older llama.cpp, which says only what the model was trained with',
			{ meta: { n_ctx_train: 131_072 } },
			4_096
		],
		['a model trained with less', { meta: { n_ctx_train: 2_048 } }, 2_048],
		['LM Studio', { max_context_length: 131_072, loaded_context_length: 8_192 }, 8_192],
		['LM Studio, nothing loaded', { max_context_length: 131_072 }, 4_096],
		['nonsense', { context_length: -5, max_model_len: '8k', meta: 'none' }, 4_096],
		['next to nothing', { context_length: 1 }, 512]
	])('%s: %j', (_, said, tokens) => {
		expect(modelsIn(listOf({ id: 'x', ...said }))).toEqual([{ id: 'x', contextTokens: tokens }]);
	});
});

test('entries that are none are left out, and a list is bounded', () => {
	const none = [null, 5, 'x', {}, { id: 5 }, { id: '' }, { id: 'x'.repeat(500) }];
	expect(modelsIn(listOf(...none, { id: 'one' }))?.map(({ id }) => id)).toEqual(['one']);
	const many = Array.from({ length: 50_000 }, (_, n) => ({ id: `m${n}` }));
	expect(modelsIn(listOf(...many))).toHaveLength(2_000);
});

test.each(['', '{}', '[]', '{"data":5}', '{"models":[]}', '<html>'])('%j is no list', (body) => {
	expect(modelsIn(body)).toBeUndefined();
});
