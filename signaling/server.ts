/**
 * One process, one port: the app, `/elm`, the PeerJS broker, `/health`, `/metrics`. Puts the parts together and is
 * the edge where every request is bounded in time and size.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { Counts } from './counts.ts';
import { Elm } from './elm.ts';
import { homeOf } from './federation-home.ts';
import { Servers, type FederationParts } from './federation-servers.ts';
import { Guard } from './guard.ts';
import { openLog, reasonOf, type Log } from './log.ts';
import { Broker } from './peerjs.ts';
import type { Storage } from './ports.ts';
import { Presence } from './presence.ts';
import { Waker } from './push.ts';
import { Routes } from './routes.ts';
import { Sockets } from './sockets.ts';
import { Topics } from './topics.ts';
import { openTogether, type Together, type TogetherParts } from './together.ts';
import { VERSION } from './version.ts';

const HEADERS_MS = 5_000;
const REQUEST_MS = 6_000;
/** How soon after its time a stalled request is closed. */
const CHECK_MS = 500;
const IDLE_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;
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
	/** How other servers are reached, where a test must say. */
	readonly reach?: FederationParts['reach'] | undefined;
}

export async function startServer(config: Config, options: ServerOptions = {}): Promise<Running> {
	const parts = {
		clock: options.clock ?? Date.now,
		counts: new Counts(),
		guard: new Guard(config),
		log: options.log ?? openLog(config.logLevel)
	};
	const together = await openTogether(config, parts);
	let server: ElmServer;
	try {
		server = new ElmServer(config, options, parts, together);
	} catch (error) {
		// A connection that stays open would keep a process that cannot start.
		await together.close();
		throw error;
	}
	await server.listen();
	return server;
}

class ElmServer implements Running {
	readonly #config: Config;
	readonly #log: Log;
	readonly #counts: Counts;
	readonly #together: Together;
	readonly #storage: Storage;
	readonly #waker: Waker;
	readonly #broker: Broker;
	readonly #federation: Servers;
	readonly #topics: Topics;
	readonly #sockets: Sockets;
	readonly #routes: Routes;
	readonly #http: Server;
	#sweeping: NodeJS.Timeout | undefined;

	constructor(config: Config, options: ServerOptions, parts: TogetherParts, together: Together) {
		this.#config = config;
		this.#together = together;
		const { clock, counts, guard, log } = parts;
		this.#counts = counts;
		this.#log = log;
		const { secret, bus, directory, others } = together;
		const storage = (this.#storage = together.storage);
		const presence = new Presence(others?.outside);
		const waker = (this.#waker = new Waker({
			config,
			clock,
			counts,
			log,
			secret,
			devices: storage.push
		}));
		const federation = (this.#federation = new Servers({
			config,
			clock,
			counts,
			guard,
			log,
			secret,
			pushKey: waker.publicKey,
			reach: options.reach
		}));
		presence.reach(federation);
		const common = {
			bus,
			config,
			clock,
			counts,
			directory,
			federation,
			guard,
			log,
			presence,
			seats: others?.seats,
			lanes: others?.lanes,
			secret,
			storage,
			waker
		};
		const elm = new Elm(common);
		const broker = (this.#broker = new Broker(common));
		const topics = (this.#topics = new Topics(common));
		federation.open(homeOf(elm, broker));
		const endpoints = { '/elm': elm, '/peerjs': broker, '/y-webrtc': topics, ...federation.endpoints };
		const sockets = (this.#sockets = new Sockets({ config, clock, counts, guard, log, endpoints }));
		this.#routes = new Routes({ ...common, sockets, topics, processes: others?.processes });
		others?.onBack(() => elm.lookAgain());
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
			(request, response) => this.#routes.answer(request, response)
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
		this.#federation.close();
		await this.#sockets.close();
		this.#http.closeAllConnections();
		await stopped;
		this.#broker.close();
		this.#topics.close();
		this.#waker.close();
		await this.#together.close();
		this.#log.info('stopped');
	}

	#sweep(): void {
		Promise.all([this.#storage.mail.sweep(), this.#storage.invites.sweep()]).then(
			([mail]) => this.#counts.add('mail_expired', mail),
			(error: unknown) => this.#log.error('sweep', { reason: reasonOf(error) })
		);
	}
}
