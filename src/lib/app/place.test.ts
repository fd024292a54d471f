import { expect, test } from 'vitest';
import type { Item } from '#lib/agent/ports.ts';
import { placeFor } from './place-asking.ts';
import { openPlace } from './place-keeper.ts';
import { keptPlace, noPlace, placeOnCard } from './place.ts';

const aReview = (id: string, name: string, geohash?: string): Item => ({
	...{ id, kind: 'review', title: name, text: name, visibility: { to: 'private' }, madeAt: 0, changedAt: 0 },
	fields: {
		...{ kind: 'review', itemReviewed: name, ratingValue: 5, reviewBody: 'Good.' },
		...(geohash !== undefined && { geohash })
	}
});

function aPlace(items: readonly Item[] = []) {
	const kept = new Map<string, unknown>();
	const told: (string | undefined)[] = [];
	const settings = {
		get: async (name: string) => kept.get(name),
		put: async (name: string, value: unknown) => void kept.set(name, structuredClone(value))
	};
	const place = openPlace({
		store: {
			settings,
			items: {
				list: async () => items.map((item) => ({ ...item, excerpt: '', chars: 0 })),
				get: async (id) => items.find((item) => item.id === id)
			}
		},
		changed: async () => void told.push(await placeOnCard(settings))
	});
	return { ...{ place, settings, kept, told } };
}

test('nothing is kept, shared or said on the card before the person says so', async () => {
	const { place, settings } = aPlace();
	expect(await place.place()).toEqual(noPlace);
	expect(await placeOnCard(settings)).toBeUndefined();
});

test('a place is kept no finer than the precision chosen with it', async () => {
	const { place, kept } = aPlace();
	await place.setPlace({ geohash: 'u33dc' }, 3);
	expect(await place.place()).toMatchObject({ geohash: 'u33', precision: 3 });
	await place.setPlacePrecision(5);
	expect((await place.place()).geohash).toBe('u33');
	expect(JSON.stringify([...kept.values()])).not.toContain('u33d');
});

test('a coarser precision coarsens the kept place for good', async () => {
	const { place, kept } = aPlace();
	await place.setPlace({ geohash: 'u33dc' }, 5);
	await place.setPlacePrecision(4);
	expect(JSON.stringify([...kept.values()])).not.toContain('u33dc');
});

test('a place stands on the card only when the person also wants that, and each change of it is told', async () => {
	const { place, settings, told } = aPlace();
	await place.setPlace({ geohash: 'u33dc' }, 5);
	expect(await placeOnCard(settings)).toBeUndefined();
	await place.sharePlace({ onCard: true });
	expect(await placeOnCard(settings)).toBe('u33dc');
	await place.setPlacePrecision(4);
	await place.sharePlace({ sharing: 'always' });
	await place.setPlace(null);
	expect(told).toEqual(['u33dc', 'u33d', undefined]);
});

test('forgetting the place takes back all that was allowed with it', async () => {
	const { place, kept } = aPlace();
	await place.setPlace({ geohash: 'u33dc', name: 'Home' }, 5);
	await place.sharePlace({ sharing: 'always', onCard: true });
	expect(await place.setPlace(null)).toEqual({ ...noPlace, precision: 5 });
	expect(JSON.stringify([...kept.values()])).not.toMatch(/u33|Home|always/);
	await place.setPlace({ geohash: 'u1x0e' });
	expect(await place.place()).toMatchObject({ sharing: 'ask', onCard: false });
});

test('without a place neither “always” nor the card can be allowed; “never” can', async () => {
	const { place } = aPlace();
	expect(await place.sharePlace({ sharing: 'always', onCard: true })).toEqual(noPlace);
	expect((await place.sharePlace({ sharing: 'never' })).sharing).toBe('never');
	expect((await place.place()).sharing).toBe('never');
});

test('what an older or a broken version wrote is no place and no consent', async () => {
	for (const odd of [
		'u33dc',
		{ geohash: 'u33dcb2', sharing: 'always', onCard: true },
		{ geohash: 'U33', sharing: 'always' },
		{ geohash: 'u33a', sharing: 'always' },
		{ geohash: 7, onCard: true },
		null
	])
		expect(await keptPlace({ get: async () => odd })).toEqual(noPlace);
});

test('places to choose from are the reviews with a rough place, each once', async () => {
	const { place } = aPlace([
		aReview('1', 'Golden Lotus', 'u33dc'),
		aReview('2', 'Nowhere'),
		aReview('3', 'Golden Lotus', 'u33dc'),
		aReview('4', 'Elbblick', 'u1x0e')
	]);
	expect(await place.namedPlaces()).toEqual([
		{ name: 'Golden Lotus', geohash: 'u33dc' },
		{ name: 'Elbblick', geohash: 'u1x0e' }
	]);
});

test('only a question for what is near asks for consent, and only one that leaves this device', async () => {
	const { place } = aPlace();
	expect(await placeFor('Which vegan places are in Berlin?', true, place)).toEqual({});
	expect(await placeFor('Which vegan places are near me?', true, place)).toEqual({ choose: noPlace });
	expect(await placeFor('Which vegan places are near me?', false, place)).toEqual({});
	await place.setPlace({ geohash: 'u33dc' }, 5);
	expect(await placeFor('Which vegan places are near me?', true, place)).toHaveProperty('choose');
	expect(await placeFor('Which vegan places are near me?', false, place)).toEqual({ place: 'u33dc' });
	await place.sharePlace({ sharing: 'always' });
	expect(await placeFor('Which vegan places are near me?', true, place)).toEqual({ place: 'u33dc' });
	expect(await placeFor('Who repairs accordions?', true, place)).toEqual({});
	await place.sharePlace({ sharing: 'never' });
	expect(await placeFor('Which vegan places are near me?', true, place)).toEqual({});
});
