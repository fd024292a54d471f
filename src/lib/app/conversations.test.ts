import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AskOptions } from '#lib/agent/ask.ts';
import type { AskEvent, Exchange } from '#lib/agent/events.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import type { Store } from '#lib/store/store.ts';
import { anExchange } from '../../../tests/contract/store-builders.ts';
import { KEPT_AFTER_DELETION_MS, keepConversations } from './conversations.ts';
import type { NodeState } from './node-api.ts';

const aStore = (): Store =>
	memoryStore({ random: (length) => crypto.getRandomValues(new Uint8Array(length)) });

/** A node's keeper over a store that outlives it; the agent answers at once, or waits until it is stopped. */
async function aNode(store = aStore()) {
	let ids = 0;
	let now = 1_000;
	let hangs = false;
	const asked: AskOptions[] = [];
	const screen: Pick<NodeState, 'conversation' | 'exchanges' | 'conversations'> = {
		conversation: '',
		exchanges: [],
		conversations: []
	};
	async function* ask(
		question: string,
		options: AskOptions,
		signal: AbortSignal
	): AsyncGenerator<AskEvent, void, undefined> {
		asked.push(options);
		const { conversation, after } = options;
		const id = `${question} #${++ids}`;
		const begun = anExchange({
			id,
			conversation,
			after,
			question,
			askedAt: now++,
			state: 'searching',
			parts: []
		});
		const stored = keep(begun);
		yield { step: 'searching', exchange: begun };
		await stored;
		if (hangs) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
		const done: Exchange = {
			...begun,
			state: signal.aborted ? 'stopped' : 'done',
			parts: [{ kind: 'quote', text: `About ${question}`, sources: [1] }]
		};
		await keep(done);
		yield { step: 'done', exchange: done };
	}
	async function keep(exchange: Exchange): Promise<void> {
		await store.exchanges.put(exchange);
		conversations.heard(exchange);
	}
	const conversations = keepConversations({
		store,
		agent: { ask, resume: async () => undefined },
		newId: () => `c${crypto.randomUUID()}`,
		now: () => now,
		tell: (part, value) => Object.assign(screen, { [part]: value })
	});
	await conversations.open();
	const { api } = conversations;
	return {
		store,
		screen,
		asked,
		api,
		keep,
		hang: () => (hangs = true),
		async ask(question: string, insteadOf?: string): Promise<string> {
			let id = '';
			const options = { others: true, ...(insteadOf !== undefined && { insteadOf }) };
			for await (const { exchange } of api.ask(question, options, new AbortController().signal))
				id = exchange.id;
			return id;
		},
		questions: () => screen.exchanges.map(({ question }) => question),
		titles: () => screen.conversations.map(({ title }) => title)
	};
}

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

describe('versions', () => {
	async function bakery() {
		const node = await aNode();
		const first = await node.ask('Bakery?');
		const second = await node.ask('On Sundays?');
		await node.ask('And Mondays?');
		return { node, first, second };
	}

	test('asking again keeps the old answer with what followed it, and both can be reached', async () => {
		const { node, first, second } = await bakery();
		const again = await node.ask('On Sundays?', second);
		expect(node.asked.at(-1)?.after).toBe(first);
		expect(node.questions()).toEqual(['Bakery?', 'On Sundays?']);
		expect(node.screen.exchanges[1]?.versions).toEqual([second, again]);
		await node.api.showVersion(second);
		expect(node.questions()).toEqual(['Bakery?', 'On Sundays?', 'And Mondays?']);
		expect(node.screen.exchanges[1]).toMatchObject({ id: second, versions: [second, again] });
		expect(node.screen.exchanges[0]?.versions).toBeUndefined();
	});

	test('the version that was on the screen is there again after a reload', async () => {
		const { node, second } = await bakery();
		await node.ask('On Saturdays?', second);
		expect((await aNode(node.store)).questions()).toEqual(['Bakery?', 'On Saturdays?']);
		await node.api.showVersion(second);
		expect((await aNode(node.store)).questions()).toEqual(['Bakery?', 'On Sundays?', 'And Mondays?']);
	});

	test('the first question has versions too, and what is asked next follows the one on the screen', async () => {
		const { node, first } = await bakery();
		const other = await node.ask('Brewery?', first);
		expect(node.asked.at(-1)?.after).toBeNull();
		expect(node.questions()).toEqual(['Brewery?']);
		await node.ask('Is it far?');
		expect(node.asked.at(-1)?.after).toBe(other);
		expect(node.screen.conversations).toMatchObject([{ title: 'Bakery?', questions: 5 }]);
	});

	test('an answer that comes late to a version not shown changes that version alone', async () => {
		const { node, second } = await bakery();
		await node.ask('On Saturdays?', second);
		const old = (await node.store.exchanges.get(second))!;
		await node.keep({ ...old, parts: [{ kind: 'quote', text: 'Closed on Sundays', sources: [1] }] });
		expect(node.questions()).toEqual(['Bakery?', 'On Saturdays?']);
		await node.api.showVersion(second);
		expect(node.screen.exchanges[1]?.parts[0]).toMatchObject({ text: 'Closed on Sundays' });
	});

	test('what did not change stays the same object, so that the screen draws nothing anew', async () => {
		const { node, second } = await bakery();
		const third = await node.ask('On Sundays?', second);
		const before = node.screen.exchanges;
		const last = (await node.store.exchanges.get(third))!;
		await node.keep({ ...last, feedback: 'useful' });
		expect(node.screen.exchanges[0]).toBe(before[0]);
		expect(node.screen.exchanges[1]).not.toBe(before[1]);
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

test('what is exported is the branch on the screen, or the one that was left', async () => {
	const node = await aNode();
	await node.ask('Bakery?');
	const old = await node.ask('On Sundays?');
	await node.ask('On Mondays?', old);
	const bakery = node.screen.conversation;
	const branch = async () =>
		(await node.api.exportConversation(bakery)).exchanges.map(({ question }) => question);
	expect(await branch()).toEqual(['Bakery?', 'On Mondays?']);
	await node.api.showVersion(old);
	expect(await branch()).toEqual(['Bakery?', 'On Sundays?']);
	await node.api.newConversation();
	expect(await branch()).toEqual(['Bakery?', 'On Sundays?']);
});

test('what was typed and not asked is there again after a reload', async () => {
	const node = await aNode();
	expect(await node.api.draft()).toBe('');
	await node.api.keepDraft('Half a quest');
	expect(await (await aNode(node.store)).api.draft()).toBe('Half a quest');
});
