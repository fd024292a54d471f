/** A page of a test's own, built as the app is and served under the app's policy, so that what needs a build is tested in one. */
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

export interface BuiltPage {
	/** Under the policy. */
	readonly url: string;
	/** Every path asked for so far. */
	readonly fetched: readonly string[];
	/** The same page without a policy, as the development server gives it; its address. */
	serveOpen(): Promise<string>;
	/** Another origin beside the page, gone with it; its address. */
	beside(handler: RequestListener): Promise<string>;
	close(): Promise<void>;
}

/** `root` holds the page's index.html. */
export async function serveBuiltPage(root: string): Promise<BuiltPage> {
	const folder = await mkdtemp(join(tmpdir(), 'elmnet-page-'));
	await build({
		configFile: false,
		root,
		logLevel: 'error',
		worker: { format: 'es' },
		build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: false }
	});
	const files = sirv(folder, { dev: true });
	const fetched: string[] = [];
	const servers: Server[] = [];
	const beside = async (handler: RequestListener): Promise<string> => {
		const server = createServer(handler);
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	};
	const page = (policy?: string): Promise<string> =>
		beside((request, response) => {
			fetched.push(request.url ?? '');
			if (policy) response.setHeader('Content-Security-Policy', policy);
			files(request, response);
		});
	return {
		url: await page(POLICY),
		fetched,
		serveOpen: () => page(),
		beside,
		async close() {
			for (const server of servers) {
				server.closeAllConnections();
				await new Promise((resolve) => server.close(resolve));
			}
			await rm(folder, { recursive: true, force: true });
		}
	};
}
