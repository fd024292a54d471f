/**
 * The one place where a request becomes a WebSocket. Everything that can be refused is refused here, before a byte of
 * a frame is read; what is accepted is counted, watched and dropped when it no longer answers.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE } from '#lib/protocol/relay.ts';
import { addressOf, isAllowedOrigin, relayName } from './address.ts';
import { SocketClient, type Client, type ClientOptions, type Receiver } from './client.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Guard } from './guard.ts';
import { reasonOf, type Log } from './log.ts';
import { Outbox } from './outbox.ts';

/** What a client may send before its token is checked. */
const MAX_EARLY_FRAMES = 32;
const GRACE_MS = 2_000;
/** Pings are spread over the interval in steps of this length: ten thousand at once would hold everybody else up. */
const PING_STEP_MS = 100;

/** What a socket was opened with. */
export interface Hello {
	readonly query: URLSearchParams;
	/** The name the proof must be made for. */
	readonly relay: string;
}

/** One path on which sockets are taken. */
export interface Endpoint {
	/** A longer frame closes the socket. */
	readonly maxFrameBytes: number;
	/** Who listens to a new socket; undefined, and the socket closed, when it is not wanted. */
	accept(client: Client, hello: Hello): Receiver | Promise<Receiver | undefined>;
}

export interface SocketParts {
	readonly config: Config;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
	/** By path. */
	readonly endpoints: Readonly<Record<string, Endpoint>>;
}

/** Hands what happens to it to its client, without a table of listeners for each of ten thousand. */
class ServerSocket extends WebSocket {
	client: SocketClient | undefined;
	onGone: ((client: SocketClient) => void) | undefined;

	override emit(event: string | symbol, ...values: unknown[]): boolean {
		const { client } = this;
		if (!client) return super.emit(event, ...values);
		const [first, second] = values;
		if (event === 'message' && first instanceof Buffer) client.hear(first, second === true);
		else if (event === 'pong') client.pong();
		else if (event === 'close') this.onGone?.(client);
		// Frames over the limit, wrong masks, broken UTF-8: ws closes with the fitting code; it only must not throw.
		else if (event === 'error') client.malformed();
		return true;
	}
}
interface Door {
	readonly server: WebSocketServer;
	readonly endpoint: Endpoint;
}

const doorOf = (endpoint: Endpoint): Door => ({
	endpoint,
	server: new WebSocketServer({
		WebSocket: ServerSocket,
		noServer: true,
		perMessageDeflate: false,
		clientTracking: false,
		maxPayload: endpoint.maxFrameBytes
	})
});

// One function for all sockets, not one for each.
function destroy(this: Duplex): void {
	this.destroy();
}

export class Sockets {
	readonly #parts: SocketParts;
	readonly #doors: ReadonlyMap<string, Door>;
	readonly #clientOptions: ClientOptions;
	readonly #open = new Set<SocketClient>();
	readonly #pinging: NodeJS.Timeout;
	readonly #steps: number;
	#tick = 0;
	#round: Iterator<SocketClient, unknown> | undefined;
	#pinged = 0;
	#closing = false;

	constructor(parts: SocketParts) {
		this.#parts = parts;
		const { endpoints, counts, config } = parts;
		const { pingMs, slowReaderMs } = config.limits;
		this.#doors = new Map(Object.entries(endpoints).map(([path, endpoint]) => [path, doorOf(endpoint)]));
		this.#clientOptions = {
			outbox: new Outbox(),
			slowReaderMs,
			onSlow: () => counts.add('slow_readers'),
			onMalformed: () => counts.add('malformed')
		};
		this.#steps = Math.max(1, Math.floor(pingMs / PING_STEP_MS));
		this.#pinging = setInterval(() => this.#ping(), pingMs / this.#steps);
	}

	get size(): number {
		return this.#open.size;
	}

	/** The http server's `upgrade` event. Never throws. */
	upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
		stream.on('error', destroy);
		const refusal = this.#refusal(request);
		if (refusal) return this.#turnAway(stream, ...refusal);
		const [path = '', query] = (request.url ?? '').split('?', 2);
		const door = this.#doors.get(path);
		if (!door) return;
		try {
			door.server.handleUpgrade(request, stream, head, (socket) => {
				if (!(socket instanceof ServerSocket)) return;
				const relay = relayName(request, this.#parts.config) ?? '';
				const client = this.#welcome(socket, stream, addressOf(request, this.#parts.config));
				this.#introduce(client, door.endpoint, { query: new URLSearchParams(query), relay });
			});
		} catch (error) {
			this.#parts.log.warn('upgrade-failed', { reason: reasonOf(error) });
			stream.destroy();
		}
	}

	#refusal(request: IncomingMessage): [number, string] | undefined {
		const { config, guard, clock } = this.#parts;
		const path = (request.url ?? '').split('?', 1)[0] ?? '';
		if (this.#closing) return [503, 'The server is stopping.'];
		if (!this.#doors.has(path)) return [404, 'There is no socket here.'];
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

	#welcome(socket: ServerSocket, stream: Duplex, address: string): SocketClient {
		const { counts } = this.#parts;
		const client = new SocketClient(socket, stream, address, this.#clientOptions);
		// From here on the socket listens to its stream's errors itself.
		stream.removeListener('error', destroy);
		socket.client = client;
		counts.add('sockets_opened');
		this.#open.add(client);
		socket.onGone = this.#leave;
		return client;
	}

	/** One function for all sockets. */
	readonly #leave = (client: SocketClient): void => {
		this.#open.delete(client);
		client.gone();
	};

	/** What shows who it is may take a moment to check; a stock client may already be talking meanwhile. */
	#introduce(client: SocketClient, endpoint: Endpoint, hello: Hello): void {
		const accepted = endpoint.accept(client, hello);
		if (!(accepted instanceof Promise)) {
			client.receiver = accepted;
			return;
		}
		const early: string[] = [];
		client.receiver = {
			receive: (text) => {
				if (early.length < MAX_EARLY_FRAMES) early.push(text);
				else client.close(CLOSE.notProved, 'Wait for OPEN.');
			},
			gone: () => {}
		};
		accepted.then(
			(receiver) => {
				if (!receiver) return;
				if (!client.open) return receiver.gone();
				client.receiver = receiver;
				for (const text of early) receiver.receive(text);
			},
			(error: unknown) => {
				this.#parts.log.error('accept-failed', { reason: reasonOf(error) });
				client.terminate();
			}
		);
	}

	/** One step of a round in which every socket is looked at once. */
	#ping(): void {
		this.#tick += 1;
		this.#round ??= this.#open.values();
		const step = this.#tick % this.#steps;
		const until = step === 0 ? Infinity : (this.#open.size * step) / this.#steps;
		for (; this.#pinged < until; this.#pinged += 1) {
			const { done, value: client } = this.#round.next();
			if (done) break;
			if (!client.checkAlive(this.#tick, this.#steps / 2)) client.terminate();
		}
		if (step !== 0) return;
		this.#round = undefined;
		this.#pinged = 0;
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
