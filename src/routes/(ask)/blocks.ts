/** The parts of an answer as paragraphs, and as plain text to copy or to be read out. */
import type { AnswerPart, CitedSource, Exchange } from '#lib/app/node-api.ts';
import { text } from '#lib/ui/text.ts';
import { nameOf } from './judgement.ts';

export type Block =
	| { readonly kind: 'quote'; readonly text: string; readonly sources: readonly number[] }
	| { readonly kind: 'prose'; readonly parts: readonly Exclude<AnswerPart, { kind: 'quote' }>[] };

/** Says so before the first quote that only comes near what was asked. */
function withLead(parts: readonly AnswerPart[]): readonly AnswerPart[] {
	const first = parts.findIndex((part) => part.kind === 'quote' && part.close);
	return first < 0 ? parts : parts.toSpliced(first, 0, { kind: 'text', text: text.ask.outcome.close });
}

/** Quotes stand by themselves; prose and the marks in it run together until an empty line. */
export function blocksOf(parts: readonly AnswerPart[]): Block[] {
	const blocks: Block[] = [];
	let prose: Exclude<AnswerPart, { kind: 'quote' }>[] = [];
	const flush = (): void => {
		if (prose.some((part) => part.kind === 'cite' || part.text.trim() !== ''))
			blocks.push({ kind: 'prose', parts: prose });
		prose = [];
	};
	for (const part of withLead(parts)) {
		if (part.kind === 'quote') {
			flush();
			blocks.push(part);
		} else if (part.kind === 'cite') prose.push(part);
		else
			part.text.split(/\n{2,}/).forEach((paragraph, i) => {
				if (i > 0) flush();
				if (paragraph !== '') prose.push({ ...part, text: paragraph });
			});
	}
	flush();
	return blocks;
}

/** The blocks with those of the last drawing in the place of their equals: what did not change is not drawn anew. */
export function withKnown(blocks: Block[], known: readonly Block[]): Block[] {
	return blocks.map((block, i) => {
		const before = known[i];
		return before && isSame(block, before) ? before : block;
	});
}

function isSame(a: Block, b: Block): boolean {
	if (a.kind === 'quote')
		return b.kind === 'quote' && a.text === b.text && a.sources.join() === b.sources.join();
	if (b.kind === 'quote' || a.parts.length !== b.parts.length) return false;
	return a.parts.every((part, i) => {
		const other = b.parts[i];
		if (part.kind === 'cite') return other?.kind === 'cite' && part.source === other.source;
		return other?.kind === 'text' && part.text === other.text && part.own === other.own;
	});
}

/** Somebody known by their card alone has that card's name, from the route. */
export const authorOf = (source: CitedSource, exchange: Pick<Exchange, 'sources' | 'route'>): string =>
	source.verification === 'own' ? text.ask.byYou : nameOf(source.author, exchange);

/** The words of an answer without marks, for those who listen. */
export const spoken = ({ parts }: Exchange): string =>
	withLead(parts)
		.filter((part) => part.kind !== 'cite')
		.map((part) =>
			part.kind === 'quote' ? `${text.ask.openQuote}${part.text}${text.ask.closeQuote}` : heard(part)
		)
		.join(' ');

const heard = ({ text: said, own }: Extract<AnswerPart, { kind: 'text' }>): string =>
	own ? `${text.ask.own.before}${said.trim()}${text.ask.own.after}` : said;

export const hasOwnWords = ({ parts }: Pick<Exchange, 'parts'>): boolean =>
	parts.some((part) => part.kind === 'text' && part.own);

/** The mark stands before the space that ends a sentence's piece. */
export const marked = (said: string, mark: string): string => said.replace(/\s*$/, (end) => ` ${mark}${end}`);

/** The answer with its sources, to be pasted elsewhere. */
export function copied(exchange: Exchange): string {
	const body = blocksOf(exchange.parts).map((block) =>
		block.kind === 'quote'
			? `${text.ask.openQuote}${block.text}${text.ask.closeQuote} ${block.sources.map((n) => `[${n}]`).join('')}`
			: block.parts
					.map((part) =>
						part.kind === 'cite'
							? `[${part.source}]`
							: part.own
								? marked(part.text, text.ask.own.mark)
								: part.text
					)
					.join('')
	);
	if (hasOwnWords(exchange)) body.push('', text.ask.own.footnote);
	const sources = exchange.sources.map((source) =>
		text.ask.copySource(source.n, authorOf(source, exchange), source.title || text.frame.untitled)
	);
	return [...body, ...(sources.length > 0 ? ['', `${text.ask.copySources}:`, ...sources] : [])].join('\n');
}

/** A passage cut where quoted spans begin and end. */
export function pieces(
	passage: string,
	spans: CitedSource['spans']
): { readonly text: string; readonly quoted: boolean }[] {
	const cut: { text: string; quoted: boolean }[] = [];
	let at = 0;
	for (const { start, end } of spans) {
		if (start < at || end <= start || end > passage.length) continue;
		if (start > at) cut.push({ text: passage.slice(at, start), quoted: false });
		cut.push({ text: passage.slice(start, end), quoted: true });
		at = end;
	}
	if (at < passage.length) cut.push({ text: passage.slice(at), quoted: false });
	return cut;
}
