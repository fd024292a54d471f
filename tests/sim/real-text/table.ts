/** The section of RESULTS.md on real texts: goals, figures, and what stands in the way. */
import { UNREACHED } from '../routing/words.ts';

export interface Row {
	readonly name: string;
	readonly agents: number;
	readonly liars: number;
	readonly questions: number;
	/** Shares of the questions: a right note among the first three, of the community and of the central index. */
	readonly found: number;
	readonly central: number;
	/** The first is right, of all questions and of those with any answer; the same of the central index. */
	readonly top: number;
	readonly centralTop: number;
	/** The first is a lie. */
	readonly poisoned: number;
	readonly accepted: number;
	readonly acceptedRight: number;
	/** Somebody who knows was asked and answered. */
	readonly reached: number;
	readonly messages: number;
	/** Of the second half of the questions: after some experience. */
	readonly later: { readonly found: number; readonly central: number; readonly top: number };
}

const percent = (share: number): string => (100 * share).toFixed(1);

export function table(rows: readonly Row[]): string {
	const head = [
		'texts',
		'agents',
		'liars',
		'questions',
		'found@3',
		'central@3',
		'of the central',
		'right top-1',
		'central top-1',
		'poisoned top-1',
		'reached',
		'accepted / of them right',
		'messages',
		'second half: of the central / top-1'
	];
	const lines = rows.map((row) => [
		row.name,
		String(row.agents),
		`${percent(row.liars)} %`,
		String(row.questions),
		percent(row.found),
		percent(row.central),
		percent(row.found / row.central),
		percent(row.top),
		percent(row.centralTop),
		percent(row.poisoned),
		percent(row.reached),
		`${percent(row.accepted)} / ${percent(row.acceptedRight)}`,
		row.messages.toFixed(1),
		`${percent(row.later.found / row.later.central)} / ${percent(row.later.top)}`
	]);
	return `${[head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

const OF_CENTRAL = 0.95;
const RIGHT_WITH_LIARS = 0.85;

export function textSection(rows: readonly Row[]): readonly string[] {
	const goals = rows.flatMap(({ name, liars, found, central, top }) => {
		const who = `${name}, ${percent(liars)} % liars`;
		const of = line(`${who}: found, of what the central index finds`, OF_CENTRAL, found / central);
		return liars > 0 ? [of, line(`${who}: right top-1`, RIGHT_WITH_LIARS, top)] : [of];
	});
	return [
		'## Real texts',
		'`npm run sim -- text`, one seed. StackFAQ’s threads spread over 100 agents, vegan-friendly places over 200; three in ten of those who do not lie share nothing; real search, real quotes, the real router. The central index holds all that the honest share, and no lie.',
		['| | goal | measured | |', '|---|---|---|---|', ...goals].join('\n'),
		table(rows).trim(),
		UNREACHED.text ?? ''
	];
}

const line = (what: string, goal: number, measured: number): string =>
	`| ${what} | ≥ ${percent(goal)} % | ${percent(measured)} % | ${measured >= goal ? 'holds' : '**does not hold**'} |`;
