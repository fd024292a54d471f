/**
 * Real text for real agents (not part of this repository: its licences are its own): StackFAQ's threads by site, and the
 * places of OpenStreetMap tagged for vegan food as first-hand notes of people in those cities. Read from the folder with
 * retrieval/ and places/; every choice follows from the seed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LEAST_RECORDS } from '#lib/agent/routing/shelf-topics.ts';
import { oneOf, whole, type Chance } from '../routing/chance.ts';

/** One thing that one agent knows. */
export interface Note {
	readonly id: string;
	readonly title: string;
	readonly text: string;
}

export interface Asked {
	readonly text: string;
	/** Ids of the notes that answer it. */
	readonly right: ReadonlySet<string>;
	/** Agents that shall not ask it: they know. */
	readonly not: ReadonlySet<number>;
}

export interface Texts {
	readonly name: string;
	readonly agents: number;
	/** By agent; an empty list shares nothing. */
	readonly notes: readonly (readonly Note[])[];
	readonly questions: readonly Asked[];
	/** What a liar says to a question: a text that does not answer it, under a title that seems to. */
	lie(asked: Asked, chance: Chance): Omit<Note, 'id'>;
}

export interface Shares {
	readonly liars: ReadonlySet<number>;
	readonly freeRiders: ReadonlySet<number>;
}

const sites: readonly (readonly [name: string, words: RegExp])[] = [
	['gmail', /gmail|e-?mail|mail/i],
	['documents', /google (?:doc|drive|spread)|spreadsheet|docs|drive/i],
	['social', /facebook|twitter|tweet|hangout/i],
	['video', /youtube|vimeo|video/i],
	['code', /github|commit|interpreter|code/i],
	['boards', /trello|calendar|dropbox|maps/i],
	['web', /./]
];

const siteOf = (question: string): number => sites.findIndex(([, words]) => words.test(question));

/** Agents that share a thread's answers among them. */
const MOST_EXPERTS = 3;

/** The answers of a thread are known to some agents of its site; liars' and free riders' are not shared. */
export function stackfaq(folder: string, shares: Shares, chance: Chance, agents = 100): Texts {
	const file = readFileSync(join(folder, 'retrieval/stackfaq/stackExchange-FAQ.json'), 'utf8');
	const threads = (JSON.parse(file) as { root: { qapair: readonly Thread[] } }).root.qapair;
	const notes: Note[][] = Array.from({ length: agents }, () => []);
	const sharing = notes.map((_, index) => index).filter((index) => !shares.freeRiders.has(index));
	const bySite = new Map<number, number[]>();
	const busy = sites.flatMap((_, site) =>
		threads.filter(({ question }) => siteOf(question) === site).map(() => site)
	);
	for (const index of sharing) {
		// As many agents as threads, site by site.
		for (const site of new Set([busy[(index * 37) % busy.length]!, oneOf(chance, busy)!]))
			bySite.set(site, [...(bySite.get(site) ?? []), index]);
	}
	const questions: Asked[] = [];
	for (const [thread, { question, answer, rephr }] of threads.entries()) {
		const there = bySite.get(siteOf(question)) ?? sharing;
		const answers = [answer].flat();
		// Who knows a thing knows more than one answer to it: a card speaks of what three records hold.
		const many = Math.max(1, Math.min(MOST_EXPERTS, Math.floor(answers.length / LEAST_RECORDS)));
		const experts = Array.from({ length: many }, () => oneOf(chance, there)!);
		const right = new Set<string>();
		const not = new Set<number>();
		for (const [n, text] of answers.entries()) {
			const owner = experts[n % experts.length]!;
			// What a liar noted is its own affair: it answers with something else.
			if (shares.liars.has(owner)) continue;
			notes[owner]!.push({ id: `${thread}-${n}`, title: question, text });
			right.add(`${thread}-${n}`);
			not.add(owner);
		}
		for (const text of rephr)
			if (text !== null && text.length > 1 && right.size > 0) questions.push({ text, right, not });
	}
	return {
		...{ name: 'StackFAQ', agents, notes, questions },
		lie(asked, by) {
			for (;;) {
				const { answer, question } = threads[whole(by, threads.length)]!;
				const text = [answer].flat()[0];
				if (
					text !== undefined &&
					![...asked.right].some((id) => threads[Number(id.split('-')[0])]?.question === question)
				)
					return { title: asked.text, text };
			}
		}
	};
}

interface Thread {
	readonly question: string;
	readonly rephr: readonly (string | null)[];
	readonly answer: readonly string[] | string;
}

interface Place {
	readonly name: string;
	readonly city: string;
	readonly street: string;
	readonly cuisine: readonly string[];
	readonly vegan: boolean;
	readonly hours: string;
}

/** Places that one agent has been to. */
const VISITED = 40;
/** Each city's question is asked so often, each time by somebody else. */
const TIMES = 6;

/** Agents live in cities with a place that is Chinese and vegan-friendly, the larger ones with more of them. */
export function places(folder: string, shares: Shares, chance: Chance, agents = 200): Texts {
	const all = placesIn(folder);
	const isRight = ({ cuisine, vegan }: Place): boolean => vegan && cuisine.includes('chinese');
	const byCity = new Map<string, Place[]>();
	for (const place of all) {
		const there = byCity.get(place.city);
		if (there) there.push(place);
		else byCity.set(place.city, [place]);
	}
	const cities = [...byCity].filter(([, there]) => there.length >= 8 && there.some(isRight));
	cities.sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
	const notes: Note[][] = Array.from({ length: agents }, () => []);
	const right = new Map<string, { ids: Set<string>; not: Set<number> }>();
	const wrong = all.filter((place) => !isRight(place) && place.cuisine.length > 0);
	for (let index = 0; index < agents; index++) {
		// One in each city, then the larger ones again.
		const round = Math.floor(index / cities.length);
		const [city, there] = cities[round === 0 ? index : whole(chance, Math.ceil(cities.length / 3))]!;
		if (shares.freeRiders.has(index) || shares.liars.has(index)) continue;
		const chinese = there.filter(isRight);
		const visited = new Set([oneOf(chance, chinese)!]);
		while (visited.size < Math.min(VISITED, there.length)) visited.add(oneOf(chance, there)!);
		for (const [n, place] of [...visited].entries()) {
			const id = `${index}-${n}`;
			notes[index]!.push({ id, ...noteOf(place, n) });
			if (!isRight(place)) continue;
			const known = right.get(city) ?? { ids: new Set(), not: new Set() };
			known.ids.add(id);
			known.not.add(index);
			right.set(city, known);
		}
	}
	const questions = [...right].flatMap(([city, { ids, not }]) =>
		Array.from({ length: TIMES }, () => ({ text: `vegan-friendly Chinese in ${city}`, right: ids, not }))
	);
	return {
		...{ name: 'places', agents, notes, questions },
		lie(asked, by) {
			const city = asked.text.replace(/^.* in /, '');
			const place = oneOf(by, wrong)!;
			return noteOf({ ...place, city, cuisine: ['chinese'], vegan: true }, whole(by, WAYS));
		}
	};
}

function placesIn(folder: string): readonly Place[] {
	const file = gunzipSync(readFileSync(join(folder, 'places/places.min.json.gz'))).toString();
	const { features } = JSON.parse(file) as { features: readonly { properties: Record<string, unknown> }[] };
	const text = (value: unknown): string => (typeof value === 'string' ? value : '');
	return features.flatMap(({ properties }) => {
		const [name, city] = [text(properties['name']), text(properties['addr_city'])];
		if (name === '' || city === '') return [];
		return [
			{
				...{ name, city, street: text(properties['addr_street']), hours: text(properties['opening_hours']) },
				cuisine: text(properties['cuisine'])
					.split(';')
					.map((one) => one.trim()),
				vegan: /^vegan/.test(text(properties['category']))
			}
		];
	});
}

const WAYS = 3;

/** As people write of where they ate: not each in the same words. */
function noteOf({ name, city, street, cuisine, vegan, hours }: Place, way: number): Omit<Note, 'id'> {
	const kind =
		cuisine
			.filter((one) => one !== '')
			.map((one) => one.replaceAll('_', ' '))
			.join(' and ') || 'all sorts of';
	const food = vegan ? 'vegan-friendly' : 'vegetarian';
	const where = street === '' ? city : `${street}, ${city}`;
	const open = /^\p{L}\p{L}/u.test(hours) && hours.length < 60 ? ` Open ${hours}.` : '';
	switch (way % WAYS) {
		case 0:
			return { title: name, text: `${name} in ${where} has ${kind} food and is ${food}.${open}` };
		case 1:
			return {
				title: `${name}, ${city}`,
				text: `We ate at ${name} (${where}): ${kind} cooking, ${food}.${open}`
			};
		default:
			return { title: `${kind} in ${city}`, text: `${food}, ${kind}: ${name}, ${where}.${open}` };
	}
}
