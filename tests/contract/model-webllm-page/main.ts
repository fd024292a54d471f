/** The smallest page that loads WebLLM as the app does; the test drives it through `window`. */
import { NodeError } from '#lib/agent/ports.ts';
import { ownScript } from '#lib/app/own-script.ts';
import { deviceReport } from '#lib/llm/device.ts';
import type { LoadStep } from '#lib/llm/engine-messages.ts';
import { watchDevices, type LostDevice } from '#lib/llm/gpu-watch.ts';
import type { ModelRecord } from '#lib/llm/models.ts';
import { loadWebLlm, loadWebLlmEmbedder } from '#lib/llm/webllm.ts';

export interface CachedFile {
	readonly cache: string;
	readonly url: string;
	readonly base64: string;
}
export interface Outcome {
	readonly steps: readonly LoadStep[];
	readonly trouble?: string;
	readonly detail?: string;
}

/** GPUBufferUsage.STORAGE, which the compiler does not know. */
const STORAGE_BUFFER = 0x80;

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** What the caches hold afterwards is exactly this. */
async function fill(files: readonly CachedFile[]): Promise<void> {
	for (const name of await caches.keys()) await caches.delete(name);
	for (const { cache, url, base64 } of files)
		await (await caches.open(cache)).put(url, new Response(bytesOf(base64)));
}

async function load(record: ModelRecord): Promise<Outcome> {
	const steps: LoadStep[] = [];
	const options = {
		createWorker: (url: string | URL) => new Worker(ownScript(url), { type: 'module' }),
		tell: (step: LoadStep) => void steps.push(step),
		signal: new AbortController().signal
	};
	try {
		const model = { record, mirror: '' };
		const loaded = await (record.purpose === 'embeds'
			? loadWebLlmEmbedder(model, options)
			: loadWebLlm(model, options));
		loaded.close();
		return { steps };
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		return { steps, ...(error.trouble && { trouble: error.trouble }), detail: error.message };
	}
}

/** Gives out a device, does `what` to it as WebLLM would, and says how its loss was heard. */
async function lose(what: 'destroy' | 'too-large'): Promise<LostDevice> {
	const heard = new Promise<LostDevice>((resolve) => watchDevices(GPUAdapter.prototype, resolve));
	const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
	if (what === 'too-large') {
		device.pushErrorScope('validation');
		device.createBuffer({ size: 2 ** 40, usage: STORAGE_BUFFER });
		await device.popErrorScope();
	}
	device.destroy();
	return heard;
}

const driven = {
	fill,
	load,
	lose,
	report: () => deviceReport(),
	cached: async () => {
		const all: string[] = [];
		for (const name of await caches.keys())
			for (const { url } of await (await caches.open(name)).keys()) all.push(`${name} ${url}`);
		return all.sort();
	}
};
export type Driven = typeof driven;
Object.assign(window, { driven });
document.title = 'ready';
