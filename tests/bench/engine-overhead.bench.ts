/** What the engine port costs: tokens a second through it against the bare library, in one page, turn by turn. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve, sep } from 'node:path';
import { expect, test } from 'playwright/test';
import { build } from 'vite';
import type { Measured } from './engine-overhead-page.ts';
import { report, spread } from './figures.ts';

const ROUNDS = 40;
const STOPS = 20;
const outDir = resolve('test-results/engine-overhead');
const model = resolve(
	process.env['ELMNET_TEST_DATA'] ?? '../shared/data',
	'models/stories260K/stories260K.gguf'
);

/** The page's script and its workers, built as the app's are. */
const buildPage = () =>
	build({
		configFile: false,
		logLevel: 'warn',
		publicDir: false,
		worker: { format: 'es' },
		build: {
			outDir,
			emptyOutDir: true,
			target: 'es2022',
			rolldownOptions: {
				input: 'tests/bench/engine-overhead-page.ts',
				output: { entryFileNames: 'page.js' }
			}
		}
	});

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', wasm: 'application/wasm' };

async function serve(): Promise<{ url: string; close: () => void }> {
	const server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? '/', 'http://x');
		const path = pathname === '/model.gguf' ? model : join(outDir, pathname);
		if (pathname === '/')
			response
				.setHeader('Content-Type', 'text/html')
				.end('<!doctype html><script type=module src=page.js></script>');
		else if ((path === model || path.startsWith(outDir + sep)) && existsSync(path))
			response
				.setHeader('Content-Type', TYPES[path.split('.').at(-1)!] ?? 'application/octet-stream')
				.end(readFileSync(path));
		else response.writeHead(404).end();
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

function best(rates: readonly number[]): number {
	const fastest = [...rates].sort((a, b) => b - a).slice(0, Math.ceil(rates.length / 4));
	return fastest.reduce((sum, rate) => sum + rate, 0) / fastest.length;
}

test('the engine port', async ({ browser }) => {
	test.setTimeout(300_000);
	expect(existsSync(model), `no model at ${model}: say with ELMNET_TEST_DATA where the test data is`).toBe(
		true
	);
	await buildPage();
	const site = await serve();
	const page = await browser.newPage();
	await page.goto(site.url);
	const { bare, ours, stopMs, againMs, sameText, pieces } = await page.evaluate(
		([rounds, stops]) =>
			(globalThis as unknown as { measure: (rounds: number, stops: number) => Promise<Measured> }).measure(
				rounds!,
				stops!
			),
		[ROUNDS, STOPS]
	);
	await page.close();
	site.close();
	expect(sameText).toBe(true);
	// What else the machine does can only slow a round down: the fastest quarter is the least disturbed.
	const overhead = (best(bare) / best(ours) - 1) * 100;
	report({
		what: `CPU engine, stories260K, 400 tokens in ${pieces} pieces: the bare library`,
		measured: `${spread(bare, 'tokens/s')}, fastest quarter ${best(bare).toFixed(0)}`,
		goal: '–'
	});
	report({
		what: 'the same through the engine port, turn by turn with it',
		measured: `${spread(ours, 'tokens/s')}, fastest quarter ${best(ours).toFixed(0)}`,
		goal: '–'
	});
	report({
		what: 'what the port costs, fastest quarters',
		measured: `${overhead.toFixed(1)} %`,
		goal: '≤ 5 %'
	});
	report({ what: 'stop → silence', measured: spread(stopMs, 'ms', 1), goal: '< 300 ms' });
	report({
		what: 'stop → first piece of the prompt asked right after it',
		measured: spread(againMs, 'ms', 1),
		goal: '–'
	});
});
