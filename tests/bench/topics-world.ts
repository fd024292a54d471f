/**
 * A hundred agents with what they know, of public data (not part of this repository): each thread of StackFAQ lies with one
 * agent beside others of its site, and each has been to a dozen places with vegan food in a city of its own. Seeded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { stackfaq } from './retrieval-sets.ts';

export const AGENTS = 100;
const PLACES_EACH = 12;

export interface Asked {
	readonly text: string;
	/** The agent that can answer. */
	readonly right: number;
	/** Half of the threads and of the cities are for tuning. */
	readonly tunes: boolean;
	readonly about: 'threads' | 'places';
}

export interface World {
	/** By agent: the texts of their records. */
	readonly shelves: readonly (readonly string[])[];
	readonly questions: readonly Asked[];
}

/** Undefined where the data is missing. `placesToo`: shelves are mixed, else of threads alone. */
export function worldOf(data: string, placesToo: boolean): World | undefined {
	const folder = join(data, 'retrieval');
	const places = join(data, 'places/places.min.json.gz');
	if (!existsSync(join(folder, 'stackfaq')) || !existsSync(places)) return undefined;
	const shelves: string[][] = Array.from({ length: AGENTS }, () => []);
	const questions = dealThreads(folder, shelves);
	return { shelves, questions: placesToo ? [...questions, ...dealPlaces(places, shelves)] : questions };
}

const sites = 'gmail youtube facebook docs spreadsheet dropbox drive trello twitter github maps google'.split(
	' '
);
const siteOf = (title: string): number => {
	const at = sites.findIndex((site) => title.toLowerCase().includes(site));
	return at === -1 ? sites.length : at;
};

/** Threads in the order of their sites, so that an agent with two has two of one site. */
function dealThreads(folder: string, shelves: string[][]): readonly Asked[] {
	const { items, questions } = stackfaq(folder);
	const titles = [...new Set(items.map(({ title }) => title))].sort((a, b) => siteOf(a) - siteOf(b));
	const holder = new Map(titles.map((title, n) => [title, Math.floor((n * AGENTS) / titles.length)]));
	const of = new Map<string, number>();
	for (const { id, title, texts } of items) {
		const agent = holder.get(title)!;
		of.set(id, agent);
		shelves[agent]!.push(`${title}\n${texts.join('\n')}`);
	}
	return questions.map(({ text, right, tunes }) => ({
		text,
		right: of.get(right[0]!)!,
		tunes,
		about: 'threads'
	}));
}

interface Place {
	readonly name?: string;
	readonly addr_city?: string;
	readonly addr_street?: string;
	readonly cuisine?: string;
	readonly category?: string;
	readonly icon?: string;
}

/** The hundred cities with most places, one to an agent; asked for by cuisine and city. */
function dealPlaces(path: string, shelves: string[][]): readonly Asked[] {
	const { features }: { features: readonly { readonly properties: Place }[] } = JSON.parse(
		gunzipSync(readFileSync(path)).toString()
	);
	const byCity = new Map<string, Place[]>();
	for (const { properties: place } of features)
		if (place.addr_city && place.name && place.cuisine)
			byCity.set(place.addr_city, [...(byCity.get(place.addr_city) ?? []), place]);
	const cities = [...byCity].sort(([, a], [, b]) => b.length - a.length).slice(0, AGENTS);
	return cities.flatMap(([city, visited], n) => {
		// Spread, so that a city and a site have nothing to do with one another.
		const agent = (n * 37) % AGENTS;
		for (const place of visited.slice(0, PLACES_EACH)) shelves[agent]!.push(noteOf(place, city));
		const cuisines = visited.slice(0, PLACES_EACH).map(({ cuisine = '' }) => cuisine.split(';')[0]!);
		return [...new Set(cuisines)].slice(0, 4).map((cuisine): Asked => ({
			text: `vegan-friendly ${cuisine.replaceAll('_', ' ')} food in ${city}?`,
			right: agent,
			tunes: n % 2 === 0,
			about: 'places'
		}));
	});
}

const noteOf = ({ name, cuisine = '', category = '', addr_street = '' }: Place, city: string): string =>
	`${name}, ${city}\n${cuisine.replaceAll(/[_;]/g, ' ')} restaurant in ${addr_street}, ${city}. ${category.replaceAll('_', ' ')}.`;
