/**
 * The frozen list of topics that all nodes speak of: 64 fields of 16, each a short name and a few words that stand for it.
 * A cell's number is its place in the list, so nothing is ever moved, taken out or put in; another list is another version.
 * In plain English: what is asked in another language is found by meaning, or by its own words' cells.
 */
import { fieldOf, isTopic, TOPICS_A_FIELD, type Cell } from './cells.ts';

export const CODEBOOK_VERSION = 1;

export interface Topic {
	readonly cell: Cell;
	readonly name: string;
	/** What stands for it beside its name; of several words where these must stand side by side. */
	readonly anchors: readonly (readonly string[])[];
}

export interface Codebook {
	readonly version: number;
	readonly fields: readonly string[];
	/** By cell. */
	readonly topics: readonly Topic[];
}

let opened: Promise<Codebook> | undefined;

/** The 40 KB are loaded when they are first wanted, and once. */
export function openCodebook(): Promise<Codebook> {
	opened ??= load().catch((error: unknown) => {
		// The network may be back when it is asked for again.
		opened = undefined;
		throw error;
	});
	return opened;
}

async function load(): Promise<Codebook> {
	const parts = await Promise.all([
		import('./codebook-home.ts'),
		import('./codebook-society.ts'),
		import('./codebook-world.ts'),
		import('./codebook-screen.ts')
	]);
	return readCodebook(parts.map((part) => part.default).join(''));
}

/** `#` before a field; then its topics, `Name:anchor anchor two_words`. */
export function readCodebook(source: string): Codebook {
	const fields: string[] = [];
	const topics: Topic[] = [];
	for (const line of source.split('\n').filter(Boolean)) {
		if (line.startsWith('#')) {
			fields.push(line.slice(1));
			continue;
		}
		const [name = '', words = ''] = line.split(':');
		if (Math.floor(topics.length / TOPICS_A_FIELD) !== fields.length - 1)
			throw new RangeError(`codebook: ${name} is not in a field of ${TOPICS_A_FIELD}`);
		const anchors = words.split(' ').map((anchor) => anchor.split('_'));
		topics.push({ cell: topics.length, name, anchors });
	}
	return { version: CODEBOOK_VERSION, fields, topics };
}

export interface CellName {
	readonly topic: string;
	readonly field: string;
}

/** What a topic is called; undefined for the cell of a word, which names nothing to who does not know the word. */
export function nameOf({ topics, fields }: Codebook, cell: Cell): CellName | undefined {
	const topic = isTopic(cell) ? topics[cell] : undefined;
	const field = fields[fieldOf(cell) ?? -1];
	return topic && field !== undefined ? { topic: topic.name, field } : undefined;
}
