/** What `npm run sim` lives through: every row of every table, with the goals of the project beside it. */
import { BASELINES, type Baseline } from './baselines.ts';
import type { Life } from './one-run.ts';
import { ISSUE, type Setting } from './setting.ts';
import type { Figures } from './tally.ts';

export const PARTS = ['main', 'attacks', 'scale', 'ablation'] as const;
export type Part = (typeof PARTS)[number];

export interface Row {
	readonly name: string;
	readonly setting: Setting;
	readonly seeds: readonly string[];
	readonly baseline?: Baseline;
	readonly goals?: readonly Goal[];
}

export interface Goal {
	readonly what: string;
	readonly unit: string;
	readonly digits: number;
	/** At least, or at most. */
	readonly must: '≥' | '≤';
	readonly goal: number;
	readonly measure: (lives: readonly Life[]) => number;
}

const SEEDS = ['one', 'two', 'three', 'four', 'five'] as const;
const ONE = SEEDS.slice(0, 1);
/** Where no goal stands, a third of the questions: the row says how it differs, not how it ends. */
const SHORT = 20;

const mean = (of: (life: Life) => number) => (lives: readonly Life[]) =>
	lives.reduce((sum, life) => sum + of(life), 0) / Math.max(1, lives.length);
const figure = (name: keyof Figures) => mean(({ figures }) => figures[name]);
const worst = (name: keyof Figures) => (lives: readonly Life[]) =>
	Math.max(...lives.map(({ figures }) => figures[name]));

const success = (goal: number): Goal => ({
	what: 'success',
	unit: '%',
	digits: 1,
	must: '≥',
	goal,
	measure: figure('success')
});
const poisonedAccepted = (goal: number): Goal => ({
	what: 'poisoned of accepted',
	unit: '%',
	digits: 2,
	must: '≤',
	goal,
	measure: figure('acceptedPoisoned')
});
const messages = (goal: number): Goal => ({
	what: 'messages, mean',
	unit: '',
	digits: 2,
	must: '≤',
	goal,
	measure: figure('messages')
});

const MAIN_GOALS: readonly Goal[] = [
	success(97),
	{ what: 'right first', unit: '%', digits: 1, must: '≥', goal: 87, measure: figure('right') },
	{ what: 'poisoned first', unit: '%', digits: 1, must: '≤', goal: 3, measure: figure('poisoned') },
	poisonedAccepted(0.3),
	{ what: 'accepted', unit: '%', digits: 1, must: '≥', goal: 65, measure: figure('accepted') },
	messages(11),
	{ what: 'messages, most', unit: '', digits: 0, must: '≤', goal: 16, measure: worst('messagesMost') },
	{
		what: 'CPU a question, all nodes',
		unit: 'ms',
		digits: 1,
		must: '≤',
		goal: 0.5,
		measure: mean(({ cpu }) => cpu.questions)
	},
	{
		what: 'traffic a question, without gossip',
		unit: 'KB',
		digits: 1,
		must: '≤',
		goal: 12,
		measure: mean(({ figures }) => figures.bytes / 1_000)
	},
	{
		what: 'state a node',
		unit: 'KB',
		digits: 0,
		must: '≤',
		goal: 350,
		measure: mean(({ state }) => state / 1_000)
	}
];

const main: readonly Row[] = [
	{ name: 'ours', setting: ISSUE, seeds: SEEDS, goals: MAIN_GOALS },
	{
		name: 'ours, strangers offer before they are asked',
		setting: { ...ISSUE, router: { standingOffers: false } },
		seeds: ONE
	},
	...BASELINES.map((baseline) => ({ name: baseline, setting: ISSUE, seeds: ONE, baseline }))
];

const short = (name: string, change: Partial<Setting>): Row => ({
	name,
	setting: { ...ISSUE, questions: SHORT, ...change },
	seeds: ONE
});

const CAMOUFLAGE: Setting = { ...ISSUE, attackers: { camouflage: 0.2 } };

const attacks: readonly Row[] = [
	{
		name: '40 % colluders',
		setting: { ...ISSUE, attackers: { colluder: 0.4 } },
		seeds: SEEDS,
		goals: [success(95)]
	},
	{
		name: '+ 1,000 sybils',
		setting: { ...ISSUE, sybils: 1_000 },
		seeds: SEEDS,
		goals: [poisonedAccepted(1)]
	},
	{ name: 'camouflage', setting: CAMOUFLAGE, seeds: SEEDS, goals: [poisonedAccepted(3)] },
	{ name: 'directory down', setting: { ...ISSUE, directory: false }, seeds: SEEDS, goals: [success(95)] },
	short('as in the first table, 20 questions', {}),
	short('camouflage in step', { attackers: { 'in-step': 0.2 } }),
	short('poisoners, each its own lie', { attackers: { poisoner: 0.2 } }),
	short('slanderers', { attackers: { slanderer: 0.2 } }),
	short('whitewashers', { attackers: { whitewasher: 0.2 } }),
	short('black holes', { attackers: { 'black-hole': 0.2 } }),
	short('flooders (5 %) beside colluders', { attackers: { colluder: 0.15, flooder: 0.05 } }),
	short('every liar claims sixteen topics', { boasting: 1 }),
	short('every liar claims as few as the honest', { boasting: 0 }),
	short('10 % lost, 10 % twice, a fifth of the time parted', { lost: 0.1, twice: 0.1, parted: true }),
	short('30 % of the questions between two topics', { soft: 0.3 }),
	short('30 % of the answers judged', { rated: 0.3 }),
	short('one judgement for all who say the same', { judgedTogether: true })
];

const SCALED: Setting = { ...ISSUE, topics: 1_024, questions: 4 };
const AT_1000 = '1,000 agents, 200 topics';

const scale: readonly Row[] = [
	{ name: AT_1000, setting: { ...SCALED, agents: 1_000, topics: 200 }, seeds: ONE },
	{ name: '10,000 agents, 1,024 topics', setting: { ...SCALED, agents: 10_000 }, seeds: ONE },
	{
		name: '10,000 agents, 1,024 topics, directory down',
		setting: { ...SCALED, agents: 10_000, directory: false },
		seeds: ONE
	},
	// With all of them asking their routers hold more than 13 GB.
	{
		name: '100,000 agents, 1,024 topics, one in twenty asks',
		setting: { ...SCALED, agents: 100_000, asksEvery: 20 },
		seeds: ONE
	}
];

/** Each defence off in turn, against the attack that the others leave most room for. */
const without = (name: string, change: Partial<Setting>): Row => ({
	name,
	setting: { ...CAMOUFLAGE, questions: SHORT, ...change },
	seeds: ONE
});

const ablation: readonly Row[] = [
	without('every defence', {}),
	without('no attestations heard', { router: { hearsay: false } }),
	without('recommenders not held to their word', { router: { credibility: false } }),
	without('strangers’ votes not capped', { router: { sybilCap: false } }),
	without('citations not looked at', { router: { citations: false } }),
	without('a judgement is for one alone', { router: { shared: false } }),
	without('trust believed by its mean', { router: { caution: false } }),
	without('no corroboration', { router: { corroboration: false } }),
	without('no draw for newcomers', { router: { draws: 0 } }),
	without('four who say the same do not end a question', { router: { unanimous: false } }),
	without('strangers offer before they are asked', { router: { standingOffers: false } }),
	without('no cards kept for when the directory has none', { keptFound: 0, directory: false }),
	without('the same with the cards that are kept', { directory: false }),
	without('cards not passed on', { cards: false }),
	without('nobody is a friend', { friends: false })
];

export const rowsOf: Record<Part, readonly Row[]> = { main, attacks, scale, ablation };

/** The goal of the larger networks: messages against those of the smallest, everything else alike. */
export function growthOf(lives: ReadonlyMap<string, readonly Life[]>): readonly [string, number][] {
	const base = figure('messages')(lives.get(AT_1000) ?? []);
	return [...lives].flatMap(([name, of]) =>
		name === AT_1000 ? [] : [[name, figure('messages')(of) / base] as [string, number]]
	);
}
export const MOST_GROWTH = 1.3;
