/** Asks the embedder, where there is one, only about claims that might say the same in another word. */
import { claimWords, saysTheSame, type Nearness } from '#lib/agent/claims-words.ts';
import { NodeError, type Embedder } from '#lib/agent/ports.ts';

/** Of an embedder that takes its time; more would keep the memory waiting. */
const MOST_TEXTS = 64;

/** Undefined where nothing can be said, or nobody needs to ask. */
export async function nearnessOf(
	learnt: readonly string[],
	known: readonly string[],
	embedder: Embedder | undefined
): Promise<Nearness | undefined> {
	if (!embedder || learnt.length === 0) return undefined;
	const theirs = known.map((text) => ({ text, words: claimWords(text) }));
	const asked = new Set<string>();
	for (const text of learnt) {
		const words = claimWords(text);
		for (const other of theirs)
			if (saysTheSame(words, other.words, () => 1) && !saysTheSame(words, other.words))
				asked.add(text).add(other.text);
	}
	const texts = [...asked].slice(0, MOST_TEXTS);
	if (texts.length === 0) return undefined;
	try {
		const vectors = await embedder.embed(texts);
		const of = new Map(texts.map((text, i) => [text, vectors[i]]));
		return (a, b) => dot(of.get(a), of.get(b));
	} catch (error) {
		// By words alone then.
		if (error instanceof NodeError) return undefined;
		throw error;
	}
}

/** Vectors have length 1. */
function dot(a: Float32Array | undefined, b: Float32Array | undefined): number {
	return a && b ? a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0) : 0;
}
