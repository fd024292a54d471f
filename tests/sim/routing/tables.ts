/** One part's section of RESULTS.md: goals beside what was measured, then every row. Seeds are counted, never assumed. */
import type { Life } from './one-run.ts';
import { growthOf, MOST_GROWTH, rowsOf, type Part, type Row } from './parts.ts';
import type { Sizes } from './sizes.ts';
import { BAD_INPUT, TITLES, UNREACHED } from './words.ts';

/** By the name of their row; only rows with lives. */
export type Lives = ReadonlyMap<string, readonly Life[]>;
type Figure = keyof Life['figures'];

export function section(part: Part, lives: Lives, sizes: Sizes): readonly string[] {
	const rows = rowsOf[part].filter(({ name }) => lives.has(name));
	const left = rowsOf[part].filter(({ name }) => !lives.has(name)).map(({ name }) => name);
	return [
		`## ${TITLES[part].title}`,
		`\`npm run sim -- ${part}\`. ${TITLES[part].words} *seeds* are those lived through, of one, two, three, four, five in this order.`,
		...goals(part, rows, lives),
		table(rows, lives),
		...(left.length > 0 ? [`Not lived through yet: ${left.join(' · ')}.`] : []),
		...(part === 'main' ? [costs(lives.get('ours') ?? [], sizes)] : []),
		...(part === 'attacks' ? badInput(lives) : []),
		...(UNREACHED[part] ? [UNREACHED[part]] : [])
	];
}

function goals(part: Part, rows: readonly Row[], lives: Lives): readonly string[] {
	const lines = rows.flatMap(({ name, goals: of = [] }) =>
		of.map(({ what, unit, digits, must, goal, measure }) => {
			const lived = lives.get(name) ?? [];
			const measured = measure(lived);
			const holds = must === '≥' ? measured >= goal : measured <= goal;
			const label = part === 'main' ? what : `${name}: ${what}`;
			return `| ${label} | ${must} ${goal} ${unit} | ${measured.toFixed(digits)} ${unit} | ${lived.length} | ${said(holds)} |`;
		})
	);
	if (part === 'scale')
		for (const [name, growth] of growthOf(lives))
			lines.push(
				`| ${name}: messages, times those at 1,000 | ≤ ${MOST_GROWTH} | ${growth.toFixed(2)} | 1 | ${said(growth <= MOST_GROWTH)} |`
			);
	if (lines.length === 0) return [];
	return [['| | goal | measured | seeds | |', '|---|---|---|--:|---|', ...lines].join('\n')];
}

const said = (holds: boolean): string => (holds ? 'holds' : '**does not hold**');

function table(rows: readonly Row[], lives: Lives): string {
	const head =
		'| | seeds | questions each | success % | right first % | poisoned first % | accepted % | of them poisoned % | messages | most | 99 of 100 ≤ | asked | hops | s |';
	const lines = rows.map(({ name, baseline, setting }) => {
		const of = lives.get(name) ?? [];
		const show = (key: Figure, digits: number) => spread(of, key, digits);
		const judged = !baseline || baseline === 'flooding, TTL 3, own reputation';
		const cells = [
			baseline ? name : `**${name}**`,
			of.length,
			setting.questions,
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
			baseline ? '' : show('seconds', 1)
		];
		return `| ${cells.join(' | ')} |`;
	});
	return [head, `|---${'|--:'.repeat(13)}|`, ...lines].join('\n');
}

/** The mean of the seeds, and their standard deviation where there are several. */
function spread(lives: readonly Life[], key: Figure, digits: number): string {
	const values = lives.map(({ figures }) => figures[key]);
	const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
	if (values.length < 2) return mean.toFixed(digits);
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
	return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`;
}

/** What experience is worth: the first and the last tenth of the questions. */
function learnt(lives: readonly Life[]): string {
	const mean = (of: (life: Life) => number) =>
		(lives.reduce((sum, life) => sum + of(life), 0) / Math.max(1, lives.length)).toFixed(1);
	const tenth = (at: 0 | 9) =>
		`${mean(({ over }) => over[at]!.right)} % right first, ${mean(({ over }) => over[at]!.poisoned)} % poisoned first, ${mean(({ over }) => over[at]!.accepted)} % accepted`;
	return `The first tenth of the questions: ${tenth(0)}. The last: ${tenth(9)}.`;
}

function costs(lives: readonly Life[], sizes: Sizes): string {
	const bytes = Object.entries(sizes).map(([kind, size]) => `${kind} ${size}`);
	const gossip = lives.reduce((sum, life) => sum + life.gossipBytes, 0) / Math.max(1, lives.length);
	const traces = lives.map(({ seed, trace }) => `${seed} ${trace}`);
	const open = lives.reduce((sum, { unclosed }) => sum + unclosed, 0);
	return [
		learnt(lives),
		`Bytes of one envelope, as measured: ${bytes.join(', ')}. Gossip comes on top: ${(gossip / 1_000).toFixed(1)} KB a question.`,
		`Questions never closed: ${open}. Traces: ${traces.join(', ')}.`,
		'CPU is the one figure that another run does not repeat; this machine was shared while it was taken.'
	].join(' ');
}

/** What those who mean ill send, and what it comes to beside the same days without. */
function badInput(lives: Lives): readonly string[] {
	const lines = BAD_INPUT.flatMap(({ what, row, beside }) => {
		const [life, other] = [lives.get(row)?.[0], lives.get(beside)?.[0]];
		if (!life || !other) return [];
		const both = (key: Figure, digits: number) =>
			`${life.figures[key].toFixed(digits)} (${other.figures[key].toFixed(digits)})`;
		const echoed = row.startsWith('flooders') ? life.echoed.toFixed(2) : '';
		const cells = [what, both('success', 1), both('right', 1), both('poisoned', 1)];
		return `| ${[...cells, both('acceptedPoisoned', 2), both('messages', 1), echoed].join(' | ')} |`;
	});
	if (lines.length === 0) return [];
	const head =
		'| bad input (in brackets: without it) | success % | right first % | poisoned first % | poisoned of accepted % | messages a question | passed on for each sent |';
	return [[head, `|---${'|--:'.repeat(6)}|`, ...lines].join('\n')];
}
