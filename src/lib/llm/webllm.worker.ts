/**
 * The worker that holds a WebLLM model: the library, its GPU device and the model's memory live and die with it. It
 * reaches no network: the model's files lie in the caches before it starts.
 */
import { MLCEngine } from '@mlc-ai/web-llm';
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import { gpuReport } from './gpu.ts';
import { watchDevices } from './gpu-watch.ts';
import { serveEngine, type Port } from './serve-engine.ts';
import { appConfigOf } from './webllm-config.ts';
import { checkFiles, shutDoors, type Doors } from './webllm-files.ts';
import { webLlmSession } from './webllm-session.ts';
import type { WebLlmSetup } from './webllm-setup.ts';

// The compiler takes every script for a page's; this one runs in a worker alone.
const scope = globalThis as unknown as Port & Doors;
shutDoors(scope);

const refuse = (trouble: EngineTrouble, detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble, detail });

/** Looked at before anything is read: the library opens files of gigabytes first and then says what the device lacks. */
async function checkDevice({ f16, storageBufferBytes }: WebLlmSetup): Promise<void> {
	const gpu = await gpuReport(navigator.gpu);
	if (!gpu) throw refuse('no-gpu', 'no WebGPU adapter');
	if (f16 && !gpu.f16) throw refuse('no-f16', `${gpu.name} has no shader-f16`);
	if (gpu.storageBufferBytes === 0 || gpu.storageBufferBytes < storageBufferBytes)
		throw refuse('gpu-limits', `${gpu.name} binds ${gpu.storageBufferBytes} of ${storageBufferBytes} bytes`);
}

const lose: (error: unknown) => void = serveEngine(
	scope,
	webLlmSession({
		async open(setup) {
			await checkDevice(setup);
			await checkFiles(setup, caches);
			return new MLCEngine({ appConfig: appConfigOf(setup), logLevel: 'SILENT' });
		},
		lose: (error) => lose(error)
	})
);

if (typeof GPUAdapter !== 'undefined')
	watchDevices(GPUAdapter.prototype, ({ trouble, detail }) => lose(refuse(trouble, detail)));
