/**
 * A server that speaks the OpenAI interface (Ollama, llama.cpp, LM Studio, hosted) as an engine. The page itself contacts
 * nobody: a worker does, which may go to this one origin and nowhere else. The key is handed to that worker alone.
 */
import { endpointOf } from './http-address.ts';
import type { Checked, HttpPlace, HttpSetup } from './http-engine.ts';
import type { CheckOrder, CheckReply } from './http-messages.ts';
import { outsideScript } from './hosts.ts';
import { unavailable } from './http-trouble.ts';
import workerUrl from './http.outside.worker.ts?worker&url';
import { startEngine, type CreateWorker, type LoadedEngine, type LoadOptions } from './worker-engine.ts';

/** Throws NodeError('engine-unavailable'): 'not-found' where `url` is no address, and whatever the server's trouble is. */
export async function loadHttp(setup: HttpSetup, options: LoadOptions): Promise<LoadedEngine> {
	const { tell, signal, createWorker } = options;
	const worker = startWorker(setup.url, createWorker);
	return startEngine({ id: nameAt(setup), worker, setup, tell, signal });
}

/** For people, who are to see that it is not on this device. */
const nameAt = ({ url, model }: HttpSetup): string => `${model} at ${new URL(endpointOf(url)!.origin).host}`;

/** The server's models, or what is wrong with it. Rejects only when `signal` aborts. */
export async function checkEndpoint(
	place: HttpPlace,
	{ createWorker, signal }: { readonly createWorker: CreateWorker; readonly signal?: AbortSignal }
): Promise<Checked> {
	signal?.throwIfAborted();
	if (!endpointOf(place.url)) return { trouble: 'not-found', detail: 'not an address' };
	const worker = startWorker(place.url, createWorker);
	try {
		return await new Promise<Checked>((resolve, reject) => {
			signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
			worker.onmessage = ({ data }: MessageEvent<CheckReply>) => resolve(data.checked);
			worker.onerror = (event) => {
				event.preventDefault();
				resolve({ trouble: 'crashed', detail: event.message });
			};
			worker.postMessage({ say: 'check', place } satisfies CheckOrder);
		});
	} finally {
		worker.terminate();
	}
}

function startWorker(url: string, createWorker: CreateWorker): Worker {
	const origin = endpointOf(url)?.origin;
	if (origin === undefined) throw unavailable('not-found', 'not an address');
	return createWorker(outsideScript(workerUrl, [origin], location.href));
}
