/** Stands in for an embedder where none is to be loaded: texts are near where they share words. */
import { NodeError } from '#lib/agent/ports.ts';
import type { ClosableEmbedder } from './embedder.ts';

const DIMENSIONS = 64;

export function aFakeEmbedder(id = 'fake'): ClosableEmbedder {
	let isClosed = false;
	return {
		id,
		dimensions: DIMENSIONS,
		async embed(texts, signal) {
			signal?.throwIfAborted();
			if (isClosed) throw new NodeError('engine-unavailable', { trouble: 'closed' });
			// Later, like a real one: who aborts at once is heard.
			await Promise.resolve();
			await Promise.resolve();
			signal?.throwIfAborted();
			return texts.map(vectorOf);
		},
		close: () => void (isClosed = true)
	};
}

function vectorOf(text: string): Float32Array {
	const vector = new Float32Array(DIMENSIONS);
	const words =
		text
			.slice(0, 8_192)
			.toLowerCase()
			.match(/[\p{L}\p{N}]{1,64}/gu) ?? [];
	for (const word of words) {
		const place = hashOf(word.replace(/(?:s|ing)$/, '')) % DIMENSIONS;
		vector[place] = (vector[place] ?? 0) + 1;
	}
	const length = Math.hypot(...vector);
	return length === 0 ? vector : vector.map((value) => value / length);
}

/** FNV-1a. */
function hashOf(word: string): number {
	let hash = 0x811c9dc5;
	for (let n = 0; n < word.length; n++) hash = Math.imul(hash ^ word.charCodeAt(n), 0x01000193) >>> 0;
	return hash;
}
