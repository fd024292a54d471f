/**
 * The engine on the processor: a GGUF model in WebAssembly, in a worker of its own. The page's side; nothing of the
 * library is loaded before `loadCpu` is called, and the worker contacts nobody but this site.
 */
import type { CpuSetup } from './cpu-model.ts';
import workerUrl from './cpu.worker.ts?worker&url';
import { startEngine, type LoadedEngine, type LoadOptions } from './worker-engine.ts';

export interface CpuModelFile extends CpuSetup {
	/** For people. */
	readonly name: string;
}

/** Throws NodeError('engine-unavailable') with its trouble. */
export function loadCpu(
	{ name, file, contextTokens }: CpuModelFile,
	options: LoadOptions
): Promise<LoadedEngine> {
	const { createWorker, tell, signal } = options;
	const setup: CpuSetup = { file, contextTokens };
	return startEngine({ id: name, worker: createWorker(workerUrl), setup, tell, signal });
}
