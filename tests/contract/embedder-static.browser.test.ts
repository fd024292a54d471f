/** The static embedder in its worker, in a real browser, over a real model; what it takes is printed. */
import { expect, test } from 'vitest';
import { loadStaticEmbedder } from '#lib/llm/static-embedder.ts';
import type { LoadedEmbedder, LoadOptions } from '#lib/llm/worker-engine.ts';
import { testData } from './data-server.ts';
import { embedderContract } from './embedder.ts';

const createWorker = (script: string | URL): Worker => new Worker(script, { type: 'module' });
const never = new AbortController().signal;
const options: LoadOptions = { createWorker, tell: () => undefined, signal: never };

const files = async () => ({
	weights: await testData('models/potion-base-2M/model.safetensors'),
	tokenizer: await testData('models/potion-base-2M/tokenizer.json')
});

async function open(change: Partial<LoadOptions> = {}): Promise<LoadedEmbedder> {
	return loadStaticEmbedder({ id: 'potion-base-2M', ...(await files()) }, { ...options, ...change });
}

embedderContract('potion-base-2M', {
	open,
	likeness: [
		['when does the bakery open', 'opening hours of the bread shop', 'winter tyres are in the cellar'],
		['guitar lessons for a beginner', 'learning to play an instrument', 'the train to the airport'],
		['my dog is ill', 'a veterinarian for pets', 'install a printer driver']
	]
});

test('loading tells how far it is, and can be cancelled', async () => {
	const steps: unknown[] = [];
	(await open({ tell: (step) => steps.push(step) })).close();
	const { size } = (await files()).weights;
	expect(steps.at(-1)).toEqual({ phase: 'open', done: size, of: size });
	await expect(open({ signal: AbortSignal.abort() })).rejects.toMatchObject({ trouble: 'cancelled' });
});

test('damaged files are told as damaged', async () => {
	const { weights, tokenizer } = await files();
	const cut = { id: 'x', weights: weights.slice(0, 1_000_000), tokenizer };
	await expect(loadStaticEmbedder(cut, options)).rejects.toMatchObject({ trouble: 'damaged' });
	const page = { id: 'x', weights, tokenizer: new Blob(['<html>not found</html>']) };
	await expect(loadStaticEmbedder(page, options)).rejects.toMatchObject({ trouble: 'damaged' });
});

test('a worker that is ended while it works says so', async () => {
	let worker: Worker | undefined;
	const embedder = await open({ createWorker: (script) => (worker = createWorker(script)) });
	const embedding = embedder.embed(Array.from({ length: 20_000 }, (_, n) => `text ${n}`));
	worker?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
	await expect(embedding).rejects.toMatchObject({ code: 'engine-unavailable', trouble: 'crashed' });
});

test('the page stays free while ten thousand passages are embedded', async () => {
	const words = 'the barn owl hunts at dusk over open fields and roosts in old barns by day'.split(' ');
	const passages = Array.from({ length: 10_000 }, (_, n) =>
		Array.from({ length: 113 }, (_, at) => words[(n * 7 + at * at) % words.length]).join(' ')
	);
	const began = performance.now();
	const embedder = await open();
	const loadedMs = performance.now() - began;
	const blocked: number[] = [];
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) blocked.push(duration);
	}).observe({ entryTypes: ['longtask'] });
	const started = performance.now();
	// In the portions that a shelf would give it.
	for (let at = 0; at < passages.length; at += 500) await embedder.embed(passages.slice(at, at + 500));
	const tookMs = performance.now() - started;
	embedder.close();
	const longest = Math.max(0, ...blocked);
	console.info(
		`loaded in ${loadedMs.toFixed(0)} ms, ${(tookMs / passages.length).toFixed(3)} ms for a passage of 113 words; ` +
			`the page's longest task took ${longest} ms`
	);
	// A share, not a longest task: on a busy machine anything may wait, but a page that computes is never free.
	expect(blocked.reduce((sum, each) => sum + each, 0)).toBeLessThan(tookMs / 4);
});
