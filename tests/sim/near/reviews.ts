/**
 * Places of OpenStreetMap tagged for vegan food as first-hand reviews with a rough place, on the shelves of travellers who
 * know several cities (not part of this repository: its licence is its own). Every choice follows from the seed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import initSqlite from '@sqlite.org/sqlite-wasm';
import type { Item, Shelf } from '#lib/agent/ports.ts';
import { geohashOf, kilometresBetween } from '#lib/agent/routing/place.ts';
import { textOfFields } from '#lib/intake/structured.ts';
import { passageAt } from '#lib/store/items.ts';
import { searchDesk } from '#lib/store/search-desk.ts';
import { oneOf, type Chance } from '../routing/chance.ts';

export interface Visited {
	readonly name: string;
	readonly city: string;
	readonly geohash: string;
	/** Chinese and vegan, or friendly to who is. */
	readonly isRight: boolean;
	readonly fields: Extract<NonNullable<Item['fields']>, { kind: 'review' }>;
}

/** With a name, a city and a cuisine. */
export function visitedIn(folder: string): readonly Visited[] {
	const file = gunzipSync(readFileSync(join(folder, 'places/places.min.json.gz'))).toString();
	const { features } = JSON.parse(file) as { features: readonly Feature[] };
	return features.flatMap(({ geometry, properties }) => {
		const { name, addr_city: city, addr_street: street, cuisine, category } = properties;
		const [longitude, latitude] = geometry.coordinates;
		if (!name || !city || !cuisine || latitude === undefined || longitude === undefined) return [];
		const kinds = cuisine.split(';').map((one) => one.trim().replaceAll('_', ' '));
		const isVegan = category.startsWith('vegan_f') || category.startsWith('vegan_o');
		const geohash = geohashOf(latitude, longitude);
		const food = isVegan ? 'vegan-friendly' : 'vegetarian';
		const fields: Visited['fields'] = {
			...{ kind: 'review', itemReviewed: name, servesCuisine: kinds.join(', '), ratingValue: 4, geohash },
			...(street && { address: street }),
			reviewBody: `We ate at ${name}: ${kinds.join(' and ')} cooking, ${food}.`
		};
		return [{ name, city, geohash, isRight: isVegan && kinds.includes('chinese'), fields }];
	});
}

interface Feature {
	readonly geometry: { readonly coordinates: readonly number[] };
	readonly properties: {
		readonly name?: string;
		readonly addr_city?: string;
		readonly addr_street?: string;
		readonly cuisine?: string;
		readonly category: string;
	};
}

/** So many reviews of each of the cities, those that answer among them. */
export function travelled(
	all: readonly Visited[],
	cities: readonly string[],
	each: number,
	chance: Chance
): readonly Visited[] {
	return cities.flatMap((city) => {
		const there = all.filter((one) => one.city === city);
		const chosen = new Set(there.filter(({ isRight }) => isRight));
		while (chosen.size < Math.min(each, there.length)) chosen.add(oneOf(chance, there)!);
		return [...chosen];
	});
}

const sqlite3 = await initSqlite();

/** A shelf with the search of a node's own worker, all of it public. */
export function shelfOf(visited: readonly Visited[]): Shelf {
	const items = new Map(
		visited.map(({ fields }, n) => {
			const { title, text, spans } = textOfFields(fields);
			const id: string = `review-${n}`;
			const facts = {
				id,
				kind: 'review',
				visibility: { to: 'public' },
				madeAt: 0,
				changedAt: 0
			} as const;
			return [
				facts.id,
				{
					meta: { ...facts, title, excerpt: '', chars: text.length, deleted: false },
					content: { text, spans, fields }
				}
			];
		})
	);
	const desk = searchDesk(sqlite3);
	desk.start({ restored: false });
	const texts = [...items.values()].map(({ meta: { id, title }, content: { text, spans } }) => ({
		...{ id, title },
		texts: spans.map(({ start, end }) => text.slice(start, end))
	}));
	for (let at = 0; at < texts.length; at += 64) desk.put({ items: texts.slice(at, at + 64) });
	const passageOf = (id: string, n: number) => {
		const item = items.get(id);
		const span = item?.content.spans[n];
		return item && span && passageAt(item.meta, item.content, n, span);
	};
	return {
		search: async (terms, { allow, limit }) =>
			desk.search({ terms, limit }).flatMap(({ item, n, score }) => {
				const passage = passageOf(item, n);
				return passage && allow(items.get(item)!.meta) ? [{ passage, score }] : [];
			}),
		passage: async (id) => {
			const [item = '', n] = id.split(':');
			return passageOf(item, Number(n));
		}
	};
}

/** The place that a passage tells of lies within so many kilometres. */
export const isWithin = (km: number, here: string, { geohash }: Pick<Visited, 'geohash'>): boolean =>
	(kilometresBetween(here, geohash) ?? Infinity) <= km;
