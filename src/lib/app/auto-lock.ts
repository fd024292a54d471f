/**
 * Locks after a while without input in any tab. Every tab says when somebody types or points in it; the leading one
 * counts and locks all of them. Only while there is a passphrase; loaded then.
 */

/** On which every tab says that somebody is at it. */
export const INPUT_CHANNEL = 'elmnet-input';
/** Said no more often than this, however much is typed. */
const SAY_EVERY_MS = 5_000;
/** Timers stand still while a machine sleeps: the time is looked at, not waited for. */
const LOOK_EVERY_MS = 10_000;
const INPUT = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchmove'] as const;

/** Says to the leading tab that somebody is here. Returns how to stop. */
export function countInput(page: EventTarget = window): () => void {
	const channel = new BroadcastChannel(INPUT_CHANNEL);
	let said = -Infinity;
	const say = (): void => {
		const now = performance.now();
		if (now - said < SAY_EVERY_MS) return;
		said = now;
		channel.postMessage('input');
	};
	for (const kind of INPUT) page.addEventListener(kind, say, { capture: true, passive: true });
	return () => {
		for (const kind of INPUT) page.removeEventListener(kind, say, { capture: true });
		channel.close();
	};
}

export interface AutoLock {
	/** 0 for never. */
	after(minutes: number): void;
	close(): void;
}

/** Counts what all tabs say, this one's own among it, and calls `lock` once. */
export function watchIdle(lock: () => void, now: () => number = Date.now): AutoLock {
	const channel = new BroadcastChannel(INPUT_CHANNEL);
	let limitMs = 0;
	let last = now();
	let done = false;
	const look = (): boolean => {
		if (done || limitMs === 0 || now() - last < limitMs) return done;
		done = true;
		lock();
		return true;
	};
	// The first key after a night comes too late to count.
	channel.onmessage = () => {
		if (!look()) last = now();
	};
	const timer = setInterval(look, LOOK_EVERY_MS);
	const seen = (): void => void look();
	globalThis.document?.addEventListener('visibilitychange', seen);
	return {
		after(minutes) {
			limitMs = minutes * 60_000;
			last = now();
		},
		close() {
			done = true;
			clearInterval(timer);
			globalThis.document?.removeEventListener('visibilitychange', seen);
			channel.close();
		}
	};
}
