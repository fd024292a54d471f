import { beforeEach, expect, test, vi } from 'vitest';
import { aCollection, anId, anItem } from '../../../tests/contract/store-builders.ts';
import type { FoundPassage, ShelfFilter } from './knowledge-api.ts';
import { KnowledgeView } from './knowledge-view.svelte.ts';
import { Knowledge, UNDO_MS } from './knowledge.svelte.ts';
import type { ItemSummary, NodeApi } from './node-api.ts';

const aSummary = (title: string, over: Partial<ItemSummary> = {}): ItemSummary => {
	const { text, ...item } = anItem({ id: anId(title), title });
	return { ...item, excerpt: text, chars: text.length, ...over };
};
const aFind = (title: string): FoundPassage => ({
	item: anId(title),
	start: 0,
	end: 4,
	excerpt: 'Fern',
	words: []
});

/** A node that notes what was asked of it; searches are answered by hand. */
function aKnowledge(...items: ItemSummary[]) {
	const calls: unknown[][] = [];
	const searches: { words: string; filter: ShelfFilter; answer(found: FoundPassage[]): void }[] = [];
	const api = new Proxy({} as NodeApi, {
		get: (_, name: string) =>
			name === 'findItems'
				? (words: string, filter: ShelfFilter) =>
						new Promise((answer) => searches.push({ words, filter, answer }))
				: async (...args: unknown[]) => void calls.push([name, ...args])
	});
	const knowledge = new Knowledge(api, { items, collections: [aCollection()], importing: null });
	return { knowledge, view: new KnowledgeView(knowledge), calls, searches };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
	vi.useFakeTimers();
	return () => vi.useRealTimers();
});

test('what is typed while a search runs is searched for once, and what was typed over never', async () => {
	const { view, searches } = aKnowledge(aSummary('Fern'), aSummary('Moss'));
	for (const typed of ['f', 'fe', 'fer', 'fern']) {
		view.query = typed;
		void view.search();
	}
	await settled();
	expect(searches.map(({ words }) => words)).toEqual(['f']);
	searches[0]!.answer([aFind('Fern'), aFind('Moss')]);
	await settled();
	// What is there is shown while the rest is looked for, and says what it was found for.
	expect(view.foundFor).toBe('f');
	expect(view.shown).toHaveLength(2);
	expect(searches.map(({ words }) => words)).toEqual(['f', 'fern']);
	searches[1]!.answer([aFind('Fern')]);
	await settled();
	expect(view.shown.map(({ title }) => title)).toEqual(['Fern']);
});

test('an emptied box shows everything again, whatever a search still answers', async () => {
	const { view, searches } = aKnowledge(aSummary('Fern'), aSummary('Moss'));
	view.query = 'fern';
	void view.search();
	view.query = '';
	void view.search();
	searches[0]!.answer([aFind('Fern')]);
	await settled();
	expect(view.found).toBeNull();
	expect(view.shown).toHaveLength(2);
});

test('what is gone is found no more and ticked no more', async () => {
	const { knowledge, view, searches } = aKnowledge(aSummary('Fern'), aSummary('Moss'));
	view.select(true);
	view.tickAll();
	view.query = 'f';
	void view.search();
	searches[0]!.answer([aFind('Fern'), aFind('Moss')]);
	await settled();
	knowledge.items = [aSummary('Moss')];
	expect(view.shown.map(({ title }) => title)).toEqual(['Moss']);
	expect(view.chosen.map(({ title }) => title)).toEqual(['Moss']);
});

test('all that is found is ticked, and what was ticked before stays', async () => {
	const { view } = aKnowledge(aSummary('Fern'), aSummary('Moss', { visibility: { to: 'public' } }));
	view.select(true);
	view.tick(anId('Fern'), true);
	await view.letThrough({ to: 'public' });
	view.tickAll();
	expect(view.chosen.map(({ title }) => title)).toEqual(['Fern', 'Moss']);
	view.tick(anId('Fern'), false);
	expect(view.chosen.map(({ title }) => title)).toEqual(['Moss']);
});

test('many deleted together come back together, or are forgotten together', async () => {
	const both = [aSummary('Fern'), aSummary('Moss')];
	const ids = both.map(({ id }) => id);
	const { knowledge, calls } = aKnowledge(...both);
	await knowledge.delete(both);
	expect(knowledge.deleted).toEqual([{ id: ids[0], title: '', items: 2 }]);
	await knowledge.undelete(ids[0]!);
	await knowledge.delete(both);
	await vi.advanceTimersByTimeAsync(UNDO_MS);
	expect(calls).toEqual([
		['deleteItems', ids],
		['undeleteItems', ids],
		['deleteItems', ids],
		['forgetItems', ids]
	]);
	expect(knowledge.deleted).toEqual([]);
});

test('something deleted, brought back and deleted again has its ten seconds again', async () => {
	const fern = aSummary('Fern');
	const { knowledge, calls } = aKnowledge(fern);
	await knowledge.delete([fern]);
	await vi.advanceTimersByTimeAsync(UNDO_MS - 1_000);
	await knowledge.undelete(fern.id);
	await knowledge.delete([fern]);
	await vi.advanceTimersByTimeAsync(2_000);
	expect(knowledge.deleted).toHaveLength(1);
	expect(calls.some(([name]) => name === 'forgetItems')).toBe(false);
});

test('a collection deleted alone comes back with what lay in it; what was moved on meanwhile stays where it is', async () => {
	const here = { collection: aCollection().id };
	const both = [aSummary('Fern', here), aSummary('Moss', here)];
	const { knowledge, calls } = aKnowledge(...both);
	const ids = both.map(({ id }) => id);
	await knowledge.deleteCollection(aCollection(), ids, false);
	await knowledge.undelete(aCollection().id);
	expect(calls).toEqual([
		['removeCollection', aCollection().id],
		['saveCollection', aCollection()]
	]);
	await knowledge.deleteCollection(aCollection(), ids, false);
	knowledge.items = [both[0]!, aSummary('Moss', { collection: anId('other') })];
	await vi.advanceTimersByTimeAsync(UNDO_MS);
	expect(calls.at(-1)).toEqual(['moveItems', [ids[0]], undefined]);
});

test('who may see a note, or where it lies, changes without cutting its text again', async () => {
	const { knowledge, calls } = aKnowledge();
	const item = anItem();
	const { title, text } = item;
	await knowledge.save({ id: item.id, title, text, visibility: { to: 'public' } }, item);
	const visibility = { to: 'contacts' } as const;
	await knowledge.save({ id: item.id, title, text, visibility, collection: aCollection().id }, item);
	await knowledge.save({ id: item.id, title, text: `${text} More.`, visibility }, item);
	expect(calls.map(([name]) => name)).toEqual(['setVisibilityOf', 'moveItems', 'saveNote']);
});
