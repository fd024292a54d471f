/** GGUF files in parts, files that a person opened, and static embedders: real storage, a real host with faults. */
import { beforeEach, describe, expect, test } from 'vitest';
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import { OWN } from './files-cache.ts';
import { fetchModel } from './files-fetch.ts';
import type { Behaviour, Fault } from './files-host.fixture.ts';
import { blobOf, deleteOwn, fileIn, keepFile, storedOwn } from './files-kept.ts';
import {
	aDesk,
	aGguf,
	emptyCaches,
	GGUF_PATH,
	isHonest,
	never,
	PART,
	Site,
	someBytes
} from './files-site.fixture.ts';
import type { Step } from './files-meter.ts';
import type { ModelRecord } from './models.ts';

/** Two whole parts and a piece. */
const LENGTH = 2 * PART + 50_000;

let site: Site;
beforeEach(async () => {
	await emptyCaches();
	site = new Site();
});

const load = (record: ModelRecord, desk = aDesk(site).desk, signal = never): Promise<void> =>
	fetchModel(record, site.mirror, desk, signal);
const contentOf = async ({ id }: ModelRecord): Promise<Uint8Array> =>
	new Uint8Array(await (await blobOf(id, caches)).arrayBuffer());
const partsOf = async ({ id }: ModelRecord): Promise<number> =>
	(await (await caches.open(OWN)).keys()).filter(({ url }) => url.includes(`/${id}/part-`)).length;
/** `expect(…).toEqual` on millions of numbers takes minutes. */
const same = (a: Uint8Array, b: Uint8Array): boolean =>
	a.length === b.length && a.every((byte, i) => byte === b[i]);

async function troubleOf(work: Promise<unknown>): Promise<EngineTrouble | undefined> {
	const error = await work.then(
		() => undefined,
		(error: unknown) => error
	);
	expect(error).toBeInstanceOf(NodeError);
	return (error as NodeError).trouble;
}

test.each<[string, Behaviour, boolean]>([
	['in parts', {}, false],
	['in parts, with a hash', {}, true],
	['from a host without ranges', { noRanges: true }, false],
	['from a host without marks, with a hash', { noMarks: true }, true],
	['from a host that shows nothing of its answers', { hidden: true }, false]
])('%s, byte for byte', async (_, behaviour, hashed) => {
	const { record, bytes } = await aGguf(site, { length: LENGTH, hashed });
	await site.behave(behaviour);
	const { desk, steps } = aDesk(site);
	await load(record, desk);
	expect(same(await contentOf(record), bytes)).toBe(true);
	expect(await storedOwn(record.id, caches)).toEqual({ bytes: LENGTH, isWhole: true });
	expect(isHonest(steps)).toBe(true);
	expect(steps.at(-1)?.phase).toBe('check');
	expect((await site.asked()).every(({ method }) => method === 'GET')).toBe(true);
	const before = (await site.asked()).length;
	await load(record);
	expect(await site.asked()).toHaveLength(before);
});

describe('going on', () => {
	test('whole parts are not fetched again', async () => {
		const { record, bytes } = await aGguf(site, { length: LENGTH });
		await site.behave({ faults: { [GGUF_PATH]: [{}, {}, { hangAt: 1_000 }] } });
		const cancelling = new AbortController();
		const loading = troubleOf(load(record, aDesk(site).desk, cancelling.signal));
		await expect.poll(() => partsOf(record)).toBe(2);
		cancelling.abort();
		expect(await loading).toBe('cancelled');
		expect((await storedOwn(record.id, caches)).isWhole).toBe(false);
		expect(await troubleOf(blobOf(record.id, caches))).toBe('not-found');

		const { desk, steps } = aDesk(site);
		await load(record, desk);
		expect(same(await contentOf(record), bytes)).toBe(true);
		expect(await site.timesAsked(GGUF_PATH)).toBe(4);
		expect(steps.find(({ done }) => done > 0)?.done).toBeGreaterThanOrEqual(2 * PART);
	});

	test('from a file that changed meanwhile nothing is mixed in', async () => {
		const { record } = await aGguf(site, { length: LENGTH });
		await site.behave({ faults: { [GGUF_PATH]: [{}, { status: 404 }] } });
		expect(await troubleOf(load(record))).toBe('not-found');
		const { bytes } = await aGguf(site, { length: LENGTH, seed: 7 });
		await load(record);
		expect(same(await contentOf(record), bytes)).toBe(true);
	});

	test('a file that changes under way is begun anew', async () => {
		const { record } = await aGguf(site, { length: LENGTH });
		await site.behave({ faults: { [GGUF_PATH]: [{}, { status: 503 }] } });
		let changed: Uint8Array | undefined;
		const { desk } = aDesk(site);
		const wait = async (): Promise<void> => {
			changed = (await aGguf(site, { length: LENGTH - 500, seed: 9 })).bytes;
		};
		await load(record, { ...desk, network: { ...desk.network, wait } });
		expect(same(await contentOf(record), changed!)).toBe(true);
	});

	test('a file without end does not fill the device', async () => {
		const { record } = await aGguf(site, { length: LENGTH });
		await site.put(GGUF_PATH, new Uint8Array(2 ** 22 + 3 * LENGTH));
		for (const noRanges of [false, true]) {
			await site.behave({ noRanges });
			expect(await troubleOf(load(record))).toBe('damaged');
			expect(await storedOwn(record.id, caches)).toEqual({ bytes: 0, isWhole: false });
		}
	});

	test('from another mirror it begins anew', async () => {
		const { record } = await aGguf(site, { length: LENGTH });
		await site.behave({ faults: { [GGUF_PATH]: [{}, { status: 404 }] } });
		expect(await troubleOf(load(record))).toBe('not-found');
		site = new Site();
		const { bytes } = await aGguf(site, { length: LENGTH, seed: 3 });
		await load(record);
		expect(same(await contentOf(record), bytes)).toBe(true);
	});
});

test.each<[string, Fault[], Behaviour]>([
	['cut in the middle of a part', [{ cutAt: 50_000 }, { cutAt: 9_000 }], {}],
	['busy', [{ status: 503 }, { status: 429 }], {}],
	['cut in one go', [{}, { cutAt: 20_000 }, { cutAt: 180_000 }], { noRanges: true }]
])('%s: the whole is right all the same', async (_, faults, behaviour) => {
	const { record, bytes } = await aGguf(site, { length: LENGTH });
	await site.behave({ ...behaviour, faults: { [GGUF_PATH]: faults } });
	const { desk, steps } = aDesk(site);
	await load(record, desk);
	expect(same(await contentOf(record), bytes)).toBe(true);
	expect(isHonest(steps)).toBe(true);
});

test('another hash: fetched once more, then it is damaged and nothing of it stays', async () => {
	const { record } = await aGguf(site, { length: 100_000, hashed: true });
	await aGguf(site, { length: 100_000, seed: 5 });
	expect(await troubleOf(load(record))).toBe('damaged');
	expect(await site.timesAsked(GGUF_PATH)).toBe(2);
	expect(await storedOwn(record.id, caches)).toEqual({ bytes: 0, isWhole: false });
});

test('a flipped byte is found by the hash, and the second time it is right', async () => {
	const { record, bytes } = await aGguf(site, { length: 100_000, hashed: true });
	await site.behave({ faults: { [GGUF_PATH]: [{ flipped: true }] } });
	await load(record);
	expect(same(await contentOf(record), bytes)).toBe(true);
});

test('what is no GGUF is damaged: a page of words, and nothing at all', async () => {
	const { record } = await aGguf(site, { length: 1_000 });
	for (const body of ['<!doctype html><title>Sign in</title>', '']) {
		await site.put(GGUF_PATH, body);
		expect(await troubleOf(load(record))).toBe('damaged');
	}
});

test('a full device is told before the rest is fetched', async () => {
	const { record } = await aGguf(site, { length: LENGTH });
	expect(await troubleOf(load(record, aDesk(site, { room: async () => 100_000 }).desk))).toBe('no-room');
	expect(await site.timesAsked(GGUF_PATH)).toBe(1);
});

describe('a file that a person opened', () => {
	const file = () => new File(['GGUF', someBytes(LENGTH)], 'my-model.gguf');
	const id = 'opened-1';

	test('is kept, read and deleted', async () => {
		const steps: Step[] = [];
		await keepFile(id, file(), caches, (step) => steps.push(step), never, PART);
		expect(isHonest(steps)).toBe(true);
		expect(await storedOwn(id, caches)).toEqual({ bytes: LENGTH + 4, isWhole: true });
		const kept = new Uint8Array(await (await blobOf(id, caches)).arrayBuffer());
		expect(same(kept, new Uint8Array(await file().arrayBuffer()))).toBe(true);
		expect(await deleteOwn(id, caches)).toBeGreaterThan(LENGTH);
		expect(await storedOwn(id, caches)).toEqual({ bytes: 0, isWhole: false });
		expect(await troubleOf(blobOf(id, caches))).toBe('not-found');
	});

	test('that is no GGUF is not kept', async () => {
		const words = new File(['just words'], 'x.gguf');
		expect(await troubleOf(keepFile(id, words, caches, () => undefined, never))).toBe('damaged');
		expect(await storedOwn(id, caches)).toEqual({ bytes: 0, isWhole: false });
	});

	test('half of it is not kept', async () => {
		const cancelling = new AbortController();
		const keeping = keepFile(id, file(), caches, () => cancelling.abort(), cancelling.signal, PART);
		expect(await troubleOf(keeping)).toBe('cancelled');
		expect(await storedOwn(id, caches)).toEqual({ bytes: 0, isWhole: false });
	});
});

describe('a static embedder', () => {
	const base = 'minishlab/tiny/resolve/main';
	const weights = (() => {
		const list = new TextEncoder().encode(
			'{"embeddings":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}'
		);
		const bytes = new Uint8Array(8 + list.length + 16);
		new DataView(bytes.buffer).setBigUint64(0, BigInt(list.length), true);
		bytes.set(list, 8);
		return bytes;
	})();
	const record: ModelRecord = {
		id: 'tiny-static',
		name: 'Tiny',
		purpose: 'embeds',
		engine: 'static',
		files: { kind: 'static', base: `https://huggingface.co/${base}` },
		bytes: 200,
		memoryBytes: 0,
		contextTokens: 512,
		goodFor: 'search',
		licence: 'MIT'
	};
	beforeEach(async () => {
		await site.put(`${base}/model.safetensors`, weights);
		await site.put(`${base}/tokenizer.json`, '{"version":"1.0"}');
	});

	test('is fetched, read and deleted', async () => {
		const { desk, steps } = aDesk(site);
		await load(record, desk);
		expect(isHonest(steps)).toBe(true);
		expect(await storedOwn(record.id, caches)).toEqual({ bytes: weights.length + 17, isWhole: true });
		const kept = await fileIn(record.id, 'model.safetensors', caches);
		expect(new Uint8Array(await kept.arrayBuffer())).toEqual(weights);
		expect(await (await fileIn(record.id, 'tokenizer.json', caches)).text()).toBe('{"version":"1.0"}');
		expect(await troubleOf(fileIn(record.id, 'config.json', caches))).toBe('not-found');
		expect(await deleteOwn(record.id, caches)).toBeGreaterThan(weights.length);
		expect(await troubleOf(fileIn(record.id, 'tokenizer.json', caches))).toBe('not-found');
	});

	test.each<[string, BodyInit]>([
		['model.safetensors', weights.slice(0, -1)],
		['model.safetensors', new Uint8Array(100).fill(255)],
		['model.safetensors', ''],
		['tokenizer.json', '{"version":'],
		['tokenizer.json', '12']
	])('%s cut or wrong is damaged', async (name, body) => {
		await site.put(`${base}/${name}`, body);
		expect(await troubleOf(load(record))).toBe('damaged');
		expect((await storedOwn(record.id, caches)).isWhole).toBe(false);
	});
});
