import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AskEvent } from '#lib/agent/events.ts';
import { anExchange } from '../../../tests/contract/store-builders.ts';
import { aNode, aStore } from './conversations.fixture.ts';
import { KEPT_AFTER_DELETION_MS } from './conversations.ts';

afterEach(() => vi.useRealTimers());

describe('a conversation', () => {
	test('is listed from its first question on, by that question, and is there after a reload', async () => {
		const node = await aNode();
		expect(node.titles()).toEqual([]);
		await node.ask('When does the bakery open?');
		await node.ask('And on Sundays?');
		expect(node.screen.conversations).toMatchObject([{ title: 'When does the bakery open?', questions: 2 }]);
		const again = await aNode(node.store);
		expect(again.screen.conversation).toBe(node.screen.conversation);
		expect(again.questions()).toEqual(['When does the bakery open?', 'And on Sundays?']);
		expect(again.titles()).toEqual(['When does the bakery open?']);
	});

	test('that is empty is not listed, and a new one in its place is the same', async () => {
		const node = await aNode();
		const first = node.screen.conversation;
		await node.api.newConversation();
		expect(node.screen.conversation).toBe(first);
		expect(node.titles()).toEqual([]);
	});

	test('can be left and opened again, the one asked in last first', async () => {
		const node = await aNode();
		await node.ask('Bakery?');
		const bakery = node.screen.conversation;
		await node.api.newConversation();
		expect(node.questions()).toEqual([]);
		await node.ask('Guitar?');
		expect(node.titles()).toEqual(['Guitar?', 'Bakery?']);
		await node.api.openConversation(bakery);
		expect(node.questions()).toEqual(['Bakery?']);
		await node.ask('And the other bakery?');
		expect(node.titles()).toEqual(['Bakery?', 'Guitar?']);
		expect((await aNode(node.store)).screen.conversation).toBe(bakery);
	});

	test('is renamed, and gets its first question back with an empty name', async () => {
		const node = await aNode();
		await node.ask('When does the bakery open?');
		await node.api.renameConversation(node.screen.conversation, '  Bakery \n hours ');
		expect(node.titles()).toEqual(['Bakery hours']);
		await node.ask('And on Sundays?');
		expect((await aNode(node.store)).titles()).toEqual(['Bakery hours']);
		await node.api.renameConversation(node.screen.conversation, ' ');
		expect(node.titles()).toEqual(['When does the bakery open?']);
	});

	test('of two opened at once the last one asked for is shown, whichever is read first', async () => {
		const node = await aNode();
		await node.ask('Bakery?');
		const bakery = node.screen.conversation;
		await node.api.newConversation();
		await node.ask('Guitar?');
		const guitar = node.screen.conversation;
		await node.api.newConversation();
		const list = node.store.exchanges.list.bind(node.store.exchanges);
		vi.spyOn(node.store.exchanges, 'list').mockImplementation(async (id) => {
			if (id === bakery) await new Promise((resolve) => setTimeout(resolve, 20));
			return list(id);
		});
		await Promise.all([node.api.openConversation(bakery), node.api.openConversation(guitar)]);
		expect([node.screen.conversation, node.questions()]).toEqual([guitar, ['Guitar?']]);
	});
});

describe('exchanges of an older version of the app', () => {
	test('get a record for their conversation, in the order in which they were asked', async () => {
		const store = aStore();
		await store.settings.put('conversation', 'old');
		const legacy = (id: string, askedAt: number) =>
			anExchange({ id, conversation: 'old', question: `Question ${id}`, askedAt });
		for (const [i, id] of ['1', '2', '3'].entries()) await store.exchanges.put(legacy(id, i));
		await store.exchanges.put(
			anExchange({ id: 'x', conversation: 'forgotten by the screen', question: 'X' })
		);
		const node = await aNode(store);
		expect(node.questions()).toEqual(['Question 1', 'Question 2', 'Question 3']);
		expect(node.titles()).toEqual(['X', 'Question 1']);
		await node.ask('New');
		expect(node.asked.at(-1)?.after).toBe('3');
		await node.ask('Question 2', '2');
		expect(node.asked.at(-1)?.after).toBe('1');
		expect(node.questions()).toEqual(['Question 1', 'Question 2']);
	});

	test('a question whose record was not written before the tab died is counted at the next start', async () => {
		const node = await aNode();
		await node.ask('Bakery?');
		const conversation = node.screen.conversation;
		await node.store.exchanges.put(
			anExchange({ id: 'late', conversation, question: 'Lost?', askedAt: 9_000, state: 'writing' })
		);
		const again = await aNode(node.store);
		expect(again.screen.conversations).toMatchObject([{ questions: 2, changedAt: 9_000 }]);
		expect(again.screen.exchanges.find(({ id }) => id === 'late')?.state).toBe('stopped');
	});
});

describe('deleting', () => {
	async function two() {
		const node = await aNode();
		await node.ask('Bakery?');
		const bakery = node.screen.conversation;
		await node.api.newConversation();
		await node.ask('Guitar?');
		return { node, bakery, guitar: node.screen.conversation };
	}

	test('takes it from the list at once and destroys its exchanges when nobody can bring it back any more', async () => {
		vi.useFakeTimers();
		const { node, bakery } = await two();
		await node.api.deleteConversation(bakery);
		expect(node.titles()).toEqual(['Guitar?']);
		expect(await node.store.exchanges.list(bakery)).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(KEPT_AFTER_DELETION_MS);
		expect(await node.store.exchanges.list(bakery)).toEqual([]);
		expect((await node.store.conversations.list()).map(({ id }) => id)).not.toContain(bakery);
		await node.api.undeleteConversation(bakery);
		expect(node.titles()).toEqual(['Guitar?']);
	});

	test('can be undone for ten seconds, and the one that was open lies open again', async () => {
		vi.useFakeTimers();
		const { node, guitar } = await two();
		await node.api.deleteConversation(guitar);
		expect([node.titles(), node.questions()]).toEqual([['Bakery?'], []]);
		await vi.advanceTimersByTimeAsync(10_000);
		await node.api.undeleteConversation(guitar);
		expect([node.titles(), node.questions()]).toEqual([['Guitar?', 'Bakery?'], ['Guitar?']]);
		await vi.advanceTimersByTimeAsync(KEPT_AFTER_DELETION_MS);
		expect(await node.store.exchanges.list(guitar)).toHaveLength(1);
	});

	test('undone after something else was asked it is in the list and not in the way', async () => {
		const { node, guitar } = await two();
		await node.api.deleteConversation(guitar);
		await node.ask('Noodles?');
		await node.api.undeleteConversation(guitar);
		expect(node.titles()).toEqual(['Noodles?', 'Guitar?', 'Bakery?']);
		expect(node.questions()).toEqual(['Noodles?']);
	});

	test('is finished at the next start where the tab closed in between', async () => {
		const { node, bakery } = await two();
		await node.api.deleteConversation(bakery);
		const again = await aNode(node.store);
		expect(again.titles()).toEqual(['Guitar?']);
		expect(await node.store.exchanges.list(bakery)).toEqual([]);
	});

	test('stops the question that runs in it, and an answer stored in the middle of it does not bring it back', async () => {
		vi.useFakeTimers();
		const { node, guitar } = await two();
		node.hang();
		const running = node.ask('And the piano?');
		await vi.advanceTimersByTimeAsync(0);
		await node.api.deleteConversation(guitar);
		await running;
		await vi.advanceTimersByTimeAsync(KEPT_AFTER_DELETION_MS);
		await node.keep(anExchange({ id: 'late', conversation: guitar }));
		expect(await node.store.exchanges.list(guitar)).toEqual([]);
	});
});

test('a question goes on while another conversation is looked at, and is whole on the way back', async () => {
	const node = await aNode();
	await node.ask('Bakery?');
	const bakery = node.screen.conversation;
	await node.api.newConversation();
	node.hang();
	const stop = new AbortController();
	const events = node.api.ask('Guitar?', { others: true }, stop.signal)[Symbol.asyncIterator]();
	const begun = (await events.next()).value as AskEvent;
	const ending = events.next();
	const guitar = node.screen.conversation;
	await node.api.openConversation(bakery);
	expect(node.questions()).toEqual(['Bakery?']);
	await node.api.openConversation(guitar);
	expect(node.screen.exchanges).toMatchObject([{ id: begun.exchange.id, state: 'searching' }]);
	await node.api.openConversation(bakery);
	stop.abort();
	await ending;
	expect(node.screen.conversations).toMatchObject([
		{ title: 'Guitar?', questions: 1 },
		{ title: 'Bakery?', questions: 1 }
	]);
});

describe('searching', () => {
	test('finds by question, answer and name, says where, and knows what was asked since', async () => {
		const node = await aNode();
		await node.ask('When does the bakery open?');
		const bakery = node.screen.conversation;
		expect(await node.api.searchConversations('about BAKERY')).toMatchObject([
			{ id: bakery, excerpt: 'About When does the bakery open?' }
		]);
		await node.api.newConversation();
		await node.ask('Guitar lessons?');
		expect((await node.api.searchConversations('guit')).map(({ title }) => title)).toEqual([
			'Guitar lessons?'
		]);
		await node.api.renameConversation(bakery, 'Brötchen');
		expect((await node.api.searchConversations('brotchen')).map(({ id }) => id)).toEqual([bakery]);
		expect(await node.api.searchConversations('bakery guitar')).toEqual([]);
		expect(await node.api.searchConversations('  ')).toEqual([]);
	});

	test('does not find what was deleted', async () => {
		const node = await aNode();
		await node.ask('Bakery?');
		await node.api.searchConversations('bakery');
		await node.api.deleteConversation(node.screen.conversation);
		expect(await node.api.searchConversations('bakery')).toEqual([]);
	});
});

test('what was typed and not asked is there again after a reload', async () => {
	const node = await aNode();
	expect(await node.api.draft()).toBe('');
	await node.api.keepDraft('Half a quest');
	expect(await (await aNode(node.store)).api.draft()).toBe('Half a quest');
});
