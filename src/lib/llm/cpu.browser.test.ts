import { Wllama } from '@wllama/wllama/esm/index.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EngineTrouble } from '#lib/agent/ports.ts';
import { STORIES_PROMPT, stories } from '../../../tests/contract/data-server.ts';
import { linesWith, load, never, openHere, person, startWorker, troubleOf, written } from './cpu.fixture.ts';
import type { LoadStep } from './engine-messages.ts';
import { aNumber, ascii, text, u32, withBytes, withKeys } from './gguf.fixture.ts';

afterEach(() => vi.restoreAllMocks());

describe('opening a model file', () => {
	test('says how far it was read, never less than before, and ends at the whole', async () => {
		const file = await stories();
		const steps: LoadStep[] = [];
		const engine = await load(file, { tell: (step) => steps.push(step) });
		engine.close();
		expect(steps.every(({ phase, of }) => phase === 'open' && of === file.size)).toBe(true);
		expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).sort((a, b) => a - b));
		expect(steps.length).toBeGreaterThan(2);
		expect(steps.at(-1)!.done).toBe(file.size);
	});

	test('the context is what is asked for, and no more than the model was trained for', async () => {
		const small = await load(await stories(), { contextTokens: 256 });
		const large = await load(await stories(), { contextTokens: 100_000 });
		expect([small.contextTokens, large.contextTokens]).toEqual([256, 512]);
		small.close();
		large.close();
	});

	const scrambled = (): Blob => new Blob([Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 251)]);
	const FILES: Readonly<Record<string, [trouble: EngineTrouble, file: () => Promise<Blob>]>> = {
		'a file of no bytes': ['damaged', async () => new Blob([])],
		'random bytes': ['damaged', async () => scrambled()],
		'a cut file': ['damaged', async () => (await stories()).slice(0, 900_000)],
		'a header that is whole and lies about its tensors': [
			'damaged',
			async () =>
				withBytes(
					await stories(),
					new Uint8Array([...text('llama.block_count'), ...u32(4), ...u32(5)]),
					new Uint8Array([...text('llama.block_count'), ...u32(4), ...u32(6)])
				)
		],
		'an architecture that nobody knows': [
			'unsupported',
			async () =>
				withKeys(await withBytes(await stories(), text('llama'), text('xlama')), [
					aNumber('xlama.context_length', 512)
				])
		]
	};
	test.each(Object.entries(FILES))('%s', async (_, [trouble, file]) => {
		expect(await troubleOf(load(await file()))).toBe(trouble);
	});

	test('a context that no memory holds is refused as memory', async () => {
		const key = [...text('llama.context_length'), ...u32(4)];
		const file = await withBytes(
			await stories(),
			new Uint8Array([...key, ...u32(512)]),
			new Uint8Array([...key, ...u32(2 ** 31 - 1)])
		);
		expect(await troubleOf(load(file, { contextTokens: 2 ** 30 }))).toBe('memory');
	});

	test('cancelled, it ends at once', async () => {
		const stop = new AbortController();
		const loading = load(await stories(), { tell: () => stop.abort(), signal: stop.signal });
		expect(await troubleOf(loading)).toBe('cancelled');
	});
});

describe('writing', () => {
	test('a prompt is computed anew: what came before it changes nothing', async () => {
		const { model } = await openHere(await stories());
		const first = await written(model, person(STORIES_PROMPT));
		await written(model, person('Once upon a dog'));
		const stop = new AbortController();
		for await (const _ of model.write({ turns: person(STORIES_PROMPT), maxTokens: 200 }, stop.signal))
			stop.abort();
		expect(await written(model, person(STORIES_PROMPT))).toBe(first);
		await model.close();
	});

	test('bytes that are no text end the writing, and the next prompt is written', async () => {
		// The rows of its dictionary turned round: where it means a word it says a byte.
		const file = await stories();
		const at = 14_080;
		const half = at + 200 * 256;
		const end = at + 512 * 256;
		const turned = [file.slice(0, at), file.slice(half, end), file.slice(at, half), file.slice(end)];
		const { model, below } = await openHere(new Blob(turned));
		const noText = linesWith('invalid UTF-8', below);
		for (const start of ['Once', 'The dog', '日本'])
			expect(typeof (await written(model, person(start), { maxTokens: 200 }))).toBe('string');
		expect(noText.length).toBeGreaterThan(0);
		expect(model.death).toBeUndefined();
		await model.close();
	});

	test('the library keeps no prompt of the past', async () => {
		// Only at its loudest does it say what it keeps.
		const quiet = Wllama.prototype.loadModel;
		vi.spyOn(Wllama.prototype, 'loadModel').mockImplementation(function (this: Wllama, blobs, options) {
			return quiet.call(this, blobs, { ...options, log_level: 9_999 as never });
		});
		const { model, below } = await openHere(await stories());
		const saved = linesWith('saving prompt', below);
		// Long ones: what is short is displaced without being kept.
		for (const start of ['Once upon a time ', 'The big dog ', 'Lily and Tom '])
			await written(model, person(start.repeat(10)), { maxTokens: 10 });
		expect(saved.length).toBeGreaterThan(0);
		for (const line of saved) expect(line).toContain('with length 2,');
		await model.close();
	});
});

describe('death', () => {
	test('the worker dies in the middle: what was written stands, and the trouble is told', async () => {
		let worker: Worker | undefined;
		const engine = await load(await stories(), { createWorker: (url) => (worker = startWorker(url)) });
		let all = '';
		const reading = async (): Promise<void> => {
			const prompt = { question: '', terms: [], sources: [], turns: person(STORIES_PROMPT), maxTokens: 400 };
			for await (const part of engine.write(prompt, never())) {
				if (part.kind === 'text') all += part.text;
				// An order that is none: the worker's own code fails on it, as it would on a mistake of ours.
				if (all.length > 20) worker!.postMessage(null);
			}
		};
		expect(await troubleOf(reading())).toBe('crashed');
		expect(all.startsWith(', there was a little')).toBe(true);
		expect(await engine.lost).toBe('crashed');
	});

	test('the program aborts: trouble, and every prompt after it as well', async () => {
		const { model, below } = await openHere(await stories());
		const reading = async (): Promise<void> => {
			for await (const _ of model.write({ turns: person(STORIES_PROMPT), maxTokens: 400 }, never()))
				below.postMessage({
					verb: 'wllama.action',
					args: ['no such action', ascii('    ')],
					callbackId: 1e9
				});
		};
		expect(await troubleOf(reading())).toBe('crashed');
		expect(model.death?.trouble).toBe('crashed');
		expect(await troubleOf(written(model, person(STORIES_PROMPT)))).toBe('crashed');
		await model.close();
	});

	test('the library’s worker dies without a word: nobody waits for it', async () => {
		const { model, below } = await openHere(await stories());
		const reading = async (): Promise<void> => {
			for await (const _ of model.write({ turns: person(STORIES_PROMPT), maxTokens: 400 }, never())) {
				below.terminate();
				below.dispatchEvent(new ErrorEvent('error', { message: 'gone' }));
			}
		};
		expect(await troubleOf(reading())).toBe('crashed');
		await model.close();
	});
});
