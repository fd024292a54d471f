import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { INPUT_CHANNEL } from './auto-lock.ts';
import { AWAY_MS, watchAway, type Away } from './presence-away.ts';

let away: Away | undefined;
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
	away?.close();
	vi.useRealTimers();
});

/** Somebody types in another tab; resolves when everybody has heard it. */
async function typed(): Promise<void> {
	const [from, last] = [new BroadcastChannel(INPUT_CHANNEL), new BroadcastChannel(INPUT_CHANNEL)];
	const heard = new Promise<void>((resolve) => (last.onmessage = () => resolve()));
	from.postMessage('input');
	await heard;
	for (const channel of [from, last]) channel.close();
}

test('five minutes without anybody at any tab are being away, and one key is being back', async () => {
	const changed = vi.fn();
	away = watchAway(changed);
	vi.advanceTimersByTime(AWAY_MS - 15_000);
	await typed();
	vi.advanceTimersByTime(AWAY_MS - 15_000);
	expect([away.isAway(), changed.mock.calls.length]).toEqual([false, 0]);
	vi.advanceTimersByTime(30_000);
	expect([away.isAway(), changed.mock.calls.length]).toEqual([true, 1]);
	await typed();
	expect([away.isAway(), changed.mock.calls.length]).toEqual([false, 2]);
});
