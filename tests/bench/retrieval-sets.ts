/**
 * The public retrieval sets that search is measured on (not part of this repository: their licences are their own), read
 * from the folder with scifact/ and stackfaq/. Each question says whether it is for tuning or for the figures.
 *
 * SciFact: 5,183 abstracts with titles; 300 test claims for the figures, the training claims with the abstracts they cite
 * for tuning. StackFAQ: 719 answers, each titled with its thread's question; every paraphrase asks, the thread's answers are
 * right. It has no training part: one half of its threads, drawn by a fixed seed, is taken for tuning.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Question, RetrievalSet } from './retrieval-judged.ts';

export { judged, type Question, type RetrievalSet } from './retrieval-judged.ts';

const SEED = 4;

/** Rows of a CSV text with quoted fields. */
function csv(text: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, quoted, plain, stop] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
		if (stop !== ',') rows.push([]);
	}
	return rows.filter((row) => row.length > 1);
}

export function scifact(folder: string): RetrievalSet {
	const path = join(folder, 'scifact');
	const zipped = (name: string): string[][] =>
		csv(
			execFileSync('unzip', ['-p', join(path, 'scifact.zip'), name], { maxBuffer: 2 ** 26 }).toString()
		).slice(1);
	const items = zipped('corpus_train.csv').map(([id = '', title = '', text = '']) => ({
		id,
		title,
		texts: [text]
	}));
	const right = new Map<string, string[]>();
	for (const line of readFileSync(join(path, 'qrels-test.tsv'), 'utf8').trim().split('\n')) {
		const [question = '', , item = '', relevance] = line.split(/\s+/);
		if (Number(relevance) > 0) right.set(question, [...(right.get(question) ?? []), item]);
	}
	const claims = readFileSync(join(path, 'queries.jsonl'), 'utf8').trim().split('\n');
	const asked = claims
		.map((line) => JSON.parse(line) as { _id: string; text: string })
		.flatMap(({ _id, text }) =>
			right.has(_id) ? [{ text, right: right.get(_id) ?? [], tunes: false }] : []
		);
	const ids = new Set(items.map(({ id }) => id));
	const trained = new Map<string, Question>();
	for (const [id = '', text = '', , , , cited = ''] of zipped('claims_train.csv')) {
		const right = (cited.match(/\d+/g) ?? []).filter((one) => ids.has(one));
		if (right.length > 0) trained.set(id, { text, right, tunes: true });
	}
	return { name: 'SciFact', items, questions: [...asked, ...trained.values()] };
}

export function stackfaq(folder: string): RetrievalSet {
	interface Thread {
		readonly question: string;
		readonly rephr: readonly (string | null)[];
		readonly answer: readonly string[] | string;
	}
	const file = readFileSync(join(folder, 'stackfaq/stackExchange-FAQ.json'), 'utf8');
	const threads: readonly Thread[] = JSON.parse(file).root.qapair;
	const tuning = drawn(threads.length);
	const items: RetrievalSet['items'][number][] = [];
	const questions: Question[] = [];
	for (const [thread, { question, answer, rephr }] of threads.entries()) {
		const right = [answer].flat().map((text, n) => {
			items.push({ id: `${thread}-${n}`, title: question, texts: [text] });
			return `${thread}-${n}`;
		});
		for (const text of rephr)
			if (text !== null && text.length > 1) questions.push({ text, right, tunes: tuning.has(thread) });
	}
	return { name: 'StackFAQ', items, questions };
}

/** One half of `count` numbers, the same ones each time. */
function drawn(count: number): ReadonlySet<number> {
	let state = SEED;
	const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
	const order = Array.from({ length: count }, (_, n) => ({ n, at: chance() })).sort((a, b) => a.at - b.at);
	return new Set(order.slice(0, Math.floor(count / 2)).map(({ n }) => n));
}
