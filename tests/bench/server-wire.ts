/**
 * One WebSocket of a crowd, as cheap as it can be, so that what is measured is the server and not who loads it: frames
 * are made once, answers are counted where they lie. It answers pings, and knows no fragments, which no server here sends.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const TEXT = 0x81;
const PING = 0x9;
const PONG = 0x8a;
const CLOSE = 0x8;
const MASK_BYTES = 4;
const UPGRADE_MS = 30_000;

/** A masked frame, ready to be written any number of times. */
export function frame(text: string | Buffer, opcode = TEXT): Buffer {
	const payload = Buffer.from(text);
	const mask = randomBytes(MASK_BYTES);
	const long = payload.length > 125;
	const head = Buffer.alloc(long ? 4 : 2);
	head[0] = opcode;
	head[1] = 0x80 | (long ? 126 : payload.length);
	if (long) head.writeUInt16BE(payload.length, 2);
	for (let at = 0; at < payload.length; at++) payload[at]! ^= mask[at % MASK_BYTES]!;
	return Buffer.concat([head, mask, payload]);
}

export interface Where {
	readonly port: number;
	readonly path: string;
	/** The address this one calls from; one household of many. */
	readonly from: string;
}

export class Wire {
	/** Hears each text frame: where it lies in `chunk`. */
	heard: (chunk: Buffer, start: number, end: number) => void = () => {};
	/** All of one chunk was heard: the moment to answer, in one write. */
	settled: () => void = () => {};
	gone: (why: string) => void = () => {};
	readonly #socket: Socket;
	#rest: Buffer | undefined;

	private constructor(socket: Socket) {
		this.#socket = socket;
	}

	/** Resolves once the server has switched to WebSocket; `ready` hands it out before its first frame is read. */
	static open(where: Where, ready: (wire: Wire) => void): Promise<Wire> {
		const socket = connect({ host: '127.0.0.1', port: where.port, localAddress: where.from, noDelay: true });
		const wire = new Wire(socket);
		return new Promise((resolve, reject) => {
			let said = Buffer.alloc(0);
			const late = setTimeout(() => socket.destroy(new Error('no upgrade in time')), UPGRADE_MS);
			socket.on('error', reject);
			socket.on('close', () =>
				reject(new Error(`closed before the upgrade: ${said.toString().slice(0, 200)}`))
			);
			const hear = (chunk: Buffer) => {
				said = Buffer.concat([said, chunk]);
				const end = said.indexOf('\r\n\r\n');
				if (end < 0) return;
				clearTimeout(late);
				socket.off('data', hear);
				if (!said.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
					socket.destroy();
					return reject(new Error(said.toString('utf8', 0, 300)));
				}
				socket.removeAllListeners('close');
				socket.on('close', () => wire.gone('closed'));
				ready(wire);
				socket.on('data', (more) => wire.#hear(more));
				resolve(wire);
				if (said.length > end + 4) wire.#hear(said.subarray(end + 4));
			};
			socket.on('data', hear);
			socket.write(
				`GET ${where.path} HTTP/1.1\r\nHost: localhost:${where.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
					`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`
			);
		});
	}

	write(frames: Buffer): void {
		this.#socket.write(frames);
	}

	close(): void {
		this.gone = () => {};
		this.#socket.destroy();
	}

	#hear(more: Buffer): void {
		const chunk = this.#rest ? Buffer.concat([this.#rest, more]) : more;
		this.#rest = undefined;
		let at = 0;
		while (at + 2 <= chunk.length) {
			const short = chunk[at + 1]!;
			const head = short === 127 ? 10 : short === 126 ? 4 : 2;
			if (at + head > chunk.length) break;
			const length =
				short === 127 ? chunk.readUInt32BE(at + 6) : short === 126 ? chunk.readUInt16BE(at + 2) : short;
			const end = at + head + length;
			if (end > chunk.length) break;
			this.#take(chunk, chunk[at]!, at + head, end);
			at = end;
		}
		if (at < chunk.length) this.#rest = chunk.subarray(at);
		this.settled();
	}

	#take(chunk: Buffer, first: number, start: number, end: number): void {
		if (first === TEXT) return this.heard(chunk, start, end);
		const opcode = first & 0xf;
		if (opcode === PING) this.write(frame(chunk.subarray(start, end), PONG));
		if (opcode === CLOSE)
			this.gone(
				`closed ${end - start >= 2 ? chunk.readUInt16BE(start) : ''} ${chunk.toString('utf8', start + 2, end)}`
			);
	}
}
