/**
 * Word documents. Only what holds words is unpacked, within limits, before anything looks into it; then the document is
 * read as HTML. Pictures leave their descriptions. What lies outside of the file is never fetched.
 */
import { zipSync } from 'fflate';
import mammoth from 'mammoth';
import { Flow } from './flow.ts';
import { pageOf } from './html-page.ts';
import { refused, type FileRefusal, type Reading, type Source } from './reading.ts';
import { listZip, unpack } from './zip.ts';

/** A thousand pages; the tree of it takes some ten times as much. */
const MAX_PART_BYTES = 24 * 1024 * 1024;
const MAX_PARTS_BYTES = 32 * 1024 * 1024;

export async function* readDocx({
	file,
	title,
	maxItemChars
}: Source): AsyncGenerator<Reading, void, undefined> {
	const parts = await wordsOf(file);
	if (typeof parts === 'string') return yield refused(parts);
	const html = await htmlOf(parts);
	const page = html === undefined ? undefined : pageOf(html, { isWhole: true });
	if (!page) return yield refused('damaged');
	const flow = new Flow({ format: 'markdown', fileTitle: title, maxItemChars });
	for (const item of flow.add(page.markdown)) yield { kind: 'item', item };
	for (const item of flow.rest()) yield { kind: 'item', item };
	yield { kind: 'progress', bytes: file.size };
}

type Parts = Record<string, Uint8Array>;

async function wordsOf(file: Blob): Promise<Parts | FileRefusal> {
	const entries = await listZip(file);
	if (typeof entries === 'string') return (await isLocked(file)) ? 'encrypted' : 'damaged';
	const parts: Parts = {};
	let room = MAX_PARTS_BYTES;
	for (const entry of entries) {
		if (!/\.(?:xml|rels)$/i.test(entry.name)) continue;
		const unpacked = await unpack(file, entry, Math.min(MAX_PART_BYTES, room));
		if ('refused' in unpacked) {
			const { refused: why } = unpacked;
			return why === 'too-large' ? 'unpacks-too-large' : why === 'kind' ? 'damaged' : why;
		}
		room -= unpacked.bytes.length;
		parts[entry.name] = unpacked.bytes;
	}
	return parts;
}

/** A document with a password is no archive: an older kind of file, with the archive sealed in it. */
async function isLocked(file: Blob): Promise<boolean> {
	const bytes = new Uint8Array(await file.arrayBuffer());
	if (bytes[0] !== 0xd0 || bytes[1] !== 0xcf) return false;
	return new TextDecoder('windows-1252').decode(bytes).includes(Array.from('EncryptedPackage').join('\0'));
}

async function htmlOf(parts: Parts): Promise<string | undefined> {
	const bytes = zipSync(parts, { level: 0 });
	// In Node it takes one name for the same bytes, in a browser the other.
	const input = { arrayBuffer: bytes.buffer, buffer: bytes } as unknown as { arrayBuffer: ArrayBuffer };
	try {
		const { value } = await mammoth.convertToHtml(input, {
			convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
			includeEmbeddedStyleMap: false,
			externalFileAccess: false,
			styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"]
		});
		return value;
	} catch {
		// Whatever it stumbled over stands in the file, not here.
		return undefined;
	}
}
