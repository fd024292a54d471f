/** The device's own clock and timers, as the ports want them. Not corrected: whoever composes a node adds the server's offset. */
import type { Clock } from '#lib/agent/ports.ts';

export const deviceClock: Clock = {
	now: () => Date.now(),
	sleep: (ms, signal) =>
		new Promise((resolve) => {
			if (signal?.aborted) return resolve();
			const wake = () => {
				clearTimeout(timer);
				signal?.removeEventListener('abort', wake);
				resolve();
			};
			const timer = setTimeout(wake, ms);
			signal?.addEventListener('abort', wake, { once: true });
		})
};
