/**
 * Cells that nobody meant, so that a server learns of a question only that it is about some of the cells it was asked for.
 *
 * Chosen by a secret and by nothing that changes: each cell has its own companions, always the same. Drawn afresh each time,
 * the decoys would betray the rest: whoever asks about one thing twice, or two servers about it once, shows in the cells
 * that come again which ones were meant. Companions come again together with the cell they hide. For the same reason they
 * belong to the cell and not to the whole question (two questions about one thing share that cell), and a topic's are
 * topics, a word's are words. What it does not hide: that a topic hardly anybody asks about is the likelier decoy.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8 } from '#lib/protocol/bytes.ts';
import { MAX_CELL, MAX_FIND_CELLS } from '#lib/protocol/limits.ts';

/** In one ask; the rest of the seats are for cells that are meant. */
export const DECOYS = 3;
export const MEANT = MAX_FIND_CELLS - DECOYS;

/** Below are topics, from there on words: a companion is of the same sort. */
const FIRST_WORD = 1_024;

/** What to ask for, so that `meant` (at most MEANT cells) is among it: in ascending order, each once. */
export function withDecoys(meant: readonly number[], secret: Uint8Array): readonly number[] {
	const cells = new Set(meant.slice(0, MEANT));
	const real = [...cells].sort((a, b) => a - b);
	const wanted = cells.size === 0 ? 0 : cells.size + DECOYS;
	// First one for each, then a second for the first, until there are enough.
	for (let turn = 0; cells.size < wanted; turn++)
		for (const cell of real) if (cells.size < wanted) cells.add(companionOf(cell, turn, secret));
	return [...cells].sort((a, b) => a - b);
}

function companionOf(cell: number, turn: number, secret: Uint8Array): number {
	const digest = hmac(sha256, secret, utf8(`elm/decoy/1\0${cell}\0${turn}`));
	const number = new DataView(digest.buffer, digest.byteOffset).getUint32(0);
	return cell < FIRST_WORD ? number % FIRST_WORD : FIRST_WORD + (number % (MAX_CELL + 1 - FIRST_WORD));
}
