/** The store as it is shipped: built by Vite, served with the app's security headers, Trusted Types enforced. */
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchOptions } from '../browser.ts';
import type { BuiltPage } from './built-page.ts';
import { serveStorePage } from './store-page/serve.ts';

interface Driven {
	put(): Promise<void>;
	flush(): Promise<void>;
	find(term: string): Promise<string[]>;
}
declare const window: Driven;

let site: BuiltPage;
let browser: Browser;
let page: Page;
const trouble: string[] = [];

beforeAll(async () => {
	site = await serveStorePage();
	browser = await chromium.launch(launchOptions());
	page = await browser.newPage();
	page.on('pageerror', (error) => trouble.push(error.message));
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
	});
	await page.goto(site.url);
	await page.waitForFunction(() => document.title === 'ready');
}, 120_000);

afterAll(async () => {
	await browser?.close();
	await site?.close();
});

const heavy = () => site.fetched.filter((url) => /worker|sqlite|wasm/.test(url));

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
