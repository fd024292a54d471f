/** What every store must do with conversations and the exchanges in them. */
import { describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/store.ts';
import { aConversation, anExchange, anId } from './store-builders.ts';

export function conversationsContract(store: () => Store): void {
	describe('conversations', () => {
		const [bakery, guitar] = [anId('bakery'), anId('guitar')];

		async function two(): Promise<Store> {
			const { conversations, exchanges } = store();
			await conversations.put(aConversation({ id: bakery, questions: 2 }));
			await conversations.put(aConversation({ id: guitar, changedAt: 2_000 }));
			await exchanges.put(anExchange({ id: anId('b1'), conversation: bakery }));
			await exchanges.put(anExchange({ id: anId('b2'), conversation: bakery, after: anId('b1') }));
			await exchanges.put(anExchange({ id: anId('g1'), conversation: guitar }));
			return store();
		}

		test('the one changed last is first, and the newest of two puts is the conversation', async () => {
			const { conversations } = await two();
			const renamed = aConversation({ id: bakery, title: 'Bakery', leaf: anId('b1'), changedAt: 3_000 });
			await conversations.put(renamed);
			expect(await conversations.list()).toEqual([renamed, aConversation({ id: guitar, changedAt: 2_000 })]);
		});

		test('a deleted one is still listed, marked, with all its exchanges', async () => {
			const { conversations, exchanges } = await two();
			await conversations.put(aConversation({ id: bakery, deleted: true }));
			expect((await conversations.list()).map(({ id, deleted }) => [id, deleted])).toEqual([
				[guitar, false],
				[bakery, true]
			]);
			expect(await exchanges.list(bakery)).toHaveLength(2);
		});

		test('forgetting one takes its exchanges with it, and nobody else’s', async () => {
			const { conversations, exchanges } = await two();
			await conversations.forget(bakery);
			expect((await conversations.list()).map(({ id }) => id)).toEqual([guitar]);
			expect(await exchanges.list(bakery)).toEqual([]);
			expect(await exchanges.get(anId('b2'))).toBeUndefined();
			expect(await exchanges.list(guitar)).toHaveLength(1);
			await conversations.forget(anId('unknown'));
		});

		test('exchanges are counted by conversation, also where no record speaks of it', async () => {
			const { exchanges } = await two();
			await exchanges.put(anExchange({ id: anId('o1'), conversation: anId('orphans') }));
			expect(Object.fromEntries(await exchanges.counts())).toEqual({
				[bakery]: 2,
				[guitar]: 1,
				[anId('orphans')]: 1
			});
			await exchanges.remove(anId('b1'));
			await exchanges.remove(anId('unknown'));
			expect((await exchanges.counts()).get(bakery)).toBe(1);
			expect(await exchanges.get(anId('b1'))).toBeUndefined();
		});
	});
}
