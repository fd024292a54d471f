/**
 * A tree of HTML elements as Markdown that is read as text: headings, lists, quotes, code and tables stay, links and
 * stresses leave their words, pictures their description. Nothing is escaped: it is searched and quoted, not typeset.
 */
import Turndown from 'turndown';

/** A description that is a file's name describes nothing. */
const isFileName = (text: string): boolean => /^[\w%. -]+\.(?:jpe?g|png|gif|webp|svg|avif)$/i.test(text);

function converter(): Turndown {
	const turndown = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' });
	turndown.escape = (text) => text;
	turndown.remove([
		'script',
		'style',
		'noscript',
		'template',
		'iframe',
		'object',
		'canvas',
		'button',
		'select'
	]);
	turndown.remove((node) => ['SVG', 'NAV', 'DIALOG', 'HEAD'].includes(node.nodeName.toUpperCase()));
	turndown.addRule('heading', {
		filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
		replacement: (content, node) => {
			const words = content.replace(/\s+/g, ' ').trim();
			return words === '' ? '' : `\n\n${'#'.repeat(levelOf(node))} ${words}\n\n`;
		}
	});
	turndown.addRule('words', { filter: ['a', 'em', 'i', 'strong', 'b'], replacement: (content) => content });
	turndown.addRule('picture', {
		filter: 'img',
		replacement: (_, node) => {
			const alt = (node.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim();
			return alt === '' || isFileName(alt) ? '' : ` ${alt} `;
		}
	});
	turndown.addRule('cell', {
		filter: ['td', 'th'],
		replacement: (content, node) => {
			const words = content.replace(/\s+/g, ' ').trim();
			const isFirst = !(node as Element).previousElementSibling;
			return words === '' ? '' : isFirst ? words : ` · ${words}`;
		}
	});
	turndown.addRule('row', {
		filter: 'tr',
		replacement: (content) => (content.trim() === '' ? '' : `\n${content.trim()}\n`)
	});
	turndown.addRule('table', {
		filter: ['table', 'thead', 'tbody', 'tfoot', 'caption'],
		replacement: (content) => `\n\n${content.replace(/\n{2,}/g, '\n').trim()}\n\n`
	});
	return turndown;
}

/** Whoever finds the article in a page changes what its headings are called: they keep their level beside it. */
export function keepLevels(document: Document): void {
	for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6'))
		heading.setAttribute(LEVEL, heading.nodeName.slice(1));
}

const LEVEL = 'data-level';

const levelOf = (heading: Element): number => {
	const level = Number(heading.getAttribute(LEVEL) ?? heading.nodeName.slice(1));
	return level >= 1 && level <= 6 ? level : 2;
};

export const markdownOf = (root: Element): string =>
	converter()
		.turndown(root as HTMLElement)
		.replace(/[ \t]+\n/g, '\n')
		.replace(/^([ \t]*(?:-|\d{1,9}\.)) {2,}/gm, '$1 ')
		.replace(/(\S) {2,}(?=\S)/g, '$1 ')
		.trim();
