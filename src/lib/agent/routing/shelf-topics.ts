/**
 * What a card may claim: the cells of what the person marked discoverable, each backed by at least three records. Counts and
 * stems only are held, never a text; what is not given leaves no trace. Fed record by record, so that whoever feeds ten
 * thousand may pause between slices.
 */
import { MAX_CARD_CELLS } from '../../protocol/limits.ts';
import type { Cell, Weighted } from './cells.ts';
import { DULL, heaviest, rarity, wordCell, type Read, type Stem } from './topic-words.ts';

/** Fewer records than this are no knowledge of a topic, and would say too much of each. */
export const LEAST_RECORDS = 3;
/** Of a card's cells; the others are words. */
const MOST_TOPICS = 6;
/** Of one record: more than these it is not about. */
const TOPICS_A_RECORD = 3;
/** Stems held; beyond these the rarely met are forgotten. */
const MAX_STEMS = 20_000;
/** However often a record says it. */
const MOST_VOTE = 2;
const MAX_WEIGHT = 15;
/** Chosen on the half of tests/bench/topics.ts that its figures are not of. */
const TUNED = {
	/** What is said in a title is worth so much of what is said below it. */
	title: 3,
	/** How much a word's rarity matters. */
	rarity: 1.3,
	/** Mass grows more slowly than records: a second subject of few records gets a seat beside a first of many. */
	records: 0.4
} as const;

/** What the person changed about their card. */
export interface ShelfEdits {
	readonly hidden?: readonly Cell[];
	/** Topics wanted on the card; on it where enough records speak of them. */
	readonly added?: readonly Cell[];
}

interface Tally {
	records: number;
	mass: number;
}

interface StemTally extends Tally {
	readonly form: string;
}

export class ShelfTopics {
	readonly #topics = new Map<Cell, Tally>();
	readonly #inPassing = new Map<Cell, number>();
	readonly #stems = new Map<string, StemTally>();

	/** One discoverable record: a whole item, for three parts of one would count as three. */
	add({ stems, topics }: Read): void {
		for (const [cell, vote] of heaviest(topics, TOPICS_A_RECORD)) {
			const { records, mass } = this.#topics.get(cell) ?? { records: 0, mass: 0 };
			this.#topics.set(cell, { records: records + 1, mass: mass + Math.min(MOST_VOTE, vote) });
		}
		for (const cell of topics.keys()) this.#inPassing.set(cell, (this.#inPassing.get(cell) ?? 0) + 1);
		for (const stem of stems.all.values()) this.#met(stem);
		if (this.#stems.size > MAX_STEMS) thinOut(this.#stems);
	}

	/** At most `MAX_CARD_CELLS`, heaviest first. */
	best({ hidden = [], added = [] }: ShelfEdits = {}): readonly Weighted[] {
		const claims = new Map<Cell, number>();
		const claim = (cell: Cell, mass: number, most: number): void => {
			if (claims.size < most && !claims.has(cell) && !hidden.includes(cell)) claims.set(cell, mass);
		};
		const offered = new Set(this.offered());
		for (const cell of added) {
			const tally = this.#topics.get(cell);
			if (offered.has(cell)) claim(cell, tally ? massOf(tally) : 1, MAX_CARD_CELLS);
		}
		for (const [cell, mass] of backed(this.#topics)) claim(cell, mass, MOST_TOPICS);
		for (const [stem, mass] of backed(this.#stems).slice(0, 4 * MAX_CARD_CELLS + hidden.length)) {
			if (claims.size === MAX_CARD_CELLS) break;
			claim(wordCell(stem), mass, MAX_CARD_CELLS);
		}
		return weighed(claims);
	}

	/** The topics that the person may add: enough records speak of them, if only in passing. By number. */
	offered(): readonly Cell[] {
		const cells = [...this.#inPassing].flatMap(([cell, records]) => (records >= LEAST_RECORDS ? [cell] : []));
		return cells.sort((a, b) => a - b);
	}

	/** The word of a cell that may be on this shelf's card, as it was written first. */
	wordOf(cell: Cell): string | undefined {
		for (const [stem, { records, form }] of this.#stems)
			if (records >= LEAST_RECORDS && wordCell(stem) === cell) return form;
		return undefined;
	}

	#met(stem: Stem): void {
		const rare = rarity(stem);
		if (rare <= DULL) return;
		const tally = this.#stems.get(stem.stem) ?? { records: 0, mass: 0, form: stem.form };
		const place = stem.inTitle ? TUNED.title : 1;
		tally.records++;
		tally.mass += rare ** TUNED.rarity * place * (1 + 0.3 * Math.log(stem.times));
		this.#stems.set(stem.stem, tally);
	}
}

const massOf = ({ mass, records }: Tally): number => mass / records ** TUNED.records;

/** What enough records speak of, by what it is worth on a card; the same order on every device. */
const backed = <Key extends Cell | string>(
	tallies: ReadonlyMap<Key, Tally>
): readonly (readonly [Key, number])[] =>
	[...tallies]
		.flatMap(([key, tally]) => (tally.records >= LEAST_RECORDS ? [[key, massOf(tally)] as const] : []))
		.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));

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
