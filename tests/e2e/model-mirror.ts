/**
 * A mirror of the models' hosts for tests: real files under the public paths, as slow as the test wants. Knows who asked
 * for what.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'playwright/test';

const DATA = process.env['ELMNET_TEST_DATA'] ?? '../shared/data';

/** The test that asks is skipped, in words, where the test data is not there. */
export function testData(path: string): string {
	const file = join(DATA, path);
	test.skip(!existsSync(file), `no test data at ${file}: say with ELMNET_TEST_DATA where its folder is`);
	return file;
}

export interface Mirror {
	readonly url: string;
	readonly host: string;
	/** "GET /path bytes=…", in the order in which they came. */
	readonly asked: string[];
	/** From now on answers with this byte of a file or a later one wait for `release`. */
	hold(from: number): void;
	release(): void;
	end(): Promise<void>;
}

export async function startMirror(fileOf: (path: string) => Buffer | undefined): Promise<Mirror> {
	const asked: string[] = [];
	let heldFrom = Infinity;
	let waiting: (() => void)[] = [];
	const server = createServer((request, response) => {
		response.setHeader('Access-Control-Allow-Origin', '*');
		response.setHeader('Access-Control-Allow-Headers', '*');
		response.setHeader('Access-Control-Expose-Headers', '*');
		if (request.method === 'OPTIONS') return void response.writeHead(204).end();
		const { pathname } = new URL(request.url ?? '/', 'http://mirror');
		const range = request.headers.range ?? '';
		asked.push(`${request.method} ${pathname} ${range}`.trim());
		const file = fileOf(decodeURIComponent(pathname));
		if (!file) return void response.writeHead(404).end();
		const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
		const from = Number(start ?? 0);
		const to = Math.min(file.length, end ? Number(end) + 1 : file.length);
		const answer = (): void => {
			response.setHeader('ETag', '"1"');
			response.setHeader('Accept-Ranges', 'bytes');
			response.setHeader('Content-Length', to - from);
			if (start !== undefined) response.setHeader('Content-Range', `bytes ${from}-${to - 1}/${file.length}`);
			response.writeHead(start === undefined ? 200 : 206);
			response.end(file.subarray(from, to));
		};
		if (to - 1 >= heldFrom) waiting.push(answer);
		else answer();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url: `http://${host}`,
		host,
		asked,
		hold: (from) => (heldFrom = from),
		release() {
			heldFrom = Infinity;
			for (const answer of waiting) answer();
			waiting = [];
		},
		end: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}

/** The tiny story model, made larger where a test needs more than one part of it. */
export function storyModel(bytes = 0): Buffer {
	const model = readFileSync(testData('models/stories260K/stories260K.gguf'));
	return bytes > model.length ? Buffer.concat([model, Buffer.alloc(bytes - model.length)]) : model;
}
