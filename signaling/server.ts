/**
 * One process, one port: the app, `/elm`, the PeerJS broker, `/health`, `/metrics`. Puts the parts together and is
 * the edge where every request is bounded in time and size.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressOf, isAllowedOrigin, isSecure, relayName } from './address.ts';
import type { Config } from './config.ts';
import { Counts } from './counts.ts';
import { Store } from './database.ts';
import { Elm } from './elm.ts';
import { Guard } from './guard.ts';
import { COMMON_HEADERS, HSTS } from './headers.ts';
import { Invites } from './invites.ts';
import { openLog, reasonOf, type Log } from './log.ts';
import { Mailboxes } from './mailboxes.ts';
import { Broker } from './peerjs.ts';
import { Presence } from './presence.ts';
import { tokenNonce } from './proof.ts';
import { readSecret, type Secret } from './secret.ts';
import { Sockets } from './sockets.ts';
import { say, serveApp, type Files } from './static.ts';
import { VERSION } from './version.ts';

const HEADERS_MS = 5_000;
const REQUEST_MS = 6_000;
/** How soon after its time a stalled request is closed. */
const CHECK_MS = 500;
const IDLE_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_URL_CHARS = 8 * 1024;
const SWEEP_MS = 10 * 60_000;
/** Beyond the WebSockets: people who are only loading the app. */
const SPARE_CONNECTIONS = 2_000;

export interface Running {
	readonly port: number;
	/** Stops accepting, says goodbye, commits and lets go of the files. */
	close(): Promise<void>;
}

export interface ServerOptions {
	readonly clock?: () => number;
	readonly log?: Log;
}

export async function startServer(config: Config, options: ServerOptions = {}): Promise<Running> {
	const server = new ElmServer(config, options);
	await server.listen();
	return server;
}

class ElmServer implements Running {
	readonly #config: Config;
	readonly #clock: () => number;
	readonly #log: Log;
	readonly #counts = new Counts();
	readonly #guard: Guard;
	readonly #presence = new Presence();
	readonly #secret: Secret;
	readonly #store: Store;
	readonly #mailboxes: Mailboxes;
	readonly #invites: Invites;
	readonly #broker: Broker;
	readonly #sockets: Sockets;
	readonly #files: Files;
	readonly #http: Server;
	readonly #startedAt: number;
	#sweeping: NodeJS.Timeout | undefined;

	constructor(config: Config, options: ServerOptions) {
		this.#config = config;
		const clock = (this.#clock = options.clock ?? Date.now);
		const log = (this.#log = options.log ?? openLog(config.logLevel));
		const counts = this.#counts;
		this.#startedAt = clock();
		const guard = (this.#guard = new Guard(config));
		const secret = (this.#secret = readSecret(config.dataDir));
		this.#store = new Store(config.dataDir, {
			bytes: config.limits.storedBytes,
			onFailure: (error) => {
				counts.add('storage_failures');
				log.error('storage', { reason: reasonOf(error) });
			}
		});
		const mailboxes = (this.#mailboxes = new Mailboxes(this.#store, config.limits, clock));
		const invites = (this.#invites = new Invites(this.#store, mailboxes, config.limits.openInvites, clock));
		const common = { config, clock, counts, guard, log, presence: this.#presence, secret };
		const elm = new Elm({ ...common, mailboxes, invites });
		const broker = (this.#broker = new Broker(common));
		this.#sockets = new Sockets({ config, clock, counts, guard, log, elm, broker });
		this.#files = serveApp(config.appDir);
		this.#http = this.#open();
	}

	get port(): number {
		return (this.#http.address() as AddressInfo).port;
	}

	#open(): Server {
		const server = createServer(
			{
				headersTimeout: HEADERS_MS,
				requestTimeout: REQUEST_MS,
				keepAliveTimeout: HEADERS_MS,
				connectionsCheckingInterval: CHECK_MS,
				maxHeaderSize: MAX_HEADER_BYTES
			},
			(request, response) => this.#answer(request, response)
		);
		server.timeout = IDLE_MS;
		server.maxHeadersCount = 64;
		server.maxConnections = this.#config.limits.sockets + SPARE_CONNECTIONS;
		server.on('upgrade', (request, socket, head) => this.#sockets.upgrade(request, socket, head));
		// Not http at all: an answer in kind, then the door.
		server.on('clientError', (_error, socket) => {
			if (!socket.writable) return socket.destroy();
			socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () =>
				socket.destroy()
			);
		});
		return server;
	}

	async listen(): Promise<void> {
		try {
			await new Promise<void>((resolve, reject) => {
				this.#http.once('error', reject);
				this.#http.listen(this.#config.port, this.#config.host, resolve);
			});
		} catch (error) {
			await this.close();
			throw error;
		}
		this.#http.on('error', (error) => this.#log.error('http', { reason: reasonOf(error) }));
		this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS);
		this.#sweep();
		this.#log.info('started', { port: this.port, version: VERSION });
	}

	async close(): Promise<void> {
		clearInterval(this.#sweeping);
		const stopped = new Promise((resolve) => this.#http.close(resolve));
		await this.#sockets.close();
		this.#http.closeAllConnections();
		await stopped;
		this.#broker.close();
		this.#store.close();
		this.#log.info('stopped');
	}

	#sweep(): void {
		Promise.all([this.#mailboxes.sweep(), this.#invites.sweep()]).then(
			([mail]) => this.#counts.add('mail_expired', mail),
			(error: unknown) => this.#log.error('sweep', { reason: reasonOf(error) })
		);
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		try {
			this.#counts.add('http_requests');
			request.on('error', () => {});
			response.on('error', () => {});
			for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
			if (isSecure(request, this.#config)) response.setHeader('Strict-Transport-Security', HSTS);
			this.#route(request, response);
		} catch (error) {
			this.#log.error('request-failed', { reason: reasonOf(error) });
			if (!response.headersSent) say(response, 500, 'Something went wrong here.');
			else response.destroy();
		}
	}

	#route(request: IncomingMessage, response: ServerResponse): void {
		const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			if (request.method === 'OPTIONS' && path === '/elm/challenge')
				return this.#challenge(request, response);
			response.setHeader('Allow', 'GET, HEAD');
			// Whatever it wanted to send is not read.
			response.setHeader('Connection', 'close');
			return say(response, 405, 'This server only answers GET and HEAD.');
		}
		if ((request.url ?? '').length > MAX_URL_CHARS) return say(response, 414, 'That address is too long.');
		if (path === '/health') return this.#health(response);
		if (path === '/metrics') return this.#metrics(response);
		if (relayName(request, this.#config) === undefined) return this.#wrongName(request, response);
		if (path === '/elm/challenge') return this.#challenge(request, response);
		if (path === '/peerjs/id')
			return say(
				response,
				403,
				'An id here belongs to a key: choose it and prove it, see signaling/README.md.'
			);
		if (path === '/elm' || path.startsWith('/elm/') || path === '/peerjs' || path.startsWith('/peerjs/'))
			return say(response, 404, 'There is nothing here but a WebSocket.');
		this.#files(request, response, path);
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
		if (!isAllowedOrigin(request, this.#config)) return say(response, 403, 'That page may not ask here.');
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
		const now = this.#clock();
		if (this.#guard.challenge(addressOf(request, this.#config), now) > 0)
			return say(response, 429, 'Too many challenges for your address.');
		this.#json(response, {
			nonce: tokenNonce(this.#secret, now),
			relay: relayName(request, this.#config),
			now
		});
	}

	#health(response: ServerResponse): void {
		this.#json(response, {
			status: this.#store.healthy ? 'ok' : 'storage',
			version: VERSION,
			uptimeSeconds: Math.floor((this.#clock() - this.#startedAt) / 1_000),
			sockets: this.#sockets.size,
			peers: this.#presence.peers
		});
	}

	#metrics(response: ServerResponse): void {
		const { messages, bytes } = this.#mailboxes.total();
		const gauges = [
			{ name: 'sockets', help: 'Open WebSockets', value: this.#sockets.size },
			{ name: 'peers', help: 'Peers online', value: this.#presence.peers },
			{ name: 'mail_waiting', help: 'Boxes waiting', value: messages },
			{ name: 'mail_waiting_bytes', help: 'Bytes waiting', value: bytes },
			{ name: 'invites_open', help: 'Invites open', value: this.#invites.open() },
			{ name: 'resident_bytes', help: 'Resident memory', value: process.memoryUsage.rss() },
			{
				name: 'storage_healthy',
				help: 'Whether the last commit succeeded',
				value: Number(this.#store.healthy)
			}
		];
		response.writeHead(200, {
			'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
			'Cache-Control': 'no-store'
		});
		response.end(this.#counts.text(gauges));
	}

	#json(response: ServerResponse, value: object): void {
		response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
		response.end(JSON.stringify(value));
	}
}
