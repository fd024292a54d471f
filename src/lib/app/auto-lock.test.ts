import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countInput, watchIdle, type AutoLock } from './auto-lock.ts';

const MINUTE = 60_000;
let watch: AutoLock | undefined;
let stops: (() => void)[] = [];

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
});
afterEach(() => {
	watch?.close();
	for (const stop of stops) stop();
	stops = [];
	vi.useRealTimers();
});

/** A page in some tab, and what it says once it has been heard. */
function tab(): { type(): Promise<void> } {
	const page = new EventTarget();
	stops.push(countInput(page));
	return {
		type() {
			const channel = new BroadcastChannel('elmnet-input');
			const heard = new Promise<void>((resolve) => (channel.onmessage = () => resolve()));
			page.dispatchEvent(new Event('keydown'));
			// Listeners of one channel hear a message in the order in which they were made: ours is the last.
			return heard.finally(() => channel.close());
		}
	};
}

test('five minutes without input in any tab lock, once', async () => {
	const locked = vi.fn();
	watch = watchIdle(locked);
	watch.after(5);
	const other = tab();
	vi.advanceTimersByTime(4 * MINUTE);
	await other.type();
	vi.advanceTimersByTime(4 * MINUTE);
	expect(locked).not.toHaveBeenCalled();
	vi.advanceTimersByTime(MINUTE + 10_000);
	expect(locked).toHaveBeenCalledOnce();
	vi.advanceTimersByTime(60 * MINUTE);
	expect(locked).toHaveBeenCalledOnce();
});

test('the first key after a night locks instead of starting the count anew', async () => {
	const locked = vi.fn();
	watch = watchIdle(locked);
	watch.after(60);
	const page = tab();
	// The machine slept: no timer ran meanwhile.
	vi.setSystemTime(Date.now() + 9 * 60 * MINUTE);
	await page.type();
	expect(locked).toHaveBeenCalledOnce();
});

test('never means never', () => {
	const locked = vi.fn();
	watch = watchIdle(locked);
	watch.after(0);
	vi.advanceTimersByTime(7 * 24 * 60 * MINUTE);
	expect(locked).not.toHaveBeenCalled();
});

test('much typing is said no more than once in five seconds', async () => {
	const page = new EventTarget();
	stops.push(countInput(page));
	const channel = new BroadcastChannel('elmnet-input');
	let heard = 0;
	const first = new Promise<void>((resolve) => {
		channel.onmessage = () => {
			heard++;
			resolve();
		};
	});
	for (let i = 0; i < 100; i++) page.dispatchEvent(new Event('pointermove'));
	await first;
	vi.advanceTimersByTime(5_001);
	const second = new Promise<void>((resolve) => {
		channel.onmessage = () => {
			heard++;
			resolve();
		};
	});
	page.dispatchEvent(new Event('wheel'));
	await second;
	channel.close();
	expect(heard).toBe(2);
});
