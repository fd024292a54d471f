import { describe, expect, test } from 'vitest';
import { aNode } from './conversations.fixture.ts';

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
