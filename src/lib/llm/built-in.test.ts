import { describe, expect, test } from 'vitest';
import type { Prompt } from '#lib/agent/ports.ts';
import { availabilityOf } from './built-in-api.ts';
import { FakeBrowser, type BrowserModel } from './built-in.fixture.ts';
import { loadBuiltIn } from './built-in.ts';
import type { LoadStep } from './engine-messages.ts';

const never = (): AbortSignal => new AbortController().signal;

async function open(model: BrowserModel = {}) {
	const browser = new FakeBrowser(model);
	return { browser, engine: await loadBuiltIn({ tell: () => undefined, signal: never() }, browser.api) };
}

const aPrompt = (change: Partial<Prompt> = {}): Prompt => ({
	question: '',
	terms: [],
	sources: [],
	turns: [{ role: 'person', text: 'When do they open?' }],
	maxTokens: 40,
	...change
});

async function written(
	engine: Awaited<ReturnType<typeof loadBuiltIn>>,
	prompt = aPrompt(),
	signal = never()
) {
	const pieces: string[] = [];
	for await (const part of engine.write(prompt, signal)) if (part.kind === 'text') pieces.push(part.text);
	return pieces;
}

describe('loading', () => {
	test('its download is told in steps that only grow', async () => {
		const browser = new FakeBrowser({ availability: 'downloadable', downloads: [0, 0.25, 0.2, 1, 1] });
		const steps: LoadStep[] = [];
		await loadBuiltIn({ tell: (step) => steps.push(step), signal: never() }, browser.api);
		expect(steps).toEqual([
			{ phase: 'open', done: 0, of: 0 },
			{ phase: 'open', done: 25, of: 100 },
			{ phase: 'open', done: 100, of: 100 }
		]);
	});

	test('cancelled in the middle of its download, it is "cancelled"', async () => {
		const stop = new AbortController();
		const browser = new FakeBrowser({ downloads: [0.1, 0.2, 0.3, 0.4] });
		const loading = loadBuiltIn(
			{ tell: ({ done }) => done > 0 && stop.abort(), signal: stop.signal },
			browser.api
		);
		await expect(loading).rejects.toMatchObject({ code: 'engine-unavailable', trouble: 'cancelled' });
	});

	const failures: readonly (readonly [string, BrowserModel, string])[] = [
		['a browser that says it cannot', { availability: 'unavailable' }, 'unsupported'],
		['no click before the download', { refuses: 'NotAllowedError' }, 'unsupported'],
		['a cut network', { refuses: 'NetworkError' }, 'interrupted'],
		['a full device', { refuses: 'QuotaExceededError' }, 'no-room'],
		['anything else', { refuses: 'OperationError' }, 'crashed']
	];
	test.each(failures)('%s is told in our words', async (_, model, trouble) => {
		await expect(open(model)).rejects.toMatchObject({ code: 'engine-unavailable', trouble });
	});

	test('a browser without the API is "unsupported"', async () => {
		const loading = loadBuiltIn({ tell: () => undefined, signal: never() });
		await expect(loading).rejects.toMatchObject({ trouble: 'unsupported' });
	});

	test('what the browser says of itself is one of three words', async () => {
		const said = (availability: string) => availabilityOf(new FakeBrowser({ availability }).api);
		expect(await said('available')).toBe('ready');
		expect(await said('downloadable')).toBe('downloadable');
		expect(await said('downloading')).toBe('downloadable');
		expect(await said('unavailable')).toBe('none');
		expect(await said('a word of a later version')).toBe('none');
		expect(await availabilityOf(undefined)).toBe('none');
	});
});

describe('writing', () => {
	test('every prompt has a session of its own that knows what was said before, and is gone afterwards', async () => {
		const { browser, engine } = await open();
		const turns = [
			{ role: 'system', text: 'Be short.' },
			{ role: 'person', text: 'Hello' },
			{ role: 'agent', text: 'Hi' },
			{ role: 'person', text: 'And on Sundays?' }
		] as const;
		await written(engine, aPrompt({ turns }));
		await written(engine);
		const [held, first, second] = browser.sessions;
		expect(first?.said).toEqual([
			{ role: 'system', content: 'Be short.' },
			{ role: 'user', content: 'Hello' },
			{ role: 'assistant', content: 'Hi' }
		]);
		expect(first?.asked[0]).toEqual([{ role: 'user', content: 'And on Sundays?' }]);
		expect(second?.said).toEqual([]);
		expect([held, first, second].map((session) => session?.destroyed)).toEqual([false, true, true]);
		engine.close();
		expect(held?.destroyed).toBe(true);
	});

	test('a schema is a constraint of the browser’s', async () => {
		const { browser, engine } = await open();
		const schema = { type: 'object' };
		expect(JSON.parse((await written(engine, aPrompt({ schema }))).join(''))).toEqual({ known: true });
		expect(browser.sessions[1]?.asked[1]).toEqual(schema);
	});

	test('a long piece counts as the tokens that are in it', async () => {
		const { engine } = await open({ pieces: ['x'.repeat(80), 'y'.repeat(80), 'z'] });
		expect(await written(engine, aPrompt({ maxTokens: 20 }))).toEqual(['x'.repeat(80)]);
	});

	test('a browser that goes on regardless is silent at once when it is stopped', async () => {
		const { engine } = await open({ deaf: true });
		const stop = new AbortController();
		let stoppedAt = 0;
		for await (const _ of engine.write(aPrompt(), stop.signal)) {
			stoppedAt = performance.now();
			stop.abort();
		}
		expect(performance.now() - stoppedAt).toBeLessThan(300);
	});

	test('broken off in the middle, what was written stays and the next prompt is answered', async () => {
		const { engine } = await open({ breaks: { at: 2, with: 'UnknownError' } });
		const pieces: unknown[] = [];
		const writing = (async () => {
			for await (const part of engine.write(aPrompt(), never())) pieces.push(part);
		})();
		await expect(writing).rejects.toMatchObject({ trouble: 'crashed' });
		expect(pieces).toHaveLength(2);
		expect(await written(engine, aPrompt({ maxTokens: 1 }))).toHaveLength(1);
	});

	test('closed while it writes, the answer ends with "closed"', async () => {
		const { engine } = await open();
		const writing = (async () => {
			for await (const _ of engine.write(aPrompt(), never())) engine.close();
		})();
		await expect(writing).rejects.toMatchObject({ trouble: 'closed' });
	});

	test('a prompt stopped while it waits for another one ends at once, and the third one waits for the first', async () => {
		const { engine } = await open();
		const order: string[] = [];
		const first = written(engine).then(() => order.push('first'));
		const stop = new AbortController();
		const second = written(engine, aPrompt(), stop.signal).then(() => order.push('second'));
		const third = written(engine, aPrompt({ maxTokens: 1 })).then(() => order.push('third'));
		stop.abort();
		await Promise.all([first, second, third]);
		expect(order).toEqual(['second', 'first', 'third']);
	});
});
