/**
 * What lies in a zip archive: its list of entries, and one entry unpacked at a time. Limits are checked on the bytes that
 * really come out, never on what the list claims; an entry is unpacked whole or not at all. Reads no other archives,
 * no entries in parts over several disks, and opens nothing that has a password.
 */
import { Inflate } from 'fflate';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { crc32 } from './crc32.ts';
import { zipName } from './zip-name.ts';

/** A folder of notes has hundreds; a folder of programs has tens of thousands. */
export const MAX_ENTRIES = 2_000;
/** Of all entries together: what four of the largest texts hold. */
export const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
/** Text packs to a tenth, the dullest table to a hundredth; deflate itself ends at a thousandth, where bombs are. */
const MAX_RATIO = 200;
/** Little enough to be no bomb, whatever its ratio. */
const HARMLESS_BYTES = 4 * 1024 * 1024;
/** What one push can become is a thousand times this. */
const STEP_BYTES = 8 * 1024;
/** Names and extras of 2,000 entries with room to spare. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

export interface ZipEntry {
	/** As written: may hold anything. Folders end with `/`. */
	readonly name: string;
	readonly packedBytes: number;
	readonly encrypted: boolean;
	readonly method: number;
	readonly crc: number;
	readonly offset: number;
}

export type Unpacked =
	| { readonly bytes: Bytes }
	/** `unpacked`: how many bytes had come out by then. */
	| {
			readonly refused: 'encrypted' | 'kind' | 'damaged' | 'unpacks-too-large' | 'too-large';
			readonly unpacked: number;
	  };

/** The entries in the order of the archive's list, or why there is none. */
export async function listZip(file: Blob): Promise<readonly ZipEntry[] | 'damaged' | 'too-many'> {
	const end = await endOf(file);
	if (!end) return 'damaged';
	if (end.listBytes > MAX_LIST_BYTES) return 'too-many';
	const at = end.at - end.listBytes;
	// Something may stand before the archive: offsets count from where it begins.
	const begin = at - end.listOffset;
	if (at < 0 || begin < 0) return 'damaged';
	const list = await viewOf(file, at, at + end.listBytes);
	const entries: ZipEntry[] = [];
	for (let place = 0; place + 46 <= list.byteLength && list.getUint32(place, true) === 0x02014b50;) {
		const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
			list.getUint16(place + field, true)
		);
		const next = place + 46 + nameBytes! + extraBytes! + commentBytes!;
		if (next > list.byteLength) return 'damaged';
		entries.push(entryAt(list, place, nameBytes!, extraBytes!, begin));
		place = next;
	}
	if (entries.length === 0 && end.entries > 0) return 'damaged';
	const packed = entries.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
	// Entries that share their bytes are how a small file becomes a huge one.
	return packed > file.size ? 'damaged' : entries;
}

function entryAt(list: DataView, at: number, nameBytes: number, extraBytes: number, begin: number): ZipEntry {
	const flags = list.getUint16(at + 8, true);
	const name = new Uint8Array(list.buffer, list.byteOffset + at + 46, nameBytes);
	const method = list.getUint16(at + 10, true);
	const large = largeFields(list, at, at + 46 + nameBytes, extraBytes);
	return {
		name: zipName(name, (flags & 0x800) !== 0),
		encrypted: (flags & 1) !== 0 || method === 99,
		method,
		crc: list.getUint32(at + 16, true),
		packedBytes: large.packedBytes,
		offset: begin + large.offset
	};
}

/** Zip64 writes a field that is full somewhere else, in the order of the fields that are full. */
function largeFields(list: DataView, at: number, extra: number, extraBytes: number) {
	const FULL = 0xffff_ffff;
	const fields = [24, 20, 42].map((field) => list.getUint32(at + field, true));
	for (let place = extra; place + 4 <= extra + extraBytes;) {
		const [id, length] = [list.getUint16(place, true), list.getUint16(place + 2, true)];
		let from = place + 4;
		place = from + length;
		if (id !== 1 || place > extra + extraBytes) continue;
		for (const [n, value] of fields.entries())
			if (value === FULL && from + 8 <= place) {
				fields[n] = Number(list.getBigUint64(from, true));
				from += 8;
			}
	}
	return { packedBytes: fields[1]!, offset: fields[2]! };
}

/** The bytes of one entry, no more than `most`. */
export async function unpack(file: Blob, entry: ZipEntry, most: number): Promise<Unpacked> {
	const { encrypted, method, offset, packedBytes } = entry;
	if (encrypted) return { refused: 'encrypted', unpacked: 0 };
	if (method !== 0 && method !== 8) return { refused: 'kind', unpacked: 0 };
	const head = await viewOf(file, offset, offset + 30);
	if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50)
		return { refused: 'damaged', unpacked: 0 };
	const start = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
	if (start + packedBytes > file.size) return { refused: 'damaged', unpacked: 0 };
	const data = file.slice(start, start + packedBytes);
	if (method === 0) {
		if (packedBytes > most) return { refused: 'too-large', unpacked: 0 };
		return checked(new Uint8Array(await data.arrayBuffer()), entry);
	}
	return inflated(data, entry, most);
}

async function inflated(data: Blob, entry: ZipEntry, most: number): Promise<Unpacked> {
	const parts: Uint8Array[] = [];
	let unpacked = 0;
	const inflate = new Inflate((part) => {
		unpacked += part.length;
		if (unpacked <= most) parts.push(part);
	});
	for (let at = 0; at < data.size || at === 0; at += STEP_BYTES) {
		const step = new Uint8Array(await data.slice(at, at + STEP_BYTES).arrayBuffer());
		try {
			inflate.push(step, at + STEP_BYTES >= data.size);
		} catch {
			return { refused: 'damaged', unpacked };
		}
		const isBomb = unpacked > HARMLESS_BYTES && unpacked > MAX_RATIO * Math.min(data.size, at + STEP_BYTES);
		if (isBomb) return { refused: 'unpacks-too-large', unpacked };
		if (unpacked > most) return { refused: 'too-large', unpacked };
	}
	const bytes = new Uint8Array(unpacked);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return checked(bytes, entry);
}

const checked = (bytes: Bytes, { crc }: ZipEntry): Unpacked =>
	crc32(bytes) === crc ? { bytes } : { refused: 'damaged', unpacked: bytes.length };

interface End {
	readonly at: number;
	readonly entries: number;
	readonly listBytes: number;
	readonly listOffset: number;
}

/** The record at the end of every archive, behind which a comment may stand. */
async function endOf(file: Blob): Promise<End | undefined> {
	const from = Math.max(0, file.size - 22 - 0xffff);
	const tail = await viewOf(file, from, file.size);
	for (let at = tail.byteLength - 22; at >= 0; at--) {
		if (tail.getUint32(at, true) !== 0x06054b50) continue;
		const end = {
			at: from + at,
			entries: tail.getUint16(at + 10, true),
			listBytes: tail.getUint32(at + 12, true),
			listOffset: tail.getUint32(at + 16, true)
		};
		const isLarge = end.entries === 0xffff || end.listBytes === 0xffff_ffff || end.listOffset === 0xffff_ffff;
		return isLarge ? ((await largeEndOf(file, end.at)) ?? end) : end;
	}
	return undefined;
}

async function largeEndOf(file: Blob, end: number): Promise<End | undefined> {
	const locator = await viewOf(file, Math.max(0, end - 20), end);
	if (locator.byteLength < 20 || locator.getUint32(0, true) !== 0x07064b50) return undefined;
	const at = Number(locator.getBigUint64(8, true));
	const record = await viewOf(file, at, at + 56);
	if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50) return undefined;
	const [entries, listBytes, listOffset] = [32, 40, 48].map((field) =>
		Number(record.getBigUint64(field, true))
	);
	return { at, entries: entries!, listBytes: listBytes!, listOffset: listOffset! };
}

const viewOf = async (file: Blob, start: number, end: number): Promise<DataView> =>
	new DataView(await file.slice(start, end).arrayBuffer());
