import { describe, expect, test } from 'vitest';
import type { ItemFacts, Self } from '#lib/agent/ports.ts';
import { aClock } from '#lib/agent/means.fixture.ts';
import { keepBeingFound } from './found.ts';
import { onCard } from './found-kept.ts';

interface Kept extends ItemFacts {
	readonly title: string;
	readonly text: string;
}

const bread = [
	'Feed the sourdough starter with rye flour and bake the bread the next morning.',
	'A rye bread of sourdough needs a hot oven, and an hour of baking.',
	'In summer the sourdough rises faster: bake the bread early in the day.'
];

/** Settings, a shelf, a directory that remembers, and a card whose number grows when it says something else. */
function aNode() {
	const kept = new Map<string, unknown>();
	const settings = {
		get: async (name: string) => structuredClone(kept.get(name)),
		put: async (name: string, value: unknown) => void kept.set(name, structuredClone(value))
	};
	const clock = aClock();
	const listeners = new Set<() => void>();
	let items: readonly Kept[] = [];
	let self: Self = { name: 'Ada', relays: [], cardVersion: 0, topics: [], capabilities: [], languages: [] };
	const node = {
		published: [] as { readonly card: string; readonly cells: readonly number[] }[],
		greeted: 0,
		self: () => self,
		clock,
		settings,
		teach(texts: readonly string[], visibility: 'public' | 'private' = 'public') {
			for (const text of texts) {
				const id = `item-${items.length}`;
				items = [
					...items,
					{ id, kind: 'note', visibility: { to: visibility }, madeAt: 1, changedAt: 1, title: 'Note', text }
				];
			}
			for (const listener of listeners) listener();
		},
		open: () =>
			keepBeingFound({
				settings,
				directory: {
					publish: async (card, cells) => void node.published.push({ card, cells })
				},
				items: () => items,
				item: async (id) => items.find((one) => one.id === id),
				embedder: () => undefined,
				self: node.self,
				card: async () => `card ${self.cardVersion}`,
				async moved() {
					self = { ...self, cardVersion: self.cardVersion + 1, ...(await onCard(settings)) };
					node.greeted++;
				},
				languages: () => ['de-DE', 'en', 'x-klingon'],
				onItems(listener) {
					listeners.add(listener);
					return () => listeners.delete(listener);
				},
				sleep: clock.sleep,
				now: clock.now
			})
	};
	return node;
}

const wordsOf = (topics: readonly { readonly name: string; readonly onCard: boolean }[]) =>
	topics.filter(({ onCard }) => onCard).map(({ name }) => name.toLowerCase());

describe('being found', () => {
	test('is off until the person says so: nothing on the card, nothing published', async () => {
		const node = aNode();
		node.teach(bread);
		const found = node.open();
		await found.begin();
		expect(await found.lookAtFound()).toEqual({
			...{ on: false, publicRecords: 3, topics: [], offered: [], capabilities: [] },
			languages: ['de-DE', 'en']
		});
		expect(node.self().topics).toEqual([]);
		expect(node.published).toEqual([]);
	});

	test('puts on the card what three public records speak of, tells contacts, and publishes it once', async () => {
		const node = aNode();
		node.teach(bread);
		node.teach(['My trampoline', 'My trampoline', 'My trampoline'], 'private');
		const found = node.open();
		const { topics } = await found.changeFound({ on: true });
		expect(wordsOf(topics)).toContain('sourdough');
		expect(wordsOf(topics)).not.toContain('trampoline');
		expect(node.self()).toMatchObject({ cardVersion: 1, languages: ['de-DE', 'en'] });
		expect(node.self().topics).toHaveLength(topics.length);
		expect(node.greeted).toBe(1);
		expect(node.published).toEqual([{ card: 'card 1', cells: node.self().topics.map(({ cell }) => cell) }]);
		await found.cardChanged();
		expect(node.published).toHaveLength(1);
	});

	test('with two public records there is no topic, and no directory hears of it', async () => {
		const node = aNode();
		node.teach(bread.slice(0, 2));
		const { topics, publicRecords } = await node.open().changeFound({ on: true });
		expect({ topics, publicRecords }).toEqual({ topics: [], publicRecords: 2 });
		expect(node.published).toEqual([]);
	});

	test('what is left out is gone from the card and the directory, also for the next session, and can come back', async () => {
		const node = aNode();
		node.teach(bread);
		const found = node.open();
		const cell = (await found.changeFound({ on: true })).topics.find(
			({ name }) => name === 'sourdough'
		)!.cell;
		const { topics } = await found.changeFound({ topic: { cell, onCard: false } });
		expect(topics).toContainEqual({ cell, name: 'sourdough', kind: 'word', onCard: false });
		expect(node.published.at(-1)?.cells).not.toContain(cell);
		const again = node.open();
		expect((await again.lookAtFound()).topics).toContainEqual({
			...{ cell, name: 'sourdough', kind: 'word', onCard: false }
		});
		const back = await again.changeFound({ topic: { cell, onCard: true } });
		expect(back.topics).toContainEqual({ cell, name: 'sourdough', kind: 'word', onCard: true });
		expect(node.published.at(-1)?.cells).toContain(cell);
	});

	test('switched off, the card says none of it and the directory forgets', async () => {
		const node = aNode();
		node.teach(bread);
		const found = node.open();
		await found.changeFound({ on: true, capabilities: ['Bakes'] });
		await found.changeFound({ on: false });
		expect(node.self()).toMatchObject({ cardVersion: 2, topics: [], capabilities: [], languages: [] });
		expect(node.published.at(-1)).toEqual({ card: 'card 2', cells: [] });
		const told = node.published.length;
		node.teach(bread);
		node.clock.turn(60_000);
		await found.lookAtFound();
		expect(node.published).toHaveLength(told);
	});

	test('a new session publishes the card anew', async () => {
		const node = aNode();
		node.teach(bread);
		await node.open().changeFound({ on: true });
		node.published.length = 0;
		await node.open().begin();
		expect(node.published).toHaveLength(1);
	});

	test('keeps up with the shelf a while after it changed', async () => {
		const node = aNode();
		node.teach(bread.slice(0, 2));
		const found = node.open();
		await found.changeFound({ on: true });
		node.clock.turn(60_000);
		await new Promise((resolve) => setTimeout(resolve));
		await found.lookAtFound();
		node.teach(bread.slice(2));
		expect(node.published).toEqual([]);
		node.clock.turn(60_000);
		await expect.poll(() => node.published.length).toBe(1);
		expect(node.published[0]?.cells.length).toBeGreaterThan(0);
	});

	test('takes of what a person says no more than a card takes, one line each', async () => {
		const node = aNode();
		const many = [
			'  Bakes\n bread ',
			'Bakes bread',
			'',
			...Array.from({ length: 9 }, (_, n) => `${n} ${'x'.repeat(40)}`)
		];
		const { capabilities } = await node.open().changeFound({ on: true, capabilities: many });
		expect(capabilities).toHaveLength(8);
		expect(capabilities[0]).toBe('Bakes bread');
		expect(Math.max(...capabilities.map(({ length }) => length))).toBe(32);
	});
});
