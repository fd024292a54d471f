import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEQUENCE_WINDOW } from '#lib/protocol/limits.ts';
import { admitSequence, emptyWindow } from './sequence-window.ts';

/** Remembers everything, and refuses what was seen or lies 1,024 or more behind. */
function naive(): (seq: number) => boolean {
	const seen = new Set<number>();
	let high = 0;
	return (seq) => {
		if (seen.has(seq) || seq <= high - SEQUENCE_WINDOW) return false;
		seen.add(seq);
		high = Math.max(high, seq);
		return true;
	};
}

/** Numbers as they arrive: mostly rising, some far ahead, 30 % said again, all out of order within a stretch. */
const arrivals = fc
	.array(
		fc.record({
			step: fc.oneof(
				{ weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) },
				{ weight: 1, arbitrary: fc.integer({ min: 900, max: 2_200 }) }
			),
			again: fc.integer({ min: 0, max: 9 }).map((n) => n < 3),
			late: fc.integer({ min: 0, max: 1_400 })
		}),
		{ maxLength: 400 }
	)
	.map((steps) => {
		let seq = 0;
		const sent = steps.flatMap(({ step, again, late }, n) => {
			seq += step;
			const place = n + late / 10;
			return [{ seq, place }, ...(again ? [{ seq, place: place + late / 5 }] : [])];
		});
		return sent.sort((a, b) => a.place - b.place).map((one) => one.seq);
	});

test('the window says of every number what a memory of all of them would say', () => {
	fc.assert(
		fc.property(arrivals, (numbers) => {
			const expected = naive();
			let window = emptyWindow();
			for (const seq of numbers) {
				const next = admitSequence(window, seq);
				expect([seq, next !== undefined]).toEqual([seq, expected(seq)]);
				window = next ?? window;
			}
		}),
		{ numRuns: 300 }
	);
});

test('the largest number there is fits, and closes the door behind it', () => {
	const last = Number.MAX_SAFE_INTEGER;
	const window = admitSequence(emptyWindow(), last) ?? emptyWindow();
	expect(window.high).toBe(last);
	expect(admitSequence(window, last)).toBeUndefined();
	expect(admitSequence(window, last - 1)).toBeDefined();
	expect(admitSequence(window, last - SEQUENCE_WINDOW)).toBeUndefined();
});

test('a window that was handed out is never changed', () => {
	const before = admitSequence(emptyWindow(), 5) ?? emptyWindow();
	const bits = before.bits.slice();
	admitSequence(before, 6);
	expect(before).toEqual({ high: 5, bits });
});
