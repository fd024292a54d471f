/**
 * A model's raw output as plain text: no thinking aloud, no template tokens, no turns it made up, no HTML, no Markdown, no
 * pictures; citation marks found and taken out. Total and bounded: any text gives a text, in time linear to its length or
 * nearly so. What comes out holds no "<" before a letter, no "](" and no control character.
 */
import { seen } from './prompt-text.ts';

const token = String.raw`<\|[^<>|\n]{0,40}\|?>|<｜[^<>\n]{0,40}>|<\/?s>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>|\[\/?INST\]|<<\/?SYS>>`;
const tokens = new RegExp(token, 'iu');
const leadingTokens = new RegExp(String.raw`^(?:\s*(?:${token})\s*(?:assistant\s*\n)?)+`, 'iu');
const madeUpTurn =
	/\n[^\S\n]*(?:\*\*)?(?:user|human|system|assistant|question|sources?|frage|pregunta)(?:\*\*)?\s*:/iu;
const lead = /^\s*(?:\*\*)?(?:answer|assistant|antwort|r[ée]ponse|respuesta)(?:\*\*)?\s*:(?:\*\*)?\s*/iu;

/** Plain text with its citation marks still in it. `ended`: nothing will be added to `raw`; else what may be half of something at its end is held back. */
export function plain(raw: string, ended: boolean): string {
	let text = seen(ended ? raw : wholeSigns(raw));
	text = withoutThinking(text.replace(leadingTokens, ''));
	const cut = tokens.exec(text)?.index ?? text.length;
	text = text.slice(0, cut).replace(lead, '');
	text = text.slice(0, madeUpTurn.exec(text)?.index ?? text.length);
	if (!ended) text = withoutHalves(text);
	return withoutMarkdown(withoutHtml(text)).trimEnd();
}

/** A piece may end between the two halves of a sign. */
const wholeSigns = (raw: string): string => (/[\ud800-\udbff]$/.test(raw) ? raw.slice(0, -1) : raw);

/** Some models write only the end of it. */
function withoutThinking(text: string): string {
	const shown = text.replace(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/giu, '');
	const end = shown.toLowerCase().lastIndexOf('</think');
	if (end < 0) return shown;
	const after = shown.indexOf('>', end);
	return after < 0 ? '' : shown.slice(after + 1);
}

/** What may become a mark, a tag, a link or an address with the next piece. */
function withoutHalves(text: string): string {
	const from = Math.max(0, text.length - 400);
	const tail = text.slice(from);
	const half =
		/(?:<(?:[a-z/!?|｜][^>]*)?|!?\[[^\]]*(?:\](?:\([^)]*)?)?|[【［][^】］]*|[(（]\s*[a-zà-ÿ来源出典]{0,10}\s*:?[\d\s,;&–-]*|(?:https?|www)[^\s]*|\S*:\/\/\S*|[*_`~#>!|-]+)$/iu;
	// A closed mark is whole; a closed bracket may still become a link, but a mark is more likely.
	const match = half.exec(tail);
	if (!match || /^[[【［]\s*[\d\s,;–-]+[\]】］]$/u.test(match[0])) return text;
	return text.slice(0, from + match.index);
}

function withoutHtml(text: string): string {
	let left = text
		.replace(/<(script|style|template|svg|iframe)\b[\s\S]*?(?:<\/\1\s*>|$)/giu, '')
		.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
	// A tag may appear when one inside it is taken out; each round leaves less.
	for (let rounds = 0; rounds < 5; rounds++) {
		const less = left.replace(/<(?=[a-z/!?])[^<>]{0,2000}(?:>|$)/giu, '');
		if (less === left) break;
		left = less;
	}
	return left.replace(/<+(?=[a-z/!?])/giu, '');
}

function withoutMarkdown(text: string): string {
	let left = text
		.replace(/!\[[^[\]\n]{0,300}\](?:\([^()\n]{0,1000}(?:\)|$)|\[[^[\]\n]{0,100}\])?/gmu, '')
		.replace(
			/(\[[^[\]\n]{0,300}\])\((?!\s*(?:sources?|quellen?|fuentes?)?\s*:?\s*\d)[^()\n]{0,1000}(?:\)|$)/gimu,
			'$1'
		)
		.replace(/^[^\S\n]*(?:`{3,}|~{3,})[^\n]*$/gmu, '')
		.replace(/^[^\S\n]*(?:[-*_=][^\S\n]*){3,}$/gmu, '')
		.replace(/^[^\S\n]{0,8}(?:#{1,6}|>+|[-*+•–])[^\S\n]+/gmu, '')
		.replace(/[`*]+|_{2,}|~{2,}/gu, '');
	// What is in brackets and is no mark was a link's name; footnotes and references lose the brackets.
	left = left.replace(/\[(?!\s*(?:\^|#|source|quelle|fuente|\d))([^[\]\n]{0,300})\]/giu, '$1');
	return left
		.replaceAll('](', '] (')
		.replace(/\n{2,}/g, '\n')
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n');
}

// ---------------------------------------------------------------- addresses

const address =
	/(?:[a-z0-9+.-]{0,40}:\/\/|\bwww\.|\b(?:mailto|javascript|data|tel|blob|file|vbscript):(?=\S))\S*|\b(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}[/?#]\S*/giu;

/** Addresses stay only where a cited source holds them, letter by letter. */
export const withoutAddresses = (text: string, cited: readonly string[]): string =>
	text.replace(address, (found) => {
		const [, bare = found, stop = ''] = /^(.*?)([.,;:!?)'"”’»]*)$/su.exec(found) ?? [];
		return cited.some((source) => source.includes(bare)) ? found : stop;
	});

const tidy = (text: string): string =>
	text
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ +(?=[.,;:!?)])/g, '')
		.replace(/<(?=[a-z/!?])/giu, '‹')
		// A mark taken out between them must not make a link.
		.replaceAll('](', '] (')
		.trim();

/** A sentence as it is shown. What is taken out may bring an address together: once more, until none is left. */
export function shown(sentence: string, cited: readonly string[]): string {
	let text = tidy(sentence);
	for (let rounds = 0; rounds < 8; rounds++) {
		const less = tidy(withoutAddresses(text, cited));
		if (less === text) return text;
		text = less;
	}
	return text.replaceAll('://', ' ');
}

// ---------------------------------------------------------------- marks

/** Source numbers at a place in the text, between two characters. */
export interface Mark {
	readonly at: number;
	readonly sources: readonly number[];
	/** Nothing but space stands before it in its line. */
	readonly leads: boolean;
}

const name = String.raw`(?:sources?|quellen?|fuentes?|来源|出典)`;
const one = String.raw`(?:${name}\s{0,3}:?\s{0,3})?\d{1,3}`;
const many = String.raw`\s{0,3}(?:\^|#)?${one}(?:\s{0,3}(?:[,;&/–—-]|and|und|et|y|to)\s{0,3}${one}){0,24}\s{0,3}`;
const marks = new RegExp(
	String.raw`[^\S\n]*(?:[[【［]${many}(?:†[^\]】］\n]{0,40})?[\]】］]|[(（]\s{0,3}${name}\s{0,3}:?${many}[)）])`,
	'giu'
);

/** The text without its marks, and where they stood. Numbers above `most` name nothing and are dropped. */
export function marksIn(
	text: string,
	most: number
): { readonly text: string; readonly marks: readonly Mark[] } {
	const found: Mark[] = [];
	let bare = '';
	let from = 0;
	for (const match of text.matchAll(marks)) {
		bare += text.slice(from, match.index);
		from = match.index + match[0].length;
		const lineStart = bare.lastIndexOf('\n') + 1;
		const leads = bare.slice(lineStart).trim() === '';
		const sources = numbersIn(match[0], most);
		if (sources.length > 0) found.push({ at: bare.length, sources, leads });
		// Two words must not become one.
		if (/[\p{L}\p{N},;.!?]$/u.test(bare) && /^[\p{L}\p{N}]/u.test(text.slice(from, from + 2))) bare += ' ';
	}
	return { text: bare + text.slice(from), marks: found };
}

function numbersIn(mark: string, most: number): readonly number[] {
	const numbers = new Set<number>();
	for (const [, first = '', last] of mark.matchAll(/(\d{1,3})(?:\s*[-–—]\s*(\d{1,3}))?/gu)) {
		const end = last === undefined ? Number(first) : Math.min(Number(last), most);
		for (let n = Number(first); n <= end; n++) if (n >= 1 && n <= most) numbers.add(n);
	}
	return [...numbers];
}
