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

async function quoted(question: string, notes: readonly Note[], close: boolean): Promise<string[]> {
	const sources = sourcesOf(notes);
	const said: string[] = [];
	const prompt = { question, terms: terms(question), sources, turns: [], maxTokens: 0 };
	for await (const part of quotes.write(prompt, new AbortController().signal))
		if (part.kind === 'quote' && (part.close ?? false) === close) {
			const [span] = part.spans;
			said.push(sources[span!.source - 1]!.text.slice(span!.start, span!.end));
		}
	return said;
}

/** What the engine quotes as the answer, the best first. */
export const answer = (question: string, notes: readonly Note[]): Promise<string[]> =>
	quoted(question, notes, false);

/** What it quotes as coming closest, where nothing answers. */
export const closest = (question: string, notes: readonly Note[]): Promise<string[]> =>
	quoted(question, notes, true);
