/**
 * A model writes an answer, and quotes stand by. What it writes is shown as it comes; in the end it stands, or the quotes
 * do: where the prose fails its checks, where the model says that the sources do not answer, where it breaks before its
 * first sentence. The quotes are made before the model begins, so nobody waits for them.
 */
import { composedProse } from './compose-prose.ts';
import type { Found } from './compose.ts';
import type { Exchange } from './events.ts';
import { NodeError, type Engine, type RandomBytes, type Written } from './ports.ts';
import { promptFor } from './prompt.ts';
import { proseOf, type Said, type Verdict } from './prose.ts';

type Answer = Pick<Exchange, 'parts' | 'sources'>;

/** What changes in the exchange; `writtenBy` is there while prose is shown. */
export type Draft = Answer & Pick<Exchange, 'writtenBy' | 'read' | 'fellBack'>;

/** Shows every draft and yields what `show` makes of it, the last one too; returns what broke the engine. */
export async function* modelWriting<Shown>(
	engine: Engine,
	question: string,
	pool: readonly Found[],
	quotes: Answer,
	random: RandomBytes,
	show: (draft: Draft) => Shown,
	signal: AbortSignal
): AsyncGenerator<Shown, NodeError | undefined, undefined> {
	const promised = promptFor(question, pool, engine, random);
	const { prompt, given } = promised;
	const read = given.length < pool.length ? { read: { passages: given.length, of: pool.length } } : {};
	// Nothing fits, or there is nothing to read: a model would only invent.
	if (prompt.turns.length === 0) {
		yield show({ ...quotes, ...(pool.length > 0 ? read : {}) });
		return undefined;
	}
	const prose = proseOf(promised);
	const drafted = (said: readonly Said[]): Draft => ({
		...composedProse(said, given),
		writtenBy: engine.id,
		...read
	});

	let trouble: NodeError | undefined;
	try {
		for await (const piece of engine.write(prompt, signal)) {
			if (signal.aborted) break;
			const goesOn = prose.add(rawOf(piece));
			const said = prose.said();
			if (said.length > 0) yield show(drafted(said));
			if (!goesOn) break;
		}
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		trouble = error;
	}

	const verdict = prose.verdict(trouble ? 'broken' : signal.aborted ? 'stopped' : 'ended');
	yield show(lastDraft(verdict, quotes, drafted, read));
	return trouble;
}

function lastDraft(
	verdict: Verdict,
	quotes: Answer,
	drafted: (said: readonly Said[]) => Draft,
	read: Pick<Draft, 'read'>
): Draft {
	switch (verdict.kind) {
		case 'stands':
			return drafted(verdict.said);
		case 'nothing':
			return { ...asClose(quotes), ...read };
		case 'unsaid':
			return quotes;
		case 'fell':
			return { ...quotes, ...read, fellBack: verdict.why };
	}
}

/** A scripted engine may cite by itself; a model's text is the same with the mark in it. */
function rawOf(piece: Written): string {
	switch (piece.kind) {
		case 'text':
			return piece.text;
		case 'cite':
			return `[${piece.source}]`;
		case 'quote':
			return '';
	}
}

/** The model read the sources and says that none answers: what the quotes found only comes near. */
const asClose = ({ parts, sources }: Answer): Answer => ({
	parts: parts.map((part) => (part.kind === 'quote' ? { ...part, close: true } : part)),
	sources
});
