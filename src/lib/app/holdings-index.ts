/**
 * Which cells the records of a shelf are about, piece by piece, as 16-bit numbers: no word, no text. Says whether one
 * single piece is about a question; what belongs to whom is not known here.
 */
import { isTopic, type Cell } from '#lib/agent/routing/cells.ts';
import { DULL, heaviest, rarity, wordCell, type Read } from '#lib/agent/routing/topic-words.ts';

/** UTF-16 code units of a record that are read as one piece: half a page, about what an answer quotes from. */
export const PIECE_CHARS = 2_000;
/** Of a record: a long book holds no more of the index than these. */
export const PIECES_A_RECORD = 256;
/** 2 bytes for each cell and some 100 for each piece: at most 12 MB. */
export const MOST_PIECES = 20_000;
/** Of one piece; two thousand letters have fewer stems. */
const MOST_CELLS = 256;
const TOPICS_A_PIECE = 3;

/** In ascending order. */
export type Piece = Uint16Array;

export function pieceOf({ stems, topics }: Read): Piece {
	const cells = new Set<Cell>(heaviest(topics, TOPICS_A_PIECE).map(([cell]) => cell));
	for (const stem of stems.all.values()) {
		if (cells.size === MOST_CELLS) break;
		// A question named by nothing but everyday words is about nothing that anybody could hold.
		if (rarity(stem) > DULL) cells.add(cellOf(stem.stem));
	}
	return Uint16Array.from(cells).sort();
}

/** A shelf says the same words again and again; hashing them is most of the work. */
const hashed = new Map<string, Cell>();
const MOST_HASHED = 20_000;

function cellOf(stem: string): Cell {
	const known = hashed.get(stem);
	if (known !== undefined) return known;
	if (hashed.size >= MOST_HASHED) hashed.clear();
	const cell = wordCell(stem);
	hashed.set(stem, cell);
	return cell;
}

/** Chosen on the half of tests/bench/holdings.ts that its figures are not of. */
const TUNED = {
	/** Of what sets the question apart, so much must stand in one piece; unless it has every word. */
	share: 0.3,
	/** What a topic is worth beside a word. */
	topic: 0.5,
	/** What each is worth beside the one before: a question's cells come heaviest first. */
	next: 0.8
} as const;

/**
 * Those of a question's cells, heaviest first, that one piece backs together; none where no piece is about the question: one
 * word of several, or topics alone, are none. A cell counts by how rare it is among these very pieces: whoever has a thousand
 * notes holds any two common words somewhere, and on a shelf about one town its name tells nothing apart. `readily`: any two
 * will do, or the first word alone.
 */
export function backed(
	cells: readonly Cell[],
	pieces: Iterable<Piece>,
	{ readily = false } = {}
): readonly Cell[] {
	/** Which cells together, as bits in the order of `cells`. */
	const together = new Map<number, number>();
	for (const piece of pieces) {
		const held = cells.reduce((bits, cell, at) => (holds(piece, cell) ? bits | (1 << at) : bits), 0);
		together.set(held, (together.get(held) ?? 0) + 1);
	}
	const weights = weightsOf(cells, together);
	const whole = weights.reduce((sum, weight) => sum + weight, 0);
	let [best, most] = [0, 0];
	for (const held of together.keys()) {
		const weight = weights.reduce((sum, one, at) => (held & (1 << at) ? sum + one : sum), 0);
		const least = readily ? 0 : TUNED.share;
		if (weight > most && isAbout(cells, held, weight / whole >= least, readily))
			[best, most] = [held, weight];
	}
	return cells.filter((_, at) => best & (1 << at));
}

function isAbout(cells: readonly Cell[], held: number, isEnough: boolean, readily: boolean): boolean {
	const words = cells.flatMap((cell, at) => (isTopic(cell) ? [] : [(held & (1 << at)) !== 0]));
	if (!words.some(Boolean)) return false;
	const isOne = (held & (held - 1)) === 0;
	// The word that says most of what is asked is enough for somebody who is let in.
	return words.every(Boolean) || (!isOne && isEnough) || (readily && words[0] === true);
}

/** Rarity among the pieces, less from cell to cell. */
function weightsOf(cells: readonly Cell[], together: ReadonlyMap<number, number>): readonly number[] {
	const all = [...together.values()].reduce((sum, pieces) => sum + pieces, 0);
	let [topics, words] = [0, 0];
	return cells.map((cell, at) => {
		let held = 0;
		for (const [bits, pieces] of together) if (bits & (1 << at)) held += pieces;
		const rare = Math.log(1 + all / (1 + held));
		return isTopic(cell) ? rare * TUNED.topic * TUNED.next ** topics++ : rare * TUNED.next ** words++;
	});
}

function holds(piece: Piece, cell: Cell): boolean {
	let [from, to] = [0, piece.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if (piece[middle]! < cell) from = middle + 1;
		else to = middle;
	}
	return piece[from] === cell;
}
