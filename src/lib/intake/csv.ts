/**
 * Tables as text: each row a block of "Header: value", never cut inside where it fits into a passage. A table of questions
 * and answers becomes pairs. Read in steps: a row that never ends (a quote that is not closed) is read as plain lines.
 */
import Papa from 'papaparse';
import { cleanedTitle } from './clean.ts';
import { textOf, type Reading, type Source } from './reading.ts';
import { Sections, type Section } from './sections.ts';

/** A delimiter shows itself in the first lines. */
const PREVIEW_CHARS = 64 * 1024;
/** No cell of a table anybody reads is longer; a quote left open would make one row of the rest of the file. */
const MAX_ROW_CHARS = 256 * 1024;
/** A title and a date may stand above the header. */
const HEADER_ROWS = 10;

export async function* readCsv({
	file,
	title,
	encoding,
	maxItemChars
}: Source): AsyncGenerator<Reading, void, undefined> {
	const rows = new Rows();
	const table = new Table();
	const sections = new Sections(title, maxItemChars);
	for await (const { text, bytes } of textOf(file, encoding)) {
		for (const row of rows.add(text))
			for (const section of table.add(row))
				for (const item of sections.add(section)) yield { kind: 'item', item };
		yield { kind: 'progress', bytes };
	}
	for (const row of rows.rest())
		for (const section of table.add(row))
			for (const item of sections.add(section)) yield { kind: 'item', item };
	for (const section of table.rest()) for (const item of sections.add(section)) yield { kind: 'item', item };
	for (const item of sections.rest()) yield { kind: 'item', item };
}

type Row = readonly string[];

/** Text in pieces into rows of cells. */
class Rows {
	#held = '';
	#parser: { parse(input: string, baseIndex: number, ignoreLastRow: boolean): unknown } | undefined;
	#delimiter = ',';

	*add(text: string): Generator<Row> {
		this.#held += text;
		if (!this.#parser && this.#held.length < PREVIEW_CHARS) return;
		yield* this.#rows(false);
	}

	*rest(): Generator<Row> {
		yield* this.#rows(true);
	}

	*#rows(ended: boolean): Generator<Row> {
		this.#parser ??= this.#begin();
		const { data, meta } = parsed(this.#parser.parse(this.#held, 0, !ended));
		yield* data;
		this.#held = ended ? '' : this.#held.slice(meta.cursor);
		if (this.#held.length > MAX_ROW_CHARS) yield* this.#lines();
	}

	/** What is held, quotes or not, but for a last line that may go on. */
	*#lines(): Generator<Row> {
		const lines = this.#held.split(/\r\n?|\n/);
		this.#held = lines.length > 1 ? (lines.pop() ?? '') : '';
		for (const line of lines) yield line.split(this.#delimiter).map((cell) => cell.replaceAll('"', ''));
	}

	#begin() {
		const preview = this.#held.slice(0, PREVIEW_CHARS);
		const { meta } = Papa.parse<string[]>(preview, {
			preview: 50,
			delimitersToGuess: [',', ';', '\t', '|']
		});
		this.#delimiter = meta.delimiter || ',';
		return new Papa.Parser({ delimiter: this.#delimiter, newline: meta.linebreak as '\n' });
	}
}

/** What the parser gives is typed `any`. */
function parsed(result: unknown): { data: readonly Row[]; meta: { cursor: number } } {
	return result as { data: readonly Row[]; meta: { cursor: number } };
}

const asks = /^(q|question|frage|pregunta|domanda|vraag|prompt)s?$/i;
const tells = /^(a|answer|antwort|respuesta|réponse|reponse|risposta|antwoord|response|reply|completion)s?$/i;

/** Rows into sections, once it is known what the columns are called. */
class Table {
	#header: Row | undefined;
	#waiting: Row[] | undefined = [];

	*add(row: Row): Generator<Section, void, undefined> {
		if (!row.some((cell) => cell.trim() !== '')) return;
		if (!this.#waiting) return yield this.#section(row);
		this.#waiting.push(row);
		if (this.#waiting.length >= HEADER_ROWS) yield* this.rest();
	}

	*rest(): Generator<Section, void, undefined> {
		const rows = this.#waiting ?? [];
		this.#waiting = undefined;
		const at = headerIn(rows);
		for (const [n, row] of rows.entries())
			if (n === at) this.#header = row.map((cell) => cleanedTitle(cell));
			else yield this.#section(row);
	}

	#section(row: Row): Section {
		const header = this.#header ?? [];
		const [question, answer] = [asks, tells].map((kind) => header.findIndex((name) => kind.test(name)));
		const isPair = question! >= 0 && answer! >= 0 && row[question!]?.trim() && row[answer!]?.trim();
		const cells = row
			.map((cell, n) => [header[n] ?? '', oneLine(cell), n] as const)
			.filter(([, value, n]) => value !== '' && !(isPair && (n === question || n === answer)))
			.map(([name, value]) => (name === '' ? value : `${name}: ${value}`));
		if (!isPair) return { text: cells.join(' · '), alone: false };
		const asked = oneLine(row[question!]!);
		const more = cells.length > 0 ? `\n\n${cells.join(' · ')}` : '';
		return {
			text: `## ${asked}\n\n${row[answer!]!.trim()}${more}`,
			place: { path: [cleanedTitle(asked)] },
			alone: true
		};
	}
}

const isNumber = (cell: string): boolean => /^[\s\d.,:/%€$£+-]+$/.test(cell);

/** The first row as wide as the table whose cells are names: short, all different, no numbers. */
function headerIn(rows: readonly Row[]): number {
	const widths = rows.map((row) => row.filter((cell) => cell.trim() !== '').length);
	const widest = Math.max(0, ...widths);
	const at = rows.findIndex((_, n) => widths[n]! >= widest - (widest > 3 ? 1 : 0));
	const row = rows[at]?.filter((cell) => cell.trim() !== '') ?? [];
	const isHeader =
		rows.length > at + 1 &&
		widest > 1 &&
		new Set(row.map((cell) => cell.trim().toLowerCase())).size === row.length &&
		row.every((cell) => cell.length <= 80 && !isNumber(cell));
	return isHeader ? at : -1;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
