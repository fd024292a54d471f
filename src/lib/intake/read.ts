/**
 * Reads one file into items, piece by piece: first looks at all of it (is it text, and written how?), then decodes,
 * splits and cuts. Never holds more than a part of the file. Runs in the worker; knows nothing of messages.
 */
import { MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import { Sniffer } from './decode.ts';
import { baseName, formatOf } from './index.ts';
import { cleaned, cleanedTitle, titleIn, type ReadyItem } from './item.ts';
import { passagesOf } from './passages.ts';
import { MAX_ITEM_CHARS, Splitter } from './split.ts';

/**
 * The largest file that is taken. 64 MiB of plain text is about fifty novels; a phone's tab bears the passages of that,
 * and little more.
 */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** As in the node's FileResult. */
export type FileRefusal = 'too-large' | 'not-text' | 'empty' | 'unreadable' | 'kind';

export type ReadStep =
	| { readonly kind: 'progress'; readonly bytes: number }
	| { readonly kind: 'item'; readonly item: ReadyItem }
	| { readonly kind: 'refused'; readonly code: FileRefusal };

/** Progress counts a byte when it is decoded, so that it ends with the file's size; refusals come before any item. */
export async function* readFile(
	file: File,
	maxItemChars = MAX_ITEM_CHARS
): AsyncGenerator<ReadStep, void, undefined> {
	const format = formatOf(file.name);
	if (!format) return yield { kind: 'refused', code: 'kind' };
	if (file.size > MAX_FILE_BYTES) return yield { kind: 'refused', code: 'too-large' };
	try {
		const sniffer = new Sniffer();
		for await (const piece of piecesOf(file)) sniffer.look(piece);
		const verdict = sniffer.verdict();
		if (verdict === 'empty' || verdict === 'not-text') return yield { kind: 'refused', code: verdict };
		let part = 0;
		let title = '';
		let blank = true;
		for await (const step of partsOf(file, verdict, maxItemChars)) {
			if (typeof step === 'number') {
				yield { kind: 'progress', bytes: step };
				continue;
			}
			const text = cleaned(step.text);
			const spans = passagesOf(text, format);
			if (spans.length === 0) continue;
			blank = false;
			part++;
			if (part === 1) title = titleIn(text, format) || cleanedTitle(baseName(file.name));
			yield { kind: 'item', item: { title: step.whole ? title : numbered(title, part), text, spans } };
		}
		if (blank) yield { kind: 'refused', code: 'empty' };
	} catch (cause) {
		// The file was moved, changed or locked while it was read: the browser says so only here.
		if (!(cause instanceof DOMException)) throw cause;
		yield { kind: 'refused', code: 'unreadable' };
	}
}

/** Leaves room for the number in what a title may hold. */
const numbered = (title: string, part: number): string =>
	part === 1 ? title : `${cleanedTitle(title, MAX_TITLE_CHARS - 12)} (part ${part})`;

async function* partsOf(
	file: File,
	encoding: string,
	maxItemChars: number
): AsyncGenerator<number | { text: string; whole: boolean }> {
	const decoder = new TextDecoder(encoding);
	const splitter = new Splitter(maxItemChars);
	let bytes = 0;
	let split = false;
	for await (const piece of piecesOf(file)) {
		bytes += piece.length;
		for (const text of splitter.add(decoder.decode(piece, { stream: true }))) {
			split = true;
			yield { text, whole: false };
		}
		yield bytes;
	}
	for (const text of splitter.add(decoder.decode())) {
		split = true;
		yield { text, whole: false };
	}
	for (const text of splitter.rest()) yield { text, whole: !split };
}

async function* piecesOf(file: File): AsyncGenerator<Uint8Array> {
	const reader = file.stream().getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		// Also when the caller stops half way: the stream must not keep the file open.
		await reader.cancel();
	}
}
