/**
 * The shelf at size, in a real browser: import, search, save, restore. Run:
 * npx tsx tests/bench/shelf-scale.ts [passages, default 100000] [passages per item, default 100]
 * Words are drawn by Zipf from 50,000, 113 to a passage; a search asks for three words that are neither common nor unique.
 */
import { chromium } from 'playwright';
import type { ItemFacts } from '#lib/agent/ports.ts';
import type { Store } from '#lib/store/store.ts';
import { launchOptions } from '../browser.ts';
import { serveStorePage } from '../contract/store-page/serve.ts';

declare const window: { store: Store };

const passages = Number(process.argv[2] ?? 100_000);
const perItem = Number(process.argv[3] ?? 100);
const site = await serveStorePage();
const browser = await chromium.launch(launchOptions());
const page = await browser.newPage();
// tsx marks functions with their names, also those that run in the page.
await page.addInitScript('globalThis.__name = (named) => named');
const open = async (): Promise<void> => {
	await page.goto(site.url);
	await page.waitForFunction(() => document.title === 'ready');
};

await open();
const imported = await page.evaluate(
	async ({ passages, perItem }) => {
		let state = 1;
		const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
		const word = (): string => `w${Math.floor(50_000 ** chance())}x`;
		const { store } = window;
		function* entries() {
			for (let n = 0; n < passages / perItem; n++) {
				const spans: { start: number; end: number }[] = [];
				let text = '';
				for (let p = 0; p < perItem; p++) {
					const start = text.length;
					for (let w = 0; w < 113; w++) text += `${word()} `;
					spans.push({ start, end: text.length });
				}
				const id = `item${n}`;
				const visibility = { to: n % 10 === 0 ? 'contacts' : 'private' } as const;
				yield {
					item: { id, kind: 'file', title: word(), text, visibility, madeAt: n, changedAt: n } as const,
					spans
				};
			}
		}
		const begun = performance.now();
		await store.items.putMany(entries());
		const stored = performance.now();
		await store.shelf.search(['w5x'], { allow: () => true, limit: 1 });
		const during = performance.now();
		await store.shelf.flush();
		return { storedMs: stored - begun, duringMs: during - stored, indexedMs: performance.now() - begun };
	},
	{ passages, perItem }
);

await open();
const searched = await page.evaluate(async () => {
	const { store } = window;
	const begun = performance.now();
	await store.items.list();
	const listedMs = performance.now() - begun;
	await store.shelf.search(['w40001x'], { allow: () => true, limit: 10 });
	const firstMs = performance.now() - begun;
	const measure = async (allow: (item: ItemFacts) => boolean) => {
		const times: number[] = [];
		for (let n = 0; n < 200; n++) {
			const terms = [1_000, 3_000, 9_000].map((from) => `w${from + n * 7}x`);
			const asked = performance.now();
			await store.shelf.search(terms, { allow, limit: 8 });
			times.push(performance.now() - asked);
		}
		times.sort((a, b) => a - b);
		return { p50: times[100], p95: times[190] };
	};
	const all = await measure(() => true);
	return { listedMs, firstMs, all, some: await measure(({ visibility }) => visibility.to === 'contacts') };
});
const ms = (value: number | undefined): string => `${(value ?? NaN).toFixed(1)} ms`;
console.log(`${passages} passages in ${passages / perItem} items`);
console.log(
	`stored ${ms(imported.storedMs)}; a search meanwhile ${ms(imported.duringMs)}; indexed and saved ${ms(imported.indexedMs)}`
);
console.log(`reload: list ${ms(searched.listedMs)}, first search with restore ${ms(searched.firstMs)}`);
console.log(`search, all allowed: median ${ms(searched.all.p50)}, p95 ${ms(searched.all.p95)}`);
console.log(`search, a tenth allowed: median ${ms(searched.some.p50)}, p95 ${ms(searched.some.p95)}`);
await browser.close();
await site.close();
