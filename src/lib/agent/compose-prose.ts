/** What a model wrote, as the screen shows it: text and citations, each source with the spans that carry what cites it. */
import { merged, type Found, type Span } from './compose.ts';
import type { AnswerPart, CitedSource, Exchange } from './events.ts';
import type { Said } from './prose.ts';

/** Sources are numbered from 1 in the order in which they are first cited; those that are not cited are left out. */
export function composedProse(
	said: readonly Said[],
	given: readonly Found[]
): Pick<Exchange, 'parts' | 'sources'> {
	const used = new Map<number, { readonly n: number; readonly spans: Span[] }>();
	const use = (source: number, span: Span): number => {
		const entry = used.get(source) ?? { n: used.size + 1, spans: [] };
		used.set(source, entry);
		entry.spans.push(span);
		return entry.n;
	};
	const parts = said.flatMap(({ text, own, cites }): AnswerPart[] => [
		{ kind: 'text', text, ...(own && { own }) },
		...cites.map(({ source, span }): AnswerPart => ({ kind: 'cite', source: use(source, span) }))
	]);
	const sources = [...used].map(([source, { n, spans }]): CitedSource => {
		const { relevance: _, quotes: __, geohash: ___, ...found } = given[source - 1]!;
		return { n, ...found, spans: merged(spans) };
	});
	return { parts, sources };
}
