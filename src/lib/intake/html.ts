/**
 * Web pages and other HTML as Markdown. Nothing in a page is run or fetched: it is parsed into a tree that knows neither
 * scripts nor a network, read, and dropped. Of a web page the article is taken, where one can be told from what surrounds it.
 */
import type { Encoding } from './decode.ts';
import { Flow } from './flow.ts';
import { pageOf } from './html-page.ts';
import { refused, type Reading, type Source } from './reading.ts';

/** The tree of a page takes some thirty times its text. Pictures written into the page do not count. */
const MAX_HTML_CHARS = 4_000_000;

export async function* readHtml(source: Source): AsyncGenerator<Reading, void, undefined> {
	const { file, title, maxItemChars } = source;
	const bytes = new Uint8Array(await file.arrayBuffer());
	const written = decoded(bytes, source.encoding);
	if (written === undefined) return yield refused('not-text');
	const html = withoutPictures(written);
	if (html.length > MAX_HTML_CHARS) return yield refused('too-large');
	const page = pageOf(html, { isWhole: false });
	if (!page) return yield refused('damaged');
	const flow = new Flow({
		format: 'markdown',
		title: page.title,
		fileTitle: title,
		maxItemChars,
		kind: page.url === undefined ? 'file' : 'page',
		...(page.url !== undefined && { url: page.url })
	});
	for (const item of flow.add(page.markdown)) yield { kind: 'item', item };
	for (const item of flow.rest()) yield { kind: 'item', item };
	yield { kind: 'progress', bytes: file.size };
}

/** Where a page says how it is written; it must say so at its beginning. */
const HEAD_BYTES = 4_096;

/** A mark wins, then UTF-8 that is nothing else, then what the page says of itself. */
function decoded(bytes: Uint8Array, encoding: Encoding): string | undefined {
	if (encoding === 'utf-16le' || encoding === 'utf-16be') return new TextDecoder(encoding).decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, HEAD_BYTES));
		const named = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:-]{2,40})/i.exec(head)?.[1];
		return bytes.includes(0) ? undefined : decoderOf(named).decode(bytes);
	}
}

function decoderOf(name: string | undefined): TextDecoder {
	try {
		const decoder = new TextDecoder(name ?? 'windows-1252');
		// The bytes are no UTF-8, whatever the page says.
		return decoder.encoding === 'utf-8' ? new TextDecoder('windows-1252') : decoder;
	} catch {
		return new TextDecoder('windows-1252');
	}
}

const withoutPictures = (html: string): string =>
	html.replace(/data:[a-z0-9.+-]{1,40}\/[a-z0-9.+-]{1,60}[;,][^"'()<>\s]*/gi, 'data:,');
