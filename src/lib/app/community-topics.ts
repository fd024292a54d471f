/** The topics everybody knows by the same name, for anchors who say what their community is about. */
import { nameOf, openCodebook } from '#lib/agent/routing/codebook.ts';
import { isTopic, type Cell, type Weighted } from '#lib/agent/routing/cells.ts';
import { MAX_CARD_CELLS } from '#lib/protocol/limits.ts';

export interface TopicName {
	readonly cell: Cell;
	readonly name: string;
}

export const MAX_COMMUNITY_TOPICS = MAX_CARD_CELLS;
/** What all of a card's cells weigh together. */
const WHOLE = 15;

/** All there are, by name. Loaded when it is first asked for. */
export async function allTopics(): Promise<readonly TopicName[]> {
	const { topics } = await openCodebook();
	return topics
		.map(({ cell, name }) => ({ cell, name }))
		.sort((one, other) => one.name.localeCompare(other.name));
}

/** In their order; the cell of a word has no name that others know. */
export async function topicNames(
	topics: readonly Weighted[]
): Promise<readonly { readonly cell: Cell; readonly name: string | undefined }[]> {
	const codebook = await openCodebook();
	return topics.map(({ cell }) => ({
		cell,
		name: isTopic(cell) ? nameOf(codebook, cell)?.topic : undefined
	}));
}

/** None is more the community's than another: each has the same share of the whole. */
export const alike = (cells: readonly Cell[]): readonly Weighted[] =>
	cells.map((cell) => ({ cell, weight: Math.max(1, Math.floor(WHOLE / cells.length)) }));
