/**
 * `npm run sim`, the part with many routers: lives through every row, writes one section a part of tests/sim/RESULTS.md, the
 * figures as JSON under test-results/ and plots beside the tables. The same seeds write the same file; only the CPU is the
 * machine's.
 *
 *   npm run sim -- main attacks      these parts; the other sections stay as they are
 *   SIM_SEEDS_MOST=1 SIM_SHARE=0.1   a try-out: fewer seeds, a tenth of the agents (says so in its section)
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { growthOf, MOST_GROWTH, PARTS, rowsOf, type Part, type Row } from './parts.ts';
import { plotsOf } from './plots.ts';
import { liveAll } from './pool.ts';
import type { Job, Life } from './one-run.ts';
import { measureSizes, type Sizes } from './sizes.ts';
import { HEAD, TITLES } from './words.ts';

const FILE = 'tests/sim/RESULTS.md';
const PLOTS = 'tests/sim/plots';
const RESULTS = 'test-results';
const most = Number(process.env['SIM_SEEDS_MOST'] ?? 5);
const share = Number(process.env['SIM_SHARE'] ?? 1);
const tryOut = most < 5 || share < 1;

const asked = process.argv.slice(2).filter((name): name is Part => PARTS.some((part) => part === name));
for (const part of asked.length > 0 ? asked : PARTS) await write(part);

async function write(part: Part): Promise<void> {
	const rows = rowsOf[part].map(triedOut);
	const jobs: Job[] = rows.flatMap(({ setting, seeds, baseline }) =>
		seeds.map((seed) => ({ seed, setting, ...(baseline ? { baseline } : {}) }))
	);
	let through = 0;
	const lives = await liveAll(jobs, ({ seed, baseline }, { figures }) =>
		console.log(
			`${part} ${++through}/${jobs.length} ${baseline ?? ''} seed ${seed}: success ${figures.success.toFixed(1)}`
		)
	);
	const byRow = new Map<string, readonly Life[]>();
	for (const { name, seeds } of rows) byRow.set(name, lives.splice(0, seeds.length));
	mkdirSync(RESULTS, { recursive: true });
	mkdirSync(PLOTS, { recursive: true });
	writeFileSync(`${RESULTS}/sim-${part}.json`, JSON.stringify(Object.fromEntries(byRow), null, '\t'));
	const plots = plotsOf(part, byRow);
	for (const { file, svg } of plots) writeFileSync(`${PLOTS}/${file}`, svg);
	const pictures = plots.map(({ file, title }) => `![${title}](plots/${file})`);
	replace(part, [...section(part, rows, byRow, await measureSizes()), ...pictures].join('\n\n'));
}

function triedOut(row: Row): Row {
	const agents = Math.max(100, Math.round(row.setting.agents * share));
	const topics = Math.max(20, Math.round(row.setting.topics * share));
	const setting =
		share < 1
			? { ...row.setting, agents, topics, sybils: Math.round(row.setting.sybils * share) }
			: row.setting;
	return { ...row, setting, seeds: row.seeds.slice(0, most) };
}

function section(
	part: Part,
	rows: readonly Row[],
	lives: ReadonlyMap<string, readonly Life[]>,
	sizes: Sizes
): readonly string[] {
	const command = `\`${tryOut ? `SIM_SEEDS_MOST=${most} SIM_SHARE=${share} ` : ''}npm run sim -- ${part}\``;
	const seeds = [...new Set(rows.flatMap((row) => row.seeds))].join(', ');
	return [
		`## ${TITLES[part].title}`,
		`${command}, seeds ${seeds}. ${TITLES[part].words}${tryOut ? ' **A try-out: smaller than the goals ask.**' : ''}`,
		...goals(part, rows, lives),
		table(rows, lives),
		...(part === 'main' ? [costs(lives.get('ours') ?? [], sizes)] : []),
		...(part === 'attacks' ? [echoes(lives)] : [])
	];
}

function goals(
	part: Part,
	rows: readonly Row[],
	lives: ReadonlyMap<string, readonly Life[]>
): readonly string[] {
	const lines = rows.flatMap(({ name, goals: of = [] }) =>
		of.map(({ what, unit, digits, must, goal, measure }) => {
			const measured = measure(lives.get(name) ?? []);
			const holds = must === '≥' ? measured >= goal : measured <= goal;
			const label = part === 'main' ? what : `${name}: ${what}`;
			return `| ${label} | ${must} ${goal} ${unit} | ${measured.toFixed(digits)} ${unit} | ${said(holds)} |`;
		})
	);
	if (part === 'scale')
		for (const [name, growth] of growthOf(lives))
			lines.push(
				`| ${name}: messages, times those at 1,000 | ≤ ${MOST_GROWTH} | ${growth.toFixed(2)} | ${said(growth <= MOST_GROWTH)} |`
			);
	return lines.length === 0 ? [] : [['| | goal | measured | |', '|---|---|---|---|', ...lines].join('\n')];
}

function said(holds: boolean): string {
	return holds ? 'holds' : '**does not hold**';
}

function table(rows: readonly Row[], lives: ReadonlyMap<string, readonly Life[]>): string {
	const head =
		'| | seeds | success % | right first % | poisoned first % | accepted % | of them poisoned % | messages | most | 99 of 100 ≤ | asked | hops | s |';
	const lines = rows.map(({ name, seeds, baseline }) => {
		const of = lives.get(name) ?? [];
		const show = (key: keyof Life['figures'], digits: number) => spread(of, key, digits);
		const judged = !baseline || baseline === 'flooding, TTL 3, own reputation';
		return [
			'',
			baseline ? name : `**${name}**`,
			seeds.length,
			show('success', 1),
			show('right', 1),
			show('poisoned', 1),
			judged ? show('accepted', 1) : '',
			judged ? show('acceptedPoisoned', 2) : '',
			show('messages', 1),
			Math.max(...of.map(({ figures }) => figures.messagesMost)),
			Math.max(...of.map(({ figures }) => figures.messages99)),
			show('asked', 1),
			show('hops', 2),
			baseline ? '' : show('seconds', 1),
			''
		]
			.join(' | ')
			.trim();
	});
	return [head, `|---${'|--:'.repeat(12)}|`, ...lines].join('\n');
}

/** The mean of the seeds, and their standard deviation where there are several. */
function spread(lives: readonly Life[], key: keyof Life['figures'], digits: number): string {
	const values = lives.map(({ figures }) => figures[key]);
	const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
	if (values.length < 2) return mean.toFixed(digits);
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
	return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`;
}

function costs(lives: readonly Life[], sizes: Sizes): string {
	const bytes = Object.entries(sizes).map(([kind, size]) => `${kind} ${size}`);
	const gossip = lives.reduce((sum, life) => sum + life.gossipBytes, 0) / Math.max(1, lives.length);
	const traces = lives.map(({ seed, trace }) => `${seed} ${trace}`);
	const open = lives.reduce((sum, { unclosed }) => sum + unclosed, 0);
	return [
		`Bytes of one envelope, as measured: ${bytes.join(', ')}. Gossip comes on top: ${(gossip / 1_000).toFixed(1)} KB a question.`,
		`Questions never closed: ${open}. Traces: ${traces.join(', ')}.`,
		'CPU is the one figure that another run does not repeat.'
	].join(' ');
}

function echoes(lives: ReadonlyMap<string, readonly Life[]>): string {
	const of = [...lives].find(([name]) => name.startsWith('flooders'))?.[1][0];
	return `Each probe of a storm made the honest pass on ${(of?.echoed ?? 0).toFixed(2)} more.`;
}

/** Puts a part's section in its place and leaves the others. */
function replace(part: Part | 'text', text: string): void {
	const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD;
	const [begin, end] = [`<!-- ${part} -->`, `<!-- end of ${part} -->`];
	const block = `${begin}\n\n${text}\n\n${end}`;
	const from = before.indexOf(begin);
	const whole =
		from < 0
			? `${before.trimEnd()}\n\n${block}\n`
			: before.slice(0, from) + block + before.slice(before.indexOf(end) + end.length);
	writeFileSync(FILE, whole);
}
