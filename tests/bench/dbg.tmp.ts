import { terms } from '#lib/agent/terms.ts';
import { quotes } from '#lib/llm/quotes.ts';
import { questionOf, readingOf, weightsOf, candidatesOf } from '#lib/llm/ranking.ts';
const q = process.argv[2]!,
	title = process.argv[3]!,
	text = process.argv[4]!.replaceAll('\\n', '\n');
const source = { n: 1, author: 'a' as never, title, text, relevance: 1, quotes: [] };
const question = questionOf({ question: q, terms: terms(q), sources: [source] });
console.log(
	question.terms,
	question.hints.map((h) => h.kind),
	question.compounds
);
const r = readingOf(source, question);
const w = weightsOf(question, [r]);
for (const c of candidatesOf(r, question, w))
	console.log(c.score.toFixed(2), c.coverage.toFixed(2), JSON.stringify(text.slice(c.start, c.end)));
