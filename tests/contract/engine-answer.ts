/** Asks the quotes engine from a handful of notes, as a test reads it: question in, quoted texts out. */
import { terms } from '#lib/agent/terms.ts';
import type { Source } from '#lib/agent/ports.ts';
import { quotes } from '#lib/llm/quotes.ts';

export type Note = readonly [title: string, text: string];

function sourcesOf(notes: readonly Note[]): Source[] {
	return notes.map(([title, text], i) => ({
		n: i + 1,
		author: 'a'.repeat(64) as Source['author'],
		title,
		text,
		relevance: 1 - i / notes.length,
		quotes: []
	}));
}

/** What the engine quotes, the best first. */
export async function answer(question: string, notes: readonly Note[]): Promise<string[]> {
	const sources = sourcesOf(notes);
	const said: string[] = [];
	for await (const part of quotes.write(
		{ question, terms: terms(question), sources },
		new AbortController().signal
	))
		if (part.kind === 'quote') {
			const [span] = part.spans;
			said.push(sources[span!.source - 1]!.text.slice(span!.start, span!.end));
		}
	return said;
}
