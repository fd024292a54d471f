/** The device's clock, set right by what the signaling server says; a wrong wall clock then refuses nobody. */
import type { Clock } from '#lib/agent/ports.ts';

export function deviceClock(offsetMs: () => number): Clock {
	return {
		now: () => Math.round(Date.now() + offsetMs()),
		sleep: (ms, signal) =>
			new Promise((resolve) => {
				if (signal?.aborted) return resolve();
				const done = () => {
					clearTimeout(timer);
					signal?.removeEventListener('abort', done);
					resolve();
				};
				const timer = setTimeout(done, ms);
				signal?.addEventListener('abort', done, { once: true });
			})
	};
}
