/** A question that leans on one before it: what is searched, what is sent, what is shown. */
import { describe, expect, test } from 'vitest';
import type { Exchange } from './events.ts';
import type { Node } from './world.fixture.ts';
import { aModel, household } from './writing.fixture.ts';

const followUp = async (node: Node, question: string, after: string, others = true): Promise<Exchange> => {
	let last: Exchange | undefined;
	const options = { others, conversation: 'c', after };
	for await (const { exchange } of node.agent.ask(question, options, new AbortController().signal))
		last = exchange;
	return last!;
};

describe('a follow-up', () => {
	test('is searched, sent and answered in full; the screen keeps what was typed', async () => {
		const { anna, ben, world } = await household(aModel(() => []));
		ben.teach('The bakery is closed on Sundays.', 'contacts');
		const first = await anna.ask('When does the bakery open?');
		const steps = [];
		const options = { others: true, conversation: 'c', after: first.id };
		for await (const step of anna.agent.ask('and on Sundays?', options, new AbortController().signal)) {
			steps.push(step);
			if (step.step === 'asking') await anna.agent.idle().then(() => world.run());
		}
		const { exchange } = steps.at(-1)!;
		expect(exchange).toMatchObject({
			question: 'and on Sundays?',
			understood: 'When does the bakery open on Sundays?',
			after: first.id,
			parts: [{ kind: 'quote', text: 'The bakery is closed on Sundays.' }]
		});
		expect(steps.slice(0, 2).map(({ step, exchange }) => [step, exchange.understood])).toEqual([
			['searching', undefined],
			['searching', 'When does the bakery open on Sundays?']
		]);
	});

	test('reads the branch it stands in, not the others', async () => {
		const { anna } = await household(aModel(() => []));
		const bakery = await followUp(anna, 'When does the bakery open?', '', false);
		await followUp(anna, 'When does the pharmacy open?', '', false);
		const exchange = await followUp(anna, 'and on Sundays?', bakery.id, false);
		expect(exchange.understood).toBe('When does the bakery open on Sundays?');
	});

	test('sends nothing of a question that was kept from others', async () => {
		const { anna } = await household(aModel(() => []));
		const own = await followUp(anna, 'Where is my therapist?', '', false);
		expect((await followUp(anna, 'and on Sundays?', own.id, false)).understood).toBe(
			'Where is my therapist on Sundays?'
		);
		const asking = anna.agent.ask(
			'and on Sundays?',
			{ others: true, conversation: 'c', after: own.id },
			new AbortController().signal
		);
		for await (const { step, exchange } of asking) {
			expect(exchange.understood).toBeUndefined();
			if (step === 'asking') break;
		}
	});

	test('holds no word of an answer, whatever the model would make of it', async () => {
		const model = aModel(({ sources, turns }) =>
			sources.length > 0 ? ['The bakery opens [1].'] : [`${turns.at(-1)!.text} canary opens at 7:30`]
		);
		const { anna } = await household(model);
		anna.teach('The bakery opens at 7:30, the canary sings.', 'private');
		const first = await anna.ask('When does the bakery open?');
		const next = await followUp(anna, 'Why is that?', first.id, false);
		expect(next.understood).toBe('the bakery open — Why is that?');
		for (const { turns, sources } of model.asked)
			if (sources.length === 0) expect(JSON.stringify(turns)).not.toContain('canary');
	});

	test('late answers to it are written about what it means', async () => {
		const { anna, ben, world } = await household(
			aModel(() => []),
			{}
		);
		ben.teach('The bakery is closed on Sundays.', 'contacts');
		const first = await anna.ask('When does the bakery open?');
		world.sleep(ben);
		const asking = anna.agent.ask(
			'and on Sundays?',
			{ others: true, conversation: 'c', after: first.id },
			new AbortController().signal
		);
		let id = '';
		for await (const { step, exchange } of asking) {
			id = exchange.id;
			if (step === 'asking') await anna.agent.idle().then(() => world.run());
		}
		await world.wake(ben);
		expect(anna.stores.exchanges.all.get(id)!.parts).toMatchObject([
			{ kind: 'quote', text: 'The bakery is closed on Sundays.' }
		]);
	});
});
