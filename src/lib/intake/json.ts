/**
 * What programs give away of a person's data, JSON or a line of JSON each: notes, chats, contacts. Each record becomes a
 * section that reads like text: its title, its words, then "key: value"; messages become "who, when: words". Structures
 * are walked to a bounded depth; ids and what is empty are left out; nothing is ever called or assigned by a record's keys.
 */
import { cleanedTitle } from './clean.ts';
import { isRecord, isTable, messageOf, noteOf, saidIn, wrappedIn, type JsonRecord } from './json-words.ts';
import { refused, textOf, type Reading, type Source } from './reading.ts';
import { Sections, type Section } from './sections.ts';

const MAX_DEPTH = 12;
const MAX_PATH = 6;
/** A record a line: a longer line is none. */
const MAX_LINE_CHARS = 8 * 1024 * 1024;

export async function* readJson(source: Source): AsyncGenerator<Reading, void, undefined> {
	const { file, title, encoding, maxItemChars } = source;
	const text = new TextDecoder(encoding).decode(await file.arrayBuffer());
	const value = parsed(text);
	// Many programs call lines of JSON just .json.
	if (value === undefined) return yield* readJsonLines(source);
	const sections = new Sections(title, maxItemChars);
	for (const section of sectionsOf(value, [], 0))
		for (const item of sections.add(section)) yield { kind: 'item', item };
	for (const item of sections.rest()) yield { kind: 'item', item };
	yield { kind: 'progress', bytes: file.size };
}

/** A line that is no JSON is passed over, where others are. */
export async function* readJsonLines({
	file,
	title,
	encoding,
	maxItemChars
}: Source): AsyncGenerator<Reading, void, undefined> {
	const sections = new Sections(title, maxItemChars);
	let held = '';
	let lines = 0;
	let records = 0;
	for await (const { text, bytes } of textOf(file, encoding)) {
		held += text;
		const whole = held.split('\n');
		held = bytes === file.size && text === '' ? '' : (whole.pop() ?? '');
		if (held.length > MAX_LINE_CHARS) held = '';
		for (const line of whole) {
			if (line.trim() === '') continue;
			lines++;
			const value = parsed(line);
			if (value === undefined) continue;
			records++;
			for (const section of sectionsOf(value, [], 0))
				for (const item of sections.add(section)) yield { kind: 'item', item };
		}
		// A long file without one record in its first lines is not of this kind.
		if (records === 0 && lines > 100) break;
		yield { kind: 'progress', bytes };
	}
	if (records === 0) return yield refused('damaged');
	for (const item of sections.rest()) yield { kind: 'item', item };
}

/** Undefined for what is not JSON, and for what is nested so deep that it was made to hurt. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
		throw error;
	}
}

type Path = readonly string[];

function* sectionsOf(value: unknown, path: Path, depth: number): Generator<Section, void, undefined> {
	if (depth > MAX_DEPTH) return;
	if (Array.isArray(value)) for (const element of value) yield* sectionsOf(element, path, depth + 1);
	else if (isRecord(value)) yield* sectionsOfRecord(value, path, depth);
	else {
		const text = saidIn(value);
		if (text !== '') yield { text, alone: false, ...placed(path) };
	}
}

function* sectionsOfRecord(
	record: JsonRecord,
	path: Path,
	depth: number
): Generator<Section, void, undefined> {
	const message = messageOf(record);
	if (message !== undefined) return yield { text: message, alone: false, ...placed(path) };
	const wrapped = wrappedIn(record);
	if (wrapped) return yield* sectionsOf(wrapped, path, depth + 1);
	const { title, text, lists, alone } = noteOf(record);
	const within = title === '' ? path : [...path, cleanedTitle(title, 120)];
	const heading = title === '' ? '' : `## ${cleanedTitle(title)}\n\n`;
	if (heading !== '' || text !== '') yield { text: `${heading}${text}`, alone, ...placed(within) };
	for (const [name, list] of lists) {
		// What only wraps one thing is no heading of its own.
		const isWrapper = lists.length === 1 || isTable(list);
		yield* sectionsOf(
			isTable(list) ? Object.values(list) : list,
			isWrapper ? within : [...within, name],
			depth + 1
		);
	}
}

const placed = (path: Path) => (path.length > 0 ? { place: { path: path.slice(0, MAX_PATH) } } : {});
