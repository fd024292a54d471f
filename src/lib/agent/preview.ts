/**
 * What somebody would be told if they asked: the very way of an answer, up to where it would be signed. Nothing is sent,
 * counted, paid for or noted.
 */
import { MAX_CITATIONS, MAX_QUESTION_CHARS } from '../protocol/limits.ts';
import { leavingFor, quotedFrom } from './answer.ts';
import { viewOf, type View, type ViewDeps } from './answerer.ts';
import type { Reader } from './policy.ts';
import { wireText } from './wire-text.ts';

export interface Told {
	readonly quotes: readonly {
		readonly item: string;
		readonly title: string;
		readonly text: string;
	}[];
	/** It only comes near what was asked; the asker's agent would say so. */
	readonly close: boolean;
}

/** `reader` as they stand at each look. Guesses of the person's own are no attempt on anybody: nothing is logged. */
export const previewView = (reader: () => Promise<Reader>, deps: Omit<ViewDeps, 'log'>): View =>
	viewOf(reader, { ...deps, log: () => undefined });

export async function told(question: string, view: View): Promise<Told> {
	const leaving = await leavingFor(wireText(question, MAX_QUESTION_CHARS), view);
	const quotes = leaving.flatMap((one) =>
		quotedFrom(one).map(({ quote }) => ({ item: one.passage.item, title: one.passage.title, text: quote }))
	);
	return { quotes: quotes.slice(0, MAX_CITATIONS), close: leaving.some(({ close }) => close) };
}
