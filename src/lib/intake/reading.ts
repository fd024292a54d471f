/** What every reader of a format is given and gives. A reader knows its format, nothing of names, hashes and messages. */
import type { Encoding } from './decode.ts';
import type { ReadItem } from './item.ts';

/**
 * `kind` nothing here reads it · `too-large` over the format's limit · `empty` nothing in it · `not-text` no text, in a
 * format that is · `unreadable` taken away or locked while it was read · `encrypted` with a password · `no-text` pictures
 * of pages · `damaged` not what its ending says, or broken · `too-deep` an archive in an archive · `unpacks-too-large` an
 * archive of far more than it looks · `too-many` entries.
 */
export type FileRefusal =
	| 'kind'
	| 'too-large'
	| 'empty'
	| 'not-text'
	| 'unreadable'
	| 'encrypted'
	| 'no-text'
	| 'damaged'
	| 'too-deep'
	| 'unpacks-too-large'
	| 'too-many';

export interface Source {
	readonly file: Blob;
	/** From the file's name; a better one may stand in the file. */
	readonly title: string;
	/** Of the formats that are text. */
	readonly encoding: Encoding;
	readonly maxItemChars: number;
}

/** Items, and on the way there bytes read so far. A refusal is the last step, and comes before any item. */
export type Reading =
	| { readonly kind: 'progress'; readonly bytes: number }
	| { readonly kind: 'item'; readonly item: ReadItem }
	| { readonly kind: 'refused'; readonly code: FileRefusal };

export type Reader = (source: Source) => AsyncGenerator<Reading, void, undefined>;

export const refused = (code: FileRefusal): Reading => ({ kind: 'refused', code });

/** The bytes of a file, piece by piece. */
export async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
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

/** The text of a file, piece by piece, each with the number of bytes it took to come there. */
export async function* textOf(
	file: Blob,
	encoding: string
): AsyncGenerator<{ readonly text: string; readonly bytes: number }> {
	const decoder = new TextDecoder(encoding);
	let bytes = 0;
	for await (const piece of piecesOf(file)) {
		bytes += piece.length;
		yield { text: decoder.decode(piece, { stream: true }), bytes };
	}
	yield { text: decoder.decode(), bytes };
}
