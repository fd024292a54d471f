import { describe, expect, test } from 'vitest';
import { loadCpu } from '#lib/llm/cpu.ts';
import type { LoadedEngine } from '#lib/llm/worker-engine.ts';
import { STORIES_PROMPT, STORIES_TEXT, stories } from './data-server.ts';
import { aModelPrompt, modelContract, writtenBy } from './model.ts';

const open = async (): Promise<LoadedEngine> =>
	loadCpu(
		{ name: 'stories260K', file: await stories(), contextTokens: 4_096 },
		{
			createWorker: (url) => new Worker(url, { type: 'module' }),
			tell: () => undefined,
			signal: new AbortController().signal
		}
	);

modelContract('the CPU engine', {
	open,
	prompt: STORIES_PROMPT,
	expected: `${STORIES_TEXT} One day, she saw`
});

describe('the CPU engine with stories260K', () => {
	test('is called by its name, and holds what the model was trained for', async () => {
		const engine = await open();
		expect(engine).toMatchObject({ id: 'stories260K', contextTokens: 512, structured: true, instant: false });
		engine.close();
	});

	test('stopped, it goes on from where it was when it is given what it wrote', async () => {
		const engine = await open();
		const stop = new AbortController();
		let begun = '';
		for await (const part of engine.write(aModelPrompt(STORIES_PROMPT), stop.signal)) {
			if (part.kind === 'text') begun += part.text;
			if (begun.includes('girl')) stop.abort();
		}
		expect(STORIES_TEXT.startsWith(begun)).toBe(true);
		const rest = await writtenBy(engine, aModelPrompt(STORIES_PROMPT + begun));
		expect((begun + rest.join('')).startsWith(STORIES_TEXT)).toBe(true);
		engine.close();
	});

	test('while it streams the page is never held up for 50 ms', async () => {
		const engine = await open();
		const held: number[] = [];
		// A busy machine may take the processor away from the page for a while; what the engine itself did to it would
		// be seen each time.
		for (let round = 0; round < 4 && held.at(-1) !== 0; round++) {
			const tasks: PerformanceEntry[] = [];
			const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
			watch.observe({ type: 'longtask' });
			const began = performance.now();
			await writtenBy(engine, aModelPrompt(STORIES_PROMPT, { maxTokens: 400 }));
			tasks.push(...watch.takeRecords());
			watch.disconnect();
			held.push(tasks.filter(({ startTime }) => startTime >= began).length);
		}
		expect(held.at(-1)).toBe(0);
		engine.close();
	});
});
