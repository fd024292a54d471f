/**
 * One WebSocket to the signaling server, from opening to its end: proves the key, numbers requests, matches replies,
 * notices silence. What the server says is read by schema and bounded. Coming back after the end is relay-client's.
 */
import * as v from 'valibot';
import { NodeError, type Clock, type NodeErrorCode } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { sign, type Device } from '#lib/protocol/identity.ts';
import { MAX_SERVER_FRAME_BYTES } from '#lib/protocol/limits.ts';
import {
	fromServer,
	proofText,
	type FromNode,
	type FromServer,
	type RelayRefusal
} from '#lib/protocol/relay.ts';

/** What is used of a browser's WebSocket; the `ws` package has it too. */
export interface SocketLike {
	readonly readyState: number;
	send(text: string): void;
	close(code?: number, reason?: string): void;
	addEventListener(type: 'open' | 'error', listener: () => void): void;
	addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
	addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
}

/** From dialling the server to being let in. */
const OPEN_MS = 6_000;
/** A request the server has not answered by then is given up; it may still have taken effect. */
const REPLY_MS = 8_000;
/** After this long without a word the server is asked for one, and has this long to say it. */
const QUIET_MS = 9_000;
const PONG_MS = 5_000;
const MAX_PENDING = 512;
/** Frames we cannot read before we take the other end for something else than our server. */
const MAX_UNREADABLE = 64;

type Asked = FromNode extends infer F ? (F extends { n: number } ? Omit<F, 'n'> : never) : never;
export type Ask = Asked;
type Told = Exclude<FromServer, { tell: 'ok' | 'refused' | 'challenge' }>;
export type Ok = Extract<FromServer, { tell: 'ok' }>;

/** A refusal of the server, as the ports name it, with its own word. */
export class RelayRefused extends NodeError {
	declare readonly why: RelayRefusal;
	readonly retryMs: number | undefined;
	constructor(why: RelayRefusal, words: string, retryMs?: number) {
		super(codeOf(why), { detail: words, why });
		this.retryMs = retryMs;
	}
}

function codeOf(why: RelayRefusal): NodeErrorCode {
	if (why === 'absent') return 'unreachable';
	if (why === 'too-large') return 'too-large';
	return why.startsWith('invite-') ? 'invite-spent' : 'relay-refused';
}

export interface RelaySocketDeps {
	readonly url: URL;
	readonly device: Device;
	readonly clock: Clock;
	readonly openSocket: (url: string) => SocketLike;
	readonly onTold: (told: Told) => void;
	/** The server's time minus the device's, whenever it was said. */
	readonly onOffset: (ms: number) => void;
}

interface Pending {
	readonly resolve: (ok: Ok) => void;
	readonly reject: (error: NodeError) => void;
}

export class RelaySocket {
	/** Resolves when the server has let us in; rejects when it did not. */
	readonly proved: Promise<void>;
	/** Resolves with the close code; never rejects. */
	readonly closed: Promise<number>;
	readonly #deps: RelaySocketDeps;
	readonly #socket: SocketLike;
	readonly #life = new AbortController();
	readonly #pending = new Map<number, Pending>();
	#n = 0;
	#heard = false;
	#unreadable = 0;
	#prove: { resolve: () => void; reject: (error: unknown) => void } | undefined;
	#ended: ((code: number) => void) | undefined;

	constructor(deps: RelaySocketDeps) {
		this.#deps = deps;
		this.proved = new Promise((resolve, reject) => (this.#prove = { resolve, reject }));
		this.proved.catch(() => undefined);
		this.closed = new Promise((resolve) => (this.#ended = resolve));
		this.#socket = deps.openSocket(deps.url.href);
		this.#socket.addEventListener('message', ({ data }) => this.#hear(data));
		this.#socket.addEventListener('close', ({ code }) => this.#end(code));
		this.#socket.addEventListener('error', () => this.#end(1006));
		void this.#watch();
	}

	/** One request. Throws RelayRefused, NodeError('unreachable') or the signal's reason. */
	ask(ask: Ask, signal?: AbortSignal): Promise<Ok> {
		if (signal?.aborted) return Promise.reject(signal.reason as Error);
		if (this.#life.signal.aborted || this.#pending.size >= MAX_PENDING)
			return Promise.reject(new NodeError('unreachable'));
		const n = (this.#n = (this.#n % 0xffff_ffff) + 1);
		const text = JSON.stringify({ ...ask, n });
		if (text.length > MAX_SERVER_FRAME_BYTES) return Promise.reject(new NodeError('too-large'));
		return new Promise<Ok>((resolve, reject) => {
			const settled = new AbortController();
			const give =
				<T>(end: (value: T) => void) =>
				(value: T) => {
					settled.abort();
					this.#pending.delete(n);
					end(value);
				};
			const fail = give<Error>(reject);
			this.#pending.set(n, { resolve: give(resolve), reject: fail });
			signal?.addEventListener('abort', () => fail(signal.reason as Error), { signal: settled.signal });
			void this.#deps.clock.sleep(REPLY_MS, settled.signal).then(() => {
				if (!settled.signal.aborted) fail(new NodeError('unreachable', { detail: 'no reply' }));
			});
			this.#say(text);
		});
	}

	close(code = 1000): void {
		try {
			this.#socket.close(code);
		} finally {
			this.#end(code);
		}
	}

	#say(text: string): void {
		try {
			this.#socket.send(text);
		} catch {
			this.close();
		}
	}

	#hear(data: unknown): void {
		if (this.#life.signal.aborted) return;
		this.#heard = true;
		const told = read(data);
		if (!told) {
			this.#unreadable += 1;
			if (this.#unreadable > MAX_UNREADABLE) this.close();
			return;
		}
		if ('now' in told) this.#deps.onOffset(told.now - this.#deps.clock.now());
		if (told.tell === 'challenge') return void this.#proveKey(told.relay, told.nonce);
		if (told.tell === 'ok') return this.#pending.get(told.n)?.resolve(told);
		if (told.tell !== 'refused') return this.#deps.onTold(told);
		this.#pending.get(told.n)?.reject(new RelayRefused(told.why, told.words, told.retryMs));
	}

	async #proveKey(relay: string, nonce: string): Promise<void> {
		const { device, url } = this.#deps;
		// A proof made for another name could be shown to whoever goes by it.
		if (relay !== url.host) return this.close();
		try {
			const signature = base64url(await sign(device.secret, 'relay-auth', proofText(relay, nonce)));
			await this.ask({ ask: 'prove', certificate: device.certificate, signature });
			this.#prove?.resolve();
		} catch (error) {
			this.#prove?.reject(error);
			this.close();
		}
	}

	/** Ends a socket that does not open in time or falls silent. */
	async #watch(): Promise<void> {
		const { clock } = this.#deps;
		const { signal } = this.#life;
		const letIn = await Promise.race([
			this.proved.then(
				() => true,
				() => false
			),
			clock.sleep(OPEN_MS, signal).then(() => false)
		]);
		if (!letIn) return this.close();
		while (!signal.aborted) {
			this.#heard = false;
			await clock.sleep(QUIET_MS, signal);
			if (this.#heard || signal.aborted) continue;
			if (!(await this.answers(PONG_MS))) return this.close();
		}
	}

	/** Whether the server answers now. */
	async answers(withinMs: number): Promise<boolean> {
		const patience = new AbortController();
		void this.#deps.clock
			.sleep(withinMs, AbortSignal.any([patience.signal, this.#life.signal]))
			.then(() => patience.abort());
		const alive = await this.ask({ ask: 'ping' }, patience.signal).then(
			() => true,
			(error: unknown) => error instanceof RelayRefused
		);
		patience.abort();
		return alive;
	}

	#end(code: number): void {
		if (this.#life.signal.aborted) return;
		this.#life.abort();
		const lost = new NodeError('unreachable', { detail: 'the connection to the server has ended' });
		for (const { reject } of [...this.#pending.values()]) reject(lost);
		this.#prove?.reject(lost);
		this.#ended?.(code);
	}
}

function read(data: unknown): FromServer | undefined {
	if (typeof data !== 'string' || data.length > MAX_SERVER_FRAME_BYTES) return undefined;
	try {
		const told = v.safeParse(fromServer, JSON.parse(data));
		return told.success ? told.output : undefined;
	} catch {
		return undefined;
	}
}
