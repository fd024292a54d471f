/**
 * What every store must do with notes and files, and with the search over them. Longer than others: what is searched is put
 * there by the same steps.
 */
import { describe, expect, test } from 'vitest';
import type { Audience, ItemFacts, Visibility } from '#lib/agent/ports.ts';
import type { Entry } from '#lib/store/items.ts';
import type { Store } from '#lib/store/store.ts';
import { anId, anItem, aPeer, cut } from './store-builders.ts';

export function itemsContract(current: () => Store): void {
	const anyone = { allow: () => true, limit: 10 };
	const put = (item = anItem()) => current().items.put(item, cut(item.text));
	const found = async (terms: readonly string[], allow: (item: ItemFacts) => boolean = () => true) =>
		(await current().shelf.search(terms, { allow, limit: 10 })).map(({ passage }) => passage.text.trim());
	const many = (count: number, over: (n: number) => Partial<Entry['item']> = () => ({})): Entry[] =>
		Array.from({ length: count }, (_, n) => {
			const item = anItem({ id: anId(`item ${n}`), changedAt: n, ...over(n) });
			return { item, spans: cut(item.text) };
		});

	describe('items', () => {
		test('what was deleted and not brought back can be forgotten at once, and nothing else is', async () => {
			const { items } = current();
			await items.putMany(many(3));
			await items.delete(anId('item 0'));
			await items.delete(anId('item 1'));
			await items.undelete(anId('item 1'));
			await items.forgetDeleted();
			expect(await items.undelete(anId('item 0'))).toBe(false);
			expect((await items.list()).map(({ id }) => id)).toEqual([anId('item 2'), anId('item 1')]);
		});

		test('many change at once: shown, moved, deleted, brought back and forgotten, each counted once', async () => {
			const { items } = current();
			await items.putMany(many(5));
			const ids = [0, 1, 2, 2].map((n) => anId(`item ${n}`));
			const some = [...ids, anId('unknown')];
			expect(await items.setVisibilityOf(some, { to: 'public' })).toBe(3);
			expect(await items.moveTo(some, anId('songs'))).toBe(3);
			const open = (await items.list()).filter(({ visibility }) => visibility.to === 'public');
			expect(open.map(({ id, collection }) => [id, collection])).toEqual(
				[2, 1, 0].map((n) => [anId(`item ${n}`), anId('songs')])
			);
			expect(await items.moveTo(ids.slice(0, 1), undefined, { to: 'private' })).toBe(1);
			expect(await items.get(ids[0]!)).toEqual(many(1)[0]!.item);
			expect(await items.deleteMany(some)).toBe(3);
			expect(await items.list()).toHaveLength(2);
			expect(await items.undeleteMany(ids.slice(0, 2))).toBe(2);
			expect(await items.list()).toHaveLength(4);
			expect(await items.forgetMany(some)).toBe(3);
			expect((await items.list()).map(({ id }) => id)).toEqual([anId('item 4'), anId('item 3')]);
			for (const none of [
				items.setVisibilityOf([], { to: 'public' }),
				items.moveTo(some, 'x'),
				items.deleteMany(some),
				items.forgetMany(some)
			])
				expect(await none).toBe(0);
		});

		test('what was deleted in bulk is not found, and is found again when it is brought back', async () => {
			await current().items.putMany(many(3));
			const ids = [0, 1].map((n) => anId(`item ${n}`));
			await found(['guitar']);
			await current().items.deleteMany(ids);
			expect(await found(['tuesdays'])).toHaveLength(1);
			await current().items.undeleteMany(ids);
			expect(await found(['tuesdays'])).toHaveLength(3);
			await current().items.forgetMany(ids);
			expect(await found(['tuesdays'])).toHaveLength(1);
		});

		test('a passage of a review knows the rough place of its item, one of a note none', async () => {
			const fields = {
				kind: 'review',
				itemReviewed: 'Guitars',
				ratingValue: 5,
				reviewBody: 'Fine.'
			} as const;
			const review = anItem({ id: anId('review'), kind: 'review', fields: { ...fields, geohash: 'u33dc' } });
			await put(review);
			await put(anItem({ id: anId('note') }));
			const hits = await current().shelf.search(['guitar'], anyone);
			expect(new Map(hits.map(({ passage }) => [passage.item, passage.geohash]))).toEqual(
				new Map([
					[anId('review'), 'u33dc'],
					[anId('note'), undefined]
				])
			);
			expect((await current().shelf.passage(hits[0]!.passage.id))?.geohash).toBe(hits[0]!.passage.geohash);
		});

		test('an item is read back as it was put, and replaced by the next put', async () => {
			const { items } = current();
			const odd = anItem({
				title: '"odd" 🎸 \ud800',
				text: 'line\n\u0000 \udfff end',
				visibility: { to: 'public' }
			});
			await put(odd);
			expect(await items.get(odd.id)).toEqual(odd);
			const next = anItem({ text: 'Now I teach the piano.', changedAt: 2_000 });
			await put(next);
			expect(await items.get(odd.id)).toEqual(next);
			expect(await items.list()).toHaveLength(1);
			expect(await items.get(anId('unknown'))).toBeUndefined();
		});

		test('the list shows what changed last first, with an excerpt of 200 characters', async () => {
			const { items } = current();
			await put(anItem({ id: anId('a'), changedAt: 1 }));
			await put(anItem({ id: anId('b'), changedAt: 3, text: 'x'.repeat(500), kind: 'file' }));
			const [first, second] = await items.list();
			expect(first).toEqual({
				id: anId('b'),
				kind: 'file',
				title: 'Guitar lessons',
				excerpt: 'x'.repeat(200),
				chars: 500,
				visibility: { to: 'private' },
				madeAt: 1_000,
				changedAt: 3
			});
			expect(second?.id).toBe(anId('a'));
		});

		test('a deleted item is gone from list and search at once and comes back whole', async () => {
			const { items, shelf } = current();
			await put();
			const { id } = anItem();
			const passage = (await shelf.search(['guitar'], anyone))[0]?.passage.id ?? '';
			expect(await items.delete(id)).toBe(true);
			expect(await items.get(id)).toBeUndefined();
			expect(await items.list()).toEqual([]);
			expect(await found(['guitar'])).toEqual([]);
			expect(await shelf.passage(passage)).toBeUndefined();
			expect(await items.undelete(id)).toBe(true);
			expect(await items.get(id)).toEqual(anItem());
			expect(await found(['guitar'])).toContain('I teach the guitar on Tuesdays.');
		});

		test('a forgotten item cannot be brought back', async () => {
			const { items } = current();
			await put();
			await found(['guitar']);
			expect(await items.forget(anItem().id)).toBe(true);
			expect(await items.undelete(anItem().id)).toBe(false);
			expect(await items.get(anItem().id)).toBeUndefined();
			expect(await items.list()).toEqual([]);
			expect(await found(['guitar'])).toEqual([]);
			for (const change of ['delete', 'forget'] as const)
				expect(await items[change](anId('unknown'))).toBe(false);
		});

		test('many are stored in batches, each reported once it is there', async () => {
			const { items } = current();
			const stored: number[] = [];
			await items.putMany(many(600), (ids) => stored.push(ids.length));
			expect(stored.reduce((sum, count) => sum + count)).toBe(600);
			expect(stored.length).toBeGreaterThan(1);
			expect(await items.list()).toHaveLength(600);
		});

		test('an aborted import keeps what was stored and takes nothing more', async () => {
			const { items } = current();
			const stop = new AbortController();
			let kept = 0;
			const importing = items.putMany(
				many(600),
				(ids) => {
					kept += ids.length;
					stop.abort();
				},
				stop.signal
			);
			await expect(importing).rejects.toMatchObject({ name: 'AbortError' });
			expect(kept).toBeGreaterThan(0);
			expect(await items.list()).toHaveLength(kept);
		});
	});

	describe('shelf', () => {
		test('a hit is a passage with its exact place in the item', async () => {
			await put(anItem({ visibility: { to: 'contacts' } }));
			const hits = await current().shelf.search(['tuesday'], anyone);
			const { text, id } = anItem();
			expect(hits[0]?.passage).toEqual({
				id: `${id}:0`,
				item: id,
				title: 'Guitar lessons',
				text: 'I teach the guitar on Tuesdays.',
				start: 0,
				end: 31,
				visibility: { to: 'contacts' },
				madeAt: 1_000
			});
			expect(text.slice(0, 31)).toBe('I teach the guitar on Tuesdays.');
			expect(await current().shelf.passage(`${id}:0`)).toEqual(hits[0]?.passage);
			for (const unknown of [`${id}:9`, `${id}:-1`, `${id}:`, id, ':0', '', `${anId('unknown')}:0`])
				expect(await current().shelf.passage(unknown)).toBeUndefined();
		});

		test('words are found in other forms, without their marks, and in scripts without spaces', async () => {
			await put(anItem({ id: anId('1'), title: 'Essen', text: 'Das Café öffnet um acht.' }));
			await put(anItem({ id: anId('2'), title: 'Courses', text: 'Teaching guitars since 1999.' }));
			await put(anItem({ id: anId('3'), title: '吃饭', text: '这家素食餐厅很好' }));
			expect(await found(['cafe'])).toEqual(['Das Café öffnet um acht.']);
			expect(await found(['teach', 'guitar'])).toEqual(['Teaching guitars since 1999.']);
			expect(await found(['餐厅'])).toEqual(['这家素食餐厅很好']);
		});

		test('more and rarer words come first, and a score never rises down the list', async () => {
			await put(anItem({ id: anId('1'), title: 'A', text: 'The guitar is loud.' }));
			await put(anItem({ id: anId('2'), title: 'B', text: 'The guitar has a capo.' }));
			await put(anItem({ id: anId('3'), title: 'C', text: 'The guitar is wood.' }));
			const hits = await current().shelf.search(['guitar', 'capo'], anyone);
			expect(hits.map(({ passage }) => passage.item)[0]).toBe(anId('2'));
			expect(hits).toHaveLength(3);
			const scores = hits.map(({ score }) => score);
			expect(scores).toEqual([...scores].sort((a, b) => b - a));
		});

		test('what is not allowed takes no seat', async () => {
			await current().items.putMany(
				many(60, (n) => ({
					title: n < 50 ? 'guitar guitar' : 'Lessons',
					text: n < 50 ? 'guitar guitar guitar.' : `The guitar of shop number ${n}, with many other words.`,
					visibility: n < 50 ? { to: 'private' } : { to: 'named', peers: [aPeer('ada')] }
				}))
			);
			const hits = await current().shelf.search(['guitar'], {
				allow: ({ visibility }) => visibility.to === 'named' && visibility.peers.includes(aPeer('ada')),
				limit: 8
			});
			expect(hits).toHaveLength(8);
			expect(new Set(hits.map(({ passage }) => passage.visibility.to))).toEqual(new Set(['named']));
			expect(await found(['guitar'], () => false)).toEqual([]);
		});

		test('a changed visibility holds from the moment it is stored', async () => {
			await put(anItem({ visibility: { to: 'public' } }));
			const open = ({ visibility }: { visibility: Visibility }) => visibility.to === 'public';
			expect(await found(['tuesdays'], open)).toHaveLength(1);
			expect(await current().items.setVisibility(anItem().id, { to: 'private' })).toBe(true);
			expect(await found(['tuesdays'], open)).toEqual([]);
			expect((await current().shelf.passage(`${anItem().id}:0`))?.visibility).toEqual({ to: 'private' });
			expect(await current().items.get(anItem().id)).toEqual(anItem());
			expect(await current().items.setVisibility(anId('unknown'), { to: 'public' })).toBe(false);
		});

		test('who reads as a circle opens what was shared with it and nothing else, whatever is allowed', async () => {
			const { items, shelf } = current();
			const ids = ['private', 'contacts', 'ada'].map(anId);
			await items.putMany(ids.map((id) => ({ item: anItem({ id }), spans: cut(anItem().text) })));
			await items.setVisibility(ids[1]!, { to: 'contacts' });
			await items.setVisibility(ids[2]!, { to: 'named', peers: [aPeer('ada')] });
			const opened = async (as: readonly Audience[]) => [
				(await shelf.search(['tuesdays'], { allow: () => true, limit: 9, as }))
					.map(({ passage }) => passage.item)
					.sort(),
				(await Promise.all(ids.map((id) => shelf.passage(`${id}:0`, as))))
					.flatMap((passage) => passage?.item ?? [])
					.sort()
			];
			const each = (...of: string[]) => [of.sort(), of.sort()];
			expect(await opened(['public'])).toEqual(each());
			expect(await opened([])).toEqual(each());
			expect(await opened(['public', 'contacts'])).toEqual(each(ids[1]!));
			expect(await opened(['contacts', `peer/${aPeer('ada')}`])).toEqual(each(ids[1]!, ids[2]!));
			expect(await opened(['contacts', `peer/${aPeer('bob')}`])).toEqual(each(ids[1]!));
			await items.setVisibility(ids[2]!, { to: 'private' });
			expect(await opened(['contacts', `peer/${aPeer('ada')}`])).toEqual(each(ids[1]!));
			expect((await shelf.passage(`${ids[0]}:0`))?.item).toBe(ids[0]);
		});

		test('only the present words of an item are found', async () => {
			await put();
			await found(['guitar']);
			await put(anItem({ title: 'Piano lessons', text: 'Now I teach the piano.' }));
			expect(await found(['guitar'])).toEqual([]);
			expect(await found(['piano'])).toEqual(['Now I teach the piano.']);
		});

		test('nothing in a term is read as search syntax', async () => {
			await put();
			const hostile = [
				'"',
				'""',
				'guitar" OR "x',
				'NEAR(a b)',
				'title:guitar',
				'*',
				'a\0b',
				'-',
				'(',
				'\ud800',
				'',
				' '
			];
			for (const term of hostile) expect(Array.isArray(await found([term, 'zzz']))).toBe(true);
			expect(await found(['tues*'])).toEqual([]);
			expect(await found([...hostile, 'beginners'])).toContain('Beginners are welcome.');
			expect(await found(Array.from({ length: 500 }, (_, n) => `word${n}`))).toEqual([]);
		});

		test('no terms, no seats and nothing stored give nothing', async () => {
			expect(await found(['guitar'])).toEqual([]);
			await put();
			expect(await found([])).toEqual([]);
			expect(await current().shelf.search(['guitar'], { allow: () => true, limit: 0 })).toEqual([]);
		});

		test('a search that is called off throws the reason', async () => {
			await put();
			const stopped = AbortSignal.abort(new Error('stopped'));
			await expect(current().shelf.search(['guitar'], anyone, stopped)).rejects.toThrow('stopped');
			const stop = new AbortController();
			const searching = current().shelf.search(['guitar'], anyone, stop.signal);
			stop.abort(new Error('enough'));
			await expect(searching).rejects.toThrow('enough');
		});
	});
}
