import { describe, expect, test } from 'vitest';
import {
	CPU,
	hosts,
	LLAMA,
	llama,
	quiet,
	ready,
	refused,
	SMALL,
	small,
	stateOf,
	wantedOf
} from './mind-words.fixture.ts';
import { aDevice, aMind, Gate } from './mind.fixture.ts';

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
