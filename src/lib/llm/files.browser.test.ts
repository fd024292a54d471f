/** The page's end, with the real worker: it downloads in a thread of its own and contacts only whom it was started for. */
import { beforeEach, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import {
	aGguf,
	aTinyMlc,
	emptyCaches,
	GGUF_PATH,
	isHonest,
	never,
	shardPath,
	Site
} from './files-site.fixture.ts';
import type { Step } from './files-meter.ts';
import { openModelFiles } from './files.ts';
import type { ModelRecord } from './models.ts';

let site: Site;
let host: string;
let started: string[];
const store = openModelFiles({
	createWorker: (url) => {
		started.push(String(url));
		return new Worker(url, { type: 'module' });
	}
});

beforeEach(async () => {
	await emptyCaches();
	site = new Site();
	host = new URL(site.mirror).host;
	started = [];
});

async function troubleOf(work: Promise<unknown>): Promise<EngineTrouble | undefined> {
	const error = await work.then(
		() => undefined,
		(error: unknown) => error
	);
	expect(error).toBeInstanceOf(NodeError);
	return (error as NodeError).trouble;
}
const options = (change: { hosts?: string[]; tell?: (step: Step) => void; signal?: AbortSignal } = {}) => ({
	mirror: site.mirror,
	hosts: [host],
	tell: () => undefined,
	signal: never,
	...change
});

test('a WebLLM model: fetched by a worker started for its hosts alone, once, and deleted', async () => {
	const { record, bytes } = await aTinyMlc(site);
	const steps: Step[] = [];
	expect(await store.stored(record, site.mirror)).toEqual({ bytes: 0, isWhole: false });
	await store.fetch(record, options({ tell: (step) => steps.push(step) }));
	expect(isHonest(steps)).toBe(true);
	expect(await store.stored(record, site.mirror)).toEqual({ bytes, isWhole: true });
	expect(new URL(started[0]!).searchParams.get('to')).toBe(new URL(site.mirror).origin);
	// Whole: no host is needed, nor a worker.
	await store.fetch(record, options({ hosts: [] }));
	expect(started).toHaveLength(1);
	expect(await store.delete(record, site.mirror)).toBeGreaterThanOrEqual(bytes);
	expect(await store.stored(record, site.mirror)).toEqual({ bytes: 0, isWhole: false });
});

test('nobody is contacted who was not agreed to: not the mirror, not the public hosts', async () => {
	const { record } = await aTinyMlc(site);
	expect(await troubleOf(store.fetch(record, options({ hosts: ['huggingface.co'] })))).toBe('not-allowed');
	const half = { ...options({ hosts: ['huggingface.co', '*.hf.co'] }), mirror: '' };
	expect(await troubleOf(store.fetch(record, half))).toBe('not-allowed');
	expect(started).toEqual([]);
	expect(await site.asked()).toEqual([]);
});

test('sent on to a host that was not agreed to, the worker stops', async () => {
	const { record } = await aGguf(site);
	await site.put('elsewhere', 'GGUF');
	const elsewhere = `${site.mirror.replace('127.0.0.1', 'localhost')}/elsewhere`;
	await site.behave({ faults: { [GGUF_PATH]: [{ redirect: elsewhere }] } });
	expect(await troubleOf(store.fetch(record, options()))).toBe('not-allowed');
});

test('cancelling is heard at once, and the next time it goes on', async () => {
	const { record, bytes } = await aTinyMlc(site);
	await site.behave({ faults: { [shardPath(5)]: [{ hangAt: 10 }] } });
	const cancelling = new AbortController();
	const fetching = troubleOf(store.fetch(record, options({ signal: cancelling.signal })));
	await expect.poll(async () => (await store.stored(record, site.mirror)).bytes).toBeGreaterThan(bytes * 0.8);
	const at = performance.now();
	cancelling.abort();
	expect(await fetching).toBe('cancelled');
	expect(performance.now() - at).toBeLessThan(300);
	await store.fetch(record, options());
	expect(await store.stored(record, site.mirror)).toEqual({ bytes, isWhole: true });
	expect(await site.timesAsked(shardPath(0))).toBe(1);
});

test('a GGUF file is whole again as one Blob', async () => {
	const { record, bytes } = await aGguf(site, { hashed: true });
	await store.fetch(record, options());
	expect(new Uint8Array(await (await store.blob(record)).arrayBuffer())).toEqual(bytes);
	expect(await store.delete(record, site.mirror)).toBeGreaterThan(bytes.length);
});

const opened = (id: string): ModelRecord => ({
	id,
	name: 'mine',
	purpose: 'writes',
	engine: 'cpu',
	files: { kind: 'opened' },
	bytes: 13,
	memoryBytes: 13,
	contextTokens: 512,
	goodFor: 'opened',
	licence: ''
});

test('a file that a person opened is kept, and needs no worker', async () => {
	const file = new File(['GGUF and more'], 'mine.gguf');
	await store.keep('opened-1', file, () => undefined, never);
	expect(await store.stored(opened('opened-1'), '')).toEqual({ bytes: 13, isWhole: true });
	expect(await (await store.blob({ id: 'opened-1' })).text()).toBe('GGUF and more');
	expect(await store.delete(opened('opened-1'), '')).toBeGreaterThan(13);
	expect(await store.stored(opened('opened-1'), '')).toEqual({ bytes: 0, isWhole: false });
	expect(started).toEqual([]);
});

test('trouble of the host comes through with its name', async () => {
	const { record } = await aTinyMlc(site);
	await site.behave({ faults: { [shardPath(1)]: [{ status: 404 }] } });
	expect(await troubleOf(store.fetch(record, options()))).toBe('not-found');
});

test('a worker that cannot start is trouble, not silence', async () => {
	const { record } = await aTinyMlc(site);
	const broken = openModelFiles({ createWorker: () => new Worker('/no-such-script.js', { type: 'module' }) });
	expect(await troubleOf(broken.fetch(record, options()))).toBe('crashed');
});

test('a device that is really full: the storage itself says so, under a download and under a file', async () => {
	const { record } = await aTinyMlc(site);
	const { origin } = location;
	await cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 600_000 });
	try {
		expect(await troubleOf(store.fetch(record, options()))).toBe('no-room');
		expect((await store.stored(record, site.mirror)).isWhole).toBe(false);
		const file = new File(['GGUF', new Uint8Array(8_000_000)], 'mine.gguf');
		expect(await troubleOf(store.keep('opened-2', file, () => undefined, never))).toBe('no-room');
		expect(await store.stored(opened('opened-2'), '')).toEqual({ bytes: 0, isWhole: false });
	} finally {
		await cdp().send('Storage.overrideQuotaForOrigin', { origin });
	}
});
