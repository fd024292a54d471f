/** A page with a real store on one side and the rivals on the other; the bench drives it through `window.bench`. */
import { terms } from '#lib/agent/terms.ts';
import { ownScript } from '#lib/app/own-script.ts';
import { loadStaticEmbedder } from '#lib/llm/static-embedder.ts';
import type { LoadedEmbedder } from '#lib/llm/worker-engine.ts';
import { openStore } from '#lib/store/open-store.ts';
import type { Entry } from '#lib/store/items.ts';
import { Vectors } from '#lib/store/vectors.ts';
import { judged, type Question, type RetrievalSet } from '../retrieval-judged.ts';
import type { RivalRequest } from './rivals.worker.ts';
import rivalsUrl from './rivals.worker.ts?worker&url';
import { beginnings, passages, questions } from './scale.ts';

const createWorker = (url: string | URL): Worker => new Worker(ownScript(url), { type: 'module' });
const store = await openStore({
	random: (length) => crypto.getRandomValues(new Uint8Array(length)),
	createWorker
});
const { items, shelf } = store;
const everything = { allow: () => true, limit: 10 } as const;
const PER_ITEM = 10;
const ASKED = 100;
let embedder: LoadedEmbedder | undefined;
let worker: Worker | undefined;

function* entries(count: number): Generator<Entry> {
	let batch: { title: string; text: string }[] = [];
	let made = 0;
	for (const passage of passages(count)) {
		batch.push(passage);
		if (batch.length < PER_ITEM && made * PER_ITEM + batch.length < count) continue;
		let text = '';
		const spans = batch.map((one) => {
			const start = text.length;
			text += `${one.text}\n`;
			return { start, end: text.length - 1 };
		});
		const visibility = { to: made % 10 === 0 ? 'contacts' : 'private' } as const;
		const times = { madeAt: made, changedAt: made };
		yield {
			item: { id: `item${made++}`, kind: 'file', title: batch[0]!.title, text, visibility, ...times },
			spans
		};
		batch = [];
	}
}

async function timed(work: () => unknown): Promise<number> {
	const begun = performance.now();
	await work();
	return performance.now() - begun;
}

/** After ten that warm up. */
async function times<Asked>(
	all: readonly Asked[],
	work: (asked: Asked) => unknown
): Promise<readonly number[]> {
	for (const asked of all.slice(0, 10)) await work(asked);
	const measured: number[] = [];
	for (const asked of all) measured.push(await timed(() => work(asked)));
	return measured;
}

let next = 0;
function rival(request: RivalRequest): Promise<unknown> {
	const n = next++;
	const held = (worker ??= createWorker(rivalsUrl));
	return new Promise((resolve, reject) => {
		const hear = ({ data }: MessageEvent<{ n: number; result?: unknown; failed?: string }>): void => {
			if (data.n !== n) return;
			held.removeEventListener('message', hear);
			if (data.failed !== undefined) reject(new Error(data.failed));
			else resolve(data.result);
		};
		held.addEventListener('message', hear);
		held.postMessage({ ...request, n });
	});
}

const figures = (set: RetrievalSet, found: readonly (readonly string[])[], asked: readonly Question[]) => {
	const all = asked.map(({ right }, n) => judged(found[n] ?? [], right));
	const mean = (of: (one: (typeof all)[number]) => number): number =>
		all.reduce((sum, one) => sum + of(one), 0) / all.length;
	return { name: set.name, ndcg: mean(({ ndcg }) => ndcg), recall: mean(({ recall }) => recall) };
};

const bench = {
	// ---------------------------------------------------------------- ours, at size

	/** Stores and indexes everything; asks once in the middle. */
	async build(count: number) {
		const during: number[] = [];
		let isOver = false;
		let first = (): void => undefined;
		const begun = new Promise<void>((resolve) => (first = resolve));
		const stored = items.putMany(entries(count), () => first()).then(() => shelf.flush());
		const all = stored.finally(() => (isOver = true));
		const ms = timed(() => all);
		await begun;
		// From the first batch on: what a person asks while a large import is under way.
		for (const words of questions(ASKED)) {
			if (isOver) break;
			during.push(await timed(() => shelf.search(words, everything)));
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		return { ms: await ms, during };
	},
	/** From the opened store to the list and the first answer, side by side; the page was loaded anew before. */
	async restore() {
		const begun = performance.now();
		const listed = items.list().then(() => performance.now() - begun);
		await shelf.warm();
		await shelf.search(questions(1)[0]!, everything);
		return { listedMs: await listed, readyMs: performance.now() - begun };
	},
	search: () => times(questions(ASKED), (words) => shelf.search(words, everything)),
	/** As somebody who may see a tenth of it. */
	searchAsContact: () =>
		times(questions(ASKED), (words) =>
			shelf.search(words, {
				allow: ({ visibility }) => visibility.to === 'contacts',
				limit: 10,
				as: ['contacts']
			})
		),
	find: () => times(beginnings(ASKED), (text) => shelf.find(text, { allow: () => true, limit: 20 })),
	searchByMeaning: () =>
		times(questions(ASKED), (words) => shelf.search(words, { ...everything, meaning: words.join(' ') })),

	// ---------------------------------------------------------------- vectors

	async loadModel() {
		const chosen = document.querySelector<HTMLInputElement>('#model')?.files ?? [];
		const file = (name: string): File => [...chosen].find((one) => one.name === name)!;
		const setup = {
			id: 'potion-base-2M',
			weights: file('model.safetensors'),
			tokenizer: file('tokenizer.json')
		};
		embedder = await loadStaticEmbedder(setup, {
			createWorker,
			tell: () => undefined,
			signal: new AbortController().signal
		});
	},
	/** Makes or restores every vector. */
	embed: () =>
		timed(async () => {
			shelf.useEmbedder(embedder);
			await shelf.flush();
		}),

	// ---------------------------------------------------------------- rivals, at size

	rival,
	async rivalSearch() {
		return times(questions(ASKED), (words) => rival({ do: 'search', words }));
	},

	// ---------------------------------------------------------------- quality

	/** By words, by meaning alone (no floor), by both; each question asked as a person asks it. */
	async quality(set: RetrievalSet) {
		const asked = set.questions;
		const all = set.items.map(({ id, title, texts: [text = ''] }) => ({
			item: {
				id,
				kind: 'note',
				title,
				text,
				visibility: { to: 'private' },
				madeAt: 1,
				changedAt: 1
			} as const,
			spans: [{ start: 0, end: text.length }]
		}));
		await items.putMany(all);
		await shelf.flush();
		const ask = async (meant: boolean): Promise<string[][]> => {
			const found: string[][] = [];
			for (const { text } of asked) {
				const options = { ...everything, ...(meant && { meaning: text }) };
				found.push((await shelf.search(terms(text), options)).map(({ passage }) => passage.item));
			}
			return found;
		};
		const words = figures(set, await ask(false), asked);
		if (!embedder) return { words };
		shelf.useEmbedder(embedder);
		await shelf.flush();
		const vectors = new Vectors(embedder.id, embedder.dimensions);
		for (const { item } of all)
			for (const vector of await embedder.embed([`${item.title}\n${item.text}`]))
				vectors.put(item.id, vector);
		const nearest: string[][] = [];
		for (const { text } of asked)
			for (const vector of await embedder.embed([text]))
				nearest.push(vectors.search(vector, 10).map(({ item }) => item));
		const both = figures(set, await ask(true), asked);
		return { words, meaning: figures(set, nearest, asked), both };
	},
	async rivalQuality(set: RetrievalSet) {
		const documents = set.items.map(({ title, texts: [text = ''] }, id) => ({ id, title, text }));
		await rival({ do: 'add', documents });
		const found: string[][] = [];
		for (const { text } of set.questions) {
			const hits = (await rival({ do: 'search', words: terms(text) })) as readonly { readonly id: number }[];
			found.push(hits.map(({ id }) => set.items[id]!.id));
		}
		return figures(set, found, set.questions);
	}
};

export type Bench = typeof bench;
Object.assign(window, { bench });
document.title = 'ready';
