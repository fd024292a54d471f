/** Time, chance and an engine for tests: each does only what it is told. */
import { sha256 } from '../protocol/bytes.ts';
import type { Clock, Engine, RandomBytes } from './ports.ts';

/** Repeatable bytes: SHA-256 of the seed and a counter. */
export function seeded(seed: string): RandomBytes {
	let n = 0;
	return (length) => {
		const bytes = new Uint8Array(length);
		for (let at = 0; at < length; at += 32) bytes.set(sha256(`${seed}/${n++}`).subarray(0, length - at), at);
		return bytes;
	};
}

export interface TurnedClock extends Clock {
	/** Turns the hands; whoever slept until then wakes. */
	turn(ms: number): void;
}

export function aClock(start = 1_800_000_000_000): TurnedClock {
	let now = start;
	const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
	return {
		now: () => now,
		sleep: (ms, signal) =>
			new Promise((resolve) => {
				const sleeper = { until: now + ms, wake: resolve };
				if (signal?.aborted) return resolve();
				sleepers.add(sleeper);
				signal?.addEventListener('abort', () => sleepers.delete(sleeper) && resolve());
			}),
		turn(ms) {
			now += ms;
			for (const sleeper of sleepers) if (sleeper.until <= now && sleepers.delete(sleeper)) sleeper.wake();
		}
	};
}

/** Quotes the sentences that hold a word of the question; of a peer's source, what it picked. */
export const simpleQuotes: Engine = {
	id: 'quotes',
	instant: true,
	contextTokens: 0,
	structured: false,
	async *write({ terms, sources }, signal) {
		for (const { n, text, quotes } of sources) {
			const sentences = [...text.matchAll(/[^.!?]+[.!?]?/g)].map(([one], i, all) => {
				const start = all.slice(0, i).reduce((sum, [before]) => sum + before.length, 0);
				return { start, end: start + one.length };
			});
			const spans = quotes.length > 0 ? quotes : sentences;
			for (const { start, end } of spans) {
				if (signal.aborted) return;
				if (terms.some((term) => text.slice(start, end).toLowerCase().includes(term)))
					yield { kind: 'quote', spans: [{ source: n, start, end }] };
			}
		}
	}
};
