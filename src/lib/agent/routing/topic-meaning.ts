/**
 * Topics by meaning, where there is an embedder: a topic lies where its name and its words lie, and a text is of the topics
 * it lies nearest to. Adds to what the words say and never takes from it, so that both kinds of node meet in the same cells.
 */
import type { Embedder } from '../ports.ts';
import { TOPIC_CELLS, type Cell } from './cells.ts';
import type { Codebook, Topic } from './codebook.ts';
import type { Votes } from './topic-words.ts';

/** Topics embedded in one go; a worker answers other questions in between. */
const SLICE = 64;
/** A static model's mean of more words is everybody's mean. UTF-16 code units. */
const MAX_CHARS = 600;
/** Nearer than this many standard deviations above a text's nearness to all topics; of 1,024 by chance the nearest lies at 3.2. */
const LEAST_DEVIATION = 2.2;
const MOST = 8;

export interface TopicsByMeaning {
	/** For each text its nearest topics; 1 for a very near one. Throws what the embedder throws. */
	votes(texts: readonly string[]): Promise<readonly Votes[]>;
}

interface Centroids {
	readonly middle: Float32Array;
	/** One after another, by cell; of length 1, seen from the middle. */
	readonly rows: Float32Array;
}

let kept: { readonly id: string; readonly centroids: Promise<Centroids> } | undefined;

/** The centroids are made once for an embedder's id; the last one's are kept. */
export async function topicsByMeaning(embedder: Embedder, codebook: Codebook): Promise<TopicsByMeaning> {
	const id = `${codebook.version}/${embedder.id}/${embedder.dimensions}`;
	if (kept?.id !== id) kept = { id, centroids: centroidsOf(embedder, codebook) };
	const mine = kept;
	try {
		const centroids = await mine.centroids;
		return {
			async votes(texts) {
				const vectors = await embedder.embed(texts.map((text) => text.slice(0, MAX_CHARS)));
				return vectors.map((vector) => nearest(vector, centroids));
			}
		};
	} catch (error) {
		// An embedder that failed once may be there the next time.
		if (kept === mine) kept = undefined;
		throw error;
	}
}

const describe = ({ name, anchors }: Topic): string =>
	[name, ...anchors.map((words) => words.join(' '))].join(' ');

async function centroidsOf(embedder: Embedder, { topics }: Codebook): Promise<Centroids> {
	const size = embedder.dimensions;
	const rows = new Float32Array(TOPIC_CELLS * size);
	for (let from = 0; from < topics.length; from += SLICE) {
		const vectors = await embedder.embed(topics.slice(from, from + SLICE).map(describe));
		for (const [n, vector] of vectors.entries()) rows.set(vector.subarray(0, size), (from + n) * size);
	}
	// Static models put everything to one side: seen from the middle of all topics, differences are left.
	const middle = new Float32Array(size);
	for (let n = 0; n < rows.length; n++) middle[n % size]! += rows[n]! / TOPIC_CELLS;
	for (let cell = 0; cell < TOPIC_CELLS; cell++)
		seenFrom(middle, rows.subarray(cell * size, (cell + 1) * size));
	return { middle, rows };
}

/** In place: the direction from the middle; zeros stay zeros. */
function seenFrom(middle: Float32Array, vector: Float32Array): void {
	if (vector.every((value) => value === 0)) return;
	let square = 0;
	for (let n = 0; n < vector.length; n++) {
		vector[n]! -= middle[n]!;
		square += vector[n]! ** 2;
	}
	const length = Math.sqrt(square) || 1;
	for (let n = 0; n < vector.length; n++) vector[n]! /= length;
}

function nearest(text: Float32Array, { middle, rows }: Centroids): Votes {
	const size = middle.length;
	const vector = Float32Array.from({ length: size }, (_, n) => text[n] ?? 0);
	seenFrom(middle, vector);
	const near = new Float32Array(TOPIC_CELLS);
	let [sum, squares] = [0, 0];
	for (let cell = 0; cell < TOPIC_CELLS; cell++) {
		let dot = 0;
		for (let n = 0; n < size; n++) dot += vector[n]! * rows[cell * size + n]!;
		near[cell] = dot;
		sum += dot;
		squares += dot * dot;
	}
	const mean = sum / TOPIC_CELLS;
	const deviation = Math.sqrt(Math.max(0, squares / TOPIC_CELLS - mean * mean));
	if (deviation < 1e-6) return new Map();
	const found: [Cell, number][] = [];
	for (let cell = 0; cell < TOPIC_CELLS; cell++) {
		const above = (near[cell]! - mean) / deviation - LEAST_DEVIATION;
		if (above > 0) found.push([cell, above / 2]);
	}
	return new Map(found.sort(([a, x], [b, y]) => y - x || a - b).slice(0, MOST));
}
