/** How far a download has come, as it is shown: never going back, with the speed of the last seconds, a few times a second. */
import type { DownloadProgress } from './models.ts';

export type Step = DownloadProgress & { readonly phase: 'download' | 'check' };
export type Tell = (step: Step) => void;

const SPEED_OVER_MS = 5_000;
/** Before there is so much to look at, a speed would be a guess. */
const SPEED_AFTER_MS = 500;
const TELL_EVERY_MS = 100;

export class Meter {
	readonly #tell: Tell;
	readonly #now: () => number;
	#phase: Step['phase'] = 'download';
	#of = 0;
	#done = 0;
	/** Highest shown: what is fetched a second time moves nothing. */
	#shown = 0;
	#toldAt = -Infinity;
	/** Received until when. */
	#received = 0;
	#samples: { readonly at: number; readonly received: number }[];

	constructor(tell: Tell, now: () => number) {
		this.#tell = tell;
		this.#now = now;
		this.#samples = [{ at: now(), received: 0 }];
	}

	/** `done` of it are here already. */
	begin(phase: Step['phase'], done: number, of: number): void {
		if (phase !== this.#phase) this.#shown = 0;
		this.#phase = phase;
		this.#done = done;
		this.#of = of;
		this.#samples = [{ at: this.#now(), received: this.#received }];
		this.say();
	}

	/** The whole turned out larger or smaller. */
	expect(more: number): void {
		this.#of += more;
	}

	received(bytes: number): void {
		this.#done += bytes;
		this.#received += bytes;
		if (this.#now() - this.#toldAt >= TELL_EVERY_MS) this.say();
	}

	/** So much has to be fetched again. */
	lost(bytes: number): void {
		this.#done -= bytes;
	}

	say(): void {
		const at = this.#now();
		this.#toldAt = at;
		this.#shown = Math.max(this.#shown, this.#done);
		this.#samples.push({ at, received: this.#received });
		while (this.#samples.length > 2 && at - this.#samples[1]!.at >= SPEED_OVER_MS) this.#samples.shift();
		const first = this.#samples[0]!;
		const ms = at - first.at;
		const bytesPerSecond = ms < SPEED_AFTER_MS ? 0 : ((this.#received - first.received) * 1000) / ms;
		const of = Math.max(this.#of, this.#shown);
		this.#tell({ phase: this.#phase, done: this.#shown, of, bytesPerSecond });
	}
}
