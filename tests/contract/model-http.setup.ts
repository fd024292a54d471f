/**
 * For tests in a browser: the model server of openai-server.ts, and a way to change its ways from the page (`POST /behave`,
 * `/stop`, `/start`, `GET /requests` at the control address).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startModelServer, type Behaviour } from './openai-server.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		modelServerUrl: string;
		modelServerControl: string;
	}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const server = await startModelServer();
	async function act(path: string, body: string): Promise<unknown> {
		if (path === '/stop') await server.stop();
		if (path === '/start') await server.start();
		if (path === '/behave') server.behave(JSON.parse(body) as Partial<Behaviour>);
		return path === '/requests' ? server.requests : 'done';
	}
	const control = createServer((request, response) => {
		response.setHeader('Access-Control-Allow-Origin', '*');
		let body = '';
		request.on('data', (part) => (body += String(part)));
		request.on('end', () => {
			act(request.url ?? '', body).then(
				(done) => response.end(JSON.stringify(done)),
				(error: unknown) => response.writeHead(500).end(String(error))
			);
		});
	});
	await new Promise<void>((listening) => control.listen(0, '127.0.0.1', listening));
	project.provide('modelServerUrl', server.url);
	project.provide('modelServerControl', `http://127.0.0.1:${(control.address() as AddressInfo).port}`);
	return async () => {
		control.close();
		control.closeAllConnections();
		await server.stop();
	};
}
