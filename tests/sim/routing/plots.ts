/** Which pictures belong to which part. */
import type { Life } from './one-run.ts';
import type { Part } from './parts.ts';
import { svgOf, type Line } from './plot.ts';

export interface Picture {
	readonly file: string;
	readonly title: string;
	readonly svg: string;
}

type Lives = ReadonlyMap<string, readonly Life[]>;
type Measure = 'success' | 'right' | 'poisoned' | 'messages';

export function plotsOf(part: Part, lives: Lives): readonly Picture[] {
	switch (part) {
		case 'main':
			return overQuestions(lives);
		case 'scale':
			return overAgents(lives);
		case 'attacks':
		case 'ablation':
			return [];
	}
}

const AGAINST = [
	'ours',
	'flooding, TTL 3',
	'flooding, TTL 4',
	'32 random walkers × 32',
	'interest shortcuts',
	'flooding, TTL 3, own reputation',
	'oracle with the central index'
];

function overQuestions(lives: Lives): readonly Picture[] {
	const lines = (measure: Measure): readonly Line[] =>
		AGAINST.flatMap((name) => {
			const of = lives.get(name) ?? [];
			const tenths = of[0]?.over.length ?? 0;
			const points = Array.from({ length: tenths }, (_, tenth): [number, number] => [
				(tenth + 1) * 10,
				of.reduce((sum, life) => sum + life.over[tenth]![measure], 0) / of.length
			]);
			return points.length === 0 ? [] : [{ name, points }];
		});
	const x = 'questions asked by each agent, in per cent of all';
	const picture = (file: string, title: string, measure: Measure, y: string, more: object): Picture => ({
		file,
		title,
		svg: svgOf({ title, x, y, lines: lines(measure), ...more })
	});
	const percent = { from: 0, to: 100 };
	return [
		picture('success.svg', 'A right answer is among those shown', 'success', 'per cent', percent),
		picture('right.svg', 'The right answer is shown first', 'right', 'per cent', percent),
		picture('poison.svg', 'A lie is shown first', 'poisoned', 'per cent', percent),
		picture('messages.svg', 'Messages a question', 'messages', 'messages', { logY: true, from: 1 })
	];
}

function overAgents(lives: Lives): readonly Picture[] {
	const up = [...lives].filter(([name]) => !name.includes('down'));
	const points = (of: (life: Life) => number): [number, number][] =>
		up.map(([name, [life]]) => [Number(name.split(' ')[0]!.replaceAll(',', '')), of(life!)]);
	const x = 'agents';
	const shares: readonly Line[] = [
		{ name: 'success', points: points(({ figures }) => figures.success) },
		{ name: 'right first', points: points(({ figures }) => figures.right) },
		{ name: 'poisoned first', points: points(({ figures }) => figures.poisoned) }
	];
	const sent: readonly Line[] = [
		{ name: 'messages', points: points(({ figures }) => figures.messages) },
		{ name: 'asked', points: points(({ figures }) => figures.asked) }
	];
	const [first, second] = ['The first four questions, by agents', 'Messages a question, by agents'];
	return [
		{
			file: 'scale.svg',
			title: first,
			svg: svgOf({ title: first, x, y: 'per cent', lines: shares, logX: true, from: 0, to: 100 })
		},
		{
			file: 'scale-messages.svg',
			title: second,
			svg: svgOf({ title: second, x, y: 'messages', lines: sent, logX: true, from: 0 })
		}
	];
}
