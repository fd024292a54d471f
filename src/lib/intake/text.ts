/** Plain text and Markdown, in whatever encoding it was written. Never holds more than a part of the file. */
import type { Format } from './blocks.ts';
import { Flow } from './flow.ts';
import { textOf, type Reader, type Reading, type Source } from './reading.ts';

export const readPlain: Reader = (source) => read(source, 'text');
export const readMarkdown: Reader = (source) => read(source, 'markdown');

async function* read(
	{ file, title, encoding, maxItemChars }: Source,
	format: Format
): AsyncGenerator<Reading, void, undefined> {
	const flow = new Flow({ format, fileTitle: title, maxItemChars });
	for await (const { text, bytes } of textOf(file, encoding)) {
		for (const item of flow.add(text)) yield { kind: 'item', item };
		yield { kind: 'progress', bytes };
	}
	for (const item of flow.rest()) yield { kind: 'item', item };
}
