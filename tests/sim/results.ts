/**
 * What the parts of `npm run sim` came to, kept one life a file under tests/sim/.results (not in the repository), and
 * written from there as tests/sim/RESULTS.md: a part that runs alone rewrites its section and leaves the others' figures.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row as TextRow } from './real-text/table.ts';
import { textSection } from './real-text/table.ts';
import type { Life } from './routing/one-run.ts';
import { PARTS, rowsOf, type Part } from './routing/parts.ts';
import { plotsOf } from './routing/plots.ts';
import { measureSizes } from './routing/sizes.ts';
import { section, type Lives } from './routing/tables.ts';
import { HEAD, LEFT } from './routing/words.ts';

const FILE = 'tests/sim/RESULTS.md';
const PLOTS = 'tests/sim/plots';
const KEPT = 'tests/sim/.results';

const nameOf = (row: string, seed: string): string =>
	`${row
		.replace(/[^A-Za-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.toLowerCase()}--${seed}.json`;

export const forget = (part: Part): void => rmSync(join(KEPT, part), { recursive: true, force: true });

export const isKept = (part: Part, row: string, seed: string): boolean =>
	existsSync(join(KEPT, part, nameOf(row, seed)));

export function keep(part: Part, row: string, life: Life): void {
	mkdirSync(join(KEPT, part), { recursive: true });
	writeFileSync(join(KEPT, part, nameOf(row, life.seed)), JSON.stringify({ row, life }, null, '\t'));
}

/** Lives of each row that has any, in the order of its seeds. */
function keptOf(part: Part): Lives {
	const folder = join(KEPT, part);
	const files = existsSync(folder) ? readdirSync(folder) : [];
	const lives: Lives = new Map(
		rowsOf[part].map(({ name, seeds }) => [
			name,
			seeds.flatMap((seed): Life[] => {
				const file = nameOf(name, seed);
				if (!files.includes(file)) return [];
				return [(JSON.parse(readFileSync(join(folder, file), 'utf8')) as { life: Life }).life];
			})
		])
	);
	return new Map([...lives].filter(([, of]) => of.length > 0));
}

const TEXT = join(KEPT, 'text.json');

export function keepText(rows: readonly TextRow[]): void {
	mkdirSync(KEPT, { recursive: true });
	writeFileSync(TEXT, JSON.stringify(rows, null, '\t'));
}

/** Everything that is kept, part by part. */
export async function writeResults(): Promise<void> {
	mkdirSync(PLOTS, { recursive: true });
	const sizes = await measureSizes();
	const written: string[] = [HEAD.trim()];
	for (const part of PARTS) {
		const lives = keptOf(part);
		if (lives.size === 0) continue;
		const plots = plotsOf(part, lives);
		for (const { file, svg } of plots) writeFileSync(join(PLOTS, file), svg);
		written.push(...section(part, lives, sizes));
		written.push(...plots.map(({ file, title }) => `![${title}](plots/${file})`));
	}
	if (existsSync(TEXT))
		written.push(...textSection(JSON.parse(readFileSync(TEXT, 'utf8')) as readonly TextRow[]));
	writeFileSync(FILE, `${[...written, LEFT.trim()].join('\n\n')}\n`);
}
