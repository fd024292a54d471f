/**
 * A browser may move where this device is woken: keys are renewed, its maker's service changes. The service worker then asks
 * for a new place; telling the server takes a proof of key, which only a page of ours can give. So an open one is
 * told, and else the next one that reaches the server tells it by itself.
 */
import { pushKeyOf } from './push-key.ts';

/** To the pages. */
export const WAKE_MOVED = 'WAKE_MOVED';

/** The parts of a service worker that are needed. */
export interface Waker {
	readonly server: URL;
	readonly pushes: Pick<PushManager, 'subscribe'>;
	readonly pages: () => Promise<readonly { postMessage(message: unknown): void }[]>;
}

/** The event's own words: the browser may have subscribed anew by itself, and may no longer know what was before. */
export interface Moved {
	readonly newSubscription: PushSubscription | null;
	readonly oldSubscription: PushSubscription | null;
}

export async function wakeMoved(event: Moved, { server, pushes, pages }: Waker): Promise<void> {
	if (!event.newSubscription) {
		const before = event.oldSubscription?.options.applicationServerKey;
		const applicationServerKey = before ?? (await pushKeyOf(server));
		// The server wakes nobody, or is away: the settings say so, and switching on asks again.
		if (!applicationServerKey) return;
		await pushes.subscribe({ userVisibleOnly: true, applicationServerKey });
	}
	for (const page of await pages()) page.postMessage({ type: WAKE_MOVED });
}
