/** The static embedder's worker. It has no network but its own origin: the files are handed to it. */
import { serveEngine, type Port } from './serve-engine.ts';
import { staticEmbedder } from './static-embedder-work.ts';

const port: Port = {
	postMessage: (message, transfer) => postMessage(message, { transfer }),
	onmessage: null
};
serveEngine(port, staticEmbedder());
addEventListener('message', (event) => port.onmessage?.(event));
