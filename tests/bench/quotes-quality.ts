/**
 * How often the quotes engine is right, wrong or silent, on the StackFAQ threads (not part of this repository: their
 * licence is their own). Run: npx tsx tests/bench/quotes-quality.ts [path to stackExchange-FAQ.json]
 *
 * A thread is a question with paraphrases and answers. Each answer is taken for a note. For every paraphrase a plain
 * BM25 search gives eight notes, and the engine writes from them. "answerable": the thread's notes are on the shelf;
 * right means that the first quote comes from the thread; "near" is what the screen announces as no answer but the
 * closest, with how often that was of the thread after all. "unanswerable": they are taken away; any answer is wrong.
 * The engine's thresholds were chosen on the even threads; the odd ones are the honest figure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { terms } from '#lib/agent/terms.ts';
import type { Source } from '#lib/agent/ports.ts';
import { quotes } from '#lib/llm/quotes.ts';
import { wordsOf } from '#lib/llm/words.ts';

interface Thread {
	readonly question: string;
	readonly rephr: readonly string[];
	readonly answer: readonly string[] | string;
}
interface Note {
	readonly thread: number;
	readonly title: string;
	readonly text: string;
	readonly counts: ReadonlyMap<string, number>;
	readonly length: number;
}

const path = process.argv[2] ?? '../shared/data/retrieval/stackfaq/stackExchange-FAQ.json';
if (!existsSync(path)) {
	console.log(`quotes-quality: ${path} is not there, nothing measured`);
	process.exit(0);
}
const threads: readonly Thread[] = JSON.parse(readFileSync(path, 'utf8')).root.qapair;

function shelfOf(titled: boolean): Note[] {
	return threads.flatMap((thread, index) =>
		[thread.answer].flat().map((text) => {
			const title = titled ? thread.question : '';
			const counts = new Map<string, number>();
			const words = wordsOf(`${title} ${text}`);
			for (const { stem } of words) counts.set(stem, (counts.get(stem) ?? 0) + 1);
			return { thread: index, title, text: text.slice(0, 4_000), counts, length: words.length };
		})
	);
}

function search(notes: readonly Note[], asked: readonly string[], most: number): Note[] {
	const stems = [...new Set(asked.flatMap((term) => wordsOf(term).map((word) => word.stem)))];
	const mean = notes.reduce((sum, note) => sum + note.length, 0) / notes.length;
	const rarity = stems.map((stem) => {
		const having = notes.filter((note) => note.counts.has(stem)).length;
		return Math.log(1 + (notes.length - having + 0.5) / (having + 0.5));
	});
	const scored = notes.map((note) => {
		const score = stems.reduce((sum, stem, i) => {
			const count = note.counts.get(stem) ?? 0;
			return sum + (rarity[i]! * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * note.length) / mean));
		}, 0);
		return { note, score };
	});
	return scored
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, most)
		.map(({ note }) => note);
}

async function firstThread(
	question: string,
	found: readonly Note[]
): Promise<{ thread: number; chars: number; near: boolean } | undefined> {
	const sources = found.map((note, i): Source => ({
		n: i + 1,
		author: '0'.repeat(64) as Source['author'],
		title: note.title,
		text: note.text,
		relevance: 1 - i / found.length,
		quotes: []
	}));
	let first: number | undefined;
	let near = false;
	let chars = 0;
	for await (const part of quotes.write(
		{ question, terms: terms(question), sources, turns: [], maxTokens: 0 },
		new AbortController().signal
	))
		if (part.kind === 'quote') {
			first ??= found[part.spans[0]!.source - 1]!.thread;
			near ||= part.close ?? false;
			chars += part.spans[0]!.end - part.spans[0]!.start;
		}
	return first === undefined ? undefined : { thread: first, chars, near };
}

async function measure(titled: boolean, odd: boolean): Promise<string> {
	const shelf = shelfOf(titled);
	const tally = {
		asked: 0,
		found: 0,
		right: 0,
		wrong: 0,
		near: 0,
		nearRight: 0,
		silent: 0,
		madeUp: 0,
		chars: 0
	};
	for (const [index, thread] of threads.entries()) {
		if ((index % 2 === 1) !== odd) continue;
		const others = shelf.filter((note) => note.thread !== index);
		for (const question of thread.rephr.filter((one) => (one?.length ?? 0) > 3)) {
			tally.asked++;
			const found = search(shelf, terms(question), 8);
			if (found.some((note) => note.thread === index)) tally.found++;
			const said = await firstThread(question, found);
			if (!said) tally.silent++;
			else if (said.near) {
				tally.near++;
				if (said.thread === index) tally.nearRight++;
			} else {
				tally.chars += said.chars;
				if (said.thread === index) tally.right++;
				else tally.wrong++;
			}
			const without = await firstThread(question, search(others, terms(question), 8));
			if (without && !without.near) tally.madeUp++;
		}
	}
	const share = (n: number) => `${((100 * n) / tally.asked).toFixed(1)} %`;
	return (
		`${titled ? 'notes with titles   ' : 'notes without titles'} ${odd ? 'odd ' : 'even'} n=${tally.asked}: search had it ${share(tally.found)}; ` +
		`answerable: right ${share(tally.right)}, wrong ${share(tally.wrong)}, near ${share(tally.near)} (right ${share(tally.nearRight)}), silent ${share(tally.silent)}; ` +
		`unanswerable: not answered ${share(tally.asked - tally.madeUp)}; mean answer ${Math.round(tally.chars / Math.max(1, tally.right + tally.wrong))} chars`
	);
}

for (const titled of [true, false]) for (const odd of [false, true]) console.log(await measure(titled, odd));
