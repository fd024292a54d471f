/** WebLLM's files in real Cache Storage, from a real host with faults. */
import { beforeEach, describe, expect, test } from 'vitest';
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import type { Desk } from './files-desk.ts';
import { fetchModel } from './files-fetch.ts';
import type { Fault } from './files-host.fixture.ts';
import { deleteMlc, storedMlc } from './files-kept-mlc.ts';
import type { MlcFiles } from './files-cache.ts';
import {
	aDesk,
	aTinyMlc,
	emptyCaches,
	isHonest,
	LIB_PATH,
	never,
	SHARD_BYTES,
	shardPath,
	Site,
	someBytes,
	tensorsOf,
	tensorsPath,
	type TinyMlc
} from './files-site.fixture.ts';

let site: Site;
let tiny: TinyMlc;
let files: MlcFiles;

beforeEach(async () => {
	await emptyCaches();
	site = new Site();
	tiny = await aTinyMlc(site);
	files = tiny.record.files as MlcFiles;
});

const load = (desk = aDesk(site).desk, signal = never): Promise<void> =>
	fetchModel(tiny.record, site.mirror, desk, signal);
const stored = () => storedMlc(files, site.mirror, caches);

async function troubleOf(work: Promise<unknown>): Promise<EngineTrouble | undefined> {
	const error = await work.then(
		() => undefined,
		(error: unknown) => error
	);
	expect(error).toBeInstanceOf(NodeError);
	return (error as NodeError).trouble;
}

test('every file lies where WebLLM looks for it, byte for byte', async () => {
	const { desk, steps } = aDesk(site);
	await load(desk);
	const keys = async (name: string) => (await (await caches.open(name)).keys()).map(({ url }) => url);
	const folder = `${site.mirror}/mlc-ai/tiny/resolve/main/`;
	expect(await keys('webllm/config')).toEqual([`${folder}mlc-chat-config.json`]);
	expect(await keys('webllm/wasm')).toEqual([`${site.mirror}/${LIB_PATH}`]);
	expect((await keys('webllm/model')).sort()).toEqual(
		[
			`${folder}tensor-cache.json`,
			`${folder}tokenizer.json`,
			...tiny.shards.map((_, n) => `${site.mirror}/${shardPath(n)}`)
		].sort()
	);
	for (const [n, bytes] of tiny.shards.entries()) {
		const found = await (
			await caches.open('webllm/model')
		).match(new Request(`${site.mirror}/${shardPath(n)}`));
		expect(new Uint8Array(await found!.arrayBuffer())).toEqual(bytes);
	}
	expect(await stored()).toEqual({ bytes: tiny.bytes, isWhole: true });
	expect(isHonest(steps)).toBe(true);
	expect(steps.at(-1)).toMatchObject({ done: tiny.bytes, of: tiny.bytes });
});

test('what is whole is not asked for again, and no request needs the host to be asked first', async () => {
	await load();
	const before = (await site.asked()).length;
	await load();
	const asked = await site.asked();
	expect(asked).toHaveLength(before);
	expect(asked.every(({ method }) => method === 'GET')).toBe(true);
});

test('a cancelled download keeps its whole shards and goes on with the others', async () => {
	await site.behave({ faults: { [shardPath(4)]: [{ hangAt: 50_000 }], [shardPath(5)]: [{ hangAt: 0 }] } });
	const cancelling = new AbortController();
	const { desk } = aDesk(site);
	const loading = troubleOf(load(desk, cancelling.signal));
	await expect.poll(async () => (await stored()).bytes).toBeGreaterThanOrEqual(4 * SHARD_BYTES);
	cancelling.abort();
	expect(await loading).toBe('cancelled');
	expect((await stored()).isWhole).toBe(false);

	const second = aDesk(site);
	await load(second.desk);
	expect((await stored()).isWhole).toBe(true);
	for (const n of [0, 1, 2, 3]) expect(await site.timesAsked(shardPath(n))).toBe(1);
	for (const n of [4, 5]) expect(await site.timesAsked(shardPath(n))).toBe(2);
	// The bar begins where it stopped.
	expect(second.steps.find(({ of }) => of !== tiny.record.bytes)?.done).toBeGreaterThanOrEqual(
		4 * SHARD_BYTES
	);
});

describe('faults of a host that pass', () => {
	test.each<[string, Fault[], number]>([
		['503 twice', [{ status: 503 }, { status: 503 }], 3],
		['429 with a time to wait', [{ status: 429, retryAfter: '2' }], 2],
		['a cut connection goes on where it was cut', [{ cutAt: 70_000 }], 2],
		[
			'cut again and again, each time a little further',
			Array.from({ length: 8 }, () => ({ cutAt: 20_000 })),
			9
		],
		['a flipped byte is fetched once more', [{ flipped: true }], 2],
		['a truncated answer that says it is whole', [{ endAt: 90_000 }], 2],
		['no byte for too long', [{ hangAt: 1_000 }], 2]
	])('%s', async (_, faults, times) => {
		await site.behave({ faults: { [shardPath(2)]: faults } });
		const { desk, steps, pauses } = aDesk(site);
		await load({ ...desk, network: { ...desk.network, stallMs: 300 } });
		expect(await stored()).toEqual({ bytes: tiny.bytes, isWhole: true });
		expect(await site.timesAsked(shardPath(2))).toBe(times);
		expect(isHonest(steps)).toBe(true);
		if (faults[0]?.retryAfter) expect(pauses).toEqual([2_000]);
	});

	test('after a cut only the rest is asked for', async () => {
		await site.behave({ faults: { [shardPath(2)]: [{ cutAt: 70_000 }] } });
		await load();
		const ranges = (await site.asked()).filter(({ path }) => path === shardPath(2)).map(({ range }) => range);
		expect(ranges[0]).toBeUndefined();
		expect(ranges[1]).toMatch(/^bytes=\d{4,}-$/);
	});

	test.each([
		['a host without ranges', { noRanges: true }],
		['a host without marks', { noMarks: true }],
		['a host that shows nothing', { hidden: true }]
	])('a cut connection at %s', async (_, behaviour) => {
		await site.behave({ ...behaviour, faults: { [shardPath(2)]: [{ cutAt: 70_000 }] } });
		await load();
		expect((await stored()).isWhole).toBe(true);
	});
});

describe('faults that stay', () => {
	const always = (fault: Fault): Fault[] => Array.from({ length: 20 }, () => fault);
	test.each<[EngineTrouble, string, Fault]>([
		['host-busy', shardPath(3), { status: 503 }],
		['host-busy', shardPath(3), { status: 429, retryAfter: '86400' }],
		['interrupted', shardPath(3), { cutAt: 0 }],
		['not-found', shardPath(3), { status: 404 }],
		['not-found', tensorsPath, { status: 403 }],
		['damaged', shardPath(3), { flipped: true }],
		['damaged', shardPath(3), { endAt: 90_000 }],
		['damaged', LIB_PATH, { endAt: 3 }],
		['damaged', tensorsPath, { endAt: 200 }],
		['not-allowed', shardPath(3), { redirect: 'http://localhost:1/elsewhere' }]
	])('%s: %s %o', async (trouble, path, fault) => {
		await site.behave({ faults: { [path]: always(fault) } });
		if (trouble === 'not-allowed') await redirectElsewhere(path);
		expect(await troubleOf(load())).toBe(trouble);
		expect((await stored()).isWhole).toBe(false);
		expect(await (await caches.open('webllm/model')).match(`${site.mirror}/${shardPath(3)}`)).toBeUndefined();
	});

	/** A host that answers, but is not the one that was agreed to. */
	async function redirectElsewhere(path: string): Promise<void> {
		const elsewhere = site.mirror.replace('127.0.0.1', 'localhost');
		await site.put('elsewhere.bin', 'x');
		await site.behave({ faults: { [path]: always({ redirect: `${elsewhere}/elsewhere.bin` }) } });
	}

	test('nobody listens', async () => {
		const gone = 'http://127.0.0.1:9';
		const { desk } = aDesk(site);
		const network = { ...desk.network, mayContact: () => true };
		expect(await troubleOf(fetchModel(tiny.record, gone, { ...desk, network }, never))).toBe('interrupted');
	});

	test('a host that was not agreed to is not contacted', async () => {
		const { desk } = aDesk(site);
		const network = { ...desk.network, mayContact: () => false };
		expect(await troubleOf(load({ ...desk, network }))).toBe('not-allowed');
		expect(await site.asked()).toEqual([]);
	});
});

describe('lists of a hostile mirror', () => {
	const shard = () => ({ ...(tensorsOf([someBytes(10)]).records[0] as Record<string, unknown>) });
	test.each<[string, () => unknown]>([
		['a path out of the folder', () => ({ records: [{ ...shard(), dataPath: '../../../other' }] })],
		['a path elsewhere', () => ({ records: [{ ...shard(), dataPath: 'https://evil.example/x' }] })],
		['a path of its own', () => ({ records: [{ ...shard(), dataPath: '//evil.example/x' }] })],
		['an encoded path', () => ({ records: [{ ...shard(), dataPath: '%2e%2e%2fx' }] })],
		['a query', () => ({ records: [{ ...shard(), dataPath: 'x?y' }] })],
		['a negative size', () => ({ records: [{ ...shard(), nbytes: -1 }] })],
		['a size that is no number', () => ({ records: [{ ...shard(), nbytes: '10' }] })],
		['a size without end', () => ({ records: [{ ...shard(), nbytes: 1e300 }] })],
		[
			'more than any model',
			() => ({
				records: Array.from({ length: 20 }, (_, n) => ({ ...shard(), dataPath: `s${n}`, nbytes: 2 ** 32 }))
			})
		],
		[
			'too many files',
			() => ({ records: Array.from({ length: 5_000 }, (_, n) => ({ ...shard(), dataPath: `s${n}` })) })
		],
		['one file twice', () => ({ records: [shard(), shard()] })],
		[
			'a tensor outside its file',
			() => ({ records: [{ ...shard(), records: [{ nbytes: 10, byteOffset: 1 }] }] })
		],
		['a hash that is none', () => ({ records: [{ ...shard(), md5sum: 'x' }] })],
		['no files', () => ({ records: [] })],
		['no list', () => 'x'.repeat(100)]
	])('%s is refused before anything of it is fetched', async (_, list) => {
		await site.put(tensorsPath, JSON.stringify(list()));
		expect(await troubleOf(load())).toBe('damaged');
		const paths = new Set((await site.asked()).map(({ path }) => path));
		expect(paths).toEqual(new Set(['mlc-ai/tiny/resolve/main/mlc-chat-config.json', tensorsPath]));
	});

	test('a list without end is not read to its end', async () => {
		await site.put(tensorsPath, new Uint8Array(20 * 2 ** 20).fill(0x20));
		expect(await troubleOf(load())).toBe('damaged');
	});
});

test('what a cache holds in a wrong length is fetched anew, and a list that cannot be read too', async () => {
	await load();
	const weights = await caches.open('webllm/model');
	await weights.put(`${site.mirror}/${shardPath(1)}`, new Response('cut'));
	await weights.put(`${site.mirror}/${tensorsPath}`, new Response('{"records":'));
	expect((await stored()).isWhole).toBe(false);
	await load();
	expect(await stored()).toEqual({ bytes: tiny.bytes, isWhole: true });
	expect(await site.timesAsked(shardPath(1))).toBe(2);
	expect(await site.timesAsked(shardPath(0))).toBe(1);
});

test('a full device is told before the first byte of a shard', async () => {
	const { desk } = aDesk(site, { room: async () => 500_000 });
	expect(await troubleOf(load(desk))).toBe('no-room');
	expect(await site.timesAsked(shardPath(0))).toBe(0);
});

test('a device that fills up on the way keeps what was stored', async () => {
	let stores = 0;
	const full: Desk['caches'] = {
		open: async (name) => {
			const cache = await caches.open(name);
			return Object.assign(Object.create(cache) as Cache, {
				match: cache.match.bind(cache),
				put: async (key: RequestInfo, response: Response) => {
					if (++stores > 6) throw new DOMException('full', 'QuotaExceededError');
					return cache.put(key, response);
				}
			});
		}
	};
	expect(await troubleOf(load(aDesk(site, { caches: full }).desk))).toBe('no-room');
	expect((await stored()).bytes).toBeGreaterThan(0);
	await load();
	expect((await stored()).isWhole).toBe(true);
});

test('deleting frees what was stored, from another mirror too, and nothing of other models', async () => {
	await load();
	const weights = await caches.open('webllm/model');
	const foreign = 'https://huggingface.co/mlc-ai/tiny/resolve/main/params_shard_0.bin';
	await weights.put(foreign, new Response('12345'));
	const other = 'https://huggingface.co/mlc-ai/tiny-2/resolve/main/params_shard_0.bin';
	await weights.put(other, new Response('other'));
	const lists =
		JSON.stringify(tensorsOf(tiny.shards)).length + '{"tokenizer_files":["tokenizer.json"]}'.length;
	expect(await deleteMlc(files, site.mirror, caches)).toBe(tiny.bytes + lists + 5);
	expect(await stored()).toEqual({ bytes: 0, isWhole: false });
	expect((await weights.keys()).map(({ url }) => url)).toEqual([other]);
	expect(await deleteMlc(files, site.mirror, caches)).toBe(0);
});
