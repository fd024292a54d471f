import { describe, expect, test } from 'vitest';
import { chanceOf } from '../routing/chance.ts';
import { Community } from './community.ts';
import { figuresOf } from './measuring.ts';
import { peopleOf } from './people.ts';
import type { Asked, Note, Texts } from './texts.ts';

const AGENTS = 8;
const LIAR = 1;

/** One agent who knows three things of one city, one liar, and six who know nothing. */
function aTown(): Texts {
	const names = ['Golden Lotus', 'Green Dragon', 'Jade Garden'];
	const known: readonly Note[] = names.map((name, n) => ({
		id: `${n}`,
		title: name,
		text: `${name} in Karlsruhe has Chinese food and is vegan-friendly.`
	}));
	const asked: Asked = {
		text: 'vegan-friendly Chinese in Karlsruhe',
		right: new Set(known.map(({ id }) => id)),
		not: new Set([0])
	};
	return {
		...{ name: 'town', agents: AGENTS, questions: [asked, asked, asked, asked] },
		notes: [known, ...Array.from({ length: AGENTS - 1 }, () => [])],
		lie: () => ({
			title: 'Nirgendwo',
			text: 'Nirgendwo in Karlsruhe has Chinese food and is vegan-friendly.'
		})
	};
}

async function lived(seed: string, liars: ReadonlySet<number>) {
	const chance = chanceOf(seed);
	const texts = aTown();
	const people = await peopleOf(texts, { liars, freeRiders: new Set() }, chance);
	const community = new Community(texts, people, chance);
	const outcomes = [];
	for (const asked of texts.questions) outcomes.push({ ...(await community.ask(asked)), central: ['0'] });
	return outcomes;
}

describe('a community with real texts', () => {
	test('finds the one who knows, by cards and the directory alone, within sixteen messages', async () => {
		const outcomes = await lived('one', new Set());
		expect(figuresOf(outcomes)).toMatchObject({ found: 1, top: 1, poisoned: 0, reached: 1 });
		for (const { messages } of outcomes) expect(messages).toBeLessThanOrEqual(16);
	});

	test('shows a liar’s text as nobody’s note, and still finds the one who knows', async () => {
		const outcomes = await lived('one', new Set([LIAR]));
		const lies = outcomes.filter(({ shown }) => shown.includes(undefined));
		expect(lies.length).toBeGreaterThan(0);
		expect(figuresOf(outcomes).found).toBe(1);
	});

	test('lives the same life from the same seed', async () => {
		const shown = async (seed: string) => (await lived(seed, new Set([LIAR]))).map((one) => one.shown);
		expect(await shown('same')).toEqual(await shown('same'));
	});
});
