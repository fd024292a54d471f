/**
 * How well a static model ranks by meaning alone, on the public sets of search-quality.ts (not part of this repository).
 * Run: npx tsx tests/bench/embedding-quality.ts [folder with models/ and retrieval/]
 *
 * StackFAQ: 719 answers, each with its thread's question before it; every paraphrase asks. 0.574 ± 0.01 is what was measured
 * with this model elsewhere: another figure means that its tokens, its mean or its order are not as they were made.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStaticModel } from '#lib/llm/static-embedder-model.ts';

const EXPECTED = 0.574;
const WITHIN = 0.01;
const BEST = 10;

interface Thread {
	readonly question: string;
	readonly rephr: readonly (string | null)[];
	readonly answer: readonly string[] | string;
}

const data = process.argv[2] ?? process.env['ELMNET_TEST_DATA'] ?? '../shared/data';
const model = join(data, 'models/potion-base-2M');
const faq = join(data, 'retrieval/stackfaq/stackExchange-FAQ.json');
if (!existsSync(model) || !existsSync(faq)) {
	console.log(`embedding-quality: ${data} has no model or no StackFAQ, nothing measured`);
	process.exit(0);
}

const blobOf = (name: string): Blob => new Blob([readFileSync(join(model, name))]);
const opened = performance.now();
const embedder = await openStaticModel(blobOf('model.safetensors'), blobOf('tokenizer.json'));
const loadedMs = performance.now() - opened;

const threads: readonly Thread[] = JSON.parse(readFileSync(faq, 'utf8')).root.qapair;
const passages = threads.flatMap(({ question, answer }, thread) =>
	[answer].flat().map((text) => ({ thread, text: `${question}\n${text}` }))
);
const began = performance.now();
const vectors = passages.map(({ text }) => embedder.embed(text));
const embeddedMs = performance.now() - began;

const dot = (one: Float32Array, other: Float32Array): number =>
	one.reduce((sum, value, n) => sum + value * (other[n] ?? 0), 0);
const discount = (rank: number): number => 1 / Math.log2(rank + 2);

let gain = 0;
let recall = 0;
let questions = 0;
for (const [thread, { rephr }] of threads.entries()) {
	const right = passages.filter((passage) => passage.thread === thread).length;
	const ideal = Array.from({ length: Math.min(right, BEST) }, (_, rank) => discount(rank)).reduce(
		(a, b) => a + b
	);
	for (const text of rephr) {
		if (text === null || text.length < 2) continue;
		const question = embedder.embed(text);
		const found = vectors
			.map((vector, n) => ({ n, score: dot(question, vector) }))
			.sort((a, b) => b.score - a.score)
			.slice(0, BEST)
			.map(({ n }) => passages[n]?.thread === thread);
		gain += found.reduce((sum, isRight, rank) => sum + (isRight ? discount(rank) : 0), 0) / ideal;
		recall += found.filter(Boolean).length / right;
		questions++;
	}
}

const ndcg = gain / questions;
const mean = embeddedMs / passages.length;
const words = passages.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0) / passages.length;
console.log(
	`StackFAQ: nDCG@10 ${ndcg.toFixed(3)} (expected ${EXPECTED} ± ${WITHIN}), Recall@10 ${(recall / questions).toFixed(3)}; ` +
		`${passages.length} passages, ${questions} questions; loaded in ${loadedMs.toFixed(0)} ms, ` +
		`${mean.toFixed(3)} ms for a passage of ${words.toFixed(0)} words, the first ones included`
);
if (Math.abs(ndcg - EXPECTED) > WITHIN) process.exit(1);
