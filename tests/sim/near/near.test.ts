/** "vegan-friendly Chinese near me", asked in a city of travellers who have eaten in many. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '#lib/agent/events.ts';
import { World, type Node } from '#lib/agent/world.fixture.ts';
import { quotes } from '#lib/llm/quotes.ts';
import { chanceOf } from '../routing/chance.ts';
import { isWithin, shelfOf, travelled, visitedIn, type Visited } from './reviews.ts';

const folder = process.env['ELMNET_TEST_DATA'] ?? '../shared/data';
const hasPlaces = existsSync(join(folder, 'places/places.min.json.gz'));
if (!hasPlaces)
	process.stderr.write(`No places at ${folder} (ELMNET_TEST_DATA says where). What is near is not tested.\n`);

const QUESTION = 'vegan-friendly Chinese near me';
const CITIES = ['Karlsruhe', 'Kassel', 'Helsinki', 'Budapest', 'Lancaster', 'Portland', 'Berlin', 'Wien'];
const ASKED_IN = ['Karlsruhe', 'Helsinki', 'Lancaster', 'Portland'];
const EACH = 12;

const all = hasPlaces ? visitedIn(folder) : [];

/** Two friends of the asker; each has reviews of all the cities, a share of what answers in each. */
async function aSociety(own: boolean) {
	const chance = chanceOf('near');
	const world = new World('near');
	const asker = await world.add('asker', {
		...{ quotes, engine: () => quotes },
		...(own && { shelf: shelfOf(travelled(all, CITIES, EACH, chance)) })
	});
	for (const name of own ? [] : ['Bea', 'Cleo']) {
		const friend = await world.add(name, { quotes, shelf: shelfOf(travelled(all, CITIES, EACH, chance)) });
		await world.befriend(asker, friend);
	}
	return { world, asker };
}

async function asked(world: World, asker: Node, others: boolean, place?: string): Promise<Exchange> {
	const options = { others, conversation: 'c', after: null, ...(place !== undefined && { place }) };
	let last: Exchange | undefined;
	for await (const { step, exchange } of asker.agent.ask(QUESTION, options, new AbortController().signal)) {
		last = exchange;
		if (step !== 'asking') continue;
		await world.run();
		world.clock.turn(8_000);
	}
	return last!;
}

/** What is cited, best first, as the places they are. */
const cited = ({ parts, sources }: Exchange, here: string): readonly Visited[] =>
	parts.flatMap((part) => {
		const source = part.kind === 'quote' ? sources.find(({ n }) => n === part.sources[0]) : undefined;
		const named = all.filter(({ name }) => source?.text.startsWith(`${name}, a first-hand review`));
		// Chains have many houses; the nearest of that name is given the benefit.
		return named.length > 0 ? [named.find((one) => isWithin(60, here, one)) ?? named[0]!] : [];
	});

describe.runIf(hasPlaces)('“vegan-friendly Chinese near me”', () => {
	test.each([
		['asked of friends who know eight cities', false],
		['looked up in notes of eight cities', true]
	])('%s names what is in this one, first and most', async (_, own) => {
		const { world, asker } = await aSociety(own);
		const outcomes: { here: boolean; right: boolean; first: boolean }[] = [];
		for (const city of ASKED_IN) {
			const at = all.find((one) => one.city === city && one.isRight)!.geohash.slice(0, 4);
			const answer = await asked(world, asker, !own, at);
			expect(answer.near).toBe(at);
			const found = cited(answer, at);
			expect(found.length, `${city}: somebody answers`).toBeGreaterThan(0);
			outcomes.push(
				...found.map((one, n) => ({ here: isWithin(60, at, one), right: one.isRight, first: n === 0 }))
			);
		}
		expect(share(outcomes.filter(({ first }) => first))).toEqual({ here: 1, right: 1 });
		expect(share(outcomes).here).toBeGreaterThanOrEqual(0.6);
	});

	test('asked without a place it names what is anywhere', async () => {
		const { world, asker } = await aSociety(false);
		const answers = [];
		for (const city of ASKED_IN) {
			const at = all.find((one) => one.city === city && one.isRight)!.geohash.slice(0, 4);
			const answer = await asked(world, asker, true);
			expect(answer.near).toBeUndefined();
			answers.push(...cited(answer, at).map((one) => ({ here: isWithin(60, at, one), right: one.isRight })));
		}
		expect(share(answers).here).toBeLessThan(0.5);
	});
});

const share = (all: readonly { readonly here: boolean; readonly right: boolean }[]) => ({
	here: all.filter(({ here }) => here).length / all.length,
	right: all.filter(({ right }) => right).length / all.length
});
