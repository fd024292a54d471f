import { describe, expect, test } from 'vitest';
import type { Prompt } from '#lib/agent/ports.ts';
import { smallerThan } from '#lib/llm/catalogue.ts';
import { aDevice, aMind, Gate, type Fakes } from './mind.fixture.ts';
import type { EngineChoice, MindState } from './node-api.ts';

const LLAMA = 'Llama-3.2-1B-Instruct-q4f16_1-MLC';
const SMALL = 'SmolLM2-360M-Instruct-q4f16_1-MLC';
const CPU = 'SmolLM2-135M-Instruct-Q8_0';
/** Which one it is, is the catalogue's matter. */
const SMALLER = smallerThan(LLAMA, aDevice());
const llama: EngineChoice = { engine: 'webllm', model: LLAMA };
const small: EngineChoice = { engine: 'webllm', model: SMALL };
const onCpu: EngineChoice = { engine: 'cpu', model: CPU };
const server: EngineChoice = { engine: 'http', url: 'http://localhost:11434', model: 'llama3.2' };
const hosts = ['huggingface.co', '*.hf.co', 'raw.githubusercontent.com'];

const stateOf = ({ mind }: Fakes): MindState => mind.state();
const wantedOf = (fakes: Fakes): string => fakes.log.filter((line) => line !== 'persist').join(', ');
const refused = (trouble: string): unknown =>
	expect.objectContaining({ code: 'engine-unavailable', trouble });
/** Everything that was set going has come to rest. */
const quiet = async (): Promise<void> => {
	for (let i = 0; i < 50; i++) await Promise.resolve();
	await new Promise((resolve) => setTimeout(resolve, 0));
};

async function written({ mind }: Fakes, text = 'tea'): Promise<string> {
	let words = '';
	for await (const piece of mind.api.tryEngine(text, new AbortController().signal)) words += piece;
	return words;
}

async function ready(choice: EngineChoice, given: Partial<Fakes> = {}): Promise<Fakes> {
	const fakes = await aMind(given);
	await fakes.mind.api.chooseEngine(choice, hosts);
	return fakes;
}

describe('choosing a model', () => {
	test('before any choice quotes answer, and neither files nor device nor engines are asked for', async () => {
		const fakes = await aMind();
		fakes.mind.begin();
		await quiet();
		expect(fakes.mind.engine().id).toBe('quotes');
		expect(stateOf(fakes)).toMatchObject({
			status: 'ready',
			name: '',
			choice: { engine: 'quotes' },
			models: []
		});
		expect(fakes.log).toEqual([]);
	});

	test('downloads, opens, and from then on answers with it', async () => {
		const fakes = await ready(llama);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: llama, name: 'Llama 3.2 1B' });
		expect(fakes.mind.engine().id).toBe('Llama 3.2 1B');
		expect(await written(fakes)).toBe('Llama 3.2 1B about tea');
	});

	test('asks the browser to keep what it stores before the first byte', async () => {
		const fakes = await ready(llama);
		expect(fakes.log[0]).toBe('persist');
	});

	test('only the hosts that the person agreed to are contacted: one too few, and none is', async () => {
		const fakes = await aMind();
		const choosing = fakes.mind.api.chooseEngine(llama, ['huggingface.co', '*.hf.co']);
		await expect(choosing).rejects.toEqual(refused('not-allowed'));
		expect(fakes.log).toEqual([]);
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', trouble: 'not-allowed' });
	});

	test.each([
		['no-gpu', aDevice({ gpu: null })],
		['no-f16', aDevice({ gpu: { name: '', isFallback: false, f16: false, storageBufferBytes: 2 ** 30 } })],
		['gpu-limits', aDevice({ gpu: { name: '', isFallback: false, f16: true, storageBufferBytes: 2 ** 20 } })],
		['memory', aDevice({ memoryBytes: 2 ** 29 })],
		['no-room', aDevice({ roomBytes: 100e6 })]
	])('a device that cannot run it (%s) is told before anything is downloaded', async (trouble, device) => {
		const fakes = await aMind({ device });
		await expect(fakes.mind.api.chooseEngine(llama, hosts)).rejects.toEqual(refused(trouble));
		expect(fakes.log).toEqual([]);
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', trouble, choice: llama });
		expect(fakes.mind.engine().id).toBe('quotes');
	});

	test('one bar over all phases, in their order, never going back', async () => {
		const fakes = await ready(llama);
		const bars = fakes.states.flatMap(({ loading }) => loading ?? []);
		const order = ['download', 'check', 'open', 'compile'];
		expect(bars.length).toBeGreaterThan(2);
		bars.slice(1).forEach((bar, i) => {
			expect(bar.progress).toBeGreaterThanOrEqual(bars[i]!.progress);
			expect(order.indexOf(bar.phase)).toBeGreaterThanOrEqual(order.indexOf(bars[i]!.phase));
		});
	});

	test('a model that is not one of the catalogue, or is of another engine, is not found', async () => {
		const fakes = await aMind();
		for (const choice of [
			{ engine: 'cpu', model: 'nothing' },
			{ engine: 'cpu', model: LLAMA },
			{ engine: 'cpu', model: 'potion-base-2M' }
		] as const)
			await expect(fakes.mind.api.chooseEngine(choice, hosts)).rejects.toEqual(refused('not-found'));
		expect(fakes.log).toEqual([]);
	});

	test('a model server needs no download and no look at the device', async () => {
		const fakes = await ready(server);
		expect(wantedOf(fakes)).toBe('open llama3.2 at localhost:11434');
		expect(fakes.engines[0]!.what).toEqual({
			kind: 'http',
			setup: { url: 'http://localhost:11434', model: 'llama3.2' }
		});
	});

	test('choosing quotes unloads the model', async () => {
		const fakes = await ready(llama);
		await fakes.mind.api.chooseEngine({ engine: 'quotes' }, []);
		expect(fakes.engines[0]!.isClosed).toBe(true);
		expect(fakes.mind.engine().id).toBe('quotes');
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: '' });
	});
});

describe('choosing another while one answers', () => {
	test('the old one answers during the download and is unloaded before the new one takes memory', async () => {
		const fakes = await ready(small);
		fakes.downloads = new Gate();
		const choosing = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.downloads.reached;
		expect(stateOf(fakes)).toMatchObject({ status: 'loading', choice: llama, name: 'SmolLM2 360M' });
		expect(await written(fakes)).toContain('SmolLM2 360M');
		fakes.opens = new Gate();
		fakes.downloads.open();
		await fakes.opens.reached;
		expect(fakes.engines[0]!.isClosed).toBe(true);
		expect(fakes.mind.engine().id).toBe('quotes');
		fakes.opens.open();
		await choosing;
		expect(fakes.mind.engine().id).toBe('Llama 3.2 1B');
	});

	test('a model on this device answers on until a server, which needs none of its memory, is ready', async () => {
		const fakes = await ready(small);
		fakes.opens = new Gate();
		const choosing = fakes.mind.api.chooseEngine(server, []);
		await fakes.opens.reached;
		expect(fakes.mind.engine().id).toBe('SmolLM2 360M');
		fakes.opens.open();
		await choosing;
		expect(fakes.engines[0]!.isClosed).toBe(true);
		expect(fakes.mind.engine().id).toBe('llama3.2 at localhost:11434');
	});

	test('one that this device cannot run leaves the old one answering, and says why', async () => {
		const fakes = await ready(small);
		fakes.device = aDevice({ memoryBytes: 2 ** 30 });
		await expect(fakes.mind.api.chooseEngine(llama, hosts)).rejects.toEqual(refused('memory'));
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', trouble: 'memory', name: 'SmolLM2 360M' });
		expect(fakes.mind.engine().id).toBe('SmolLM2 360M');
	});

	test('two choices at once: the later one stands, the earlier one is cancelled and nothing of it stays', async () => {
		const fakes = await aMind({ downloads: new Gate() });
		const first = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.downloads!.reached;
		const second = fakes.mind.api.chooseEngine(small, hosts);
		await expect(first).rejects.toEqual(refused('cancelled'));
		fakes.downloads!.open();
		await second;
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: small, name: 'SmolLM2 360M' });
		expect(fakes.engines).toHaveLength(1);
		expect(wantedOf(fakes)).not.toContain('open Llama');
	});

	test('three choices at once: the one in the middle never begins', async () => {
		const fakes = await aMind({ opens: new Gate() });
		const first = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.opens!.reached;
		const second = fakes.mind.api.chooseEngine(onCpu, hosts);
		const third = fakes.mind.api.chooseEngine(small, hosts);
		await expect(first).rejects.toEqual(refused('cancelled'));
		await expect(second).rejects.toEqual(refused('cancelled'));
		fakes.opens!.open();
		await third;
		expect(wantedOf(fakes)).not.toContain(CPU);
		expect(fakes.mind.engine().id).toBe('SmolLM2 360M');
	});

	test('quotes chosen while a model loads: the loading ends', async () => {
		const fakes = await aMind({ opens: new Gate() });
		const choosing = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.opens!.reached;
		await fakes.mind.api.chooseEngine({ engine: 'quotes' }, []);
		await expect(choosing).rejects.toEqual(refused('cancelled'));
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: { engine: 'quotes' }, name: '' });
	});
});

describe('cancelling', () => {
	test.each(['downloads', 'opens'] as const)(
		'while it %s: the choice before stands, and what came is kept',
		async (phase) => {
			const fakes = await ready(small);
			const gate = (fakes[phase] = new Gate());
			const choosing = fakes.mind.api.chooseEngine(llama, hosts);
			await gate.reached;
			fakes[phase] = undefined;
			await fakes.mind.api.cancelLoading();
			await expect(choosing).rejects.toEqual(refused('cancelled'));
			await quiet();
			expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: small, name: 'SmolLM2 360M' });
			expect(stateOf(fakes).loading).toBeUndefined();
			expect(fakes.partly.has(LLAMA) || fakes.whole.has(LLAMA)).toBe(true);
			expect(fakes.log).not.toContain(`delete ${LLAMA}`);
		}
	);

	test('with nothing before it quotes answer, and nothing is noted as having died', async () => {
		const fakes = await aMind({ downloads: new Gate() });
		const choosing = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.downloads!.reached;
		await fakes.mind.api.cancelLoading();
		await expect(choosing).rejects.toEqual(refused('cancelled'));
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: { engine: 'quotes' } });
		const again = await fakes.reopen();
		again.mind.begin();
		await quiet();
		expect(stateOf(again).died).toBeUndefined();
	});

	test('an engine that is ready just when it is cancelled is closed', async () => {
		const fakes = await aMind({ opens: new Gate(true) });
		const choosing = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.opens!.reached;
		const cancelling = fakes.mind.api.cancelLoading();
		fakes.opens!.open();
		await cancelling;
		await expect(choosing).rejects.toEqual(refused('cancelled'));
		expect(fakes.engines[0]!.isClosed).toBe(true);
		expect(fakes.mind.engine().id).toBe('quotes');
	});

	test('with nothing to cancel nothing happens', async () => {
		const fakes = await ready(llama);
		await fakes.mind.api.cancelLoading();
		await quiet();
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: llama });
		expect(fakes.engines).toHaveLength(1);
	});
});

describe('when it does not load', () => {
	test.each(['interrupted', 'host-busy', 'not-found', 'damaged', 'no-room'] as const)(
		'a download that ends in "%s" says so, and quotes answer',
		async (trouble) => {
			const fakes = await aMind({ downloads: new Gate() });
			const choosing = fakes.mind.api.chooseEngine(llama, hosts);
			await fakes.downloads!.reached;
			fakes.downloads!.fail(trouble);
			await expect(choosing).rejects.toEqual(refused(trouble));
			expect(stateOf(fakes)).toMatchObject({ status: 'failed', trouble, choice: llama, name: '' });
			expect(fakes.mind.engine().id).toBe('quotes');
		}
	);

	test('a GPU lost while it opens is tried once more by itself', async () => {
		const fakes = await aMind({ openTroubles: ['gpu-lost'] });
		await fakes.mind.api.chooseEngine(llama, hosts);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', name: 'Llama 3.2 1B' });
	});

	test('lost twice while it opens, a smaller one is offered', async () => {
		const fakes = await aMind({ openTroubles: ['gpu-lost', 'gpu-lost'] });
		await expect(fakes.mind.api.chooseEngine(llama, hosts)).rejects.toEqual(refused('gpu-lost'));
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', trouble: 'gpu-lost', smaller: SMALLER });
	});

	test('without enough memory it is not tried again: a smaller one is offered at once', async () => {
		const fakes = await aMind({ openTroubles: ['memory'] });
		await expect(fakes.mind.api.chooseEngine(llama, hosts)).rejects.toEqual(refused('memory'));
		expect(stateOf(fakes)).toMatchObject({ status: 'failed', smaller: SMALLER });
		expect(fakes.log.filter((line) => line.startsWith('open'))).toHaveLength(1);
	});

	test('a later choice that works leaves nothing of the failure', async () => {
		const fakes = await aMind({ openTroubles: ['memory'] });
		await fakes.mind.api.chooseEngine(llama, hosts).catch(() => undefined);
		await fakes.mind.api.chooseEngine(small, hosts);
		const state = stateOf(fakes);
		expect(state).toMatchObject({ status: 'ready', name: 'SmolLM2 360M' });
		expect([state.trouble, state.smaller, state.died]).toEqual([undefined, undefined, undefined]);
	});

	test('the choice before it is what the next start loads', async () => {
		const fakes = await ready(small);
		fakes.openTroubles.push('memory');
		await fakes.mind.api.chooseEngine(llama, hosts).catch(() => undefined);
		const again = await fakes.reopen();
		again.mind.begin();
		await quiet();
		expect(stateOf(again)).toMatchObject({ status: 'ready', choice: small, name: 'SmolLM2 360M' });
	});
});

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

describe('deleting a model', () => {
	test('says how much was freed', async () => {
		const fakes = await aMind({ whole: new Set([LLAMA]) });
		expect(await fakes.mind.api.deleteModel(LLAMA)).toBe(711e6);
		expect(fakes.whole.has(LLAMA)).toBe(false);
	});

	test('that is in use unloads it first; quotes answer, and the next start loads nothing', async () => {
		const fakes = await ready(llama);
		await fakes.mind.api.deleteModel(LLAMA);
		expect(fakes.engines[0]!.isClosed).toBe(true);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: { engine: 'quotes' }, name: '' });
		const again = await fakes.reopen();
		again.mind.begin();
		await quiet();
		expect(again.log).toEqual([]);
	});

	test('that is being loaded cancels that first', async () => {
		const fakes = await aMind({ downloads: new Gate() });
		const choosing = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.downloads!.reached;
		expect(await fakes.mind.api.deleteModel(LLAMA)).toBe(711e6 / 2);
		await expect(choosing).rejects.toEqual(refused('cancelled'));
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: { engine: 'quotes' } });
	});

	test('that is not in use leaves the running one alone', async () => {
		const fakes = await ready(llama, { whole: new Set([SMALL]) });
		await fakes.mind.api.deleteModel(SMALL);
		await quiet();
		expect(fakes.engines[0]!.isClosed).toBe(false);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: llama });
	});

	test('that failed leaves nothing of the failure; damaged, it can be had anew', async () => {
		const fakes = await aMind({ whole: new Set([LLAMA]), openTroubles: ['damaged'] });
		await expect(fakes.mind.api.chooseEngine(llama, [])).rejects.toEqual(refused('damaged'));
		await fakes.mind.api.deleteModel(LLAMA);
		expect(stateOf(fakes)).toMatchObject({ status: 'ready', choice: { engine: 'quotes' } });
		await fakes.mind.api.chooseEngine(llama, hosts);
		expect(wantedOf(fakes)).toMatch(/delete .*, fetch .* from .*, open /);
	});
});

describe('a file that the person opens', () => {
	const file = new File(['GGUF and so on'], 'my model.gguf');

	test('is kept, offered for the processor, and needs no host', async () => {
		const fakes = await aMind();
		const id = await fakes.mind.api.openModelFile(file);
		await fakes.mind.api.checkDevice();
		expect(stateOf(fakes).models.find((offer) => offer.id === id)).toMatchObject({
			name: 'my model',
			engine: 'cpu',
			goodFor: 'opened',
			verdict: 'runs',
			isWhole: true,
			hosts: []
		});
		await fakes.mind.api.chooseEngine({ engine: 'cpu', model: id }, []);
		expect(fakes.engines[0]!.what).toMatchObject({
			kind: 'cpu',
			setup: { name: 'my model', contextTokens: 512 }
		});
	});

	test('is there after the next start, and gone once it is deleted', async () => {
		const fakes = await aMind();
		const id = await fakes.mind.api.openModelFile(file);
		await fakes.mind.api.chooseEngine({ engine: 'cpu', model: id }, []);
		const again = await fakes.reopen();
		again.mind.begin();
		await quiet();
		expect(stateOf(again)).toMatchObject({ status: 'ready', name: 'my model' });
		await again.mind.api.deleteModel(id);
		await again.mind.api.checkDevice();
		expect(stateOf(again).models.some((offer) => offer.id === id)).toBe(false);
		await expect(again.mind.api.chooseEngine({ engine: 'cpu', model: id }, [])).rejects.toEqual(
			refused('not-found')
		);
	});

	test('that is no model is not kept', async () => {
		const fakes = await aMind({ header: 'damaged' });
		await expect(fakes.mind.api.openModelFile(file)).rejects.toEqual(refused('damaged'));
		expect(fakes.log).toEqual([]);
	});

	test('asks for no more context than a processor can read in a bearable time', async () => {
		const fakes = await aMind({ header: { name: '', contextTokens: 131_072, bytesPerToken: 10 } });
		const id = await fakes.mind.api.openModelFile(file);
		await fakes.mind.api.chooseEngine({ engine: 'cpu', model: id }, []);
		expect(fakes.engines[0]!.what).toMatchObject({ setup: { contextTokens: 4_096 } });
	});

	test('whose keeping is cancelled is not offered', async () => {
		const fakes = await aMind({ downloads: new Gate() });
		const opening = fakes.mind.api.openModelFile(file);
		await fakes.downloads!.reached;
		await fakes.mind.api.cancelLoading();
		await expect(opening).rejects.toEqual(refused('cancelled'));
		await fakes.mind.api.checkDevice();
		expect(stateOf(fakes).models.some(({ goodFor }) => goodFor === 'opened')).toBe(false);
	});
});

describe('a mirror', () => {
	test('stands in the place of the public hosts, in what is asked for and in what is contacted', async () => {
		const fakes = await aMind();
		await fakes.mind.api.checkDevice();
		await fakes.mind.api.setMirror(' https://models.example/m/ ');
		expect(stateOf(fakes).mirror).toBe('https://models.example/m');
		expect(stateOf(fakes).models.find(({ id }) => id === LLAMA)?.hosts).toEqual(['models.example']);
		await fakes.mind.api.chooseEngine(llama, ['models.example']);
		expect(wantedOf(fakes)).toContain(`fetch ${LLAMA} from models.example,`);
	});

	test('is kept for the next start, and can be taken away', async () => {
		const fakes = await aMind();
		await fakes.mind.api.setMirror('http://localhost:9000');
		expect(stateOf(await fakes.reopen()).mirror).toBe('http://localhost:9000');
		await fakes.mind.api.setMirror('');
		expect(stateOf(await fakes.reopen()).mirror).toBe('');
	});

	test.each(['nonsense', 'ftp://models.example', 'javascript:alert(1)', 'https://me:secret@models.example'])(
		'%s is not an address: nothing changes',
		async (url) => {
			const fakes = await aMind();
			await expect(fakes.mind.api.setMirror(url)).rejects.toEqual(refused('not-found'));
			expect(stateOf(fakes).mirror).toBe('');
		}
	);
});

describe('search by meaning', () => {
	const id = 'potion-base-2M';

	test('is there once its model is loaded, beside whatever writes', async () => {
		const fakes = await ready(small);
		expect(fakes.mind.embedder()).toBeUndefined();
		await fakes.mind.api.chooseEmbedder(id, ['huggingface.co', '*.hf.co']);
		expect(fakes.mind.embedder()?.id).toBe(id);
		expect(stateOf(fakes)).toMatchObject({ embedder: id, status: 'ready', name: 'SmolLM2 360M' });
		expect(stateOf(fakes).loading).toBeUndefined();
	});

	test('needs agreed hosts too', async () => {
		const fakes = await aMind();
		await expect(fakes.mind.api.chooseEmbedder(id, [])).rejects.toEqual(refused('not-allowed'));
		expect(fakes.log).toEqual([]);
		expect(stateOf(fakes).embedder).toBe('');
	});

	test('a model that writes cannot embed', async () => {
		const fakes = await aMind();
		await expect(fakes.mind.api.chooseEmbedder(LLAMA, hosts)).rejects.toEqual(refused('not-found'));
	});

	test('waits for the model that is being loaded instead of ending it', async () => {
		const fakes = await aMind({ downloads: new Gate() });
		const engine = fakes.mind.api.chooseEngine(llama, hosts);
		await fakes.downloads!.reached;
		const embedder = fakes.mind.api.chooseEmbedder(id, hosts);
		await quiet();
		expect(wantedOf(fakes)).not.toContain(id);
		fakes.downloads!.open();
		await Promise.all([engine, embedder]);
		expect(stateOf(fakes)).toMatchObject({ name: 'Llama 3.2 1B', embedder: id });
	});

	test('is loaded again at the next start, and not once it was given up', async () => {
		const fakes = await aMind();
		await fakes.mind.api.chooseEmbedder(id, hosts);
		const again = await fakes.reopen();
		again.mind.begin();
		await quiet();
		expect(again.mind.embedder()?.id).toBe(id);
		await again.mind.api.chooseEmbedder('', []);
		expect(again.embedders[0]!.isClosed).toBe(true);
		const last = await again.reopen();
		last.mind.begin();
		await quiet();
		expect(last.mind.embedder()).toBeUndefined();
	});

	test('whose model is deleted is off', async () => {
		const fakes = await aMind();
		await fakes.mind.api.chooseEmbedder(id, hosts);
		expect(await fakes.mind.api.deleteModel(id)).toBe(8e6);
		expect(fakes.embedders[0]!.isClosed).toBe(true);
		expect(stateOf(fakes).embedder).toBe('');
	});
});

describe('looking at the device', () => {
	test('offers every model with what it needs, what lies here, and one recommendation for each engine', async () => {
		const fakes = await aMind({ whole: new Set([CPU]) });
		await fakes.mind.api.checkDevice();
		const { models, device } = stateOf(fakes);
		expect(device.gpu?.name).toBe('Test GPU');
		expect(models.find(({ id }) => id === CPU)).toMatchObject({ isWhole: true, storedBytes: 145e6 });
		expect(models.find(({ id }) => id === LLAMA)).toMatchObject({ isWhole: false, hosts });
		for (const engine of ['webllm', 'cpu'] as const)
			expect(
				models.filter((offer) => offer.engine === engine && offer.purpose === 'writes' && offer.recommended)
			).toHaveLength(1);
	});

	test('what lies on the device already needs no room', async () => {
		const fakes = await aMind({ whole: new Set([LLAMA]), device: aDevice({ roomBytes: 0 }) });
		await fakes.mind.api.checkDevice();
		const offer = (id: string) => stateOf(fakes).models.find((one) => one.id === id);
		expect(offer(LLAMA)?.verdict).toBe('runs');
		expect(offer(SMALL)?.verdict).toBe('no-room');
	});
});
