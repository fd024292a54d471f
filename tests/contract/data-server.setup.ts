/**
 * For tests in a browser: the folder of test data, read only, on a free port. It lies beside the repository or where
 * ELMNET_TEST_DATA says, and is never copied into it.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve, sep } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Ends in a slash; where the folder is absent, what to do about it stands at `dataMissing`. */
		dataUrl: string;
		dataMissing: string;
	}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = resolve(process.env['ELMNET_TEST_DATA'] ?? '../shared/data');
	const server = createServer((request, response) => {
		response.setHeader('Access-Control-Allow-Origin', '*');
		const path = join(folder, decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
		if (!path.startsWith(folder + sep) || !existsSync(path) || !statSync(path).isFile())
			response.writeHead(404).end();
		else createReadStream(path).pipe(response);
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	project.provide('dataUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	project.provide(
		'dataMissing',
		existsSync(folder) ? '' : `there is no test data at ${folder}: say with ELMNET_TEST_DATA where it is`
	);
	return () => new Promise((closed) => void server.close(() => closed()));
}
