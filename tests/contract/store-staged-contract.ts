/** What every store must do with files on their way in. */
import { describe, expect, test } from 'vitest';
import type { StagedFile } from '#lib/store/staged.ts';
import type { Store } from '#lib/store/store.ts';
import { anId } from './store-builders.ts';

const aFile = (name: string, over: Partial<StagedFile> = {}): StagedFile => ({
	id: anId(name),
	name,
	bytes: name.length,
	visibility: { to: 'private' },
	at: 1_000,
	...over
});
const staged = (name: string, words = name) => ({ file: aFile(name), bytes: new Blob([words]) });
const textOf = async (parts: Promise<readonly BlobPart[] | undefined>): Promise<string> =>
	new Blob([...((await parts) ?? ['gone'])]).text();
const ignored = (): void => undefined;

export function stagedContract(store: () => Store): void {
	describe('files on their way in', () => {
		test('come back in the order in which they were chosen, byte for byte, also from two calls at once', async () => {
			const { staged: files } = store();
			const heard: string[] = [];
			const names = ['b/2.md', 'a/1.md', 'z.md'];
			await Promise.all([
				files.add(
					names.map((name) => staged(name)),
					(id) => heard.push(id)
				),
				files.add([staged('late.md', 'Later.')], (id) => heard.push(id))
			]);
			expect((await files.list()).map(({ name }) => name)).toEqual([...names, 'late.md']);
			expect(heard).toEqual([...names, 'late.md'].map(anId));
			expect(await textOf(files.bytes(anId('late.md')))).toBe('Later.');
			expect(await files.count()).toBeGreaterThan(0);
		});

		test('an empty file and one of several parts are whole', async () => {
			const { staged: files } = store();
			const large = new Uint8Array(20 * 1024 * 1024 + 7).map((_, n) => n % 251);
			await files.add(
				[
					{ file: aFile('empty'), bytes: new Blob([]) },
					{ file: aFile('large'), bytes: new Blob([large]) }
				],
				ignored
			);
			expect(await textOf(files.bytes(anId('empty')))).toBe('');
			const back = new Uint8Array(await new Blob([...(await files.bytes(anId('large')))!]).arrayBuffer());
			expect(back.length).toBe(large.length);
			expect(back.every((byte, n) => byte === n % 251)).toBe(true);
		});

		test('what is done with keeps its place and what became of it, without its bytes', async () => {
			const { staged: files } = store();
			await files.add([staged('one'), staged('two')], ignored);
			const outcome = [{ name: 'one', state: 'done', passages: 3 }] as const;
			await files.settle([aFile('one', { outcome }), aFile('unknown', { outcome: [] })]);
			expect(await files.list()).toEqual([aFile('one', { outcome }), aFile('two')]);
			expect(await files.bytes(anId('one'))).toBeUndefined();
			expect(await textOf(files.bytes(anId('two')))).toBe('two');
		});

		test('removed and cleared files leave nothing', async () => {
			const { staged: files } = store();
			await files.add([staged('one'), staged('two'), staged('three')], ignored);
			await files.remove([anId('two'), anId('unknown')]);
			expect((await files.list()).map(({ name }) => name)).toEqual(['one', 'three']);
			await files.clear();
			expect(await files.list()).toEqual([]);
			expect(await files.bytes(anId('one'))).toBeUndefined();
			expect(await files.count()).toBe(0);
		});

		test('a stopped copying keeps what was copied and takes no more', async () => {
			const { staged: files } = store();
			await files.add([staged('before')], ignored);
			const stop = new AbortController();
			stop.abort();
			await expect(files.add([staged('after')], ignored, stop.signal)).rejects.toThrow(/abort/i);
			expect((await files.list()).map(({ name }) => name)).toEqual(['before']);
		});
	});
}
