import { expect, test } from 'vitest';
import { geohashOf } from './place.ts';
import { aCard, aPeer, CELL, Hand } from './router.fixture.ts';

const [berlin, potsdam, hamburg] = [
	geohashOf(52.52, 13.405),
	geohashOf(52.39, 13.06),
	geohashOf(53.55, 9.99)
];

/** Whom a question near Berlin is put, of three who claim the same and differ in where they are. */
function putTo(slots: readonly [number, number], place?: string): readonly string[] {
	const hand = new Hand(0, { slots, draws: 0 });
	for (const [n, at] of [undefined, hamburg, potsdam].entries())
		hand.hear({ kind: 'card', card: { ...aCard(n + 1), ...(at && { place: at }) } });
	const asked = { kind: 'ask', question: 'q', cells: [CELL], important: false } as const;
	return hand
		.hear({ ...asked, ...(place && { place }) })
		.flatMap((effect) => (effect.do === 'put' ? [effect.to] : []));
}

test('of those who claim the same the nearest is asked first, then who says no place, then who is far', () => {
	expect(putTo([1, 1], berlin)).toEqual([aPeer(3)]);
	expect(putTo([3, 1], berlin)).toEqual([aPeer(3), aPeer(1), aPeer(2)]);
});

test('a peer in the next square is as near as one in the same, though their geohashes share no letter', () => {
	const hand = new Hand(0, { slots: [2, 1], draws: 0 });
	// Either side of the meridian of Greenwich.
	for (const [n, place] of [hamburg, geohashOf(51.48, -0.01)].entries())
		hand.hear({ kind: 'card', card: { ...aCard(n + 1), place } });
	const effects = hand.hear({
		...{ kind: 'ask', question: 'q', cells: [CELL], important: false },
		place: geohashOf(51.48, 0.01)
	});
	expect(effects.flatMap((effect) => (effect.do === 'put' ? [effect.to] : []))[0]).toBe(aPeer(2));
});

test('where no place is asked about, nobody is ranked by theirs', () => {
	expect(putTo([3, 1])).toEqual([aPeer(1), aPeer(2), aPeer(3)]);
});
