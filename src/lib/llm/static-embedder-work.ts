/** What the worker of a static embedder does: reads the model once, then turns texts into vectors, a few at a time. */
import type { Served } from './serve-engine.ts';
import { openStaticModel, type StaticModel } from './static-embedder-model.ts';

export interface StaticSetup {
	/** model.safetensors and tokenizer.json. */
	readonly weights: Blob;
	readonly tokenizer: Blob;
}

/** So long it works before it listens again: a stop must not wait for ten thousand texts. */
const SPELL_MS = 20;

export function staticEmbedder(): Served<StaticSetup> {
	let model: StaticModel | undefined;
	return {
		async load({ weights, tokenizer }, tell) {
			tell({ phase: 'open', done: 0, of: weights.size });
			model = await openStaticModel(weights, tokenizer);
			tell({ phase: 'open', done: weights.size, of: weights.size });
			return { contextTokens: 0, structured: false, dimensions: model.dimensions };
		},
		async embed(texts, signal) {
			if (!model) throw new Error('static embedder: not loaded');
			const vectors: Float32Array[] = [];
			let listened = performance.now();
			for (const text of texts) {
				vectors.push(model.embed(text));
				if (performance.now() - listened < SPELL_MS) continue;
				await listening();
				signal.throwIfAborted();
				listened = performance.now();
			}
			return vectors;
		},
		troubleOf: (error) => (error instanceof RangeError ? 'memory' : 'crashed')
	};
}

/** Lets what was posted meanwhile be heard; a timer would wait four milliseconds each time. */
function listening(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		port2.postMessage(null);
	});
}
