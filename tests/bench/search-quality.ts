/**
 * How well the shelf's full-text search ranks, on public retrieval sets (not part of this repository: their licences are
 * their own). Run: npx tsx tests/bench/search-quality.ts [folder with scifact/ and stackfaq/]
 *
 * SciFact: 5,183 abstracts with titles, 300 test claims; 0.686 is to be reached. StackFAQ: 719 answers, each titled with
 * its thread's question; every paraphrase asks, the thread's answers are right; 0.752 is to be reached. Printed: nDCG@10
 * and Recall@10, and the time per search.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import initSqlite from '@sqlite.org/sqlite-wasm';
import { terms } from '#lib/agent/terms.ts';
import { FullText, type Indexed } from '#lib/store/full-text.ts';

interface Question {
	readonly text: string;
	readonly right: ReadonlySet<string>;
}

const data = process.env['ELMNET_TEST_DATA'] ?? '../shared/data';
const folder = process.argv[2] ?? join(data, 'retrieval');
if (!existsSync(folder)) {
	console.log(`search-quality: ${folder} is not there, nothing measured`);
	process.exit(0);
}

/** Rows of a CSV text with quoted fields. */
function csv(text: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, quoted, plain, stop] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
		if (stop !== ',') rows.push([]);
	}
	return rows.filter((row) => row.length > 1);
}

function scifact(): { items: Indexed[]; questions: Question[] } {
	const path = join(folder, 'scifact');
	const corpus = execFileSync('unzip', ['-p', join(path, 'scifact.zip'), 'corpus_train.csv'], {
		maxBuffer: 2 ** 26
	});
	const items = csv(corpus.toString())
		.slice(1)
		.map(([id = '', title = '', text = '']) => ({ id, title, texts: [text] }));
	const right = new Map<string, Set<string>>();
	for (const line of readFileSync(join(path, 'qrels-test.tsv'), 'utf8').trim().split('\n')) {
		const [question = '', , item = '', relevance] = line.split(/\s+/);
		if (Number(relevance) > 0) right.set(question, (right.get(question) ?? new Set()).add(item));
	}
	const questions = readFileSync(join(path, 'queries.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as { _id: string; text: string })
		.flatMap(({ _id, text }) =>
			right.has(_id) ? [{ text, right: right.get(_id) ?? new Set<string>() }] : []
		);
	return { items, questions };
}

function stackfaq(): { items: Indexed[]; questions: Question[] } {
	interface Thread {
		readonly question: string;
		readonly rephr: readonly string[];
		readonly answer: readonly string[] | string;
	}
	const file = readFileSync(join(folder, 'stackfaq/stackExchange-FAQ.json'), 'utf8');
	const threads: readonly Thread[] = JSON.parse(file).root.qapair;
	const items: Indexed[] = [];
	const questions: Question[] = [];
	for (const [thread, { question, answer, rephr }] of threads.entries()) {
		const ids = [answer].flat().map((text, n) => {
			items.push({ id: `${thread}-${n}`, title: question, texts: [text] });
			return `${thread}-${n}`;
		});
		for (const text of rephr) if ((text?.length ?? 0) > 1) questions.push({ text, right: new Set(ids) });
	}
	return { items, questions };
}

function measure(name: string, { items, questions }: { items: Indexed[]; questions: Question[] }): void {
	const index = new FullText(sqlite3);
	const begun = performance.now();
	for (let at = 0; at < items.length; at += 64) index.put(items.slice(at, at + 64));
	const builtMs = performance.now() - begun;
	let gain = 0;
	let recall = 0;
	const times: number[] = [];
	for (const { text, right } of questions) {
		const asked = performance.now();
		const found = index.search(terms(text), 10).map(({ item }) => item);
		times.push(performance.now() - asked);
		const ideal = [...right].slice(0, 10).reduce((sum, _, rank) => sum + 1 / Math.log2(rank + 2), 0);
		gain += found.reduce((sum, id, rank) => sum + (right.has(id) ? 1 / Math.log2(rank + 2) : 0), 0) / ideal;
		recall += found.filter((id) => right.has(id)).length / right.size;
	}
	times.sort((a, b) => a - b);
	const at = (share: number) => (times[Math.floor(share * times.length)] ?? NaN).toFixed(1);
	const mean = (sum: number) => (sum / questions.length).toFixed(3);
	console.log(
		`${name}: nDCG@10 ${mean(gain)}, Recall@10 ${mean(recall)}; ${items.length} passages in ${(builtMs / 1000).toFixed(1)} s, ` +
			`${questions.length} questions, ${at(0.5)} ms median, ${at(0.95)} ms p95`
	);
	index.close();
}

const sqlite3 = await initSqlite();
measure('SciFact', scifact());
measure('StackFAQ', stackfaq());
