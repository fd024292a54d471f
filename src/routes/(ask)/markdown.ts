/**
 * A conversation as a Markdown file: questions, answers, numbered sources with their authors and dates. What people and
 * models wrote is text here too: every mark that Markdown or HTML would read is escaped, so that opening the file
 * fetches nothing and looks as it was said.
 */
import type { AnswerPart, CitedSource, Exchange, ExportedConversation } from '#lib/app/node-api.ts';
import { dayOf, exactTime } from '#lib/ui/format.ts';
import { judgement } from '#lib/ui/text/judgement.ts';
import { route } from '#lib/ui/text/route.ts';
import { text } from '#lib/ui/text.ts';
import { authorOf, blocksOf, hasOwnWords, marked, type Block } from './blocks.ts';
import { headOf, isStranger, standingOf } from './judgement.ts';
import { emptyOutcome, footnotes, writerOf } from './outcome.ts';

export function markdownOf({ title, exchanges }: ExportedConversation, now: number): string {
	const parts = exchanges.map((exchange, i) => exchangeOf(exchange, i + 1));
	return `${[`# ${line(title)}`, text.ask.file.exported(exactTime(now)), ...parts].join('\n\n')}\n`;
}

/** "Bakery hours" → "bakery-hours.md". */
export function fileNameOf(title: string): string {
	const words = title.toLocaleLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
	return `${words.join('-').slice(0, 60).replace(/-$/, '') || text.ask.file.name}.md`;
}

function exchangeOf(exchange: Exchange, n: number): string {
	const { file, own } = text.ask;
	const asked = [file.asked(exactTime(exchange.askedAt))];
	if (exchange.understood !== undefined) asked.push(file.understood(line(exchange.understood)));
	const body = blocksOf(exchange.parts).map(blockOf);
	const writer = writerOf(exchange);
	const outcome = emptyOutcome(exchange, 1);
	const head = headOf(exchange);
	return [
		`## ${n}. ${line(exchange.question)}`,
		...asked.map((words) => `*${words}*`),
		...(head ? [[head.why, head.needs].filter(Boolean).join(' ')] : []),
		...body,
		...(outcome ? [outcome] : []),
		...(hasOwnWords(exchange) ? [escaped(own.footnote)] : []),
		...footnotes(exchange).map(line),
		...(writer === undefined ? [] : [escaped(writer)]),
		...(exchange.sources.length > 0
			? [
					`**${text.ask.copySources}**`,
					exchange.sources.map((source) => sourceOf(source, exchange)).join('\n')
				]
			: [])
	].join('\n\n');
}

const blockOf = (block: Block): string =>
	block.kind === 'quote'
		? `> ${quoted(block.text)} ${block.sources.map((n) => `[${n}]`).join('')}`
		: block.parts.map(proseOf).join('').trim();

const proseOf = (part: Exclude<AnswerPart, { kind: 'quote' }>): string => {
	if (part.kind === 'cite') return `[${part.source}]`;
	return part.own ? marked(escaped(part.text), escaped(text.ask.own.mark)) : escaped(part.text);
};

function sourceOf(source: CitedSource, exchange: Exchange): string {
	const said = source.spans.map(({ start, end }) => source.text.slice(start, end)).join(' … ');
	const what = text.ask.file.source(
		`**${line(source.title || text.frame.untitled)}**`,
		line(whoOf(source, exchange)),
		dayOf(source.madeAt),
		checkOf(source, exchange)
	);
	return `- [${source.n}] ${what}: ${quoted(said)}`;
}

function whoOf(source: CitedSource, exchange: Exchange): string {
	const name = authorOf(source, exchange);
	return isStranger(source.author, exchange) ? `${name} (${route.stranger})` : name;
}

function checkOf(source: CitedSource, exchange: Exchange): string {
	const { words, genuine } = standingOf(source, exchange);
	return genuine ? `${judgement.genuine}; ${words}` : words;
}

const quoted = (words: string): string => `${text.ask.openQuote}${line(words)}${text.ask.closeQuote}`;

/** In one line, for a heading, a list or a quotation. */
const line = (words: string): string => escaped(words.replace(/\s+/g, ' ').trim());

/** Marks anywhere, and those that mean something where a line begins. */
const escaped = (words: string): string =>
	words
		.replace(/[\\`*_[\]<>~|&$^]/g, '\\$&')
		.replace(/^(\s*)([#+\-=])/gm, '$1\\$2')
		.replace(/^(\s*\d+)([.)])/gm, '$1\\$2')
		.replace(/^(?: {4,}|\t)/gm, '');
