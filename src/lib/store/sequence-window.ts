/**
 * Which mail numbers of one sender's device have been seen: the highest, and one bit for each of the 1,024 numbers up
 * to it. What lies behind is taken as seen, so a replay is refused even after its id has been forgotten.
 */
import { SEQUENCE_WINDOW } from '#lib/protocol/limits.ts';

export interface SequenceWindow {
	/** Highest number seen; 0 before the first. */
	readonly high: number;
	/** A ring: number n is bit n modulo 1,024. */
	readonly bits: Uint8Array;
}

export const emptyWindow = (): SequenceWindow => ({ high: 0, bits: new Uint8Array(SEQUENCE_WINDOW / 8) });

/** The window with `seq` (from 1) in it, or undefined when it was seen or lies behind. */
export function admitSequence(window: SequenceWindow, seq: number): SequenceWindow | undefined {
	if (seq <= window.high - SEQUENCE_WINDOW) return undefined;
	const bits = window.bits.slice();
	if (seq <= window.high) {
		if (has(bits, seq)) return undefined;
	} else if (seq - window.high >= SEQUENCE_WINDOW) bits.fill(0);
	else for (let skipped = window.high + 1; skipped <= seq; skipped++) clear(bits, skipped);
	set(bits, seq);
	return { high: Math.max(window.high, seq), bits };
}

const byteOf = (seq: number): number => Math.floor((seq % SEQUENCE_WINDOW) / 8);
const has = (bits: Uint8Array, seq: number): boolean => ((bits[byteOf(seq)] ?? 0) & (1 << (seq % 8))) !== 0;
const set = (bits: Uint8Array, seq: number): void => {
	bits[byteOf(seq)] = (bits[byteOf(seq)] ?? 0) | (1 << (seq % 8));
};
const clear = (bits: Uint8Array, seq: number): void => {
	bits[byteOf(seq)] = (bits[byteOf(seq)] ?? 0) & ~(1 << (seq % 8));
};

/** Both together: what one of the two has seen, the result has. */
export function mergedWindows(a: SequenceWindow, b: SequenceWindow): SequenceWindow {
	const high = Math.max(a.high, b.high);
	const seen = ({ high: top, bits }: SequenceWindow, seq: number): boolean =>
		seq <= top - SEQUENCE_WINDOW || (seq <= top && has(bits, seq));
	const bits = emptyWindow().bits;
	for (let seq = Math.max(1, high - SEQUENCE_WINDOW + 1); seq <= high; seq++)
		if (seen(a, seq) || seen(b, seq)) set(bits, seq);
	return { high, bits };
}
