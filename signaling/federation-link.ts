/**
 * One open link to a server that has proved its key, whoever dialled. Either side asks and the other answers; answers
 * come in any order. A link that nobody needs for a while closes.
 */
import * as v from 'valibot';
import {
	betweenServers,
	MAX_WATCHED_AT_ONCE,
	type ServerAsk,
	type ServerTell
} from '#lib/protocol/federation.ts';
import { CLOSE, type RelayRefusal } from '#lib/protocol/relay.ts';
import { numberOf } from './asked-number.ts';
import type { Reply } from './asks.ts';
import { WORDS } from './words.ts';

/** What a link needs of its socket, whoever opened it. */
export interface LinkClient {
	readonly open: boolean;
	send(text: string): void;
	close(code: number, reason: string): void;
	/** Sent bytes that have not left yet. */
	buffered(): number;
}

type Distribute<T> = T extends unknown ? Omit<T, 'n'> : never;
export type Question = Distribute<ServerAsk>;

/** The other end's questions, answered; each counted before it is read. */
export interface Answerer {
	/** 0, or how long to wait: the other server said too much, or asked too often. */
	allowance(bytes: number): number;
	askAllowance(): number;
	answer(ask: ServerAsk): Promise<Reply>;
	/** Notes an offence; true when the link must go. */
	offended(why: RelayRefusal, weight?: number): boolean;
	readonly watches: number;
	close(): void;
}

export interface LinkParts {
	readonly idleMs: number;
	readonly onPresence: (peer: string, devices: readonly string[]) => void;
	readonly onClose: () => void;
	/** Whether somebody here still wants to be told something over this link. */
	readonly isWatching: () => boolean;
}

const ANSWER_MS = 10_000;
const MAX_PENDING = 4_096;
/** Beyond this the other server does not read; what would only wait is refused. */
const BEHIND_BYTES = 4 * 1024 * 1024;
const COME_AGAIN_MS = 1_000;

interface Pending {
	readonly resolve: (reply: Reply) => void;
	readonly timer: NodeJS.Timeout;
}

export class ServerLink {
	readonly #client: LinkClient;
	readonly #answerer: Answerer;
	readonly #parts: LinkParts;
	readonly #pending = new Map<number, Pending>();
	readonly #idle: NodeJS.Timeout;
	#n = 0;
	#used = true;
	#gone = false;

	constructor(client: LinkClient, answerer: Answerer, parts: LinkParts) {
		this.#client = client;
		this.#answerer = answerer;
		this.#parts = parts;
		this.#idle = setInterval(() => this.#closeWhenIdle(), parts.idleMs);
		this.#idle.unref();
	}

	get open(): boolean {
		return !this.#gone && this.#client.open;
	}

	/** Resolves with the other server's answer; `server-away` when none came. */
	ask(question: Question): Promise<Reply> {
		if (!this.open) return Promise.resolve({ why: 'server-away' });
		if (this.#pending.size >= MAX_PENDING || this.#client.buffered() > BEHIND_BYTES)
			return Promise.resolve({ why: 'rate', retryMs: COME_AGAIN_MS });
		this.#used = true;
		const n = (this.#n = (this.#n + 1) % 0xffff_ffff);
		return new Promise((resolve) => {
			const timer = setTimeout(() => this.#settle(n, { why: 'server-away' }), ANSWER_MS);
			this.#pending.set(n, { resolve, timer });
			this.#client.send(JSON.stringify({ ...question, n }));
		});
	}

	/** In as many frames as it takes; whether it was heard shows in what presence says. */
	watch(ask: 'watch' | 'unwatch', peers: readonly string[]): void {
		for (let at = 0; at < peers.length; at += MAX_WATCHED_AT_ONCE)
			void this.ask({ ask, peers: peers.slice(at, at + MAX_WATCHED_AT_ONCE) });
	}

	tell(frame: ServerTell): void {
		this.#client.send(JSON.stringify(frame));
	}

	/** One text frame. Never throws. */
	receive(text: string): void {
		if (this.#gone) return;
		const wait = this.#answerer.allowance(Buffer.byteLength(text));
		let parsed: unknown;
		try {
			parsed = JSON.parse(text);
		} catch {
			this.#answerer.offended('malformed');
			return this.close(CLOSE.malformed, 'That was not JSON.');
		}
		const frame = v.safeParse(betweenServers, parsed);
		if (!frame.success) return this.#refuse(numberOf(parsed), 'malformed');
		if ('tell' in frame.output) {
			if (wait > 0) this.#offended('rate');
			return this.#hear(frame.output);
		}
		const { n } = frame.output;
		const longest = wait || this.#answerer.askAllowance();
		if (longest > 0) return this.#refuse(n, 'rate', longest);
		this.#used = true;
		this.#answerer.answer(frame.output).then(
			(reply) => {
				if ('why' in reply) this.#refuse(n, reply.why, reply.retryMs);
				else this.tell({ tell: 'ok', n });
			},
			() => this.#refuse(n, 'storage')
		);
	}

	close(code: number, reason: string): void {
		this.#client.close(code, reason);
		this.gone();
	}

	/** The socket is closed. */
	gone(): void {
		if (this.#gone) return;
		this.#gone = true;
		clearInterval(this.#idle);
		for (const n of [...this.#pending.keys()]) this.#settle(n, { why: 'server-away' });
		this.#answerer.close();
		this.#parts.onClose();
	}

	#hear(frame: ServerTell): void {
		switch (frame.tell) {
			case 'ok':
				return this.#settle(frame.n, {});
			case 'refused': {
				const { n, why, retryMs } = frame;
				return this.#settle(n, { why, ...(retryMs === undefined ? {} : { retryMs }) });
			}
			case 'presence':
				return this.#parts.onPresence(frame.peer, frame.devices);
		}
	}

	#settle(n: number, reply: Reply): void {
		const pending = this.#pending.get(n);
		if (!pending) return;
		this.#pending.delete(n);
		clearTimeout(pending.timer);
		pending.resolve(reply);
	}

	#refuse(n: number, why: RelayRefusal, retryMs?: number): void {
		const words = WORDS[why];
		this.tell({ tell: 'refused', n, why, words, ...(retryMs === undefined ? {} : { retryMs }) });
		this.#offended(why);
	}

	#offended(why: RelayRefusal): void {
		if (this.#answerer.offended(why)) this.close(CLOSE.tooMany, 'Too much, too often. Come back in a while.');
	}

	#closeWhenIdle(): void {
		const needed = this.#used || this.#answerer.watches > 0 || this.#parts.isWatching();
		this.#used = false;
		if (!needed && this.#pending.size === 0) this.close(1000, 'Nothing to say for now.');
	}
}
