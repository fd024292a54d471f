/**
 * Real texts through the real router: StackFAQ over 100 agents, vegan-friendly Chinese places over 200, each without and
 * with liars, beside one central index over all that the honest share. Run: npx tsx tests/sim/real-text/main.ts [folder
 * with retrieval/ and places/] [--questions 400], so many of each set, drawn by the seed. Prints the table and rewrites
 * tests/sim/RESULTS.md.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keepText, writeResults } from '../results.ts';
import { chanceOf, type Chance } from '../routing/chance.ts';
import { measured } from './measuring.ts';
import { table, type Row } from './table.ts';
import { places, stackfaq, type Shares } from './texts.ts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { questions: { type: 'string', default: '400' } }
});
const most = Number(values.questions);
const [folder] = positionals;
const data = folder ?? process.env['ELMNET_TEST_DATA'] ?? '../shared/data';
if (!existsSync(data)) {
	console.log(`real-text: no test data at ${data}, nothing measured`);
	process.exit(0);
}

const SEED = 'real text';
const sets = [
	[stackfaq, 100],
	[places, 200]
] as const;
const rows: Row[] = [];
for (const [make, agents] of sets)
	for (const liars of [0, 0.2]) {
		const chance = chanceOf(`${SEED} ${agents} ${liars}`);
		const texts = (...by: [Shares, Chance]) => make(data, ...by, agents);
		rows.push(await measured(texts, agents, liars, most, chance));
		// Each row as it comes: on a busy machine the next takes its time.
		keepText(rows);
	}
console.log(table(rows));
await writeResults();
