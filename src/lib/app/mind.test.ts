import { describe, expect, test } from 'vitest';
import {
	CPU,
	hosts,
	LLAMA,
	llama,
	onCpu,
	quiet,
	ready,
	refused,
	server,
	small,
	SMALLER,
	stateOf,
	wantedOf,
	written
} from './mind-words.fixture.ts';
import { aDevice, aMind, Gate } from './mind.fixture.ts';

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
