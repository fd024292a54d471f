/**
 * Where a question or a card lies in the space of topics: a few numbered cells. Below `TOPIC_CELLS` a cell is one of the
 * codebook's topics, sixteen to a field; from there on it is one word, by its hash. A node without a model finds topics by
 * their words and adds word cells, one with a model finds them by meaning: both speak of the same cells. No text travels.
 */
import type { MAX_CELL } from '../../protocol/limits.ts';

/** 0 to MAX_CELL. */
export type Cell = number;

export const FIELDS = 64;
export const TOPICS_A_FIELD = 16;
export const TOPIC_CELLS = FIELDS * TOPICS_A_FIELD;

/** A cell and how much of the whole it is: 1 to 15, as cards carry it. */
export interface Weighted {
	readonly cell: Cell;
	readonly weight: number;
}

/** What a text is about, heaviest first. */
export interface TopicSpace {
	/** At most three topic cells and three word cells: what a question is routed by. */
	ofQuestion(text: string): Promise<readonly Cell[]>;
	/** At most `MAX_CARD_CELLS`, each backed by at least three of the texts. */
	ofShelf(texts: readonly string[]): Promise<readonly Weighted[]>;
}

export const isTopic = (cell: Cell): boolean => cell < TOPIC_CELLS;

/** The field a topic belongs to; undefined for the cell of a word. */
export const fieldOf = (cell: Cell): number | undefined =>
	isTopic(cell) ? Math.floor(cell / TOPICS_A_FIELD) : undefined;

/** Cells of words are the rest of the 16 bits. */
export const WORD_CELLS = (65_535 satisfies typeof MAX_CELL) + 1 - TOPIC_CELLS;
