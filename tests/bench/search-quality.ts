/**
 * How well the shelf's search ranks, on public retrieval sets (retrieval-sets.ts), by words, by meaning alone and by both.
 * Run: npx tsx tests/bench/search-quality.ts [folder with retrieval/ and models/] ; with --tune also over the weights.
 *
 * By words 0.686 (SciFact) and 0.752 (StackFAQ) are to be reached; both together must not be worse than words alone. The
 * weight and the floor in fusion.ts were chosen on the rows "tuning" that --tune prints, and on nothing else. Printed:
 * nDCG@10 and Recall@10.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import initSqlite from '@sqlite.org/sqlite-wasm';
import { terms } from '#lib/agent/terms.ts';
import { openStaticModel, type StaticModel } from '#lib/llm/static-embedder-model.ts';
import type { Found } from '#lib/store/full-text.ts';
import { CANDIDATES, fused, NEAR, NEARNESS, type Nearness } from '#lib/store/fusion.ts';
import { searchDesk } from '#lib/store/search-desk.ts';
import { unrelatednessOf } from '#lib/store/search-vectors.ts';
import { judged, scifact, stackfaq, type Question, type RetrievalSet } from './retrieval-sets.ts';

const [given] = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const data = given ?? process.env['ELMNET_TEST_DATA'] ?? '../shared/data';
if (!existsSync(join(data, 'retrieval'))) {
	console.log(`search-quality: ${data} has no retrieval sets, nothing measured`);
	process.exit(0);
}

/** By set and item; for --tune. */
const embedded = new Map<string, Float32Array>();
const sqlite3 = await initSqlite();
const model = await modelOf(join(data, 'models/potion-base-2M'));
const unrelated = model
	? await unrelatednessOf({
			id: 'm',
			dimensions: model.dimensions,
			embed: async (texts) => texts.map(model.embed)
		})
	: 0;

async function modelOf(folder: string): Promise<StaticModel | undefined> {
	if (!existsSync(folder)) return undefined;
	const file = (name: string): Blob => new Blob([readFileSync(join(folder, name))]);
	return openStaticModel(file('model.safetensors'), file('tokenizer.json'));
}

/** The search worker's own desk, filled. */
function filled({ items }: Pick<RetrievalSet, 'items'>): ReturnType<typeof searchDesk> {
	const desk = searchDesk(sqlite3);
	desk.start({ restored: false });
	if (model) desk.vectors({ embedder: { id: 'm', dimensions: model.dimensions } });
	for (let at = 0; at < items.length; at += 64) desk.put({ items: items.slice(at, at + 64) });
	if (model)
		for (const { id, title, texts } of items)
			desk.embedded({ items: [{ id, values: model.embed(`${title}\n${texts[0] ?? ''}`) }] });
	return desk;
}

type Way = (question: Question) => readonly Found[];

function figures(questions: readonly Question[], way: Way): string {
	const all = questions.map((question) =>
		judged(
			way(question).map(({ item }) => item),
			question.right
		)
	);
	const mean = (of: (one: (typeof all)[number]) => number): string =>
		(all.reduce((sum, one) => sum + of(one), 0) / all.length).toFixed(4);
	return `${mean(({ ndcg }) => ndcg)} (${mean(({ recall }) => recall)})`;
}

function measure(set: RetrievalSet): void {
	const desk = filled(set);
	const meaningOf = ({ text }: Question) => model && { meaning: { vector: model.embed(text), unrelated } };
	const ways: Readonly<Record<string, Way>> = {
		words: ({ text }) => desk.search({ terms: terms(text), limit: 10 }),
		...(model && {
			'meaning alone, above the floor': (question) =>
				desk.search({ terms: ['\u0001'], limit: 10, ...meaningOf(question) }),
			both: (question) => desk.search({ terms: terms(question.text), limit: 10, ...meaningOf(question) })
		})
	};
	const tuning = set.questions.filter(({ tunes }) => tunes);
	const others = set.questions.filter(({ tunes }) => !tunes);
	// StackFAQ is published as one set: its figure of comparison is over all of it.
	const rows = { test: others, tuning, ...(set.name === 'StackFAQ' && { all: set.questions }) };
	for (const [name, questions] of Object.entries(rows))
		for (const [how, way] of Object.entries(ways))
			console.log(`${set.name} ${name} n=${questions.length} ${how}: ${figures(questions, way)}`);
}

const sets = [scifact(join(data, 'retrieval')), stackfaq(join(data, 'retrieval'))];
for (const set of sets) measure(set);
if (model) await more(model);

/** What the choices in fusion.ts rest on, and how they fare on shelves as small as a person's. */
async function more(model: StaticModel): Promise<void> {
	console.log(
		`texts without anything in common: cosine ${unrelated.toFixed(3)}; weight ${NEARNESS}, floor ${NEAR}`
	);
	for (const set of sets) smallShelves(set);
	if (process.argv.includes('--tune')) for (const set of sets) tune(set, model);
}

/** 40 items at a time, the right ones among them: rare words weigh less there. Questions that are not for tuning. */
function smallShelves(set: RetrievalSet): void {
	const groups: RetrievalSet['items'][number][][] = [];
	for (const [n, item] of set.items.entries()) (groups[Math.floor(n / 40)] ??= []).push(item);
	const results: { words: ReturnType<typeof judged>; both: ReturnType<typeof judged> }[] = [];
	for (const items of groups) {
		const here = new Set(items.map(({ id }) => id));
		const asked = set.questions.filter(({ tunes, right }) => !tunes && right.every((id) => here.has(id)));
		if (asked.length === 0) continue;
		const desk = filled({ items });
		for (const { text, right } of asked) {
			const ask = (meaning: object) =>
				judged(
					desk.search({ terms: terms(text), limit: 10, ...meaning }).map(({ item }) => item),
					right
				);
			const vector = model?.embed(text) ?? new Float32Array();
			results.push({ words: ask({}), both: ask({ meaning: { vector, unrelated } }) });
		}
	}
	const mean = (of: (one: (typeof results)[number]) => number): string =>
		(results.reduce((sum, one) => sum + of(one), 0) / results.length).toFixed(4);
	console.log(
		`${set.name} test, shelves of 40, n=${results.length}: words ${mean(({ words }) => words.ndcg)}, both ${mean(({ both }) => both.ndcg)}`
	);
}

function tune(set: RetrievalSet, model: StaticModel): void {
	const desk = filled(set);
	const other = filled(sets.find((one) => one !== set) ?? set);
	const tuning = set.questions.filter(({ tunes }) => tunes);
	const asked = tuning.map(({ text, right }) => {
		const vector = model.embed(text);
		const meaning = { vector, unrelated };
		const nearest = (at: typeof desk): readonly Found[] =>
			at.search({ terms: ['\u0001'], limit: CANDIDATES, meaning });
		const strangers = nearest(other)[0]?.score ?? 0;
		return { right, words: desk.search({ terms: terms(text), limit: CANDIDATES }), vector, strangers };
	});
	const found = asked.filter(({ strangers }) => strangers > 0).length;
	console.log(
		`${set.name} tuning, asked of the other set: ${found} of ${asked.length} find anything by meaning alone`
	);
	for (const weight of [0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.2]) {
		const scored = asked.map(({ right, words, vector }) => {
			const nearness: Nearness = {
				nearest: [],
				of: (one) => cosine(vector, vectorOf(set, model, one.item)),
				unrelated
			};
			const found = fused(words, nearness, words.length, weight).map(({ item }) => item);
			return judged(found, right).ndcg;
		});
		const mean = scored.reduce((sum, one) => sum + one, 0) / scored.length;
		console.log(`${set.name} tuning, weight ${weight}: ${mean.toFixed(4)}`);
	}
}

function cosine(one: Float32Array, other: Float32Array): number {
	return one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}

function vectorOf(set: RetrievalSet, model: StaticModel, id: string): Float32Array {
	const name = `${set.name}|${id}`;
	const item = set.items.find((one) => one.id === id);
	const vector = embedded.get(name) ?? model.embed(`${item?.title}\n${item?.texts[0]}`);
	embedded.set(name, vector);
	return vector;
}
