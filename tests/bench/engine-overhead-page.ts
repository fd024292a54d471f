/** Runs in the page of engine-overhead.bench.ts: the bare library and our port beside it, the same file, the same prompt. */
import { Wllama } from '@wllama/wllama/esm/index.js';
import wasmUrl from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { loadCpu } from '#lib/llm/cpu.ts';

const PROMPT = 'Once upon a time';
const TOKENS = 400;
const CONTEXT = 512;
const BATCH = 32;

export interface Measured {
	/** Tokens a second, round by round. */
	readonly bare: readonly number[];
	readonly ours: readonly number[];
	/** From `abort()` to the end of the stream. */
	readonly stopMs: readonly number[];
	/** From `abort()` to the first piece of the prompt asked right after it. */
	readonly againMs: readonly number[];
	readonly sameText: boolean;
	readonly pieces: number;
}

interface Written {
	readonly text: string;
	readonly pieces: number;
	readonly ms: number;
}

async function measure(rounds: number, stops: number): Promise<Measured> {
	const file = await (await fetch('/model.gguf')).blob();
	const quiet = { debug: () => {}, log: () => {}, warn: () => {}, error: () => {} };
	const wllama = new Wllama({ default: wasmUrl }, { logger: quiet });
	wllama.setCompat(null);
	await wllama.loadModel([file], {
		n_ctx: CONTEXT,
		n_batch: BATCH,
		n_parallel: 1,
		n_threads: 1,
		n_gpu_layers: 0
	});
	const engine = await loadCpu(
		{ name: 'stories260K', file, contextTokens: CONTEXT },
		{
			createWorker: (url) => new Worker(url, { type: 'module' }),
			tell: () => undefined,
			signal: new AbortController().signal
		}
	);

	const bare = async (): Promise<Written> => {
		const began = performance.now();
		let [text, pieces] = ['', 0];
		const options = {
			prompt: PROMPT,
			max_tokens: TOKENS,
			temperature: 0,
			stream: true,
			cache_prompt: false
		} as const;
		for await (const { choices } of await wllama.createCompletion(options)) {
			text += choices[0]?.text ?? '';
			pieces++;
		}
		return { text, pieces, ms: performance.now() - began };
	};
	const prompt = {
		question: PROMPT,
		terms: [],
		sources: [],
		turns: [{ role: 'person', text: PROMPT }],
		maxTokens: TOKENS
	} as const;
	const ours = async (): Promise<Written> => {
		const began = performance.now();
		let [text, pieces] = ['', 0];
		for await (const part of engine.write(prompt, new AbortController().signal)) {
			if (part.kind === 'text') text += part.text;
			pieces++;
		}
		return { text, pieces, ms: performance.now() - began };
	};
	const stopped = async (): Promise<{ silentMs: number; againMs: number }> => {
		const stop = new AbortController();
		let [pieces, at] = [0, 0];
		for await (const _ of engine.write(prompt, stop.signal))
			if (++pieces === 20) {
				at = performance.now();
				stop.abort();
			}
		const silentMs = performance.now() - at;
		for await (const _ of engine.write(prompt, new AbortController().signal)) break;
		return { silentMs, againMs: performance.now() - at };
	};

	const first = [await bare(), await ours()] as const;
	const rates: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
	for (let round = 0; round < rounds; round++) {
		// Whoever comes second finds the machine as the first one left it: they take turns.
		const order = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
		for (const which of order) {
			const { ms } = await (which === 'bare' ? bare() : ours());
			rates[which].push((TOKENS / ms) * 1000);
		}
	}
	const stopMs: number[] = [];
	const againMs: number[] = [];
	for (let i = 0; i < stops; i++) {
		const times = await stopped();
		stopMs.push(times.silentMs);
		againMs.push(times.againMs);
	}
	engine.close();
	await wllama.exit();
	return { ...rates, stopMs, againMs, sameText: first[0].text === first[1].text, pieces: first[1].pieces };
}

Object.assign(globalThis, { measure });
