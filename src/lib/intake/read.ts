/**
 * Reads one file, or one archive's files, into items: first looks at all of it (its hash; is it text, and written how?),
 * asks whether it is wanted, and hands it to the reader of its format. Runs in the worker; knows nothing of messages.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64url } from '#lib/protocol/bytes.ts';
import { cleanedName } from './clean.ts';
import { Sniffer, type Encoding, type NoText } from './decode.ts';
import { baseName, formatOf, MAX_FILE_BYTES, type FileFormat } from './formats.ts';
import { readers } from './index.ts';
import type { ReadItem } from './item.ts';
import { piecesOf, type FileRefusal, type Reader, type Source } from './reading.ts';
import { MAX_ITEM_CHARS } from './split.ts';

export { MAX_FILE_BYTES, type FileRefusal };

/** One name after another: its hash, its items, its end or why there is none. An archive ends after its entries. */
export type ReadStep =
	| { readonly kind: 'progress'; readonly bytes: number }
	| { readonly kind: 'hash'; readonly name: string; readonly hash: string }
	| { readonly kind: 'item'; readonly name: string; readonly item: ReadItem }
	| { readonly kind: 'refused'; readonly name: string; readonly code: FileRefusal }
	| { readonly kind: 'end'; readonly name: string };

/** Given to a `hash`: its file is known and need not be read. */
export type Answer = 'skip' | undefined;

type Steps = AsyncGenerator<ReadStep, void, Answer>;

/** Progress counts a byte of `file` when it was read the second time, and never passes the file's size. */
export async function* readFile(file: File, name = file.name, maxItemChars = MAX_ITEM_CHARS): Steps {
	yield* readNamed(file, cleanedName(name), { maxItemChars, inArchive: false });
}

interface Within {
	readonly maxItemChars: number;
	readonly inArchive: boolean;
}

async function* readNamed(file: Blob, name: string, within: Within): Steps {
	const format = formatOf(name);
	const code = refusedUnread(file, format, within);
	if (!format || code) {
		yield { kind: 'refused', name, code: code ?? 'kind' };
		return;
	}
	try {
		const { hash, encoding } = await looked(file);
		const answer = yield { kind: 'hash', name, hash };
		if (answer === 'skip') yield { kind: 'end', name };
		else yield* readWith(format, file, name, encoding, within);
	} catch (cause) {
		// The file was moved, changed or locked while it was read: the browser says so only here. Anything else was in
		// the file and nobody thought of it: the files after it are still read.
		yield { kind: 'refused', name, code: cause instanceof DOMException ? 'unreadable' : 'damaged' };
	}
}

/** Why not a byte of it is read. */
function refusedUnread(file: Blob, format: FileFormat | undefined, within: Within): FileRefusal | undefined {
	if (!format) return 'kind';
	if (format.name === 'zip' && within.inArchive) return 'too-deep';
	if (file.size > format.maxBytes) return 'too-large';
	return file.size === 0 ? 'empty' : undefined;
}

async function* readWith(
	format: FileFormat,
	file: Blob,
	name: string,
	encoding: Encoding | NoText,
	within: Within
): Steps {
	const { maxItemChars } = within;
	const isText = encoding !== 'empty' && encoding !== 'not-text';
	if (format.isText && !isText) yield { kind: 'refused', name, code: encoding };
	else if (format.name !== 'zip') {
		const source = {
			file,
			title: baseName(name),
			encoding: isText ? encoding : 'utf-8',
			maxItemChars
		} as const;
		const read = await readers[format.name]().catch(() => undefined);
		// Its reader is not on this device and no network brings it: this file waits for another day.
		if (read) yield* readItems(read, source, name);
		else yield { kind: 'refused', name, code: 'unreadable' };
	} else yield* readArchive(file, name, within);
}

async function* readArchive(archive: Blob, name: string, within: Within): Steps {
	const { entriesOf } = await import('./archive.ts');
	let before = 0;
	let entries = 0;
	for await (const entry of entriesOf(archive)) {
		if (!('name' in entry)) {
			yield { kind: 'refused', name, code: entry.refused };
			return;
		}
		entries++;
		const entryName = `${name}/${entry.name}`;
		if ('refused' in entry) yield { kind: 'refused', name: entryName, code: entry.refused };
		else {
			const steps = readNamed(entry.file, entryName, { ...within, inArchive: true });
			yield* inside(steps, before, entry.packedBytes / entry.file.size);
		}
		before += entry.packedBytes;
		yield { kind: 'progress', bytes: before };
	}
	yield entries > 0 ? { kind: 'end', name } : { kind: 'refused', name, code: 'empty' };
}

/** An entry's bytes counted as bytes of the archive. */
async function* inside(steps: Steps, before: number, scale: number): Steps {
	let answer: Answer;
	for (;;) {
		const { done, value: step } = await steps.next(answer);
		if (done) return;
		answer = yield step.kind === 'progress'
			? { kind: 'progress', bytes: Math.floor(before + step.bytes * scale) }
			: step;
	}
}

async function* readItems(read: Reader, source: Source, name: string): Steps {
	let items = 0;
	for await (const step of read(source)) {
		if (step.kind === 'progress') yield step;
		else yield { ...step, name };
		if (step.kind === 'refused') return;
		if (step.kind === 'item') items++;
	}
	yield items > 0 ? { kind: 'end', name } : { kind: 'refused', name, code: 'empty' };
}

async function looked(file: Blob): Promise<{ hash: string; encoding: Encoding | NoText }> {
	const sniffer = new Sniffer();
	const hash = sha256.create();
	for await (const piece of piecesOf(file)) {
		sniffer.look(piece);
		hash.update(piece);
	}
	return { hash: base64url(hash.digest()), encoding: sniffer.verdict() };
}
