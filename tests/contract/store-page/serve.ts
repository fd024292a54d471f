/** Builds the page with a store and serves it under the app's policy. */
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';
import { build } from 'vite';

const POLICY = [
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
	"require-trusted-types-for 'script'; trusted-types elmnet-own-scripts"
].join('; ');

export interface StorePage {
	readonly url: string;
	/** Every path asked for so far. */
	readonly fetched: readonly string[];
	close(): Promise<void>;
}

export async function serveStorePage(): Promise<StorePage> {
	const folder = await mkdtemp(join(tmpdir(), 'elmnet-store-'));
	await build({
		configFile: false,
		root: import.meta.dirname,
		logLevel: 'error',
		worker: { format: 'es' },
		build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: false }
	});
	const serve = sirv(folder, { dev: true });
	const fetched: string[] = [];
	const http = createServer((request, response) => {
		fetched.push(request.url ?? '');
		response.setHeader('Content-Security-Policy', POLICY);
		serve(request, response);
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
		fetched,
		async close() {
			http.closeAllConnections();
			await new Promise((resolve) => http.close(resolve));
			await rm(folder, { recursive: true, force: true });
		}
	};
}
