/**
 * Engines on this device's graphics, through WebLLM in a worker of its own. The library is megabytes and stays there:
 * this file knows it by its types alone. The model's files must be in the caches before (files.ts).
 */
import { NodeError } from '#lib/agent/ports.ts';
import { addressOf, needsF16 } from './catalogue.ts';
import type { ModelRecord } from './models.ts';
import {
	startEmbedder,
	startEngine,
	type LoadedEmbedder,
	type LoadedEngine,
	type LoadOptions,
	type Start
} from './worker-engine.ts';
import type { WebLlmSetup } from './webllm-setup.ts';
import workerUrl from './webllm.worker.ts?worker&url';

export interface WebLlmModel {
	readonly record: ModelRecord;
	/** The base that stands in the place of the public hosts; '' without one. */
	readonly mirror: string;
}

/** Throws NodeError('engine-unavailable') with its trouble; 'damaged' where a file is missing or wrong. */
export const loadWebLlm = async (model: WebLlmModel, options: LoadOptions): Promise<LoadedEngine> =>
	startEngine(startOf(model, options));

/** The same for a model that embeds. */
export const loadWebLlmEmbedder = async (model: WebLlmModel, options: LoadOptions): Promise<LoadedEmbedder> =>
	startEmbedder(startOf(model, options));

function startOf(model: WebLlmModel, { createWorker, tell, signal }: LoadOptions): Start<WebLlmSetup> {
	const setup = setupOf(model);
	if (signal.aborted) throw new NodeError('engine-unavailable', { trouble: 'cancelled' });
	const id = setup.purpose === 'embeds' ? model.record.id : model.record.name;
	return { id, worker: createWorker(workerUrl), setup, tell, signal };
}

function setupOf({ record, mirror }: WebLlmModel): WebLlmSetup {
	const { id, purpose, files, contextTokens, needs } = record;
	if (files.kind !== 'mlc') throw new RangeError(`${id}: not a model for WebLLM`);
	return {
		id,
		purpose,
		base: addressOf(files.base, mirror),
		lib: addressOf(files.lib, mirror),
		contextTokens,
		f16: needsF16(record),
		storageBufferBytes: needs?.storageBufferBytes ?? 0
	};
}
