/** Waking this device when mail comes while no tab is open, through the browser's maker; only where the person wants it. */
import type { Wake } from './connection-api.ts';
import { pushKeyOf } from './push-key.ts';
import { WAKE_MOVED } from './wake-moved.ts';

export interface WakeDeps {
	readonly server: URL;
	/** Tells the server where to wake this device; nothing: no more. */
	readonly wakeAt: (endpoint: string | undefined) => Promise<void>;
}

/** How things stand; `unavailable` where this browser, this window or the server cannot. */
export async function wakeNow({ server }: Pick<WakeDeps, 'server'>): Promise<Wake> {
	const pushes = await pushManager();
	if (!pushes) return 'unavailable';
	if (await pushes.getSubscription()) return 'on';
	return (await pushKeyOf(server)) ? 'off' : 'unavailable';
}

/** Resolves with what it is now: `off` also where the person or the browser said no. */
export async function setWake(on: boolean, deps: WakeDeps): Promise<Wake> {
	const pushes = await pushManager();
	if (!pushes) return 'unavailable';
	if (!on) {
		await (await pushes.getSubscription())?.unsubscribe();
		await deps.wakeAt(undefined);
		return wakeNow(deps);
	}
	const applicationServerKey = await pushKeyOf(deps.server);
	if (!applicationServerKey) return 'unavailable';
	if ((await Notification.requestPermission()) !== 'granted') return 'off';
	const subscription = await pushes.subscribe({ userVisibleOnly: true, applicationServerKey });
	try {
		await deps.wakeAt(subscription.endpoint);
	} catch (error) {
		// Without the server's word nobody would ever wake it: not half on.
		await subscription.unsubscribe();
		throw error;
	}
	return 'on';
}

/**
 * From now on the server is told where this device is woken whenever it is reached, for that may have moved while no page was
 * open, and when the service worker says that it moves. A device that is not woken says nothing.
 */
export function stayWoken(relay: {
	readonly wakeAt: WakeDeps['wakeAt'];
	readonly state: string;
	readonly onState: { add(listener: (state: string) => void): unknown };
}): void {
	const tell = async (): Promise<void> => {
		const endpoint = (await (await pushManager())?.getSubscription())?.endpoint;
		// What fails now is said when the server is reached again.
		if (endpoint !== undefined) await relay.wakeAt(endpoint).catch(() => undefined);
	};
	const reached = (state: string): void => {
		if (state === 'online') void tell();
	};
	navigator.serviceWorker?.addEventListener(
		'message',
		({ data }: MessageEvent<{ type?: unknown } | null>) => {
			if (data?.type === WAKE_MOVED) void tell();
		}
	);
	relay.onState.add(reached);
	reached(relay.state);
}

async function pushManager(): Promise<PushManager | undefined> {
	if (!('serviceWorker' in navigator) || typeof Notification === 'undefined') return undefined;
	const registration = await navigator.serviceWorker.getRegistration();
	return (registration as { pushManager?: PushManager } | undefined)?.pushManager;
}
