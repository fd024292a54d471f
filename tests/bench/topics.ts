/**
 * How often the best matching 5 of 100 agents, compared by the cells of their cards alone, contain the one that can answer.
 * Run: npx tsx tests/bench/topics.ts [folder with models/, places/ and retrieval/]
 *
 * In one run: without a model, with potion-base-2M, and both kinds asking one another; topics alone; a plain keyword sketch
 * of as many cells; and an index over all shared texts, which is what no network has. Figures are of the half not tuned on.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blank, merit } from '#lib/agent/routing/beliefs.ts';
import { fieldOf, isTopic, type Cell, type Weighted } from '#lib/agent/routing/cells.ts';
import { openCodebook } from '#lib/agent/routing/codebook.ts';
import { matchOf } from '#lib/agent/routing/topic-match.ts';
import { LEAST_RECORDS } from '#lib/agent/routing/shelf-topics.ts';
import { topicSpace } from '#lib/agent/routing/topic-space.ts';
import { stemsOf, wordCell } from '#lib/agent/routing/topic-words.ts';
import type { Embedder } from '#lib/agent/ports.ts';
import { openStaticModel } from '#lib/llm/static-embedder-model.ts';
import { saidOtherwise } from './topics-said.ts';
import { AGENTS, worldOf, type Asked, type World } from './topics-world.ts';

const BEST = 5;
const CARD_CELLS = 16;
const QUESTION_CELLS = 6;

const data =
	process.argv.slice(2).find((word) => !word.startsWith('--')) ??
	process.env['ELMNET_TEST_DATA'] ??
	'../shared/data';
const tuning = process.argv.includes('--tune');

type Card = readonly Weighted[];
type Match = (cells: readonly Cell[], card: Card) => number;

interface Way {
	readonly name: string;
	readonly cards: readonly Card[];
	/** By question. */
	readonly asked: readonly (readonly Cell[])[];
	readonly match: Match;
}

async function embedderOf(folder: string): Promise<Embedder | undefined> {
	const model = join(folder, 'models/potion-base-2M');
	if (!existsSync(model)) return undefined;
	const blobOf = (name: string): Blob => new Blob([readFileSync(join(model, name))]);
	const opened = await openStaticModel(blobOf('model.safetensors'), blobOf('tokenizer.json'));
	return {
		id: 'potion-base-2M',
		dimensions: opened.dimensions,
		embed: async (texts) => texts.map((text) => opened.embed(text))
	};
}

/** The most frequent words' hashes, with no list of topics and no notion of rarity. */
function sketches({ shelves, questions }: World, leastRecords: number): Way {
	const cards = shelves.map((texts) => {
		const times = new Map<string, number>();
		for (const text of texts)
			for (const { stem } of stemsOf(text).all.values()) times.set(stem, (times.get(stem) ?? 0) + 1);
		return [...times]
			.filter(([, records]) => records >= leastRecords)
			.sort(([, a], [, b]) => b - a)
			.slice(0, CARD_CELLS)
			.map(([stem, weight]) => ({ cell: wordCell(stem), weight }));
	});
	const asked = questions.map(({ text }) =>
		[...stemsOf(text).all.keys()].slice(0, QUESTION_CELLS).map(wordCell)
	);
	const rule = leastRecords > 1 ? `, each in ${leastRecords} records` : '';
	return { name: `keyword sketch${rule}`, cards, asked, match: shared };
}

const shared: Match = (cells, card) =>
	card.reduce((sum, { cell, weight }) => sum + (cells.includes(cell) ? weight : 0), 0) /
	Math.max(
		1,
		card.reduce((sum, { weight }) => sum + weight, 0)
	);

/** All words of all shelves, the rarer ones counting more. */
function central({ shelves, questions }: World): Way {
	const held = shelves.map((texts) => new Set(texts.flatMap((text) => [...stemsOf(text).all.keys()])));
	const spread = (stem: string): number => held.filter((stems) => stems.has(stem)).length;
	const worth = new Map<Cell, number>();
	const asked = questions.map(({ text }) =>
		[...stemsOf(text).all.keys()].map((stem) => {
			const cell = wordCell(stem);
			if (!worth.has(cell)) worth.set(cell, Math.log(1 + AGENTS / (1 + spread(stem))));
			return cell;
		})
	);
	const cards = held.map((stems) => [...stems].map((stem) => ({ cell: wordCell(stem), weight: 1 })));
	const sets = new Map<Card, ReadonlySet<Cell>>(
		cards.map((card) => [card, new Set(card.map(({ cell }) => cell))])
	);
	const match: Match = (cells, card) =>
		cells.reduce((sum, cell) => sum + (sets.get(card)!.has(cell) ? worth.get(cell)! : 0), 0);
	return { name: 'index over everything', cards, asked, match };
}

const only = (way: Way, keep: (cell: Cell) => boolean, name: string): Way => ({
	name,
	match: way.match,
	cards: way.cards.map((card) => card.filter(({ cell }) => keep(cell))),
	asked: way.asked.map((cells) => cells.filter(keep))
});

/** Ties are shared: with three for the last two seats, each has two thirds of one. */
function seated(way: Way, question: number, right: number): number {
	const scores = way.cards.map((card) => way.match(way.asked[question]!, card));
	const mine = scores[right]!;
	if (mine <= 0) return 0;
	const before = scores.filter((score) => score > mine + 1e-12).length;
	const equal = scores.filter((score) => Math.abs(score - mine) <= 1e-12).length;
	return Math.max(0, Math.min(1, (BEST - before) / equal));
}

function figures(way: Way, questions: readonly Asked[]): Record<string, string> {
	const share = (about: Asked['about']): string => {
		let [sum, all] = [0, 0];
		for (const [n, question] of questions.entries())
			if (question.about === about && question.tunes === tuning) {
				sum += seated(way, n, question.right);
				all++;
			}
		return all === 0 ? '–' : `${((100 * sum) / all).toFixed(1)} % of ${all}`;
	};
	return { way: way.name, threads: share('threads'), places: share('places') };
}

async function told(space: ReturnType<typeof topicSpace>, { shelves, questions }: World) {
	const cards: Card[] = [];
	const began = performance.now();
	for (const shelf of shelves) cards.push(await space.ofShelf(shelf));
	const shelvesMs = performance.now() - began;
	const asked: (readonly Cell[])[] = [];
	for (const { text } of questions) asked.push(await space.ofQuestion(text));
	const records = shelves.reduce((sum, shelf) => sum + shelf.length, 0);
	const questionMs = (performance.now() - began - shelvesMs) / questions.length;
	return { cards, asked, recordMs: shelvesMs / records, questionMs };
}

const asTheRouter: Match = (cells, card) => merit(blank(0), card, cells);

async function measure(world: World, embedder: Embedder | undefined): Promise<void> {
	const plain = await told(topicSpace(), world);
	const ways: Way[] = [sketches(world, 1), sketches(world, LEAST_RECORDS)];
	const way = (name: string, cards: typeof plain, asked: typeof plain, match: Match = matchOf): Way => ({
		name,
		cards: cards.cards,
		asked: asked.asked,
		match
	});
	ways.push(way('no model', plain, plain), way('no model, by merit of strangers', plain, plain, asTheRouter));
	const times = [
		`no model: a record ${plain.recordMs.toFixed(2)} ms, a question ${plain.questionMs.toFixed(2)} ms`
	];
	if (embedder) {
		const meant = await told(topicSpace(embedder), world);
		ways.push(
			way('model', meant, meant),
			way('asker without, expert with', meant, plain),
			way('asker with, expert without', plain, meant),
			only(way('', plain, plain), isTopic, 'topics alone, no model'),
			only(way('', meant, meant), isTopic, 'topics alone, model'),
			only(way('', meant, plain), isTopic, 'topics alone, asker without, expert with'),
			only(way('', plain, meant), isTopic, 'topics alone, asker with, expert without')
		);
		times.push(
			`model: a record ${meant.recordMs.toFixed(2)} ms, a question ${meant.questionMs.toFixed(2)} ms`
		);
	}
	ways.push(
		only(way('', plain, plain), (cell) => !isTopic(cell), 'words alone'),
		central(world)
	);
	console.table(ways.map((one) => figures(one, world.questions)));
	console.log(times.join('; '));
}

/** How often one of the topics is of the right field, for what is said in other words than the codebook's. */
async function otherwise(space: ReturnType<typeof topicSpace>): Promise<string> {
	const { fields } = await openCodebook();
	let right = 0;
	for (const [question, field] of saidOtherwise) {
		const cells = await space.ofQuestion(question);
		if (cells.some((cell) => fields[fieldOf(cell) ?? -1] === field)) right++;
	}
	return `${right} of ${saidOtherwise.length}`;
}

const embedder = await embedderOf(data);
if (!embedder) console.log(`topics: ${data} has no model, measured without`);
for (const placesToo of [false, true]) {
	const world = worldOf(data, placesToo);
	if (!world) {
		console.log(`topics: ${data} has no StackFAQ or no places, nothing measured`);
		break;
	}
	console.log(placesToo ? 'Mixed shelves, threads and places:' : 'Shelves of threads alone:');
	await measure(world, embedder);
}
const withModel = embedder ? await otherwise(topicSpace(embedder)) : 'not measured';
console.log(
	`The right field for what is said otherwise: no model ${await otherwise(topicSpace())}; model ${withModel}`
);
