/** Vectors from WebLLM's embedding model: in batches, in order, of length 1, and never a text that is too long for it. */
import type { MLCEngineInterface } from '@mlc-ai/web-llm';
import { troubleOf } from './webllm-trouble.ts';

type Embeds = Pick<MLCEngineInterface, 'embeddings'>;

/** What the model is compiled for. */
const BATCH = 4;
/** 512 tokens of ordinary prose; where a text has more tokens than that, it is cut again. */
const MAX_CHARS = 2_000;
/** A text of 2,000 signs with a token each fits after two cuts; more would mean that it is something else. */
const MAX_CUTS = 6;

/** Zeros for a text without a word. Ends early, with what it has, when `signal` aborts: nobody waits for it then. */
export async function embedAll(
	engine: Embeds,
	{ model, dimensions = 0 }: { readonly model: string; readonly dimensions?: number },
	texts: readonly string[],
	signal?: AbortSignal
): Promise<Float32Array[]> {
	const wanted = texts.flatMap((text, i) =>
		text.trim() === '' ? [] : [{ i, text: text.slice(0, MAX_CHARS) }]
	);
	const found = new Map<number, Float32Array>();
	for (let start = 0; start < wanted.length && !signal?.aborted; start += BATCH) {
		const batch = wanted.slice(start, start + BATCH);
		const vectors = await embedBatch(
			engine,
			model,
			batch.map(({ text }) => text)
		);
		batch.forEach(({ i }, n) => found.set(i, toLengthOne(vectors[n] ?? [])));
	}
	return texts.map((_, i) => found.get(i) ?? new Float32Array(dimensions));
}

/** As one; where one of them is too long, each for itself, so that the others lose nothing. */
async function embedBatch(engine: Embeds, model: string, texts: readonly string[]): Promise<number[][]> {
	try {
		return await vectorsOf(engine, model, texts);
	} catch (error) {
		if (troubleOf(error, 'working') !== 'too-long') throw error;
	}
	const vectors: number[][] = [];
	for (const text of texts) vectors.push(await embedCut(engine, model, text));
	return vectors;
}

async function embedCut(engine: Embeds, model: string, text: string): Promise<number[]> {
	let kept = text;
	for (let cut = 0; ; cut++) {
		try {
			return (await vectorsOf(engine, model, [kept]))[0] ?? [];
		} catch (error) {
			if (cut === MAX_CUTS || troubleOf(error, 'working') !== 'too-long') throw error;
			kept = kept.slice(0, Math.ceil(kept.length / 2));
		}
	}
}

async function vectorsOf(engine: Embeds, model: string, texts: readonly string[]): Promise<number[][]> {
	const { data } = await engine.embeddings.create({ input: texts.map((text) => marked(model, text)), model });
	return [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
}

/** This family's vector is that of the first mark, and WebLLM's tokenizer sets none by itself. */
const marked = (model: string, text: string): string =>
	model.startsWith('snowflake-arctic-embed') ? `[CLS] ${text} [SEP]` : text;

function toLengthOne(vector: readonly number[]): Float32Array {
	const length = Math.hypot(...vector);
	return Float32Array.from(vector, (value) => (length > 0 ? value / length : 0));
}
