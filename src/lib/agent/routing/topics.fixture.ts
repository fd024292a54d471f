/** An embedder of a few words: each group of words is one direction, and other words lie nowhere. */
import type { Embedder } from '../ports.ts';
import { wordsOf } from '../support-words.ts';

export interface FakeEmbedder extends Embedder {
	/** How many texts it was given at once, in order. */
	readonly batches: readonly number[];
}

export function fakeEmbedder(id: string, groups: readonly (readonly string[])[]): FakeEmbedder {
	const batches: number[] = [];
	const dimensions = groups.length;
	return {
		id,
		dimensions,
		batches,
		async embed(texts) {
			batches.push(texts.length);
			return texts.map((text) => {
				const vector = new Float32Array(dimensions);
				for (const { folded } of wordsOf(text))
					for (const [n, group] of groups.entries()) if (group.includes(folded)) vector[n]! += 1;
				const length = Math.hypot(...vector);
				return length === 0 ? vector : vector.map((value) => value / length);
			});
		}
	};
}
