/**
 * The only place from which a model server is contacted. The script is started with the origin it may go to
 * (`?to=<origin>`): the server that sends it puts that into the worker's policy, and here it is checked once more, because a
 * development server has no policies.
 */
import { originsOf } from './hosts.ts';
import { isLoopback, isNear } from './http-address.ts';
import { serveEngine, type Port } from './serve-engine.ts';
import { check, httpEngine } from './http-engine.ts';
import type { CheckOrder, CheckReply } from './http-messages.ts';
import type { Outside } from './http-request.ts';

let wasRefused = false;
addEventListener('securitypolicyviolation', () => (wasRefused = true));

const outside: Outside = {
	fetch: (url, init) => fetch(url, init),
	allowed: originsOf(location.href),
	secure: location.protocol === 'https:',
	wasRefused: () => wasRefused,
	isKeptFrom
};

/** Chrome asks before a page reaches this machine or its neighbours, under three names over the years. */
async function isKeptFrom(host: string): Promise<boolean> {
	if (!isNear(host)) return false;
	const own = isLoopback(host) ? 'loopback-network' : 'local-network';
	const states = [own, 'local-network-access'].map(async (name) => {
		// The types do not know them, and most browsers do not either: they reject.
		return (await navigator.permissions.query({ name: name as PermissionName })).state;
	});
	const asked = await Promise.allSettled(states);
	return asked.some((each) => each.status === 'fulfilled' && each.value === 'denied');
}

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
