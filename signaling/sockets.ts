/**
 * The one place where a request becomes a WebSocket. Everything that can be refused is refused here, before a byte of
 * a frame is read; what is accepted is counted, watched and dropped when it no longer answers.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_SERVER_FRAME_BYTES } from '#lib/protocol/limits.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import { addressOf, isAllowedOrigin, relayName } from './address.ts';
import { SocketClient } from './client.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Elm } from './elm.ts';
import type { Guard } from './guard.ts';
import { reasonOf, type Log } from './log.ts';
import type { Broker } from './peerjs.ts';

/** An offer of 16 KiB, escaped, and its header. */
const MAX_BROKER_FRAME_BYTES = 40 * 1024;
/** What a client may send before its token is checked. */
const MAX_EARLY_FRAMES = 32;
const GRACE_MS = 2_000;

export interface SocketParts {
	readonly config: Config;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
	readonly elm: Elm;
	readonly broker: Broker;
}

interface Receiver {
	receive(text: string): void;
	gone(): void;
}

const options = (maxPayload: number) => ({
	noServer: true,
	perMessageDeflate: false,
	clientTracking: false,
	maxPayload
});

export class Sockets {
	readonly #parts: SocketParts;
	readonly #elm = new WebSocketServer(options(MAX_SERVER_FRAME_BYTES));
	readonly #broker = new WebSocketServer(options(MAX_BROKER_FRAME_BYTES));
	readonly #open = new Set<SocketClient>();
	readonly #pinging: NodeJS.Timeout;
	#closing = false;

	constructor(parts: SocketParts) {
		this.#parts = parts;
		this.#pinging = setInterval(() => this.#ping(), parts.config.limits.pingMs);
	}

	get size(): number {
		return this.#open.size;
	}

	/** The http server's `upgrade` event. Never throws. */
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		socket.on('error', () => socket.destroy());
		const refusal = this.#refusal(request);
		if (refusal) return this.#turnAway(socket, ...refusal);
		const url = new URL(request.url ?? '/', 'http://server');
		const address = addressOf(request, this.#parts.config);
		const relay = relayName(request, this.#parts.config) ?? '';
		const server = url.pathname === '/elm' ? this.#elm : this.#broker;
		try {
			server.handleUpgrade(request, socket, head, (webSocket) => {
				const client = this.#welcome(webSocket, address);
				if (url.pathname === '/elm') this.#listen(webSocket, client, this.#parts.elm.accept(client, relay));
				else this.#introduce(webSocket, client, url.searchParams, relay);
			});
		} catch (error) {
			this.#parts.log.warn('upgrade-failed', { reason: reasonOf(error) });
			socket.destroy();
		}
	}

	#refusal(request: IncomingMessage): [number, string] | undefined {
		const { config, guard, clock } = this.#parts;
		const path = (request.url ?? '').split('?', 1)[0];
		if (this.#closing) return [503, 'The server is stopping.'];
		if (path !== '/elm' && path !== '/peerjs') return [404, 'There is no socket here.'];
		if (!URL.canParse(request.url ?? '/', 'http://server')) return [400, 'That address cannot be read.'];
		if (!isAllowedOrigin(request, config)) return [403, 'That page may not connect here (ALLOWED_ORIGINS).'];
		if (relayName(request, config) === undefined)
			return [421, 'This server does not go by that name (PUBLIC_URL).'];
		if (this.#open.size >= config.limits.sockets) return [503, 'The server is full.'];
		const address = addressOf(request, config);
		if (guard.newcomer(address, clock()) > 0) return [429, 'Too many new connections from your address.'];
		if (guard.unproved.of(address) >= config.limits.unprovedSocketsPerAddress)
			return [429, 'Too many connections from your address that have not proved a key.'];
		return undefined;
	}

	#turnAway(socket: Duplex, status: number, words: string): void {
		this.#parts.counts.add('sockets_refused');
		socket.end(
			`HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n` +
				`Content-Length: ${Buffer.byteLength(words) + 1}\r\n\r\n${words}\n`
		);
		setTimeout(() => socket.destroy(), GRACE_MS).unref();
	}

	#welcome(socket: WebSocket, address: string): SocketClient {
		const { counts, config } = this.#parts;
		const client = new SocketClient(socket, {
			address,
			slowReaderMs: config.limits.slowReaderMs,
			onSlow: () => counts.add('slow_readers')
		});
		counts.add('sockets_opened');
		this.#open.add(client);
		socket.on('close', () => this.#open.delete(client));
		// Frames over the limit, wrong masks, broken UTF-8: ws closes with the fitting code; it only must not throw.
		socket.on('error', () => counts.add('malformed'));
		return client;
	}

	#listen(socket: WebSocket, client: SocketClient, receiver: Receiver): void {
		socket.on('message', (frame: Buffer, isBinary: boolean) => {
			client.heard();
			if (isBinary) return client.close(CLOSE.malformed, 'Text frames only.');
			if (client.open) receiver.receive(frame.toString('utf8'));
		});
		socket.on('close', () => receiver.gone());
	}

	/** The token in a broker's address is checked first; a stock client may already be talking meanwhile. */
	#introduce(socket: WebSocket, client: SocketClient, query: URLSearchParams, relay: string): void {
		const early: string[] = [];
		const receiver: Receiver = {
			receive: (text) => {
				if (early.length < MAX_EARLY_FRAMES) early.push(text);
				else client.close(CLOSE.notProved, 'Wait for OPEN.');
			},
			gone: () => {}
		};
		this.#listen(socket, client, {
			receive: (text) => receiver.receive(text),
			gone: () => receiver.gone()
		});
		const hello = { key: query.get('key'), id: query.get('id'), token: query.get('token'), relay };
		this.#parts.broker.accept(client, hello).then(
			(session) => {
				if (!session) return;
				receiver.receive = (text) => session.receive(text);
				receiver.gone = () => session.gone();
				if (!client.open) return session.gone();
				for (const text of early) session.receive(text);
			},
			(error: unknown) => {
				this.#parts.log.error('accept-failed', { reason: reasonOf(error) });
				client.terminate();
			}
		);
	}

	#ping(): void {
		for (const client of this.#open) if (!client.checkAlive()) client.terminate();
	}

	/** Says goodbye to all and waits a moment for them to hear it. */
	async close(): Promise<void> {
		this.#closing = true;
		clearInterval(this.#pinging);
		for (const client of this.#open) client.close(CLOSE.goingAway, 'The server is restarting.');
		const until = Date.now() + GRACE_MS;
		while (this.#open.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
		for (const client of this.#open) client.terminate();
	}
}
