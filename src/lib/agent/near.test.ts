import { expect, test } from 'vitest';
import { nearFirst, searchedNear, writtenNear } from './near.ts';
import type { Hit, Written } from './ports.ts';
import { geohashOf } from './routing/place.ts';

const berlin = geohashOf(52.52, 13.405);
const potsdam = geohashOf(52.39, 13.06);
const hamburg = geohashOf(53.55, 9.99);

const hit = (name: string, score: number, geohash?: string): Hit => ({
	score,
	passage: {
		...{ id: `${name}:0`, item: name, title: name, text: name, start: 0, end: name.length, madeAt: 0 },
		visibility: { to: 'public' },
		...(geohash !== undefined && { geohash })
	}
});

const shelf =
	(...hits: readonly Hit[]) =>
	async (limit: number) =>
		hits.slice(0, limit);
const names = (found: readonly Pick<Hit, 'passage'>[]) => found.map(({ passage }) => passage.item);

test('the near comes before what says no place, and that before the far; the far is not left out', async () => {
	const found = await searchedNear(
		shelf(hit('far', 1, hamburg), hit('nowhere', 1), hit('next', 1, potsdam), hit('here', 1, berlin)),
		12,
		berlin
	);
	expect(names(found)).toEqual(['here', 'next', 'nowhere', 'far']);
});

test('what is here and hardly fits does not displace what fits and says no place', async () => {
	const found = await searchedNear(shelf(hit('fits', 10), hit('hardly', 2, berlin)), 12, berlin);
	expect(names(found)).toEqual(['fits', 'hardly']);
});

test('the near is found below more of the far than anybody looks through', async () => {
	const far = Array.from({ length: 40 }, (_, n) => hit(`far ${n}`, 1, hamburg));
	const found = await searchedNear(shelf(...far, hit('here', 0.9, berlin)), 12, berlin);
	expect(names(found)).toEqual(['here', 'far 0', 'far 1', 'far 2', 'far 3']);
});

test('where enough is near nothing far is among it', async () => {
	const here = Array.from({ length: 7 }, (_, n) => hit(`here ${n}`, 0.5, berlin));
	const found = await searchedNear(shelf(hit('far', 1, hamburg), ...here), 12, berlin);
	expect(names(found)).toEqual(here.map(({ passage }) => passage.item));
});

test('without a place the search is the search, and as much is asked of it as is wanted', async () => {
	const asked: number[] = [];
	const all = [hit('far', 2, hamburg), hit('here', 1, berlin)];
	const search = async (limit: number) => {
		asked.push(limit);
		return all;
	};
	expect(await searchedNear(search, 12, undefined)).toBe(all);
	expect(asked).toEqual([12]);
	expect(nearFirst(all, undefined)).toBe(all);
});

test('what was picked keeps its order among what is as near', () => {
	const picked = [hit('a', 1, hamburg), hit('b', 1), hit('c', 1, potsdam), hit('d', 1), hit('e', 1, berlin)];
	expect(names(nearFirst(picked, berlin))).toEqual(['c', 'e', 'b', 'd', 'a']);
});

test('a geohash that is none is neither near nor far', () => {
	const picked = [hit('far', 1, hamburg), hit('odd', 1, 'u33dcxyz!'), hit('here', 1, berlin)];
	expect(names(nearFirst(picked, berlin))).toEqual(['here', 'odd', 'far']);
});

test('quotes stand in the order of how near their sources are; what a model wrote is left as it is', () => {
	const quote = (source: number): Written => ({ kind: 'quote', spans: [{ source, start: 0, end: 1 }] });
	const sources = [{ geohash: hamburg }, {}, { geohash: berlin }];
	expect(writtenNear([quote(1), quote(2), quote(3)], sources, berlin)).toEqual([
		quote(3),
		quote(2),
		quote(1)
	]);
	const prose: Written[] = [quote(1), { kind: 'text', text: 'and' }, quote(3)];
	expect(writtenNear(prose, sources, berlin)).toBe(prose);
});
