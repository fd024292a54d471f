/**
 * The only place from which a model server is contacted. The script is started with the origin it may go to
 * (`?to=<origin>`): the server that sends it puts that into the worker's policy, and here it is checked once more, because a
 * development server has no policies.
 */
import { serveEngine, type Port } from './serve-engine.ts';
import { check, httpEngine } from './http-engine.ts';
import type { CheckOrder, CheckReply } from './http-messages.ts';
import type { Outside } from './http-request.ts';

const outside: Outside = {
	fetch: (url, init) => fetch(url, init),
	allowed: (new URLSearchParams(location.search).get('to') ?? '')
		.split(' ')
		.filter((origin) => origin !== ''),
	secure: location.protocol === 'https:'
};

const port: Port = {
	postMessage: (message, transfer) => postMessage(message, { transfer }),
	onmessage: null
};
serveEngine(port, httpEngine(outside));

addEventListener('message', (event: MessageEvent<CheckOrder | { readonly say: string }>) => {
	if (!('place' in event.data)) return port.onmessage?.(event);
	const never = new AbortController().signal;
	check(outside, event.data.place, never).then(
		(checked) => postMessage({ say: 'checked', checked } satisfies CheckReply),
		// Ours, not the server's: the page hears that the worker failed.
		(error: unknown) => reportError(error)
	);
});
