import { expect, test } from 'vitest';
import type { Item } from '#lib/agent/ports.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import { aCollection, anId, anItem, aPeer, cut } from '../../../tests/contract/store-builders.ts';
import type { ShelfFilter } from './knowledge-api.ts';
import { findItems, matcher } from './shelf-finder.ts';
import { passes } from './shelf-filter.ts';

const at = (title: string, text: string, over: Partial<Item> = {}): Item =>
	anItem({ id: anId(title), title, text, ...over });

async function shelfOf(...items: Item[]) {
	const store = memoryStore({ random: (length) => new Uint8Array(length) });
	for (const item of items) await store.items.put(item, cut(item.text));
	return store;
}

const marked = (text: string, words: readonly { start: number; end: number }[]) =>
	words.map(({ start, end }) => text.slice(start, end));

test('the last word may be half typed, the others stand in any form, accents or not', () => {
	const text = 'Cafés teach: the teacher teaches at the café.';
	expect(marked(text, matcher('teaching cafe')(text))).toEqual(['Cafés', 'teach', 'teaches', 'café']);
	expect(marked(text, matcher('teac')(text))).toEqual(['teach', 'teacher', 'teaches']);
	// A finished word is not the beginning of others.
	expect(marked(text, matcher('tea ')(text))).toEqual([]);
});

test('an item is found once, at its best passage, with the words around what was typed', async () => {
	const long = `${'Nothing of note grew here this year. '.repeat(20)}Hostas like the north wall. ${'More gravel. '.repeat(40)}`;
	const store = await shelfOf(at('Garden', long), at('Hall', 'The concert is in the north hall.'));
	const found = await findItems(store, 'hosta north', {});
	expect(found[0]?.item).toBe(anId('Garden'));
	const { excerpt, words, start, end } = found[0]!;
	expect(marked(excerpt, words)).toEqual(['Hostas', 'north']);
	expect(long.slice(start, end)).toContain('Hostas like the north wall.');
	expect(new Set(found.map(({ item }) => item)).size).toBe(found.length);
});

test('a long passage is shown from just before the first word that was found', async () => {
	const text = `${'grass and moss and '.repeat(60)}then a lone hosta stood there ${'among more gravel '.repeat(30)}`;
	const [found] = await findItems(await shelfOf(at('Garden', text)), 'hosta', {});
	expect(found?.excerpt.startsWith('… ')).toBe(true);
	expect(found?.excerpt.endsWith(' …')).toBe(true);
	expect(found?.excerpt.length).toBeLessThan(260);
	expect(marked(found!.excerpt, found!.words)).toEqual(['hosta']);
});

test('a part of a title or of a file’s name is enough', async () => {
	const origin = { name: 'thesis/draft-kappa.md', hash: anId('hash') };
	const store = await shelfOf(at('Bookbinding', 'Glue and thread.'), at('Chapter', 'All of it.', { origin }));
	expect((await findItems(store, 'kbind', {})).map(({ item }) => item)).toEqual([anId('Bookbinding')]);
	expect((await findItems(store, 'ft-kap', {})).map(({ item }) => item)).toEqual([anId('Chapter')]);
});

test('only what the filter lets through is found, by title too', async () => {
	const store = await shelfOf(
		at('Fern one', 'Fern.', { visibility: { to: 'public' } }),
		at('Fern two', 'Fern.', { kind: 'file', changedAt: 5_000 })
	);
	const titles = async (filter: ShelfFilter) =>
		(await findItems(store, 'fern', filter)).map(({ item }) => item);
	expect(await titles({})).toHaveLength(2);
	expect(await titles({ to: 'public' })).toEqual([anId('Fern one')]);
	expect(await titles({ kind: 'file' })).toEqual([anId('Fern two')]);
	expect(await titles({ since: 5_000 })).toEqual([anId('Fern two')]);
	expect(await titles({ kind: 'file', to: 'public' })).toEqual([]);
});

test('an item of a collection that is gone lies in none', () => {
	const known = new Set([aCollection().id]);
	const inIt = anItem({ collection: aCollection().id });
	const dangling = anItem({ collection: anId('gone') });
	expect(passes({ collection: aCollection().id }, inIt, known)).toBe(true);
	expect(passes({ collection: '' }, inIt, known)).toBe(false);
	expect(passes({ collection: '' }, dangling, known)).toBe(true);
	expect(passes({ collection: anId('gone') }, dangling, known)).toBe(false);
	expect(passes({ to: 'named' }, anItem({ visibility: { to: 'named', peers: [aPeer('a')] } }), known)).toBe(
		true
	);
});
