/**
 * Builds the page with WebLLM and serves it under the app's policy for workers, or without one, as the development server
 * does; beside it, on another origin, a host of model files that counts who asks it.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
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

export interface WebLlmPage {
	/** Under the policy. */
	readonly url: string;
	/** Without one. */
	readonly openUrl: string;
	/** The host of model files: it has every file, and answers everybody. */
	readonly models: string;
	/** Every path of the page's own asked for so far. */
	readonly fetched: string[];
	/** Every path asked for at the host of model files. */
	readonly askedOutside: string[];
	close(): Promise<void>;
}

async function listen(handler: RequestListener): Promise<{ url: string; server: Server }> {
	const server = createServer(handler);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

export async function serveWebLlmPage(): Promise<WebLlmPage> {
	const folder = await mkdtemp(join(tmpdir(), 'elmnet-webllm-'));
	await build({
		configFile: false,
		root: import.meta.dirname,
		logLevel: 'error',
		worker: { format: 'es' },
		build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: false }
	});
	const serve = sirv(folder, { dev: true });
	const fetched: string[] = [];
	const askedOutside: string[] = [];
	const guarded = await listen((request, response) => {
		fetched.push(request.url ?? '');
		response.setHeader('Content-Security-Policy', POLICY);
		serve(request, response);
	});
	const open = await listen((request, response) => {
		fetched.push(request.url ?? '');
		serve(request, response);
	});
	const models = await listen((request, response) => {
		askedOutside.push(request.url ?? '');
		response.setHeader('Access-Control-Allow-Origin', '*');
		response.end('{}');
	});
	return {
		url: guarded.url,
		openUrl: open.url,
		models: models.url,
		fetched,
		askedOutside,
		async close() {
			for (const { server } of [guarded, open, models]) {
				server.closeAllConnections();
				await new Promise((resolve) => server.close(resolve));
			}
			await rm(folder, { recursive: true, force: true });
		}
	};
}
