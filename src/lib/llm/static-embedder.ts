/** Search by meaning on any device: a static model (Model2Vec layout) in a worker, from two files that are here already. */
import type { StaticSetup } from './static-embedder-work.ts';
import workerUrl from './static-embedder.worker.ts?worker&url';
import { startEmbedder, type LoadedEmbedder, type LoadOptions } from './worker-engine.ts';

export type { StaticSetup } from './static-embedder-work.ts';

/** Throws NodeError('engine-unavailable'): 'damaged' where the files are not a model's. */
export async function loadStaticEmbedder(
	{ id, weights, tokenizer }: StaticSetup & { readonly id: string },
	{ createWorker, tell, signal }: LoadOptions
): Promise<LoadedEmbedder> {
	return startEmbedder({ id, worker: createWorker(workerUrl), setup: { weights, tokenizer }, tell, signal });
}
