/** For tests: servers that know each other by name on this machine, and one that keeps to no rule. */
import { createServer } from 'node:http';
import { WebSocket } from 'ws';
import { betweenServers, type BetweenServers, type ServerAsk } from '#lib/protocol/federation.ts';
import * as v from 'valibot';
import { readConfig, type Environment } from './config.ts';
import { DOCUMENT_PATH, ServerIdentity } from './discovery.ts';
import { sayHello } from './federation-hello.ts';
import { DialledSocket } from './federation-lines.ts';
import type { Question } from './federation-link.ts';
import { Secret } from './secret.ts';
import { random, testServer, type TestServer } from './testing.ts';
import { freePort } from './port-testing.ts';

export interface NamedServer extends TestServer {
	/** localhost:port, its name among servers. */
	readonly host: string;
}

type ServerOptions = NonNullable<Parameters<typeof testServer>[1]>;

/** Starts a server that goes by the name of its port. */
export async function namedServer(
	env: Environment = {},
	{ port, ...options }: ServerOptions & { port?: number } = {}
): Promise<NamedServer> {
	const own = port ?? (await freePort());
	const host = `localhost:${own}`;
	const server = await testServer({ PORT: String(own), PUBLIC_URL: `http://${host}`, ...env }, options);
	return Object.assign(server, { host });
}

/** So many servers, each of which has named all others. */
export async function neighbours(count: number, env: Environment = {}): Promise<NamedServer[]> {
	const ports = await Promise.all(Array.from({ length: count }, freePort));
	const FEDERATION_PEERS = ports.map((port) => `localhost:${port}`).join(' ');
	return Promise.all(ports.map((port) => namedServer({ FEDERATION_PEERS, ...env }, { port })));
}

/** A server's name and key without a server behind them: says what it likes. */
export class Rogue {
	readonly host: string;
	readonly identity: ServerIdentity;
	readonly #http;

	constructor(port: number) {
		const config = readConfig({ PUBLIC_URL: `http://localhost:${port}` });
		this.host = `localhost:${port}`;
		this.identity = new ServerIdentity(config, new Secret(Buffer.from(random(32))));
		this.#http = createServer((request, response) => {
			void this.identity
				.publish(config, undefined)
				.then((document) => response.end(request.url === DOCUMENT_PATH ? JSON.stringify(document) : ''));
		}).listen(port, '127.0.0.1');
	}

	/** Links to `server` as a well-made server does; `key` is what it must prove. */
	async link(server: NamedServer, key: string): Promise<RogueLink> {
		const socket = new DialledSocket(new WebSocket(`ws://${server.host}/federation`));
		await socket.opened;
		const trust = {
			identityOf: () => Promise.resolve({ key, vouched: true }),
			doubt: () => Promise.resolve()
		};
		await sayHello(socket, socket.lines, server.host, { identity: this.identity, trust });
		return new RogueLink(socket);
	}

	close(): Promise<unknown> {
		this.#http.closeAllConnections();
		return new Promise((resolve) => this.#http.close(resolve));
	}
}

export type Tell = Extract<BetweenServers, { tell: string }>;

export class RogueLink {
	readonly socket: DialledSocket;
	readonly heard: BetweenServers[] = [];
	readonly closed: Promise<void>;
	readonly #waiting = new Map<number, (tell: Tell) => void>();
	#n = 0;

	constructor(socket: DialledSocket) {
		this.socket = socket;
		this.closed = new Promise((resolve) =>
			socket.lines.handTo({ receive: (text) => this.#hear(text), gone: () => resolve() })
		);
	}

	/** Also of what no schema allows. */
	ask(question: Question | Record<string, unknown>): Promise<Tell> {
		const n = ++this.#n;
		return new Promise((resolve) => {
			this.#waiting.set(n, resolve);
			this.socket.send(JSON.stringify({ ...question, n }));
		});
	}

	#hear(text: string): void {
		const frame = v.parse(betweenServers, JSON.parse(text));
		this.heard.push(frame);
		if (!('tell' in frame) || frame.tell === 'presence') return;
		this.#waiting.get(frame.n)?.(frame);
		this.#waiting.delete(frame.n);
	}

	close(): Promise<void> {
		this.socket.close(1000, '');
		return this.closed;
	}
}

export type { ServerAsk };
