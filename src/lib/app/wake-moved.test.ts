import { afterEach, expect, test, vi } from 'vitest';
import { base64url, utf8 } from '#lib/protocol/bytes.ts';
import { stayWoken } from './connection-wake.ts';
import { WAKE_MOVED, wakeMoved, type Moved } from './wake-moved.ts';

const KEY = Uint8Array.from({ length: 65 }, (_, i) => i);
const server = new URL('https://elm.example');
afterEach(() => void vi.unstubAllGlobals());

/** A server whose document names this key for wake-ups, or none. */
function serverWith(push: string | undefined): void {
	const document = `${base64url(utf8(JSON.stringify({ push })))}.signature`;
	vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ document })));
}

/** A service worker with so many pages open, to which `event` happens. */
async function moved(event: Partial<Moved>, pages = 2) {
	const asked: PushSubscriptionOptionsInit[] = [];
	const told: unknown[] = [];
	await wakeMoved(
		{ newSubscription: null, oldSubscription: null, ...event },
		{
			server,
			pushes: {
				subscribe: async (options) => {
					asked.push(options ?? {});
					return { endpoint: 'https://push.example/new' } as PushSubscription;
				}
			},
			pages: async () =>
				Array.from({ length: pages }, () => ({ postMessage: (it: unknown) => void told.push(it) }))
		}
	);
	return { asked, told };
}

test('a place that is gone is asked for anew with the key it was made with, and every open page hears of it', async () => {
	serverWith(undefined);
	const oldSubscription = {
		options: { applicationServerKey: KEY.buffer, userVisibleOnly: true }
	} as PushSubscription;
	const { asked, told } = await moved({ oldSubscription });
	expect(asked).toEqual([{ userVisibleOnly: true, applicationServerKey: KEY.buffer }]);
	expect(told).toEqual([{ type: WAKE_MOVED }, { type: WAKE_MOVED }]);
});

test('where the browser forgot what was before, the server’s document says the key', async () => {
	serverWith(base64url(KEY));
	const { asked } = await moved({}, 0);
	expect(asked).toEqual([{ userVisibleOnly: true, applicationServerKey: KEY }]);
});

test('a place the browser has found by itself is only passed on', async () => {
	serverWith(undefined);
	const { asked, told } = await moved({ newSubscription: { endpoint: 'x' } as PushSubscription }, 1);
	expect([asked, told]).toEqual([[], [{ type: WAKE_MOVED }]]);
});

test('a server that wakes nobody, or is away, is asked for nothing', async () => {
	serverWith(undefined);
	expect(await moved({})).toEqual({ asked: [], told: [] });
	vi.stubGlobal('fetch', async () => await Promise.reject(new TypeError('offline')));
	expect(await moved({})).toEqual({ asked: [], told: [] });
});

/** A page with a place where it is woken; or without. */
function aPage(endpoint: string | undefined, state: string) {
	const worker = new EventTarget();
	const place = { endpoint };
	const getSubscription = async () => (place.endpoint === undefined ? null : place);
	Object.assign(worker, { getRegistration: async () => ({ pushManager: { getSubscription } }) });
	vi.stubGlobal('navigator', { serviceWorker: worker });
	vi.stubGlobal('Notification', {});
	const told: (string | undefined)[] = [];
	const reached: ((state: string) => void)[] = [];
	stayWoken({
		state,
		wakeAt: async (at) => void told.push(at),
		onState: { add: (listener) => reached.push(listener) }
	});
	return { told, place, worker, reach: (now: string) => reached.forEach((tell) => tell(now)) };
}

test('a page tells the server where it is woken whenever the server is reached, and when it moves', async () => {
	const { told, place, worker, reach } = aPage('https://push.example/1', 'offline');
	expect(told).toEqual([]);
	reach('online');
	await expect.poll(() => told).toEqual(['https://push.example/1']);
	place.endpoint = 'https://push.example/2';
	worker.dispatchEvent(new MessageEvent('message', { data: { type: 'something else' } }));
	worker.dispatchEvent(new MessageEvent('message', { data: { type: WAKE_MOVED } }));
	await expect.poll(() => told).toEqual(['https://push.example/1', 'https://push.example/2']);
});

test('a page that is not woken tells nothing', async () => {
	const { told, reach } = aPage(undefined, 'online');
	reach('online');
	await new Promise((resolve) => setImmediate(resolve));
	expect(told).toEqual([]);
});
