/**
 * What a card may claim: the cells of what the person marked discoverable, each backed by at least three records. Counts and
 * stems only are held, never a text; what is not given leaves no trace. Fed record by record, so that whoever feeds ten
 * thousand may pause between slices.
 */
import { MAX_CARD_CELLS } from '../../protocol/limits.ts';
import { isTopic, type Cell, type Weighted } from './cells.ts';
import { heaviest, rarity, wordCell, type Read } from './topic-words.ts';

/** Fewer records than this are no knowledge of a topic, and would say too much of each. */
export const LEAST_RECORDS = 3;
/** Of a card's cells; the others are words. */
const MOST_TOPICS = 6;
/** Of one record: more than these it is not about. */
const TOPICS_A_RECORD = 3;
/** Stems held; beyond these the rarely met are forgotten. */
const MAX_STEMS = 20_000;
const MAX_WEIGHT = 15;

/** What the person changed about their card. */
export interface ShelfEdits {
	readonly hidden?: readonly Cell[];
	/** Wanted on the card; on it where enough records speak of them. */
	readonly added?: readonly Cell[];
}

export interface ShelfTopics {
	/** One discoverable record. */
	add(record: Read): void;
	/** At most `MAX_CARD_CELLS`, heaviest first. */
	best(edits?: ShelfEdits): readonly Weighted[];
	/** A word of the shelf whose cell is on the card, as it was written. */
	wordOf(cell: Cell): string | undefined;
	/** Topics that the person may add: enough records speak of them, if only in passing. */
	offered(): readonly Cell[];
}

interface Tally {
	records: number;
	mass: number;
}

interface StemTally extends Tally {
	readonly form: string;
}

export function gatherShelf(): ShelfTopics {
	const topics = new Map<Cell, Tally>();
	const inPassing = new Map<Cell, number>();
	const stems = new Map<string, StemTally>();

	const backed = ({ records }: Tally): boolean => records >= LEAST_RECORDS;
	const strongest = (): Map<Cell, number> =>
		new Map([...topics].flatMap(([cell, tally]) => (backed(tally) ? [[cell, tally.mass] as const] : [])));

	/** Stems by what they are worth on a card, the best first. */
	const words = (): readonly (readonly [string, number])[] =>
		[...stems]
			.flatMap(([stem, tally]) => (backed(tally) ? [[stem, tally.mass] as const] : []))
			.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
			.slice(0, 4 * MAX_CARD_CELLS);

	return {
		add({ stems: read, topics: votes }) {
			for (const [cell, vote] of heaviest(votes, TOPICS_A_RECORD)) {
				const tally = topics.get(cell) ?? { records: 0, mass: 0 };
				topics.set(cell, { records: tally.records + 1, mass: tally.mass + Math.min(2, vote) });
			}
			for (const cell of votes.keys()) inPassing.set(cell, (inPassing.get(cell) ?? 0) + 1);
			for (const stem of read.all.values()) {
				const tally = stems.get(stem.stem) ?? { records: 0, mass: 0, form: stem.form };
				const mass = rarity(stem) ** 2 * (stem.inTitle ? 2 : 1) * (1 + 0.3 * Math.log(stem.times));
				tally.records++;
				tally.mass += mass;
				stems.set(stem.stem, tally);
			}
			if (stems.size > MAX_STEMS) thinOut(stems);
		},
		best({ hidden = [], added = [] } = {}) {
			const seen = new Set(hidden);
			const claims = new Map<Cell, number>();
			for (const cell of added) {
				if (seen.has(cell) || !isTopic(cell) || (inPassing.get(cell) ?? 0) < LEAST_RECORDS) continue;
				if (claims.size < MAX_CARD_CELLS) claims.set(cell, topics.get(cell)?.mass ?? 1);
			}
			for (const [cell, mass] of heaviest(strongest(), MOST_TOPICS + seen.size))
				if (!seen.has(cell) && claims.size < MOST_TOPICS) claims.set(cell, mass);
			for (const [stem, mass] of words()) {
				const cell = wordCell(stem);
				if (claims.size < MAX_CARD_CELLS && !seen.has(cell) && !claims.has(cell)) claims.set(cell, mass);
			}
			return weighed(claims);
		},
		wordOf(cell) {
			const found = words().find(([stem]) => wordCell(stem) === cell);
			return found && stems.get(found[0])?.form;
		},
		offered: () =>
			[...inPassing]
				.filter(([, records]) => records >= LEAST_RECORDS)
				.map(([cell]) => cell)
				.sort((a, b) => a - b)
	};
}

/** Those met least go first; a shelf's own words come back. */
function thinOut(stems: Map<string, StemTally>): void {
	for (let least = 1; stems.size > MAX_STEMS / 2; least++)
		for (const [stem, { records }] of stems) if (records <= least) stems.delete(stem);
}

/** Four bits each, of one whole: the heaviest has 15, whoever reads it takes shares of the sum. */
function weighed(claims: ReadonlyMap<Cell, number>): readonly Weighted[] {
	const most = Math.max(...claims.values());
	return heaviest(claims, MAX_CARD_CELLS).map(([cell, mass]) => ({
		cell,
		weight: Math.max(1, Math.round((mass / most) * MAX_WEIGHT))
	}));
}
