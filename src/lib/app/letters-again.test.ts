import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asPeerId } from '#lib/protocol/identity.ts';
import type { RelayRefusal } from '#lib/protocol/relay.ts';
import { LettersAgain } from './letters-again.ts';

const MINUTE_MS = 60_000;
const [ada, bea] = ['a', 'b'].map((digit) => asPeerId(digit.repeat(64))!) as [never, never];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that refuses each of the letters with `why`, until it is told not to. */
function aServer(letters: readonly string[]) {
	const tries: number[] = [];
	let why: RelayRefusal | undefined = 'quota';
	const begun = Date.now();
	const tell = (peer = ada) => {
		for (const letter of letters)
			again.heard({
				kind: 'delivery-changed',
				letter,
				to: peer,
				...(why ? { state: 'queued', why } : { state: 'sent' })
			});
	};
	const again: LettersAgain = new LettersAgain({
		chance: () => 1,
		flush: async (peer) => {
			tries.push(Math.round((Date.now() - begun) / MINUTE_MS));
			tell(peer as never);
		}
	});
	return { again, tries, tell, refuses: (now: RelayRefusal | undefined) => (why = now) };
}

test('letters refused for now are tried again together, later and later, until the server takes them', async () => {
	const { tries, tell, refuses } = aServer(['one', 'two', 'three']);
	tell();
	await vi.advanceTimersByTimeAsync(130 * MINUTE_MS);
	expect(tries).toEqual([1, 3, 7, 15, 31, 61, 91, 121]);
	refuses(undefined);
	await vi.advanceTimersByTimeAsync(600 * MINUTE_MS);
	expect(tries).toHaveLength(9);
	refuses('rate');
	tell();
	await vi.advanceTimersByTimeAsync(MINUTE_MS);
	expect(tries).toHaveLength(10);
});

test('each peer has its own turn, and a letter refused for good is not tried again', async () => {
	const flushed: unknown[] = [];
	const again = new LettersAgain({ chance: () => 0.5, flush: async (peer) => void flushed.push(peer) });
	again.heard({ kind: 'delivery-changed', letter: '1', to: ada, state: 'refused', why: 'malformed' });
	again.heard({ kind: 'delivery-changed', letter: '2', to: bea, state: 'queued', why: 'rate' });
	again.heard({ kind: 'delivery-changed', letter: '3', to: ada, state: 'delivered' });
	await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
	expect(flushed).toEqual([bea]);
});
