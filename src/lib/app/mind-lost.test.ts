import { describe, expect, test } from 'vitest';
import type { Prompt } from '#lib/agent/ports.ts';
import {
	hosts,
	LLAMA,
	llama,
	quiet,
	ready,
	refused,
	small,
	SMALLER,
	stateOf,
	wantedOf,
	written
} from './mind-words.fixture.ts';
import { aMind, Gate } from './mind.fixture.ts';

describe('an engine that is lost', () => {
	test.each(['gpu-lost', 'crashed', 'memory'] as const)(
		'by "%s" is loaded again once, by itself and without the network',
		async (trouble) => {
			const fakes = await ready(llama);
			fakes.log.length = 0;
			fakes.engines[0]!.die(trouble);
			await quiet();
			expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: 'Llama 3.2 1B' });
			expect(fakes.engines).toHaveLength(2);
			expect(wantedOf(fakes)).toBe('open Llama 3.2 1B');
		}
	);

	test('twice within minutes stays lost: quotes answer and a smaller one is offered', async () => {
		const fakes = await ready(llama);
		fakes.engines[0]!.die('gpu-lost');
		await quiet();
		fakes.nowMs += 60_000;
		fakes.engines[1]!.die('gpu-lost');
		await quiet();
		expect(fakes.engines).toHaveLength(2);
		expect(fakes.mind.engine().id).toBe('quotes');
		expect(stateOf(fakes)).toMatchObject({
			status: 'failed',
			trouble: 'gpu-lost',
			choice: llama,
			smaller: SMALLER
		});
	});

	test('twice in a day, as by a laptop that sleeps, is loaded again each time', async () => {
		const fakes = await ready(llama);
		fakes.engines[0]!.die('gpu-lost');
		await quiet();
		fakes.nowMs += 6 * 60 * 60_000;
		fakes.engines[1]!.die('gpu-lost');
		await quiet();
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: 'Llama 3.2 1B' });
	});

	test('while it is loaded again, quotes answer', async () => {
		const fakes = await ready(llama);
		fakes.opens = new Gate();
		fakes.engines[0]!.die('crashed');
		await fakes.opens.reached;
		expect(fakes.mind.engine().id).toBe('quotes');
		expect(stateOf(fakes)).toMatchObject({ status: 'loading', choice: llama });
	});

	test('in the middle of an answer: the answer hears why, and it is loaded again', async () => {
		const fakes = await ready(llama);
		fakes.engines[0]!.breakWith = 'gpu-lost';
		await expect(written(fakes)).rejects.toEqual(refused('gpu-lost'));
		await quiet();
		expect(fakes.engines).toHaveLength(2);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: 'Llama 3.2 1B' });
	});

	test('a prompt that is too long is that prompt’s trouble: the engine stays', async () => {
		const fakes = await ready(llama);
		fakes.engines[0]!.breakWith = 'too-long';
		await expect(written(fakes)).rejects.toEqual(refused('too-long'));
		await quiet();
		expect(fakes.engines[0]!.isClosed).toBe(false);
	});

	test('because it would not stop is loaded again each time, without a word and without a mark against it', async () => {
		const fakes = await ready(llama);
		for (const n of [0, 1, 2]) {
			fakes.engines[n]!.die('closed');
			await quiet();
		}
		expect(fakes.engines).toHaveLength(4);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: 'Llama 3.2 1B' });
		expect(fakes.states.some(({ trouble, smaller }) => trouble ?? smaller)).toBe(false);
		fakes.engines[3]!.die('gpu-lost');
		await quiet();
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: 'Llama 3.2 1B' });
	});

	test('one that was replaced is not brought back when it dies late', async () => {
		const fakes = await ready(llama);
		await fakes.mind.api.chooseEngine(small, hosts);
		fakes.engines[0]!.die('crashed');
		await quiet();
		expect(fakes.engines).toHaveLength(2);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: small });
	});
});

const aPrompt: Prompt = { question: 'tea', terms: [], sources: [], turns: [], maxTokens: 1 };

describe('the next start', () => {
	test('loads what was ready, from this device alone', async () => {
		const fakes = await (await ready(llama)).reopen();
		fakes.mind.begin();
		await quiet();
		expect(wantedOf(fakes)).toBe('open Llama 3.2 1B');
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: llama, name: 'Llama 3.2 1B' });
	});

	test('downloads nothing: what the browser has cleared must be agreed to again', async () => {
		const before = await ready(llama);
		before.whole.clear();
		const fakes = await before.reopen();
		fakes.mind.begin();
		await quiet();
		expect(fakes.log).toEqual([]);
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', trouble: 'not-allowed', choice: llama });
		for await (const _ of fakes.mind.engine().write(aPrompt, new AbortController().signal));
	});

	test('after a tab that died while opening: nothing is loaded by itself, and a smaller one is offered', async () => {
		const before = await aMind({ opens: new Gate() });
		void before.mind.api.chooseEngine(llama, hosts).catch(() => undefined);
		await before.opens!.reached;
		const fakes = await before.reopen();
		fakes.mind.begin();
		await quiet();
		expect(fakes.log).toEqual([]);
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', died: LLAMA, choice: llama, smaller: SMALLER });
	});

	test('after a tab closed while downloading: nothing goes on by itself, what came is kept', async () => {
		const before = await aMind({ downloads: new Gate() });
		void before.mind.api.chooseEngine(llama, hosts).catch(() => undefined);
		await before.downloads!.reached;
		const fakes = await before.reopen();
		fakes.mind.begin();
		await quiet();
		expect(fakes.log).toEqual([]);
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', died: LLAMA, trouble: 'interrupted' });
		expect(stateOf(fakes).smaller).toBeUndefined();
		await fakes.mind.api.chooseEngine(llama, hosts);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: 'Llama 3.2 1B' });
		expect(stateOf(await fakes.reopen()).died).toBeUndefined();
	});

	test('a death while loading what was chosen is not repeated at every start', async () => {
		const first = await ready(llama);
		const second = await first.reopen();
		second.opens = new Gate();
		second.mind.begin();
		await second.opens.reached;
		const third = await second.reopen();
		third.mind.begin();
		await quiet();
		expect(third.log).toEqual([]);
		expect(stateOf(third)).toMatchObject({ died: LLAMA });
	});

	test('settings that an older version or an accident wrote are as if they were not there', async () => {
		const settings = new Map<string, unknown>([
			['mind-choice', { engine: 'abacus' }],
			['mind-mirror', 7],
			['mind-embedder', null],
			['mind-was-loading', 'x'],
			['mind-opened', [{ id: 1 }]]
		]);
		const fakes = await aMind({ settings });
		fakes.mind.begin();
		await quiet();
		expect(stateOf(fakes)).toMatchObject({
			status: 'ready',
			choice: { engine: 'quotes' },
			mirror: '',
			embedder: ''
		});
	});
});
