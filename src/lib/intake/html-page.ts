/** One HTML text as Markdown, with its title and its own address. */
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom/worker';
import { keepLevels, markdownOf } from './html-markdown.ts';

export interface Page {
	readonly title: string;
	readonly url?: string;
	readonly markdown: string;
}

/** A tree of more elements is taken whole: to find an article in it would take too long. */
const MAX_ELEMENTS = 30_000;
/** A tree this deep was made to exhaust the stack. */
const MAX_DEPTH = 400;
/** A shorter article was something else. */
const MIN_ARTICLE_CHARS = 200;
/** Less of a page than this is not what somebody kept it for. */
const MIN_ARTICLE_SHARE = 0.15;
const MAX_URL_CHARS = 2_000;

/** `isWhole`: it is a document, and all of it is wanted. Undefined where nothing can be made of it. */
export function pageOf(html: string, { isWhole }: { readonly isWhole: boolean }): Page | undefined {
	const document = parsed(html);
	if (!document) return undefined;
	const { body } = document;
	const url = addressOf(document);
	const title = titleOf(document);
	const about = { title, ...(url !== undefined && { url }) };
	if (tooDeep(body)) return { ...about, markdown: plainText(body) };
	const article = isWhole || !isSite(document) ? undefined : articleOf(html, wordsIn(body));
	try {
		return { ...about, markdown: markdownOf(article ?? body) };
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return { ...about, markdown: plainText(body) };
	}
}

/** The parser wants an `html` around everything; a fragment has none. */
function parsed(html: string): Document | undefined {
	const whole = /<(html|body)[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`;
	const { document } = parseHTML(whole) as unknown as { document: Document };
	return document.documentElement && document.body ? document : undefined;
}

/** Something surrounds what it says. */
const isSite = (document: Document): boolean =>
	document.querySelector(
		'nav, aside, footer, article, main, link[rel=canonical], meta[property^="og:"], [role=main], [role=navigation]'
	) !== null;

function articleOf(html: string, words: number): Element | undefined {
	// It takes the tree apart: one of its own.
	const document = parsed(html);
	if (!document) return undefined;
	keepLevels(document);
	try {
		const reader = new Readability<Element>(document, {
			maxElemsToParse: MAX_ELEMENTS,
			charThreshold: MIN_ARTICLE_CHARS,
			serializer: (element) => element as Element
		});
		const article = reader.parse();
		if (!article?.content) return undefined;
		const found = wordsIn(article.content);
		return found >= MIN_ARTICLE_CHARS && found >= words * MIN_ARTICLE_SHARE ? article.content : undefined;
	} catch {
		// Too large, or a tree it did not expect: then everything is taken.
		return undefined;
	}
}

function titleOf(document: Document): string {
	const said = document.querySelector('meta[property="og:title"]')?.getAttribute('content')?.trim();
	return said || (document.querySelector('title')?.textContent ?? '').trim();
}

/** Of the web, without a name and password in it; undefined where the page names none. */
function addressOf(document: Document): string | undefined {
	const named =
		document.querySelector('link[rel~=canonical]')?.getAttribute('href') ??
		document.querySelector('meta[property="og:url"]')?.getAttribute('content');
	if (!named || named.length > MAX_URL_CHARS || !URL.canParse(named)) return undefined;
	const url = new URL(named);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
	[url.username, url.password] = ['', ''];
	return url.href;
}

/** Characters that are not blank, scripts and styles left out. */
function wordsIn(root: Element): number {
	let chars = 0;
	for (const node of textsIn(root)) chars += node.replace(/\s+/g, '').length;
	return chars;
}

const plainText = (root: Element): string =>
	[...textsIn(root)].filter((text) => text.trim() !== '').join('\n\n');

const unread = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'SVG', 'TITLE']);

/** Without recursion: a tree may be deeper than the stack. */
function* textsIn(root: Element): Generator<string> {
	for (const node of nodesIn(root)) {
		const parent = node.parentNode?.nodeName.toUpperCase() ?? '';
		if (node.nodeType === 3 && !unread.has(parent)) yield node.nodeValue ?? '';
	}
}

function* nodesIn(root: Node): Generator<Node> {
	let node: Node | null = root.firstChild;
	while (node) {
		yield node;
		let next: Node | null = node.firstChild ?? node.nextSibling;
		for (let up: Node | null = node; !next && up && up !== root;) {
			up = up.parentNode;
			next = up && up !== root ? up.nextSibling : null;
		}
		node = next;
	}
}

function tooDeep(root: Node): boolean {
	let level = 0;
	for (let node: Node | null = root; node;) {
		if (node.firstChild) {
			node = node.firstChild;
			if (++level > MAX_DEPTH) return true;
			continue;
		}
		while (node && node !== root && !node.nextSibling) {
			node = node.parentNode;
			level--;
		}
		node = !node || node === root ? null : node.nextSibling;
	}
	return false;
}
