/** The store as it is shipped: built by Vite, served with the app's security headers, Trusted Types enforced. */
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import sirv from 'sirv';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchOptions } from '../browser.ts';

const POLICY = [
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
	"require-trusted-types-for 'script'; trusted-types elmnet-own-scripts"
].join('; ');

interface Driven {
	put(): Promise<void>;
	flush(): Promise<void>;
	find(term: string): Promise<string[]>;
}
declare const window: Driven;

let folder: string;
let http: Server;
let browser: Browser;
let page: Page;
const fetched: string[] = [];
const trouble: string[] = [];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'elmnet-store-'));
	const root = join(import.meta.dirname, 'store-page');
	await build({
		configFile: false,
		root,
		logLevel: 'error',
		worker: { format: 'es' },
		build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: false }
	});
	const serve = sirv(folder, { dev: true });
	http = createServer((request, response) => {
		fetched.push(request.url ?? '');
		response.setHeader('Content-Security-Policy', POLICY);
		serve(request, response);
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	browser = await chromium.launch(launchOptions());
	page = await browser.newPage();
	page.on('pageerror', (error) => trouble.push(error.message));
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type()) && !message.text().includes('favicon'))
			trouble.push(message.text());
	});
	await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
	await page.waitForFunction(() => document.title === 'ready');
}, 120_000);

afterAll(async () => {
	await browser?.close();
	await new Promise((resolve) => http?.close(resolve));
	await rm(folder, { recursive: true, force: true });
});

const heavy = () => fetched.filter((url) => /worker|sqlite|wasm/.test(url));

test('the page opens its store without a byte of the search engine', () => {
	expect(heavy()).toEqual([]);
	expect(trouble).toEqual([]);
});

test('under the app’s policy the worker starts, its WebAssembly loads, and notes are found, also after a reload', async () => {
	await page.evaluate(() => window.put());
	expect(await page.evaluate(() => window.find('tuesday'))).toEqual(['I teach the guitar on Tuesdays.']);
	expect(heavy().filter((url) => url.endsWith('.wasm'))).toHaveLength(1);
	await page.evaluate(() => window.flush());
	await page.reload();
	await page.waitForFunction(() => document.title === 'ready');
	expect(await page.evaluate(() => window.find('tuesday'))).toEqual(['I teach the guitar on Tuesdays.']);
	expect(trouble).toEqual([]);
});
