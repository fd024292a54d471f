/** What is answered over plain http: the app's files, challenges, `/health` and `/metrics`, and a no in words to all else. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressOf, isAllowedOrigin, isSecure, relayName } from './address.ts';
import type { ElmParts } from './elm.ts';
import { answerDocument, DOCUMENT_PATH } from './discovery.ts';
import { COMMON_HEADERS, HSTS } from './headers.ts';
import { reasonOf } from './log.ts';
import type { Processes } from './redis-processes.ts';
import { tokenNonce } from './proof.ts';
import type { Sockets } from './sockets.ts';
import type { Topics } from './topics.ts';
import { say, serveApp, type Files } from './static.ts';
import { VERSION } from './version.ts';

const MAX_URL_CHARS = 8 * 1024;

export interface RouteParts extends ElmParts {
	/** Of this server, where there may be several. */
	readonly processes: Processes | undefined;
	readonly sockets: Sockets;
	readonly topics: Topics;
}

export class Routes {
	readonly #parts: RouteParts;
	readonly #files: Files;
	readonly #startedAt: number;

	constructor(parts: RouteParts) {
		this.#parts = parts;
		this.#files = serveApp(parts.config.appDir);
		this.#startedAt = parts.clock();
		if (parts.processes) parts.processes.report = () => this.#report();
	}

	/** Never throws. */
	answer(request: IncomingMessage, response: ServerResponse): void {
		try {
			this.#parts.counts.add('http_requests');
			request.on('error', () => {});
			response.on('error', () => {});
			for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
			if (isSecure(request, this.#parts.config)) response.setHeader('Strict-Transport-Security', HSTS);
			this.#route(request, response);
		} catch (error) {
			this.#failed(response, error);
		}
	}

	#failed(response: ServerResponse, error: unknown): void {
		this.#parts.log.error('request-failed', { reason: reasonOf(error) });
		if (!response.headersSent) say(response, 500, 'Something went wrong here.');
		else response.destroy();
	}

	async #document(response: ServerResponse): Promise<void> {
		answerDocument(response, await this.#parts.federation.document());
	}

	#route(request: IncomingMessage, response: ServerResponse): void {
		const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			if (request.method === 'OPTIONS' && path === '/elm/challenge')
				return this.#challenge(request, response);
			if (request.method === 'POST' && path === '/share') return this.#notShared(response);
			response.setHeader('Allow', 'GET, HEAD');
			// Whatever it wanted to send is not read.
			response.setHeader('Connection', 'close');
			return say(response, 405, 'This server only answers GET and HEAD.');
		}
		if ((request.url ?? '').length > MAX_URL_CHARS) return say(response, 414, 'That address is too long.');
		if (path === '/health') return this.#health(response);
		if (path === '/metrics')
			return void this.#metrics(response).catch((error: unknown) => this.#failed(response, error));
		if (relayName(request, this.#parts.config) === undefined) return this.#wrongName(request, response);
		if (path === DOCUMENT_PATH)
			return void this.#document(response).catch((error: unknown) => this.#failed(response, error));
		if (path === '/elm/challenge') return this.#challenge(request, response);
		if (path === '/peerjs/id')
			return say(
				response,
				403,
				'An id here belongs to a key: choose it and prove it, see signaling/README.md.'
			);
		if (
			path === '/elm' ||
			path.startsWith('/elm/') ||
			path === '/peerjs' ||
			path.startsWith('/peerjs/') ||
			path === '/y-webrtc' ||
			path === '/federation'
		)
			return say(response, 404, 'There is nothing here but a WebSocket.');
		this.#files(request, response, path);
	}

	/** What is shared with the app is for its service worker. Without one it comes here, unread: the page says what to do. */
	#notShared(response: ServerResponse): void {
		response.writeHead(303, {
			Location: '/knowledge#shared',
			Connection: 'close',
			'Cache-Control': 'no-store'
		});
		response.end();
	}

	#wrongName(request: IncomingMessage, response: ServerResponse): void {
		const host = (request.headers.host ?? '').replace(/[^\w.:[\]-]/g, '').slice(0, 100);
		say(
			response,
			421,
			`This server does not go by the name "${host}". Start it with PUBLIC_URL=https://${host || 'your.name'} ` +
				'(browsers need https everywhere but on localhost), or open it as http://localhost.'
		);
	}

	/** A challenge for a PeerJS token; other pages may ask where the host allowed them. */
	#challenge(request: IncomingMessage, response: ServerResponse): void {
		const { origin } = request.headers;
		if (!isAllowedOrigin(request, this.#parts.config))
			return say(response, 403, 'That page may not ask here.');
		if (origin !== undefined) {
			response.setHeader('Access-Control-Allow-Origin', origin);
			response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
			response.setHeader('Vary', 'Origin');
		}
		if (request.method === 'OPTIONS') {
			response.writeHead(204, { 'Access-Control-Allow-Methods': 'GET' });
			response.end();
			return;
		}
		const now = this.#parts.clock();
		if (this.#parts.guard.challenge(addressOf(request, this.#parts.config), now) > 0)
			return say(response, 429, 'Too many challenges for your address.');
		this.#json(response, {
			nonce: tokenNonce(this.#parts.secret, now),
			relay: relayName(request, this.#parts.config),
			now
		});
	}

	#health(response: ServerResponse): void {
		this.#json(response, {
			status: this.#parts.storage.healthy ? 'ok' : 'storage',
			version: VERSION,
			uptimeSeconds: Math.floor((this.#parts.clock() - this.#startedAt) / 1_000),
			sockets: this.#parts.sockets.size,
			peers: this.#parts.presence.peers,
			processes: this.#parts.processes?.count ?? 1,
			federation: { links: this.#parts.federation.links, distrusted: this.#parts.federation.distrusted }
		});
	}

	/** What is counted by each process for itself. */
	#report(): Readonly<Record<string, number>> {
		return {
			...this.#parts.counts.values,
			sockets: this.#parts.sockets.size,
			topics: this.#parts.topics.size,
			peers: this.#parts.presence.peers,
			resident_bytes: process.memoryUsage.rss()
		};
	}

	async #metrics(response: ServerResponse): Promise<void> {
		const { storage, directory, processes, clock } = this.#parts;
		const { messages, bytes } = await storage.mail.total();
		const gauges = [
			{ name: 'sockets', help: 'Open WebSockets', value: this.#parts.sockets.size },
			{ name: 'servers', help: 'Open links to other servers', value: this.#parts.federation.links },
			{
				name: 'servers_distrusted',
				help: 'Servers not talked to because they changed their key',
				value: this.#parts.federation.distrusted
			},
			{ name: 'topics', help: 'Topics listened on', value: this.#parts.topics.size },
			{ name: 'peers', help: 'Peers online', value: this.#parts.presence.peers },
			{ name: 'mail_waiting', help: 'Boxes waiting', value: messages },
			{ name: 'mail_waiting_bytes', help: 'Bytes waiting', value: bytes },
			{ name: 'invites_open', help: 'Invites open', value: await storage.invites.open() },
			{
				name: 'directory_cards',
				help: 'Cards of peers in the topic directory',
				value: await directory.people.count(clock())
			},
			{
				name: 'directory_communities',
				help: 'Cards of communities in the topic directory',
				value: await directory.communities.count(clock())
			},
			{ name: 'resident_bytes', help: 'Resident memory', value: process.memoryUsage.rss() },
			{
				name: 'storage_healthy',
				help: 'Whether the last commit succeeded',
				value: Number(storage.healthy)
			}
		];
		response.writeHead(200, {
			'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
			'Cache-Control': 'no-store'
		});
		response.end(this.#parts.counts.text(gauges, await processes?.reports()));
	}

	#json(response: ServerResponse, value: object): void {
		response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
		response.end(JSON.stringify(value));
	}
}
