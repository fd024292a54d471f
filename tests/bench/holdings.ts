/**
 * How often a shelf says that it holds something on a question: where it does, and where it does not.
 * Run: npx tsx tests/bench/holdings.ts [folder with places/ and retrieval/] [--tune]
 *
 * The hundred agents of topics-world.ts (StackFAQ's threads by site, and a dozen places of one city each), asked the
 * paraphrases of the threads and for a cuisine in a city. A shelf that is asked about another one's thread may hold another
 * thread of the same site, or about another city a place of the same cuisine: some of those yeses are no mistakes. Figures
 * are of the half of the questions that nothing was tuned on; `--tune` takes the other half.
 */
import { backed, pieceOf, PIECE_CHARS, type Piece } from '#lib/app/holdings-index.ts';
import { topicReader, topicSpace } from '#lib/agent/routing/topic-space.ts';
import { AGENTS, worldOf, type Asked } from './topics-world.ts';

const words = process.argv.slice(2);
const data =
	words.find((word) => !word.startsWith('--')) ?? process.env['ELMNET_TEST_DATA'] ?? '../shared/data';
const tuning = words.includes('--tune');

/** A title stands before every piece of what it heads. */
function piecesOf(record: string): readonly string[] {
	const end = record.indexOf('\n');
	const [title, text] = [record.slice(0, end), record.slice(end + 1)];
	return Array.from(
		{ length: Math.ceil(text.length / PIECE_CHARS) },
		(_, n) => `${title}\n${text.slice(n * PIECE_CHARS, (n + 1) * PIECE_CHARS)}`
	);
}

const world = worldOf(data, true);
if (!world) console.log(`holdings: ${data} has no StackFAQ or no places, nothing measured`);
else {
	const reader = topicReader();
	let began = performance.now();
	const shelves: (readonly Piece[])[] = [];
	for (const shelf of world.shelves) shelves.push((await reader.read(shelf.flatMap(piecesOf))).map(pieceOf));
	const all = shelves.flat();
	const readMs = (performance.now() - began) / all.length;
	const bytes = all.reduce((sum, { byteLength }) => sum + byteLength, 0);

	const asked: (readonly number[])[] = [];
	for (const { text } of world.questions) asked.push(await topicSpace().ofQuestion(text));
	/** What one agent holds, and what twenty together would. */
	const shelvesOf = (agents: number) =>
		Array.from({ length: AGENTS / agents }, (_, n) => shelves.slice(n * agents, (n + 1) * agents).flat());
	const share = (hits: number, of: number): string => `${((100 * hits) / of).toFixed(1)} % of ${of}`;
	const figures = (about: Asked['about'], agents: number) => {
		const merged = shelvesOf(agents);
		const counts = { right: 0, rights: 0, other: 0, others: 0 };
		for (const [n, question] of world.questions.entries()) {
			if (question.about !== about || question.tunes !== tuning) continue;
			for (const [at, shelf] of merged.entries()) {
				const yes = backed(asked[n]!, shelf).length > 0 ? 1 : 0;
				if (at === Math.floor(question.right / agents))
					[counts.right, counts.rights] = [counts.right + yes, counts.rights + 1];
				else [counts.other, counts.others] = [counts.other + yes, counts.others + 1];
			}
		}
		return {
			about,
			'pieces on a shelf': Math.round(all.length / merged.length),
			'yes where it is': share(counts.right, counts.rights),
			'yes where it is not': share(counts.other, counts.others)
		};
	};
	console.table([1, 20].flatMap((agents) => [figures('threads', agents), figures('places', agents)]));

	began = performance.now();
	const many = Array.from({ length: Math.ceil(10_000 / all.length) }, () => all)
		.flat()
		.slice(0, 10_000);
	for (const cells of asked.slice(0, 200)) backed(cells, many);
	const askMs = (performance.now() - began) / Math.min(200, asked.length);
	console.log(
		`A piece is read in ${readMs.toFixed(2)} ms and takes ${(bytes / all.length).toFixed(0)} bytes; ` +
			`of 10,000 pieces one question is looked up in ${askMs.toFixed(2)} ms.`
	);
}
