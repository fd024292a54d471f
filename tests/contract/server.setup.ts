/**
 * For tests in a browser: the real signaling server on a free port, and a way to stop and start it from the page
 * (`POST /stop`, `POST /start` at the control address).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { aServer } from './server.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		signalingUrl: string;
		signalingControl: string;
	}
}

/** Vitest serves its pages at the first free port from here. */
const FIRST_PAGE_PORT = 63_315;
const PAGE_PORTS = 40;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const origins = Array.from({ length: PAGE_PORTS }, (_, i) => `http://localhost:${FIRST_PAGE_PORT + i}`);
	const server = await aServer({
		ALLOWED_ORIGINS: origins.join(','),
		NEW_SOCKETS_PER_SECOND: '1000',
		MESSAGES_PER_SECOND: '10000',
		OFFERS_PER_MINUTE: '10000'
	});
	const control = createServer((request, response) => {
		response.setHeader('Access-Control-Allow-Origin', '*');
		const done = request.url === '/stop' ? server.stop() : server.start();
		done.then(
			() => response.end('done'),
			(error: unknown) => response.writeHead(500).end(String(error))
		);
	});
	await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
	project.provide('signalingUrl', server.url.href);
	project.provide('signalingControl', `http://127.0.0.1:${(control.address() as AddressInfo).port}`);
	return async () => {
		control.close();
		control.closeAllConnections();
		await server.close();
	};
}
