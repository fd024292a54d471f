import { describe, expect, test } from 'vitest';
import { aWebLlmRecord, scriptedEngine, type Script } from './webllm-script.fixture.ts';
import { loadWebLlmEmbedder } from './webllm.ts';

describe('embedding', () => {
	async function embedder(script: Script, id = 'tiny-embed-q0f32-MLC') {
		const scripted = await scriptedEngine(script);
		const loaded = await loadWebLlmEmbedder(
			{ record: aWebLlmRecord({ id, purpose: 'embeds' }), mirror: '' },
			{ createWorker: scripted.createWorker, tell: () => undefined, signal: new AbortController().signal }
		);
		const inputs = () =>
			scripted.library.asked
				.filter(({ kind }) => kind === 'embedding')
				.map(({ content }) => (content as { request: { input: string[] } }).request.input)
				.slice(1); // the first is the probe
		return { loaded, inputs };
	}

	test('vectors come in order, of length 1, four texts at a time', async () => {
		const { loaded, inputs } = await embedder({ embeds: (text) => [text.length, 0, 3] });
		const texts = ['aaaa', 'b', 'cc', 'ddd', 'eeeee'];
		const vectors = await loaded.embed(texts);
		expect(inputs().map((input) => input.length)).toEqual([4, 1]);
		expect(loaded).toMatchObject({ id: 'tiny-embed-q0f32-MLC', dimensions: 3 });
		vectors.forEach((vector, i) => {
			const length = texts[i]!.length;
			expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
			expect(vector[0]! / vector[2]!).toBeCloseTo(length / 3, 5);
		});
	});

	test('a text without a word is all zeros and asks nobody', async () => {
		const { loaded, inputs } = await embedder({});
		expect(await loaded.embed(['', ' \n'])).toEqual([new Float32Array(3), new Float32Array(3)]);
		expect(inputs()).toEqual([]);
	});

	test('a text with too many tokens is cut until it fits, and the others lose nothing', async () => {
		const embeds = (text: string): number[] => {
			if (text.length > 600) throw new Error('unreachable');
			return [text.length, 1];
		};
		const scripted = { embeds, tooLong: 600 };
		const { loaded, inputs } = await embedder(scripted);
		const vectors = await loaded.embed(['short', 'x'.repeat(5_000)]);
		expect(vectors[0]![0]! / vectors[0]![1]!).toBeCloseTo(5, 4);
		expect(inputs().map((input) => input.map(({ length }) => length))).toEqual([
			[5, 2_000],
			[5],
			[2_000],
			[1_000],
			[500]
		]);
		expect(vectors[1]![0]! / vectors[1]![1]!).toBeCloseTo(500, 0);
	});

	test('the arctic models get the marks that their tokenizer does not set', async () => {
		const { loaded, inputs } = await embedder({}, 'snowflake-arctic-embed-s-q0f32-MLC-b4');
		await loaded.embed(['opening hours']);
		expect(inputs()).toEqual([['[CLS] opening hours [SEP]']]);
	});
});
