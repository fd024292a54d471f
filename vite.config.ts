import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './tests/browser.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const signaling = process.env['SIGNALING_URL'] ?? 'http://127.0.0.1:8788';

/** Real models and texts lie beside the repository; where they do not, what tests with them is left out, in words. */
const data = process.env['ELMNET_TEST_DATA'] ?? '../shared/data';
const withoutData = existsSync(data)
	? []
	: [
			'src/lib/llm/{gguf,static-embedder}.test.ts',
			'src/lib/llm/{cpu,cpu-roles,cpu-support}.browser.test.ts',
			'tests/contract/{model-cpu,embedder-static}.browser.test.ts'
		];
if (withoutData.length > 0 && process.env['VITEST'])
	process.stderr.write(
		`No test data at ${data} (say with ELMNET_TEST_DATA where it is). Left out: ${withoutData.join(' ')}\n`
	);

/** What y-webrtc takes for simple-peer and for the channel between tabs is ours: nothing comes into it that was not screened. */
const carried: Plugin = {
	name: 'elmnet-carrier',
	enforce: 'pre',
	resolveId(source, importer) {
		if (!importer?.includes('/node_modules/y-webrtc/')) return undefined;
		if (source.startsWith('simple-peer')) return resolve('src/lib/net/carrier-peer.ts');
		if (source === 'lib0/broadcastchannel') return resolve('src/lib/net/carrier-quiet.ts');
		return undefined;
	}
};

/**
 * What every page loads, in one file: forty small ones compress worse and take a tenth more. Not for the server's build, which
 * nobody downloads.
 */
const loadedByAll: Plugin = {
	name: 'elmnet-first-load',
	config: {
		order: 'post',
		handler({ build }) {
			if (build?.ssr) return undefined;
			const test = /[\\/]src[\\/](?:routes[\\/]\+layout\.svelte|lib[\\/]app[\\/]node\.ts)$/;
			return {
				build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test }] } } } }
			};
		}
	}
};

export default defineConfig({
	plugins: [carried, sveltekit(), loadedByAll],
	define: { __APP_VERSION__: JSON.stringify(version) },
	build: { target: 'es2022' },
	worker: { format: 'es' },
	optimizeDeps: {
		// y-webrtc is served file by file, for its imports are looked at; and there must be one Yjs.
		exclude: ['@sqlite.org/sqlite-wasm', 'y-webrtc', 'y-protocols', 'yjs', 'lib0'],
		include: [
			'peerjs',
			'simple-peer/simplepeer.min.js',
			'@noble/hashes/legacy.js',
			'@noble/hashes/sha2.js',
			'@noble/hashes/utils.js',
			// Named here because only a worker names them, when a file of their kind comes.
			'@mozilla/readability',
			'fflate',
			'linkedom/worker',
			'mammoth',
			'papaparse',
			'pdfjs-dist/legacy/build/pdf.mjs',
			'pdfjs-dist/legacy/build/pdf.worker.mjs',
			'turndown'
		]
	},
	server: {
		// Hot reload in front, the real signaling server behind.
		proxy: {
			'/peerjs': { target: signaling, ws: true },
			'/elm': { target: signaling, ws: true },
			'/y-webrtc': { target: signaling, ws: true },
			'/.well-known/elmnet.json': { target: signaling },
			'/health': { target: signaling },
			'/metrics': { target: signaling }
		}
	},
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					// Much of it waits for real servers: two at a time, also where there are but two cores.
					maxWorkers: 2,
					include: ['{src,signaling,tests}/**/*.test.ts'],
					exclude: ['**/*.browser.test.ts', 'tests/e2e/**', 'node_modules/**', ...withoutData],
					// Real servers and key derivation on a busy machine; a hang still ends.
					testTimeout: 30_000
				}
			},
			{
				extends: true,
				test: {
					name: 'browser',
					globalSetup: [
						'tests/contract/server.setup.ts',
						'tests/contract/data-server.setup.ts',
						'tests/contract/model-http.setup.ts',
						'src/lib/llm/files-host.fixture.ts'
					],
					include: ['{src,tests}/**/*.browser.test.ts'],
					exclude: ['node_modules/**', ...withoutData],
					testTimeout: 60_000,
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({
							launchOptions: launchOptions(),
							contextOptions: { permissions: ['microphone'] }
						}),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
});
