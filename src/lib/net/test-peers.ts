/** People for the tests of this folder: a device with its root, and a clock turned by hand. */
import type { Clock } from '#lib/agent/ports.ts';
import { newDevice, type Device } from '#lib/protocol/identity.ts';

export const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

export const aDevice = (now = Date.now()): Promise<Device> => newDevice(randomBytes(32), randomBytes, now);

/** Sleepers wake when `advance` passes their time, in order. */
export class HandClock implements Clock {
	#now = 1_700_000_000_000;
	#sleepers: { at: number; wake: () => void }[] = [];

	now(): number {
		return this.#now;
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return Promise.resolve();
		return new Promise((resolve) => {
			const wake = () => {
				signal?.removeEventListener('abort', wake);
				this.#wake(sleeper, resolve);
			};
			const sleeper = { at: this.#now + ms, wake };
			this.#sleepers.push(sleeper);
			signal?.addEventListener('abort', wake, { once: true });
		});
	}

	async advance(ms: number): Promise<void> {
		const until = this.#now + ms;
		await settled();
		for (;;) {
			const next = this.#sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
			if (!next) break;
			this.#now = Math.max(this.#now, next.at);
			next.wake();
			await settled();
		}
		this.#now = until;
	}

	#wake(sleeper: { at: number; wake: () => void }, resolve: () => void): void {
		this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
		resolve();
	}
}

/** Lets everything that needs no time happen. */
export async function settled(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
