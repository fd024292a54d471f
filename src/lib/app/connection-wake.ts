/** Waking this device when mail comes while no tab is open, through the browser's maker; only where the person wants it. */
import { fromBase64url, fromUtf8 } from '#lib/protocol/bytes.ts';
import type { Wake } from './connection-api.ts';

export interface WakeDeps {
	readonly server: URL;
	/** Tells the server where to wake this device; nothing: no more. */
	readonly wakeAt: (endpoint: string | undefined) => Promise<void>;
}

const DOCUMENT = '/.well-known/elmnet.json';

/** How things stand; `unavailable` where this browser, this window or the server cannot. */
export async function wakeNow({ server }: Pick<WakeDeps, 'server'>): Promise<Wake> {
	const pushes = await pushManager();
	if (!pushes) return 'unavailable';
	if (await pushes.getSubscription()) return 'on';
	return (await keyOf(server)) ? 'off' : 'unavailable';
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
	const applicationServerKey = await keyOf(deps.server);
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

async function pushManager(): Promise<PushManager | undefined> {
	if (!('serviceWorker' in navigator) || typeof Notification === 'undefined') return undefined;
	const registration = await navigator.serviceWorker.getRegistration();
	return (registration as { pushManager?: PushManager } | undefined)?.pushManager;
}

/** The server's public key for wake-ups; undefined where it wakes nobody. */
async function keyOf(server: URL): Promise<Uint8Array<ArrayBuffer> | undefined> {
	try {
		const response = await fetch(new URL(DOCUMENT, server), { cache: 'no-store' });
		const { document } = (await response.json()) as { document?: unknown };
		if (typeof document !== 'string') return undefined;
		const said: unknown = JSON.parse(fromUtf8(fromBase64url(document.split('.', 1)[0] ?? '')));
		const push = typeof said === 'object' && said !== null && 'push' in said ? said.push : undefined;
		return typeof push === 'string' ? fromBase64url(push) : undefined;
	} catch {
		// No such document, or no server: nothing to be woken by.
		return undefined;
	}
}
