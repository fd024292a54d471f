/** What every store must do with direct messages. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/store.ts';
import { anId, aPeer, aTalk, someWords } from './store-builders.ts';

const ada = aPeer('ada');

export function wordsContract(store: () => Store): void {
	describe('words', () => {
		const ids = async (most: number, before?: string): Promise<readonly string[]> =>
			(await store().words.list(ada, most, before)).map(({ id }) => id);

		test('a message comes back whole, once, in the order of arrival whatever its time', async () => {
			const { words } = store();
			const first = someWords({ id: anId('1'), at: 5_000 });
			const second = someWords({ id: anId('2'), at: 1_000, mine: true, state: 'queued', re: anId('1') });
			expect(await words.add(first)).toBe(true);
			expect(await words.add(second)).toBe(true);
			expect(await words.add(someWords({ id: anId('1'), text: 'Something else' }))).toBe(false);
			await words.add(someWords({ id: anId('3'), peer: aPeer('bob') }));
			expect(await words.list(ada, 10)).toEqual([first, second]);
			expect(await words.get(anId('2'))).toEqual(second);
			expect(await words.get(anId('unknown'))).toBeUndefined();
		});

		test('of a long conversation the newest are listed, and those before one of them', async () => {
			for (let n = 0; n < 7; n++) await store().words.add(someWords({ id: anId(`${n}`) }));
			expect(await ids(3)).toEqual(['4', '5', '6'].map(anId));
			expect(await ids(3, anId('4'))).toEqual(['1', '2', '3'].map(anId));
			expect(await ids(9, anId('0'))).toEqual([]);
		});

		test('what became of a message of mine moves on and never back, and theirs has no such thing', async () => {
			const { words } = store();
			await words.add(someWords({ id: anId('mine'), mine: true, state: 'queued' }));
			await words.add(someWords({ id: anId('theirs') }));
			for (const state of ['delivered', 'sent'] as const)
				for (const id of ['mine', 'theirs', 'unknown']) await words.mark(anId(id), state);
			expect((await words.get(anId('mine')))?.state).toBe('delivered');
			expect(await words.get(anId('theirs'))).toEqual(someWords({ id: anId('theirs') }));
		});

		test('how each conversation stands is what was put last, and forgetting one forgets its words too', async () => {
			const { words } = store();
			expect(await words.talks()).toEqual([]);
			await words.putTalk(aTalk());
			await words.putTalk(aTalk({ unread: 0, byAgent: true }));
			await words.putTalk(aTalk({ peer: aPeer('bob') }));
			expect(await words.talk(ada)).toEqual(aTalk({ unread: 0, byAgent: true }));
			expect(await words.talks()).toHaveLength(2);
			for (const name of ['ada', 'bob']) await words.add(someWords({ id: anId(name), peer: aPeer(name) }));
			await words.forget(ada);
			expect(await words.talks()).toEqual([aTalk({ peer: aPeer('bob') })]);
			expect(await words.list(ada, 9)).toEqual([]);
			expect(await words.list(aPeer('bob'), 9)).toHaveLength(1);
		});
	});
}
