/**
 * A backup as a file. In the clear, and authenticated by every chunk after it:
 *
 *   "ELMNETBACKUP" · u8 version · u32 length · head (JSON) · 16 bytes of SHA-256 over all of this
 *
 * What stands up to here keeps its layout in every version, so that an older app can say that it is too old, and damage
 * is told from another version. Then the body: JSON lines, gzip, cut into chunks of 1 MiB, each under AES-256-GCM with
 * the chunk's number and whether it is the last as its nonce (the STREAM construction): what is cut off, moved or
 * appended does not open. The key is derived from the recovery entropy and a salt of the file's own, so numbers from 0
 * never meet the same key twice. Passes through in chunks; nothing here holds more than a few of them.
 */
import * as v from 'valibot';
import type { RandomBytes } from '#lib/agent/ports.ts';
import {
	base64url,
	concat,
	equal,
	fromBase64url,
	fromUtf8,
	sha256,
	utf8,
	type Bytes
} from '#lib/protocol/bytes.ts';
import type { BackupRefusal } from './backup-report.ts';

/** Grows with every change of what a backup holds or how: an older app must not drop in silence what it does not know. */
export const BACKUP_VERSION = 1;

const MAGIC = utf8('ELMNETBACKUP');
const SALT_BYTES = 32;
const SUM_BYTES = 16;
const CHUNK_BYTES = 2 ** 20;
const TAG_BYTES = 16;
/** Ours have some 250 bytes; a later version may say more. */
const MAX_HEAD_BYTES = 16 * 1024;
/** An item has a few megabytes; a line beyond this is none of ours. */
const MAX_LINE_CHARS = 2 ** 27;
const FIXED_BYTES = MAGIC.length + 1 + 4;

const headShape = v.object({
	peer: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
	madeAt: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
	appVersion: v.pipe(v.string(), v.maxLength(64)),
	salt: v.pipe(v.string(), v.maxLength(64))
});

export interface Head {
	readonly peer: string;
	readonly madeAt: number;
	readonly appVersion: string;
}

/** Why a file cannot be taken back, and what its head says where that is known. */
export class Refused extends Error {
	readonly refusal: BackupRefusal;
	readonly head: Head | undefined;
	constructor(refusal: BackupRefusal, head?: Head, cause?: unknown) {
		super(refusal, cause === undefined ? undefined : { cause });
		this.name = 'Refused';
		this.refusal = refusal;
		this.head = head;
	}
}

// ---------------------------------------------------------------- writing

/** `lines` hold no newline: each is one JSON text. */
export async function sealBackup(
	head: Head,
	entropy: Uint8Array,
	random: RandomBytes,
	lines: AsyncIterable<string>
): Promise<Blob> {
	const salt = random(SALT_BYTES);
	const prefix = prefixOf({ ...head, salt: base64url(salt) });
	const key = await keyFrom(entropy, salt, 'encrypt');
	// Blobs of their own, so that the browser may put them on the disk while the rest is written.
	const parts: Blob[] = [new Blob([prefix])];
	let n = 0;
	const seal = async (chunk: Bytes, isLast: boolean): Promise<void> => {
		const parameters = { name: 'AES-GCM', iv: nonce(n++, isLast), additionalData: prefix };
		parts.push(new Blob([await crypto.subtle.encrypt(parameters, key, chunk)]));
	};
	let pieces: Bytes[] = [];
	let length = 0;
	for await (const piece of gzipped(lines)) {
		pieces.push(piece);
		length += piece.length;
		// Whether a chunk is the last is known when something comes after it.
		while (length > CHUNK_BYTES) {
			const whole = concat(...pieces);
			await seal(whole.slice(0, CHUNK_BYTES), false);
			pieces = [whole.slice(CHUNK_BYTES)];
			length -= CHUNK_BYTES;
		}
	}
	await seal(concat(...pieces), true);
	return new Blob(parts, { type: 'application/octet-stream' });
}

function prefixOf(head: Head & { readonly salt: string }): Bytes {
	const json = utf8(JSON.stringify(head));
	const length = new Uint8Array(4);
	new DataView(length.buffer).setUint32(0, json.length);
	const said = concat(MAGIC, new Uint8Array([BACKUP_VERSION]), length, json);
	return concat(said, sumOf(said));
}

const sumOf = (bytes: Uint8Array): Bytes => sha256(bytes).slice(0, SUM_BYTES);

/** 88 bits of number, and 8 that say whether something follows. */
function nonce(n: number, isLast: boolean): Bytes {
	const bytes = new Uint8Array(12);
	new DataView(bytes.buffer).setUint32(7, n);
	bytes[11] = isLast ? 1 : 0;
	return bytes;
}

async function keyFrom(
	entropy: Uint8Array,
	salt: Uint8Array,
	use: 'encrypt' | 'decrypt'
): Promise<CryptoKey> {
	const source = await crypto.subtle.importKey('raw', new Uint8Array(entropy), 'HKDF', false, ['deriveKey']);
	return crypto.subtle.deriveKey(
		{ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(salt), info: utf8('elm/backup') },
		source,
		{ name: 'AES-GCM', length: 256 },
		false,
		[use]
	);
}

/** What goes into the compressor at a time. */
const BLOCK_CHARS = 64 * 1024;

async function* gzipped(lines: AsyncIterable<string>): AsyncGenerator<Bytes> {
	yield* piped(blocksOf(lines), new CompressionStream('gzip'));
}

async function* blocksOf(lines: AsyncIterable<string>): AsyncGenerator<Bytes> {
	let block: string[] = [];
	let chars = 0;
	for await (const line of lines) {
		block.push(line, '\n');
		chars += line.length + 1;
		if (chars < BLOCK_CHARS) continue;
		yield utf8(block.join(''));
		block = [];
		chars = 0;
	}
	if (chars > 0) yield utf8(block.join(''));
}

// ---------------------------------------------------------------- reading

/** Whose backup it is, from its head alone. Throws Refused: 'not-a-backup' | 'damaged' | 'newer-version'. */
export async function readHead(file: Blob): Promise<Head> {
	return (await openHead(file)).head;
}

/**
 * The lines of a backup, each checked before it is given. What comes before damage is given, and then it throws: who must
 * not act on half a file reads it twice. Throws Refused.
 */
export async function* openBackup(file: Blob, entropy: Uint8Array): AsyncGenerator<string> {
	const { prefix, salt } = await openHead(file);
	const key = await keyFrom(entropy, salt, 'decrypt');
	try {
		yield* linesOf(piped(opened(file, prefix, key), new DecompressionStream('gzip')));
	} catch (error) {
		// What the decompressor and the decoder say of bytes that are not what was written.
		throw error instanceof TypeError ? new Refused('damaged', undefined, error) : error;
	}
}

async function openHead(file: Blob): Promise<{ prefix: Bytes; head: Head; salt: Bytes }> {
	const fixed = await bytesOf(file.slice(0, FIXED_BYTES));
	if (!equal(fixed.subarray(0, MAGIC.length), MAGIC)) throw new Refused('not-a-backup');
	if (fixed.length < FIXED_BYTES) throw new Refused('damaged');
	const length = new DataView(fixed.buffer).getUint32(MAGIC.length + 1);
	if (length > MAX_HEAD_BYTES) throw new Refused('damaged');
	const prefix = await bytesOf(file.slice(0, FIXED_BYTES + length + SUM_BYTES));
	const said = prefix.subarray(0, FIXED_BYTES + length);
	if (!equal(prefix.subarray(said.length), sumOf(said))) throw new Refused('damaged');
	const head = headIn(said.subarray(FIXED_BYTES));
	if (fixed[MAGIC.length] !== BACKUP_VERSION) throw new Refused('newer-version', head?.head);
	if (!head) throw new Refused('damaged');
	return { prefix, ...head };
}

function headIn(bytes: Uint8Array): { head: Head; salt: Bytes } | undefined {
	try {
		const { salt, ...head } = v.parse(headShape, JSON.parse(fromUtf8(bytes)));
		return { head, salt: fromBase64url(salt) };
	} catch {
		// Another version may have another head.
		return undefined;
	}
}

async function* opened(file: Blob, prefix: Bytes, key: CryptoKey): AsyncGenerator<Bytes> {
	const step = CHUNK_BYTES + TAG_BYTES;
	const count = Math.max(1, Math.ceil((file.size - prefix.length) / step));
	for (let n = 0; n < count; n++) {
		const start = prefix.length + n * step;
		const sealed = await bytesOf(file.slice(start, start + step));
		const parameters = { name: 'AES-GCM', iv: nonce(n, n === count - 1), additionalData: prefix };
		try {
			yield new Uint8Array(await crypto.subtle.decrypt(parameters, key, sealed));
		} catch (error) {
			throw new Refused('damaged', undefined, error);
		}
	}
}

/** A file on a disk can go away or change under us. */
async function bytesOf(part: Blob): Promise<Bytes> {
	try {
		return new Uint8Array(await part.arrayBuffer());
	} catch (error) {
		throw new Refused('damaged', undefined, error);
	}
}

async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	let begun: string[] = [];
	let chars = 0;
	for await (const piece of pieces) {
		const [first = '', ...more] = decoder.decode(piece, { stream: true }).split('\n');
		begun.push(first);
		chars += first.length;
		if (chars > MAX_LINE_CHARS) throw new Refused('damaged');
		for (const next of more) {
			yield begun.join('');
			begun = [next];
			chars = next.length;
		}
	}
	decoder.decode();
	if (chars > 0) throw new Refused('damaged');
}

/** Pulls `source` through a compressor or its counterpart, no faster than the pieces are taken. */
async function* piped(
	source: AsyncGenerator<Bytes>,
	through: CompressionStream | DecompressionStream
): AsyncGenerator<Bytes> {
	/** What went wrong in the source: the stream may tell it in other words. */
	let trouble: unknown;
	const stream = new ReadableStream<Bytes>({
		async pull(controller) {
			try {
				const next = await source.next();
				if (next.done) controller.close();
				else controller.enqueue(next.value);
			} catch (error) {
				trouble = error;
				controller.error(error);
			}
		},
		async cancel() {
			await source.return(undefined);
		}
	});
	const reader = stream.pipeThrough(through).getReader();
	try {
		for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
	} catch (error) {
		throw trouble ?? error;
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}
