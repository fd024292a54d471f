/** Reads files off the page's main thread. One file at a time; the next item is made only when the last one was taken. */
import { serve, type FromWorker, type ToWorker } from './serve.ts';

const scope = globalThis as unknown as {
	postMessage(message: FromWorker): void;
	onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

const take = serve((message) => scope.postMessage(message));
scope.onmessage = (event) => take(event.data);
