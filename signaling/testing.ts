/** For tests: a real server on a free port in a folder of its own, and a node that speaks to it over a real socket. */
import { randomBytes } from 'node:crypto';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { base64url, utf8 } from '#lib/protocol/bytes.ts';
import { newDevice, sign, type Device } from '#lib/protocol/identity.ts';
import { peerjsId, proofText, type FromNode, type FromServer } from '#lib/protocol/relay.ts';
import { readConfig, type Environment } from './config.ts';
import { openLog } from './log.ts';
import { startServer, type Running, type ServerOptions } from './server.ts';

type Distribute<T> = T extends unknown ? Omit<T, 'n'> : never;
export type AskWithoutNumber = Distribute<FromNode>;
export type Answer = Extract<FromServer, { tell: 'ok' | 'refused' }>;

export function temporaryFolder(): { path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), 'elmnet-'));
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface TestServer extends Running {
	/** http://localhost:port */
	readonly url: string;
	readonly folder: string;
	readonly logged: string[];
}

/** Starts a server with limits by their environment names. */
export async function testServer(
	env: Environment = {},
	options: { clock?: () => number; folder?: string; reach?: ServerOptions['reach'] } = {}
): Promise<TestServer> {
	const temporary = options.folder === undefined ? temporaryFolder() : undefined;
	const folder = options.folder ?? temporary?.path ?? '';
	const config = readConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'debug', ...env });
	const logged: string[] = [];
	const log = openLog('debug', (line) => logged.push(line));
	const running = await startServer(config, {
		log,
		reach: options.reach,
		...(options.clock ? { clock: options.clock } : {})
	});
	return {
		port: running.port,
		url: `http://localhost:${running.port}`,
		folder,
		logged,
		close: async () => {
			await running.close();
			temporary?.remove();
		}
	};
}

export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
export const aDevice = (now = Date.now()): Promise<Device> => newDevice(random(32), random, now);
/** The smallest box a node sends. */
export const aBox = (bytes = 568): string => base64url(random(bytes));
export const soon = (): number => Date.now() + 60_000;

/** A socket whose frames are waited for by what they are. */
export class TestSocket<Frame extends object> {
	readonly socket: WebSocket;
	readonly frames: Frame[] = [];
	readonly closed: Promise<{ code: number; reason: string }>;
	readonly #waiting: { wanted: (frame: Frame) => boolean; resolve: (frame: Frame) => void }[] = [];

	constructor(url: string, headers: Record<string, string> = {}) {
		this.socket = new WebSocket(url.replace(/^http/, 'ws'), { headers, perMessageDeflate: false });
		this.socket.on('error', () => {});
		this.socket.on('message', (data) => this.#hear(JSON.parse((data as Buffer).toString()) as Frame));
		this.closed = new Promise((resolve) => {
			this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
		});
	}

	#hear(frame: Frame): void {
		const index = this.#waiting.findIndex(({ wanted }) => wanted(frame));
		if (index < 0) this.frames.push(frame);
		else this.#waiting.splice(index, 1)[0]?.resolve(frame);
	}

	/** The first frame, heard already or yet to come, for which `wanted` holds; it is taken out. */
	next(wanted: (frame: Frame) => boolean = () => true): Promise<Frame> {
		const index = this.frames.findIndex(wanted);
		const [heard] = index < 0 ? [] : this.frames.splice(index, 1);
		if (heard) return Promise.resolve(heard);
		return new Promise((resolve, reject) => {
			this.#waiting.push({ wanted, resolve });
			void this.closed.then(({ code, reason }) => reject(new Error(`closed ${code} ${reason}`)));
		});
	}

	send(frame: unknown): void {
		const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
		if (this.socket.readyState === WebSocket.CONNECTING)
			this.socket.once('open', () => this.socket.send(text));
		else this.socket.send(text);
	}

	async close(): Promise<void> {
		this.socket.close();
		await this.closed;
	}
}

/** A node on `WS /elm`. */
export class TestNode extends TestSocket<FromServer> {
	#n = 0;

	async ask(ask: AskWithoutNumber): Promise<Answer> {
		const n = ++this.#n;
		this.send({ ...ask, n });
		const answer = (frame: FromServer) => (frame.tell === 'ok' || frame.tell === 'refused') && frame.n === n;
		return (await this.next(answer)) as Answer;
	}

	async tell<K extends FromServer['tell']>(kind: K): Promise<Extract<FromServer, { tell: K }>> {
		return (await this.next((frame) => frame.tell === kind)) as Extract<FromServer, { tell: K }>;
	}

	async prove(device: Device): Promise<Answer> {
		const { relay, nonce } = await this.tell('challenge');
		return this.ask({
			ask: 'prove',
			certificate: device.certificate,
			signature: await proofOf(device, relay, nonce)
		});
	}
}

export const proofOf = async (device: Device, relay: string, nonce: string): Promise<string> =>
	base64url(await sign(device.secret, 'relay-auth', proofText(relay, nonce)));

export async function aNode(server: { url: string }, device: Device): Promise<TestNode> {
	const node = new TestNode(`${server.url}/elm`);
	const answer = await node.prove(device);
	if (answer.tell !== 'ok') throw new Error(`proof ${answer.why}`);
	return node;
}

export interface BrokerFrame {
	readonly type: string;
	readonly src?: string;
	readonly dst?: string;
	readonly payload?: Record<string, unknown>;
}

export async function aToken(server: { url: string }, device: Device): Promise<string> {
	const response = await fetch(`${server.url}/elm/challenge`);
	const { nonce, relay } = (await response.json()) as { nonce: string; relay: string };
	const signature = await proofOf(device, relay, nonce);
	return base64url(utf8(JSON.stringify({ certificate: device.certificate, nonce, signature })));
}

export const idOf = (device: Device): string => peerjsId(device.peer, device.dev);

/** As the stock client dials. */
export function dialBroker(server: { url: string }, id: string, token: string): TestSocket<BrokerFrame> {
	return new TestSocket(`${server.url}/peerjs?key=peerjs&id=${id}&token=${token}&version=1.5.5`);
}

export interface TopicFrame {
	readonly type: string;
	readonly topic?: string;
	readonly data?: unknown;
	readonly clients?: number;
	readonly why?: string;
}

/** As the stock y-webrtc client dials. */
export const dialTopics = (server: { url: string }, token: string): TestSocket<TopicFrame> =>
	new TestSocket(`${server.url}/y-webrtc?token=${token}`);

/** The server as its host runs it: a process of its own, that can be killed. */
export interface ServerProcess {
	readonly url: string;
	readonly child: ChildProcess;
	/** Everything it wrote, both streams. */
	output(): string;
	/** Sends the signal and resolves with the exit code, null when the signal ended it. */
	kill(signal: NodeJS.Signals): Promise<number | null>;
}

let bundling: Promise<unknown> | undefined;

/** The server in one file, as its host runs it, made of the sources as they are. */
export async function serverFile(): Promise<string> {
	await (bundling ??= promisify(execFile)(process.execPath, ['signaling/bundle.mjs', '--if-stale']));
	return '.elmnet/server.mjs';
}

/** Resolves once it says its address, rejects with its words when it ends before. */
export async function spawnServer(env: Record<string, string>): Promise<ServerProcess> {
	const child = spawn(process.execPath, [await serverFile()], {
		env: { ...process.env, PORT: '0', ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
	return new Promise((resolve, reject) => {
		const hear = (chunk: Buffer) => {
			output += String(chunk);
			const url = /Elmnet is at (http:\/\/localhost:\d+)\n/.exec(output)?.[1];
			if (url === undefined) return;
			const kill = (signal: NodeJS.Signals) => (child.kill(signal), exited);
			resolve({ url, child, output: () => output, kill });
		};
		child.stdout.on('data', hear);
		child.stderr.on('data', hear);
		void exited.then((code) => reject(new Error(`exit ${code}: ${output}`)));
	});
}
