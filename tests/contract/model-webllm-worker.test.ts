/**
 * WebLLM's real worker, as it is shipped, in Chromium on software WebGPU, against files in the caches: what the device
 * lacks and what is wrong with a file is said before the library is asked, and nothing leaves the worker.
 */
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelRecord } from '#lib/llm/models.ts';
import { aWebLlmRecord } from '#lib/llm/webllm-script.fixture.ts';
import { launchOptions } from '../browser.ts';
import type { CachedFile, Driven } from './model-webllm-page/main.ts';
import { serveWebLlmPage, type WebLlmPage } from './model-webllm-page/serve.ts';

declare const driven: Driven;

let site: WebLlmPage;
let withGpu: Browser;
let without: Browser;
let page: Page;

async function openPage(browser: Browser, url: string): Promise<Page> {
	const opened = await browser.newPage();
	await opened.goto(url);
	await opened.waitForFunction(() => document.title === 'ready');
	return opened;
}

beforeAll(async () => {
	site = await serveWebLlmPage();
	[withGpu, without] = await Promise.all([
		chromium.launch(launchOptions('--enable-unsafe-webgpu')),
		chromium.launch(launchOptions())
	]);
	page = await openPage(withGpu, site.url);
}, 180_000);

afterAll(async () => {
	await withGpu?.close();
	await without?.close();
	await site?.close();
});

const record = (change: Partial<ModelRecord> = {}): ModelRecord =>
	aWebLlmRecord({
		files: {
			kind: 'mlc',
			base: `${site.models}elm/tiny/resolve/main`,
			lib: `${site.models}tiny-webgpu.wasm`
		},
		...change
	});

type Name =
	'mlc-chat-config.json' | 'tiny-webgpu.wasm' | 'tokenizer.json' | 'tensor-cache.json' | 'params_shard_0.bin';

const caches: Readonly<Record<Name, string>> = {
	'mlc-chat-config.json': 'webllm/config',
	'tiny-webgpu.wasm': 'webllm/wasm',
	'tokenizer.json': 'webllm/model',
	'tensor-cache.json': 'webllm/model',
	'params_shard_0.bin': 'webllm/model'
};

/** Well-formed, every one; but the program is an empty one, so that no model comes of it. */
const wholeFiles: Readonly<Record<Name, string | Uint8Array>> = {
	'mlc-chat-config.json': JSON.stringify({
		tokenizer_files: ['tokenizer.json'],
		context_window_size: 1_000,
		vocab_size: 8
	}),
	'tiny-webgpu.wasm': Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00),
	'tokenizer.json': JSON.stringify({ version: '1.0', model: { type: 'BPE', vocab: {}, merges: [] } }),
	'tensor-cache.json': JSON.stringify({
		records: [{ dataPath: 'params_shard_0.bin', nbytes: 64, records: [] }]
	}),
	'params_shard_0.bin': new Uint8Array(64)
};

function cached(change: Partial<Record<Name, string | Uint8Array | null>> = {}, lib?: string): CachedFile[] {
	return (Object.keys(caches) as Name[]).flatMap((name) => {
		const content = name in change ? change[name] : wholeFiles[name];
		if (content === null || content === undefined) return [];
		const url = name.endsWith('.wasm')
			? (lib ?? `${site.models}${name}`)
			: `${site.models}elm/tiny/resolve/main/${name}`;
		return [{ cache: caches[name], url, base64: Buffer.from(content).toString('base64') }];
	});
}

const load = (model: ModelRecord, at = page) => at.evaluate((what) => driven.load(what), model);
const fill = (files: CachedFile[], at = page) => at.evaluate((what) => driven.fill(what), files);

test('a page that has not chosen this engine loads none of it', () => {
	expect(site.fetched.length).toBeGreaterThan(0);
	expect(site.fetched.filter((path) => /webllm\.worker/.test(path))).toEqual([]);
});

describe('the device', () => {
	test('software WebGPU is found, and told from a GPU', async () => {
		const { gpu, secure } = await page.evaluate(() => driven.report());
		expect(secure).toBe(true);
		expect(gpu).toMatchObject({ isFallback: true });
		expect(gpu?.name).toMatch(/swiftshader/i);
		expect(gpu?.storageBufferBytes).toBeGreaterThanOrEqual(2 ** 27);
	});

	test('without an adapter the page says so, and so does the worker before it opens a file', async () => {
		const plain = await openPage(without, site.url);
		expect((await plain.evaluate(() => driven.report())).gpu).toBeNull();
		expect(await load(record(), plain)).toMatchObject({ trouble: 'no-gpu' });
	});

	test('a model that needs f16 is refused where there is none, before its files are looked at', async () => {
		await fill([]);
		const needs = { f16: true } as const;
		expect(await load(record({ needs }))).toMatchObject({ trouble: 'no-f16' });
		// Most of the library's own records do not say that they need it.
		expect(await load(record({ id: 'Tiny-q4f16_1-MLC' }))).toMatchObject({ trouble: 'no-f16' });
		expect(await page.evaluate(() => driven.cached())).toEqual([]);
	});

	test('a model that binds larger buffers than there are is refused as well', async () => {
		expect(await load(record({ needs: { storageBufferBytes: 2 ** 36 } }))).toMatchObject({
			trouble: 'gpu-limits'
		});
	});

	test('a lost device is heard, with the reason where there is one', async () => {
		expect(await page.evaluate(() => driven.lose('destroy'))).toMatchObject({ trouble: 'gpu-lost' });
		expect(await page.evaluate(() => driven.lose('too-large'))).toMatchObject({ trouble: 'gpu-limits' });
	});
});

describe('the files', () => {
	const wrong: readonly (readonly [string, Partial<Record<Name, string | Uint8Array | null>>, RegExp])[] = [
		[
			'no file at all',
			Object.fromEntries(Object.keys(caches).map((name) => [name, null])),
			/mlc-chat-config\.json is missing/
		],
		['no program', { 'tiny-webgpu.wasm': null }, /tiny-webgpu\.wasm is missing/],
		['a page of HTML as program', { 'tiny-webgpu.wasm': '<!doctype html>' }, /not WebAssembly/],
		['half a program', { 'tiny-webgpu.wasm': Uint8Array.of(0x00, 0x61, 0x73, 0x6d) }, /CompileError/],
		['a program that is no model', {}, /./],
		['a configuration that is no JSON', { 'mlc-chat-config.json': '{' }, /mlc-chat-config\.json/],
		['a configuration of something else', { 'mlc-chat-config.json': '{"a":1}' }, /mlc-chat-config\.json/],
		['no tokenizer', { 'tokenizer.json': null }, /tokenizer\.json is missing/],
		['a tokenizer cut short', { 'tokenizer.json': '{"version": "1.0", "mod' }, /tokenizer\.json/],
		['no list of shards', { 'tensor-cache.json': null }, /tensor-cache\.json is missing/],
		[
			'a hostile list of shards',
			{ 'tensor-cache.json': '{"records":[{"dataPath":"x","nbytes":-1}]}' },
			/tensor-cache\.json/
		],
		['no shard', { 'params_shard_0.bin': null }, /params_shard_0\.bin is missing/],
		[
			'a shard cut short',
			{ 'params_shard_0.bin': new Uint8Array(63) },
			/params_shard_0\.bin has 63 of 64 bytes/
		]
	];

	test.each(wrong)('%s is "damaged"', async (_, change, detail) => {
		await fill(cached(change));
		const before = await page.evaluate(() => driven.cached());
		const outcome = await load(record());
		expect(outcome).toMatchObject({ trouble: 'damaged', detail: expect.stringMatching(detail) });
		expect(await page.evaluate(() => driven.cached())).toEqual(before);
	});

	test('a program at an address with "localhost" in it comes from the cache like any other', async () => {
		const lib = `${site.models.replace('127.0.0.1', 'localhost')}tiny-webgpu.wasm`;
		const { base } = record().files as { base: string };
		const open = await openPage(withGpu, site.openUrl);
		await fill(cached({}, lib), open);
		const outcome = await load(record({ files: { kind: 'mlc', base, lib } }), open);
		expect(outcome.trouble).toBe('damaged');
		expect(outcome.detail).not.toMatch(/missing|fetch/);
		expect(site.askedOutside).toEqual([]);
	});

	test('also without a policy nothing is asked of another host, or of this one: what is missing stays missing', async () => {
		const open = await openPage(withGpu, site.openUrl);
		await fill(cached({ 'params_shard_0.bin': null }), open);
		const before = site.fetched.length;
		expect(await load(record(), open)).toMatchObject({ trouble: 'damaged' });
		const asked = site.fetched.slice(before).filter((path) => !path.endsWith('.js'));
		expect(asked).toEqual([]);
		expect(site.askedOutside).toEqual([]);
	});

	test('in all of this nobody outside was asked', () => {
		expect(site.askedOutside).toEqual([]);
	});
});
