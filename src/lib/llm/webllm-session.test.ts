import { describe, expect, test } from 'vitest';
import type { Engine, Prompt } from '#lib/agent/ports.ts';
import { NodeError } from '#lib/agent/ports.ts';
import type { LoadStep } from './engine-messages.ts';
import { aWebLlmRecord, scriptedEngine, type Script } from './webllm-script.fixture.ts';
import { loadWebLlm } from './webllm.ts';

const report = (text: string, progress: number) => ({ text, progress, timeElapsed: 1 });

/** As the library reports: from 0 to 1 three times, in steps of a shard, the last word at the end. */
const threePhases = [
	report('Start to fetch params', 0),
	report('Fetching param cache[1/2]: 30MB fetched. 50% completed, 2 secs elapsed.', 0.5),
	report('Fetching param cache[2/2]: 60MB fetched. 100% completed, 4 secs elapsed.', 1),
	report('Loading model from cache[1/2]: 30MB loaded. 50% completed, 5 secs elapsed.', 0.5),
	report('Loading model from cache[2/2]: 60MB loaded. 100% completed, 6 secs elapsed.', 1),
	report('Loading GPU shader modules[20/80]: 25% completed, 1 secs elapsed.', 0.25),
	report('Loading GPU shader modules[10/80]: 12% completed, 1 secs elapsed.', 0.125),
	report('Loading GPU shader modules[80/80]: 100% completed, 3 secs elapsed.', 1),
	report('Finish loading on WebGPU - google', 1)
];

async function load(
	script: Script = {},
	id = 'Tiny-Instruct-q4f32_1-MLC',
	signal = new AbortController().signal
) {
	const scripted = await scriptedEngine(script);
	const steps: LoadStep[] = [];
	const loading = loadWebLlm(
		{ record: aWebLlmRecord({ id }), mirror: '' },
		{ createWorker: scripted.createWorker, tell: (step) => steps.push(step), signal }
	);
	return { ...scripted, steps, loading };
}

const aPrompt = (change: Partial<Prompt> = {}): Prompt => ({
	question: '',
	terms: [],
	sources: [],
	turns: [{ role: 'person', text: 'When do they open?' }],
	maxTokens: 40,
	...change
});

async function written(engine: Engine, prompt = aPrompt(), signal = new AbortController().signal) {
	const pieces: string[] = [];
	for await (const part of engine.write(prompt, signal)) if (part.kind === 'text') pieces.push(part.text);
	return pieces;
}

describe('loading', () => {
	test('three phases that each begin at 0 become two that never go back', async () => {
		const { loading, steps } = await load({ progress: threePhases });
		await loading;
		expect(steps).toEqual([
			{ phase: 'open', done: 0, of: 0 },
			{ phase: 'open', done: 1, of: 2 },
			{ phase: 'open', done: 2, of: 2 },
			{ phase: 'compile', done: 20, of: 80 },
			{ phase: 'compile', done: 80, of: 80 }
		]);
	});

	test('progress that is no number, or beyond its end, breaks nothing', async () => {
		const { loading, steps } = await load({
			progress: [
				report('Loading model from cache', Number.NaN),
				report('Loading model from cache', 7),
				report('Something new in a later version', 0.5)
			]
		});
		await loading;
		expect(steps.slice(1)).toEqual([
			{ phase: 'open', done: 0, of: 100 },
			{ phase: 'open', done: 100, of: 100 }
		]);
	});

	test('cancelled while it loads, it is "cancelled" at once and its worker is gone', async () => {
		const stop = new AbortController();
		const { loading } = await load({ hangs: ['reload'] }, undefined, stop.signal);
		stop.abort();
		await expect(loading).rejects.toMatchObject({ code: 'engine-unavailable', trouble: 'cancelled' });
	});

	test('unloaded by the library itself while it loads, it is "cancelled" too', async () => {
		const { loading } = await load({ throws: { reload: 'Engine.unload() is called.' } });
		await expect(loading).rejects.toMatchObject({
			trouble: 'cancelled',
			message: 'Engine.unload() is called.'
		});
	});

	const failures: readonly (readonly [string, string])[] = [
		['ShaderF16SupportError: This model requires WebGPU extension shader-f16', 'no-f16'],
		['WebGPUNotAvailableError: WebGPU is not supported in your current environment', 'no-gpu'],
		['DeviceLostError: The WebGPU device was lost while loading the model.', 'gpu-lost'],
		['RangeError: WebAssembly.Memory(): could not allocate memory', 'memory'],
		['QuotaExceededError: The quota has been exceeded.', 'no-room'],
		['CompileError: WebAssembly.instantiate(): expected magic word', 'damaged'],
		['TypeError: Cannot read properties of undefined', 'damaged'],
		['Error: nobody knows', 'crashed']
	];
	test.each(failures)('"%s" ends it with "%s"', async (thrown, trouble) => {
		const { loading } = await load({ throws: { reload: thrown } });
		await expect(loading).rejects.toMatchObject({ code: 'engine-unavailable', trouble });
	});

	test('the library is told of this model alone: under the mirror, its context and what it needs', async () => {
		const { library, createWorker } = await scriptedEngine();
		await loadWebLlm(
			{ record: aWebLlmRecord({ id: 'Tiny-q4f16_1-MLC' }), mirror: 'http://mirror.example:8000/elm' },
			{ createWorker, tell: () => undefined, signal: new AbortController().signal }
		);
		expect(library.asked.find(({ kind }) => kind === 'setAppConfig')?.content).toEqual({
			cacheBackend: 'cache',
			model_list: [
				{
					model: 'http://mirror.example:8000/elm/elm/tiny/resolve/main/',
					model_id: 'Tiny-q4f16_1-MLC',
					model_lib: 'http://mirror.example:8000/elm/tiny-webgpu.wasm',
					required_features: ['shader-f16'],
					overrides: { context_window_size: 1_000, sliding_window_size: -1 }
				}
			]
		});
	});
});

describe('writing', () => {
	test('a prompt arrives as it stands: one system text first, greedy, no longer than it may be', async () => {
		const { loading, library } = await load();
		const turns = [
			{ role: 'system', text: 'Be short.' },
			{ role: 'person', text: 'Hello' },
			{ role: 'agent', text: 'Hi' },
			{ role: 'person', text: 'And on Sundays?' }
		] as const;
		await written(await loading, aPrompt({ turns, maxTokens: 7 }));
		expect(library.requests).toEqual([
			{
				stream: true,
				messages: [
					{ role: 'system', content: 'Be short.' },
					{ role: 'user', content: 'Hello' },
					{ role: 'assistant', content: 'Hi' },
					{ role: 'user', content: 'And on Sundays?' }
				],
				max_tokens: 7,
				temperature: 0
			}
		]);
	});

	test('the engine forgets the last prompt before each one', async () => {
		const { loading, library } = await load();
		const engine = await loading;
		await written(engine);
		await written(engine);
		const kinds = library.asked.map(({ kind }) => kind).filter((kind) => /reset|Init/.test(kind));
		expect(kinds).toEqual(['resetChat', 'chatCompletionStreamInit', 'resetChat', 'chatCompletionStreamInit']);
	});

	test('a schema is handed over as JSON that must be kept', async () => {
		const { loading, library } = await load();
		const schema = { type: 'object', properties: { known: { type: 'boolean' } } };
		const engine = await loading;
		expect(engine.structured).toBe(true);
		expect(JSON.parse((await written(engine, aPrompt({ schema }))).join(''))).toEqual({ known: true });
		expect(library.requests[0]?.response_format).toEqual({
			type: 'json_object',
			schema: JSON.stringify(schema)
		});
	});

	test('Qwen 3 is told not to think aloud, and its empty block is not written', async () => {
		const pieces = () => ['<think>\n\n</think>\n\nFrom', ' eight', ' to', ' six.'];
		const { loading, library } = await load({ pieces }, 'Qwen3-1.7B-q4f32_1-MLC');
		expect(await written(await loading)).toEqual(['From', ' eight', ' to', ' six.']);
		expect(library.requests[0]).toMatchObject({ extra_body: { enable_thinking: false }, max_tokens: 44 });
	});

	test('stopped, the library is told to stop', async () => {
		const { loading, library } = await load({ pieceMs: 5 });
		const stop = new AbortController();
		for await (const _ of (await loading).write(aPrompt(), stop.signal)) stop.abort();
		await expect.poll(() => library.asked.some(({ kind }) => kind === 'interruptGenerate')).toBe(true);
	});

	test('a model that hangs is silent at once when it is stopped', async () => {
		const { loading } = await load({ hangs: ['completionStreamNextChunk'] });
		const stop = new AbortController();
		const writing = written(await loading, aPrompt(), stop.signal);
		const began = performance.now();
		stop.abort();
		expect(await writing).toEqual([]);
		expect(performance.now() - began).toBeLessThan(300);
	});

	test('broken off in the middle, what was written stays written, and the next prompt is answered', async () => {
		const { loading } = await load({ breaks: { at: 3, with: 'Error: something inside' } });
		const engine = await loading;
		const pieces: unknown[] = [];
		const writing = (async () => {
			for await (const part of engine.write(aPrompt(), new AbortController().signal)) pieces.push(part);
		})();
		await expect(writing).rejects.toMatchObject({ trouble: 'crashed', message: 'something inside' });
		expect(pieces).toHaveLength(3);
		expect(await written(engine, aPrompt({ maxTokens: 2 }))).toHaveLength(2);
	});

	test('a device lost in the middle ends the answer and says so to whoever holds the engine', async () => {
		const { loading, lose } = await load({ pieceMs: 5 });
		const engine = await loading;
		const writing = (async () => {
			for await (const _ of engine.write(aPrompt(), new AbortController().signal))
				lose(new NodeError('engine-unavailable', { trouble: 'gpu-lost', detail: 'taken away' }));
		})();
		await expect(writing).rejects.toMatchObject({ trouble: 'gpu-lost' });
		expect(await engine.lost).toBe('gpu-lost');
		await expect(written(engine)).rejects.toMatchObject({ trouble: 'gpu-lost' });
	});

	test('where the library only notices at the next prompt that its model is gone, the engine is lost as well', async () => {
		const thrown = 'ModelNotLoadedError: Model not loaded before trying to complete ChatCompletionRequest.';
		const { loading } = await load({ throws: { chatCompletionStreamInit: thrown } });
		const engine = await loading;
		await expect(written(engine)).rejects.toMatchObject({ trouble: 'gpu-lost' });
		expect(await engine.lost).toBe('gpu-lost');
	});

	const ends: readonly (readonly [string, string])[] = [
		['RuntimeError: Aborted(). Build with -sASSERTIONS for more info.', 'crashed'],
		['RangeError: Array buffer allocation failed', 'memory']
	];
	test.each(ends)(
		'after "%s" nothing more comes of it: the engine is lost as "%s"',
		async (thrown, trouble) => {
			const { loading } = await load({ breaks: { at: 1, with: thrown } });
			const engine = await loading;
			await expect(written(engine)).rejects.toMatchObject({ trouble });
			expect(await engine.lost).toBe(trouble);
		}
	);

	test('stopped before the library has begun, it does not begin', async () => {
		let go = (): void => undefined;
		const resetChat = new Promise<void>((resolve) => (go = resolve));
		const { loading, library } = await load({ waits: { resetChat } });
		const engine = await loading;
		const stop = new AbortController();
		const asked = (kind: string) => () => library.asked.some((request) => request.kind === kind);
		const writing = written(engine, aPrompt(), stop.signal);
		await expect.poll(asked('resetChat')).toBe(true);
		stop.abort();
		await expect.poll(asked('interruptGenerate')).toBe(true);
		go();
		expect(await writing).toEqual([]);
		await written(engine, aPrompt({ maxTokens: 1 }));
		expect(library.requests.map((request) => request.max_tokens)).toEqual([1]);
	});
});
