import { describe, expect, test } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import type { Store } from '#lib/store/store.ts';
import { aDesk, aFile } from './importing.fixture.ts';

const PRIVATE = { visibility: { to: 'private' } } as const;
const elms = aFile('elms.md', '# Elms\n\nThe elm drops its leaves before the oak.');
const bread = aFile('bread.txt', 'Bread rises twice as fast in July.');

describe('what is imported', () => {
	test('lies in the store with where it came from, and nothing of it stays on its way', async () => {
		const { importer, store, results } = aDesk();
		await importer.run([elms, bread], PRIVATE);
		expect(results()).toEqual(['elms.md done', 'bread.txt done']);
		const [first] = (await store.items.list()).filter(({ title }) => title === 'Elms');
		expect(first).toMatchObject({ kind: 'file', visibility: { to: 'private' }, origin: { name: 'elms.md' } });
		expect(first?.origin?.hash).toHaveLength(43);
		expect(await store.staged.count()).toBe(0);
	});

	test('a page that was shared is called as it was there, and keeps its address', async () => {
		const { importer, store } = aDesk();
		const page = aFile('shared.txt', 'Worth reading.');
		await importer.run([{ ...page, title: 'On elms', url: 'https://trees.example/' }], PRIVATE);
		const [item] = await store.items.list();
		expect(item).toMatchObject({ kind: 'page', title: 'On elms', origin: { url: 'https://trees.example/' } });
	});

	test('a folder becomes a private collection of its name, used again the next time', async () => {
		const { importer, store } = aDesk();
		await importer.run([aFile('trees/elms.md', '# Elms\n\nOne.'), aFile('trees/.git/config', 'no')], PRIVATE);
		await importer.run([aFile('trees/deep/oaks.md', '# Oaks\n\nTwo.')], PRIVATE);
		const [collection, ...others] = await store.collections.list();
		expect([collection?.name, collection?.visibility, others]).toEqual(['trees', { to: 'private' }, []]);
		const items = await store.items.list();
		expect(items.map(({ title }) => title).sort()).toEqual(['Elms', 'Oaks']);
		expect(items.every((item) => item.collection === collection?.id)).toBe(true);
	});

	test('a folder called like a public collection stays private', async () => {
		const { importer, store } = aDesk();
		await store.collections.put({ id: 'c', name: 'trees', visibility: { to: 'public' }, madeAt: 1 });
		await importer.run([aFile('trees/elms.md', 'One.')], PRIVATE);
		expect((await store.items.list())[0]).toMatchObject({ collection: 'c', visibility: { to: 'private' } });
	});

	test('what is refused by its name or size is not copied in, and the rest is taken', async () => {
		const { importer, store, results } = aDesk();
		const copied: string[] = [];
		const { add } = store.staged;
		store.staged.add = (files, ...rest) => {
			copied.push(...files.filter(({ bytes }) => bytes).map(({ file }) => file.name));
			return add(files, ...rest);
		};
		await importer.run([aFile('film.mov', 'x'), aFile('empty.md', ''), elms], PRIVATE);
		expect(results()).toEqual(['film.mov kind', 'empty.md empty', 'elms.md done']);
		expect(copied).toEqual(['elms.md']);
	});
});

describe('imported again', () => {
	test('the same bytes are here already, under whatever name, unless they were deleted', async () => {
		const { importer, store, later, results } = aDesk();
		await importer.run([elms, aFile('trees/copy.md', await elms.file.text())], PRIVATE);
		expect(results()).toEqual(['elms.md done', 'trees/copy.md same']);
		later();
		await importer.run([aFile('other.md', await elms.file.text())], PRIVATE);
		expect(results()).toEqual(['other.md same']);
		await store.items.delete((await store.items.list())[0]!.id);
		await importer.run([elms], PRIVATE);
		expect(results()).toEqual(['elms.md done']);
		expect(await store.items.list()).toHaveLength(1);
	});

	test('other bytes of the same name with folders take the place of the old: id, sharing, collection, time', async () => {
		const { importer, store, later, results } = aDesk();
		await importer.run([aFile('trees/elms.md', '# Elms\n\nOld.')], PRIVATE);
		const [before] = await store.items.list();
		await store.items.moveTo([before!.id], 'chosen', { to: 'contacts' });
		later();
		await importer.run([aFile('trees/elms.md', '# Elms again\n\nAll new.')], PRIVATE);
		expect(results()).toEqual(['trees/elms.md updated']);
		const [after, ...others] = await store.items.list();
		expect(others).toEqual([]);
		expect(after).toMatchObject({
			id: before?.id,
			title: 'Elms again',
			visibility: { to: 'contacts' },
			collection: 'chosen',
			madeAt: before?.madeAt
		});
	});

	test('a longer file gets new parts and a shorter one loses those it no longer has', async () => {
		const { importer, store, later } = aDesk();
		const long = (chars: number): string => `${'tree'.repeat(200)}.\n\n`.repeat(chars / 803);
		await importer.run([aFile('trees/elms.txt', long(1_500_000))], PRIVATE);
		const before = new Map((await store.items.list()).map(({ id, origin }) => [origin?.part, id]));
		expect(before.size).toBe(2);
		later();
		await importer.run([aFile('trees/elms.txt', long(500_000))], PRIVATE);
		const after = new Map((await store.items.list()).map(({ id, origin }) => [origin?.part, id]));
		expect([...after]).toEqual([[undefined, before.get(1)]]);
	});

	test('a bare name is an update only where the texts share something', async () => {
		const { importer, store, later, results } = aDesk();
		await importer.run(
			[aFile('notes.md', 'The elm drops its leaves early.\nThe oak keeps them long.')],
			PRIVATE
		);
		later();
		await importer.run([aFile('notes.md', 'Bread rises faster in July.\nSalt comes last of all.')], PRIVATE);
		expect(results()).toEqual(['notes.md done']);
		later();
		await importer.run([aFile('notes.md', 'The elm drops its leaves early.\nThe heron came back.')], PRIVATE);
		expect(results()).toEqual(['notes.md updated']);
		expect(await store.items.list()).toHaveLength(2);
	});
});

/** A store whose tab is gone once `calls` batches of items were stored: nothing after that ever comes back. */
const dies =
	(after: number) =>
	(store: Store): Store => {
		const { staged, items } = store;
		let gone = after === 0;
		const never = new Promise<never>(() => undefined);
		return {
			...store,
			staged: { ...staged, settle: (files) => (gone ? never : staged.settle(files)), clear: () => never },
			items: Object.assign(Object.create(items) as typeof items, {
				list: () => items.list(),
				get: (id: string) => items.get(id),
				putMany: async (...[entries, stored, signal]: Parameters<typeof items.putMany>) => {
					if (gone) return never;
					await items.putMany(entries, undefined, signal);
					gone = true;
					stored?.([]);
					return never;
				}
			})
		};
	};

describe('a tab that was closed', () => {
	test.each([0, 1])('is gone on from by the next one, after %d batches', async (batches) => {
		const desk = aDesk(dies(batches));
		void desk.importer.run([elms, bread], PRIVATE);
		await expect.poll(() => desk.store.staged.list()).toHaveLength(2);
		if (batches > 0) await expect.poll(() => desk.store.items.list()).toHaveLength(2);
		desk.later();
		await desk.tab().resume();
		expect(desk.results()).toEqual(['elms.md done', 'bread.txt done']);
		expect(await desk.store.items.list()).toHaveLength(2);
		expect(await desk.store.staged.count()).toBe(0);
	});

	test('what it had done with is told again by the next', async () => {
		const desk = aDesk();
		const staged = { id: 'a', name: 'elms.md', bytes: 9, visibility: { to: 'private' }, at: 1 } as const;
		const outcome = [{ name: 'elms.md', state: 'refused', reason: 'damaged', passages: 0 }] as const;
		await desk.store.staged.add(
			[
				{ file: { ...staged, outcome } },
				{ file: { ...staged, id: 'b', name: 'bread.txt' }, bytes: bread.file }
			],
			() => undefined
		);
		await desk.importer.resume();
		expect(desk.results()).toEqual(['elms.md damaged', 'bread.txt done']);
	});

	test('where nothing was left nothing is told', async () => {
		const desk = aDesk();
		await desk.importer.resume();
		expect(desk.told).toEqual([]);
	});
});

describe('trouble', () => {
	const full = new NodeError('storage-full');

	test('a device that is full while files are stored: the others are named, what is in stays', async () => {
		const desk = aDesk((store) => ({
			...store,
			items: Object.assign(Object.create(store.items) as typeof store.items, {
				list: () => store.items.list(),
				async putMany(...[entries, stored, signal]: Parameters<typeof store.items.putMany>) {
					for await (const entry of entries) {
						if (entry.item.title === 'bread') throw full;
						await store.items.putMany([entry], stored, signal);
					}
				}
			})
		}));
		const late = aFile('late.md', '# Late\n\nToo late.');
		await expect(desk.importer.run([elms, bread, late], PRIVATE)).rejects.toMatchObject({
			code: 'storage-full'
		});
		expect(desk.results()).toEqual(['elms.md done', 'bread.txt storage-full', 'late.md storage-full']);
		expect(desk.told.at(-1)?.running).toBe(false);
		expect((await desk.store.items.list()).map(({ title }) => title)).toEqual(['Elms']);
		expect(await desk.store.staged.count()).toBe(0);
	});

	test('a device that is full while files are copied: half of those are taken all the same', async () => {
		const desk = aDesk((store) => ({
			...store,
			staged: {
				...store.staged,
				async add(files, copied, signal) {
					await store.staged.add(files.slice(0, 4), copied, signal);
					throw full;
				}
			}
		}));
		const files = ['1', '2', '3', '4', '5'].map((n) => aFile(`${n}.md`, `# Part ${n}\n\nWords of ${n}.`));
		await expect(desk.importer.run(files, PRIVATE)).rejects.toMatchObject({ code: 'storage-full' });
		expect(desk.results()).toEqual([
			'1.md done',
			'2.md done',
			...['3.md', '4.md', '5.md'].map((name) => `${name} storage-full`)
		]);
	});

	test('a file that breaks the worker is refused, and the others are taken', async () => {
		const desk = aDesk();
		const files = [elms, aFile('broken.md', '# Broken\n\nNever read.'), bread];
		await desk.tab('broken').run(files, PRIVATE);
		expect(desk.results()).toEqual(['elms.md done', 'broken.md damaged', 'bread.txt done']);
	});

	test('a cancelled import keeps what is stored and drops the rest', async () => {
		const desk = aDesk();
		const running = desk.importer.run([elms, bread], PRIVATE);
		desk.importer.cancel();
		await running;
		expect(desk.results()).toEqual(['elms.md cancelled', 'bread.txt cancelled']);
		expect(await desk.store.staged.count()).toBe(0);
		await desk.importer.run([elms], PRIVATE);
		expect(desk.results()).toEqual(['elms.md done']);
	});
});

test('files added while an import runs belong to it', async () => {
	const { importer, told, results } = aDesk();
	await Promise.all([importer.run([elms], PRIVATE), importer.run([bread], PRIVATE)]);
	expect(results()).toEqual(['elms.md done', 'bread.txt done']);
	expect(told.filter(({ running }) => !running)).toHaveLength(1);
});

test('of a large import little is told while it runs, and everything at its end', async () => {
	const { importer, told } = aDesk();
	await importer.run(
		Array.from({ length: 700 }, (_, n) => aFile(`${n}.md`, `# Number ${n}\n\nThe words of ${n}.`)),
		PRIVATE
	);
	const during = told.filter(({ running }) => running);
	expect(Math.max(...during.map(({ files }) => files.length))).toBeLessThanOrEqual(200);
	expect(told.at(-1)?.files).toHaveLength(700);
	expect(told.at(-1)?.counts.done).toBe(700);
});
