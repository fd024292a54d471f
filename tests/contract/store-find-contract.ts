/** What every store must find while somebody is typing. */
import { describe, expect, test } from 'vitest';
import type { ItemFacts } from '#lib/agent/ports.ts';
import type { Store } from '#lib/store/store.ts';
import { anId, anItem, cut } from './store-builders.ts';

export function findContract(store: () => Store): void {
	describe('found while typing', () => {
		const put = async (name: string, title: string, text: string, over: object = {}): Promise<void> =>
			store().items.put(anItem({ id: anId(name), title, text, ...over }), cut(text));
		const find = async (text: string, allow: (item: ItemFacts) => boolean = () => true) =>
			(await store().shelf.find(text, { allow, limit: 10 })).map(({ passage }) => passage.text.trim());
		const lesson = 'I teach the guitar on Tuesdays.';

		test('a word is found while it is half typed, its beginning only', async () => {
			await put('lesson', 'Lessons', lesson);
			for (const text of ['gui', 'Guita', 'guitar', 'teach the gui', 'tuesd'])
				expect([text, await find(text)]).toEqual([text, [lesson]]);
			for (const text of ['uitar', 'guib', 'piano gui', '', ' ', '"', '*'])
				expect([text, await find(text)]).toEqual([text, []]);
		});

		test('what stands in a title or in the name of a file comes first, from the first letter on', async () => {
			await put('text', 'Notes', 'The zebra is at the zoo.');
			await put('title', 'Zebras', 'They have stripes.');
			await put('file', 'Untitled', 'Another animal.', { origin: { name: 'animals/zebra.md', hash: 'h' } });
			expect((await find('z')).slice(0, 2).sort()).toEqual(['Another animal.', 'They have stripes.']);
			const found = await find('zebra');
			expect(found.slice(0, 2).sort()).toEqual(['Another animal.', 'They have stripes.']);
			expect(found.slice(2)).toEqual(['The zebra is at the zoo.']);
		});

		test('only what is allowed is found, and what is deleted never', async () => {
			await put('mine', 'Guitar', 'My guitar is old.', { visibility: { to: 'private' } });
			await put('shared', 'Guitar', 'A guitar for all.', { visibility: { to: 'public' } });
			expect(await find('guit', ({ visibility }) => visibility.to === 'public')).toEqual([
				'A guitar for all.'
			]);
			expect(await find('guit', () => false)).toEqual([]);
			await store().items.delete(anId('shared'));
			expect(await find('guit')).toEqual(['My guitar is old.']);
		});

		test('no more than the limit, and none twice', async () => {
			for (let n = 0; n < 5; n++) await put(`n${n}`, 'Guitar', 'A guitar. Another guitar.');
			const found = await store().shelf.find('guitar', { allow: () => true, limit: 4 });
			expect(new Set(found.map(({ passage }) => passage.id)).size).toBe(4);
			expect(await store().shelf.find('guitar', { allow: () => true, limit: 0 })).toEqual([]);
		});
	});
}
