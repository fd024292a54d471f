/** An archive's entries as files of their own, one unpacked at a time, within the limits of all together. */
import { cleanedName } from './clean.ts';
import { formatOf } from './formats.ts';
import type { FileRefusal } from './reading.ts';
import { listZip, MAX_ENTRIES, MAX_UNPACKED_BYTES, unpack } from './zip.ts';
import { isBeside } from './zip-name.ts';

/** `packedBytes`: how much of the archive an entry takes. */
export type Entry =
	| { readonly name: string; readonly packedBytes: number; readonly file: Blob }
	| { readonly name: string; readonly packedBytes: number; readonly refused: FileRefusal }
	/** The whole archive is refused; nothing comes after it. */
	| { readonly refused: FileRefusal };

/** What nothing reads is not unpacked, and what lies beside a person's files is not named. */
export async function* entriesOf(
	file: Blob,
	most = MAX_UNPACKED_BYTES
): AsyncGenerator<Entry, void, undefined> {
	const all = await listZip(file);
	if (typeof all === 'string') return yield { refused: all };
	const entries = all.filter(({ name }) => !isBeside(name));
	if (entries.length > MAX_ENTRIES) return yield { refused: 'too-many' };
	let room = most;
	for (const entry of entries) {
		const { packedBytes } = entry;
		const name = cleanedName(entry.name);
		const format = formatOf(name);
		if (!format || format.name === 'zip') {
			yield { name, packedBytes, refused: format ? 'too-deep' : 'kind' };
			continue;
		}
		const unpacked = await unpack(file, entry, Math.min(format.maxBytes, room));
		room -= 'bytes' in unpacked ? unpacked.bytes.length : unpacked.unpacked;
		if (room <= 0) return yield { refused: 'unpacks-too-large' };
		if ('bytes' in unpacked) yield { name, packedBytes, file: new Blob([unpacked.bytes]) };
		else yield { name, packedBytes, refused: unpacked.refused };
	}
}
