import { expect, test } from 'vitest';
import { engines, quotes } from '#lib/llm/index.ts';
import { aPrompt, aSource, engineContract } from './engine.ts';

engineContract('quotes', async () => quotes);

test('there is always an engine that needs no model', () => {
	expect(quotes).toMatchObject({ id: 'quotes', instant: true, contextTokens: 0 });
});

test('every kind of engine with a model is in the table', () => {
	// Their contract needs a browser and a model: model-*.browser.test.ts.
	expect(Object.keys(engines).sort()).toEqual(['built-in', 'cpu', 'http', 'webllm']);
});

test('quotes lets other work run while it reads many long sources, and stops when told there', async () => {
	const text = `${'The bakery of the old town has a garden and a bench. '.repeat(140)}It will open at 7:30.`;
	const sources = Array.from({ length: 64 }, (_, i) => aSource({ n: i + 1, text }));
	const stop = new AbortController();
	// Runs only if the engine gives way before it is done; then nothing may follow.
	setTimeout(() => stop.abort(), 0);
	const parts = [];
	for await (const part of quotes.write(aPrompt(sources), stop.signal)) parts.push(part);
	expect(stop.signal.aborted).toBe(true);
	expect(parts).toEqual([]);
});

test('quotes that say the same are one, naming every source', async () => {
	const sources = [
		aSource({ text: 'The bakery in Mill Lane will open at 7:30 on weekdays.' }),
		aSource({ n: 2, text: 'Note to self: the bakery in Mill Lane will open at 7:30 on weekdays!' }),
		aSource({ n: 3, text: 'Bakery: open from six on market days, says Tom.' })
	];
	const parts = [];
	for await (const part of quotes.write(aPrompt(sources), new AbortController().signal)) parts.push(part);
	const spans = parts.map((part) =>
		part.kind === 'quote' ? part.spans.map((span) => span.source).sort() : []
	);
	expect(spans[0]).toEqual([1, 2]);
	expect(spans.flat().filter((n) => n === 3).length).toBeLessThanOrEqual(1);
});

test('of a peer’s source only what its agent picked is quoted', async () => {
	const text = 'The bakery opens at 7:30. The bakery will also open at 9:00 on Sundays.';
	const picked = [{ start: 26, end: text.length }];
	for await (const part of quotes.write(
		aPrompt([aSource({ text, quotes: picked })]),
		new AbortController().signal
	))
		expect(part.kind === 'quote' && part.spans[0]).toEqual({ source: 1, start: 26, end: text.length });
});

test('an answer stays short however much there is to quote', async () => {
	const towns = ['Oslo', 'Bergen', 'Bodø', 'Molde', 'Narvik', 'Tromsø', 'Alta', 'Hamar'];
	const sources = towns.map((town, i) =>
		aSource({
			n: i + 1,
			text: towns
				.map((street) => `In ${town}, ${street} street, the bakery will open at ${i + 4}:15 and sells buns.`)
				.join(' ')
		})
	);
	let chars = 0;
	let parts = 0;
	const perSource = new Map<number, number>();
	for await (const part of quotes.write(aPrompt(sources), new AbortController().signal)) {
		if (part.kind !== 'quote') continue;
		parts++;
		chars += part.spans[0]!.end - part.spans[0]!.start;
		for (const { source } of part.spans) perSource.set(source, (perSource.get(source) ?? 0) + 1);
	}
	expect(parts).toBeGreaterThan(1);
	expect(parts).toBeLessThanOrEqual(5);
	expect(chars).toBeLessThanOrEqual(900);
	expect(Math.max(...perSource.values())).toBeLessThanOrEqual(2);
});
