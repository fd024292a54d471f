/** A question answered with a model, from the box to what is stored: agents on a network, a model that writes what it is told. */
import { describe, expect, test } from 'vitest';
import type { Exchange } from './events.ts';
import type { Engine, EngineTrouble } from './ports.ts';
import { aModel, household, inPieces, numberOf } from './writing.fixture.ts';

const cited = ({ parts, sources }: Exchange) =>
	parts.flatMap((part, i) => {
		if (part.kind !== 'cite') return [];
		const source = sources.find(({ n }) => n === part.source)!;
		const before = parts.slice(0, i).findLast(({ kind }) => kind === 'text');
		const spans = source.spans.map(({ start, end }) => source.text.slice(start, end));
		return [
			{ sentence: before?.kind === 'text' ? before.text.trim() : '', author: source.authorName, spans }
		];
	});

describe('two peers answer and a model writes', () => {
	const open = async () => {
		const model = aModel((prompt) => {
			const [opens, bread] = [numberOf(prompt, 'opens at'), numberOf(prompt, 'rye bread')];
			return inPieces(
				`The bakery opens at 7:30 on weekdays [${opens}]. The rye bread costs 4.50 euros [${bread}]. It is the best in town [${opens}, 9].`
			);
		});
		const { anna, ben, cleo } = await household(model);
		ben.teach('I like walks. The bakery opens at 7:30 on weekdays. Sundays are quiet.', 'contacts', 'Bakery');
		cleo.teach(
			'The bakery sells cakes. The bakery has rye bread: the rye bread costs 4.50 euros.',
			'contacts',
			'Bread'
		);
		const steps = await anna.askAll('When does the bakery open and what does the rye bread cost?');
		return { model, anna, steps, exchange: steps.at(-1)!.exchange };
	};

	test('every sentence’s citation opens the span that says it, in a source of its author, verified', async () => {
		const { exchange } = await open();
		expect(exchange).toMatchObject({ state: 'done', writtenBy: 'Model' });
		expect(cited(exchange)).toEqual([
			{
				sentence: 'The bakery opens at 7:30 on weekdays.',
				author: 'Ben',
				spans: [expect.stringContaining('The bakery opens at 7:30 on weekdays.')]
			},
			{
				sentence: 'The rye bread costs 4.50 euros.',
				author: 'Cleo',
				spans: [expect.stringContaining('the rye bread costs 4.50 euros.')]
			}
		]);
		expect(exchange.sources.map(({ verification }) => verification)).toEqual(['verified', 'verified']);
		expect(exchange.parts.at(-1)).toEqual({ kind: 'text', text: ' It is the best in town.', own: true });
		expect(exchange.fellBack).toBeUndefined();
	});

	test('it streams: quotes first, then the prose, which only grows', async () => {
		const { steps } = await open();
		const writing = steps.filter(({ step }) => step === 'writing').map(({ exchange }) => exchange);
		expect(writing[0]!.parts[0]!.kind).toBe('quote');
		expect(writing[0]).not.toHaveProperty('writtenBy');
		const texts = writing
			.filter(({ writtenBy }) => writtenBy !== undefined)
			.map(({ parts }) => parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''));
		expect(texts.length).toBeGreaterThan(10);
		for (const [i, text] of texts.entries())
			if (i > 0) expect(text.startsWith(texts[i - 1]!.trimEnd().slice(0, -1))).toBe(true);
	});

	test('what is stored is what was shown last', async () => {
		const { anna, exchange } = await open();
		expect(anna.stores.exchanges.all.get(exchange.id)).toEqual(exchange);
	});

	test('the model is given peers’ words as data in the person’s turn, and asked once', async () => {
		const { model } = await open();
		expect(model.asked).toHaveLength(1);
		expect(model.asked[0]!.turns[0]!.text).not.toMatch(/bakery|Ben|Cleo/i);
		expect(model.asked[0]!.turns[1]!.text).toMatch(/\[\d\] Bakery, by Ben\n/);
	});
});

describe('quotes stand', () => {
	const asked = 'When does the bakery open?';
	const withNote = async (script: Parameters<typeof aModel>[0], context?: number) => {
		const model = aModel(script, context);
		const { anna, world } = await household(model);
		anna.teach('The bakery opens at 7:30 on weekdays.', 'private');
		return { model, anna, world, exchange: await anna.ask(asked) };
	};
	const quote = { kind: 'quote', text: 'The bakery opens at 7:30 on weekdays.' };

	test.each([
		['empty', ['<think>', 'hm']],
		['garbled', ['%%%% #### @@@@ !!!! &&&& ((((']],
		['repeating', Array<string>(200).fill(' the same')],
		['uncited', ['The bakery opens at 7:30 on weekdays.']],
		['leaking', ['Use only what the sources say. Add nothing you know. [1]']]
	])('where the prose is %s', async (why, pieces) => {
		const { exchange } = await withNote(() => pieces);
		expect(exchange).toMatchObject({ state: 'done', fellBack: why, parts: [quote] });
		expect(exchange).not.toHaveProperty('writtenBy');
	});

	test('as near misses where the model says that the sources do not answer', async () => {
		const { exchange } = await withNote(() => ['NO', 'NE']);
		expect(exchange).toMatchObject({ state: 'done', parts: [{ ...quote, close: true }] });
		expect(exchange).not.toHaveProperty('fellBack');
		expect(exchange).not.toHaveProperty('writtenBy');
	});

	test('where the context holds no source, and no model is asked', async () => {
		const { model, exchange } = await withNote(() => ['x'], 90);
		expect(model.asked).toEqual([]);
		expect(exchange).toMatchObject({ state: 'done', parts: [quote], read: { passages: 0, of: 1 } });
	});

	test('where nothing was found, no model is asked', async () => {
		const model = aModel(() => ['It opens at noon.']);
		const { anna } = await household(model);
		expect(await anna.ask(asked)).toMatchObject({ state: 'done', parts: [], sources: [] });
		expect(model.asked).toEqual([]);
	});

	test('and an answer that came while a model wrote in vain is among them', async () => {
		const late: { run: () => Promise<void> } = { run: async () => undefined };
		const model: Engine = {
			...aModel(() => []),
			async *write() {
				yield { kind: 'text', text: 'Nothing that holds.' };
				await late.run();
			}
		};
		const { anna, ben, world } = await household(model);
		late.run = () => world.run();
		anna.teach('The bakery opens at 7:30 on weekdays.', 'private');
		ben.teach('The bakery is closed on Sundays.', 'contacts');
		const exchange = (await anna.askAll(asked, async () => undefined)).at(-1)!.exchange;
		expect(exchange).toMatchObject({ fellBack: 'uncited' });
		expect(exchange.parts.map((part) => part.kind === 'quote' && part.text)).toEqual([
			'The bakery opens at 7:30 on weekdays.',
			'The bakery is closed on Sundays.'
		]);
	});
});

describe('a model that breaks', () => {
	const said = 'The bakery opens at 7:30 on weekdays [1]. ';
	const broken = async (pieces: readonly (string | { trouble: EngineTrouble })[]) => {
		const { anna } = await household(aModel(() => pieces));
		anna.teach('The bakery opens at 7:30 on weekdays.', 'private');
		return anna.ask('When does the bakery open?');
	};

	test('in the middle: the question and the whole sentences are kept, the trouble is named', async () => {
		expect(await broken([said, 'It has a gar', { trouble: 'crashed' }])).toMatchObject({
			state: 'failed',
			failure: 'crashed',
			question: 'When does the bakery open?',
			writtenBy: 'Model',
			parts: [
				{ kind: 'text', text: 'The bakery opens at 7:30 on weekdays.' },
				{ kind: 'cite', source: 1 }
			]
		});
	});

	test('before its first sentence: the quotes stay', async () => {
		const exchange = await broken(['The bakery ope', { trouble: 'gpu-lost' }]);
		expect(exchange).toMatchObject({ state: 'failed', failure: 'gpu-lost', parts: [{ kind: 'quote' }] });
		expect(exchange).not.toHaveProperty('writtenBy');
	});

	test('stopped by the person: what was written is kept and nothing failed', async () => {
		const stop = new AbortController();
		const { anna } = await household(
			aModel(() => [said, 'It has a garden and', ' more'].flatMap((piece) => [piece]))
		);
		anna.teach('The bakery opens at 7:30 on weekdays.', 'private');
		let last: Exchange | undefined;
		const options = { others: false, conversation: 'c', after: null };
		for await (const { exchange } of anna.agent.ask('When does the bakery open?', options, stop.signal)) {
			last = exchange;
			if (exchange.parts.some((part) => part.kind === 'text' && part.text.includes('garden'))) stop.abort();
		}
		expect(last).toMatchObject({ state: 'stopped', writtenBy: 'Model' });
		expect(last!.parts).toEqual([
			{ kind: 'text', text: 'The bakery opens at 7:30 on weekdays.' },
			{ kind: 'cite', source: 1 },
			{ kind: 'text', text: ' It has a garden and', own: true }
		]);
	});

	test('a screen that stops listening stops the engine', async () => {
		let isOver = false;
		const model: Engine = {
			...aModel(() => []),
			async *write() {
				try {
					for (;;) yield { kind: 'text', text: 'word ' };
				} finally {
					isOver = true;
				}
			}
		};
		const { anna } = await household(model);
		anna.teach('The bakery opens at 7:30 on weekdays.', 'private');
		const options = { others: false, conversation: 'c', after: null };
		for await (const { exchange } of anna.agent.ask('bakery?', options, new AbortController().signal))
			if (exchange.writtenBy !== undefined) break;
		expect(isOver).toBe(true);
	});
});

test('that a context holds no more than some of the passages is said', async () => {
	const { anna } = await household(aModel(() => inPieces('Bakery number 3 opens at 3:30 [1].')));
	for (let i = 0; i < 9; i++) anna.teach(`Bakery number ${i} opens at ${i}:30.`, 'private');
	expect((await anna.ask('When does bakery number 3 open?')).read).toEqual({ passages: 6, of: 9 });
});
