/**
 * How a backup reaches the running server, which alone may open its database: a socket in its own folder, for whoever may
 * read that folder. It knows one request: a copy of the database, beside it, for as long as whoever asked stays connected.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { reasonOf, type Log } from './log.ts';

export const CONTROL = 'control.sock';
export const COPY = /^copy-[0-9a-f]{16}\.sqlite(-journal)?$/;
const REQUEST = 'copy\n';
const MAX_ASKING = 4;

export interface ControlParts {
	readonly folder: string;
	readonly log: Log;
	readonly copyTo: (path: string) => Promise<void>;
}

export class Control {
	readonly #parts: ControlParts;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	#last: Promise<void> = Promise.resolve();

	constructor(parts: ControlParts) {
		this.#parts = parts;
		this.#server = createServer((socket) => this.#hear(socket));
		this.#server.maxConnections = MAX_ASKING;
	}

	/** Where it cannot be opened (too long a path, say), the server goes on without. */
	async open(): Promise<void> {
		const path = join(this.#parts.folder, CONTROL);
		// Of one that was killed; the database is ours alone, so nobody listens there.
		rmSync(path, { force: true });
		for (const name of readdirSync(this.#parts.folder).filter((one) => COPY.test(one)))
			rmSync(join(this.#parts.folder, name), { force: true });
		await new Promise<void>((resolve) => {
			this.#server.once('error', (error) => {
				this.#parts.log.warn('no-control', { reason: reasonOf(error) });
				resolve();
			});
			this.#server.listen(path, resolve);
		});
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
		await this.#last;
	}

	#hear(socket: Socket): void {
		this.#sockets.add(socket);
		let asked = '';
		socket.on('error', () => {});
		socket.on('close', () => this.#sockets.delete(socket));
		socket.on('data', (chunk: Buffer) => {
			const before = asked;
			asked += chunk.toString('latin1').slice(0, REQUEST.length + 1);
			if (before.length < REQUEST.length && asked === REQUEST)
				// One copy after another: each reads the whole file.
				this.#last = this.#last.then(() => this.#copy(socket));
			else if (!REQUEST.startsWith(asked)) socket.destroy();
		});
	}

	async #copy(socket: Socket): Promise<void> {
		if (socket.destroyed) return;
		const name = `copy-${randomBytes(8).toString('hex')}.sqlite`;
		const path = join(this.#parts.folder, name);
		const remove = () => rmSync(path, { force: true });
		try {
			await this.#parts.copyTo(path);
			if (socket.destroyed) return remove();
			socket.once('close', remove);
			socket.write(`${JSON.stringify({ copy: name })}\n`);
		} catch (error) {
			remove();
			this.#parts.log.warn('copy-failed', { reason: reasonOf(error) });
			socket.end(`${JSON.stringify({ error: reasonOf(error) })}\n`);
		}
	}
}
