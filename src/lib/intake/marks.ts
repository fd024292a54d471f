/**
 * Where the words of a text stand: the headings above them, outermost first. A heading's path holds until the next
 * heading; what stands before the first one has none.
 */
import type { Mark } from '#lib/agent/ports.ts';
import { blocksOf, type Format } from './blocks.ts';
import { cleanedTitle, unmarked } from './clean.ts';

/** Marks are kept with every item and read with every passage: of a text of nothing but headings only the outer ones. */
const MAX_MARKS = 2_000;
const MAX_DEPTH = 6;
/** A heading names a section; more than this is a paragraph by mistake. */
const MAX_HEADING_CHARS = 120;

interface Heading {
	readonly start: number;
	readonly level: number;
	readonly title: string;
}

/** Reads the parts of one text in order: a part begins below the headings that the one before it ended under. */
export class Headings {
	#above: readonly Heading[] = [];

	marksOf(text: string, format: Format): Mark[] {
		if (format !== 'markdown') return [];
		const found = [...headingsOf(text)];
		let depth = MAX_DEPTH;
		const kept = () => found.filter(({ level }) => level <= depth);
		while (depth > 0 && kept().length > MAX_MARKS) depth--;
		const marks: Mark[] = [];
		if (this.#above.length > 0 && found[0]?.start !== 0) marks.push({ start: 0, path: titles(this.#above) });
		for (const heading of kept()) {
			this.#above = [...this.#above.filter(({ level }) => level < heading.level), heading];
			marks.push({ start: heading.start, path: titles(this.#above) });
		}
		return marks;
	}
}

const titles = (headings: readonly Heading[]): string[] => headings.map(({ title }) => title);

function* headingsOf(text: string): Generator<Heading> {
	for (const { kind, start, end } of blocksOf(text, 'markdown')) {
		if (kind !== 'heading') continue;
		const written = text.slice(start, Math.min(end, start + 4 * MAX_HEADING_CHARS));
		const title = cleanedTitle(unmarked(written), MAX_HEADING_CHARS);
		if (title !== '') yield { start, level: levelOf(written), title };
	}
}

function levelOf(heading: string): number {
	const marks = /^ {0,3}(#{1,6})/.exec(heading)?.[1];
	return marks ? marks.length : /\n\s*=+\s*$/.test(heading) ? 1 : 2;
}
