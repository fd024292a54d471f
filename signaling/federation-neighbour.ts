/**
 * One other server, as long as it is needed: opens a link when there is something to say, uses one that the other side
 * opened, comes back with growing patience, and keeps what is watched there watched.
 */
import type { Reply } from './asks.ts';
import type { Question, ServerLink } from './federation-link.ts';
import { Unreachable } from './federation-reach.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** As what one server grants another. */
const MAX_WATCHED = 10_000;

type Tell = (devices: readonly string[]) => void;

interface Watched {
	readonly tells: Set<Tell>;
	devices: readonly string[];
}

export interface NeighbourParts {
	readonly clock: () => number;
	/** Opens a link and hands it to `adopt`. Throws Unreachable. */
	readonly dial: (neighbour: Neighbour) => Promise<ServerLink>;
}

export class Neighbour {
	readonly host: string;
	readonly #parts: NeighbourParts;
	readonly #links = new Set<ServerLink>();
	readonly #watched = new Map<string, Watched>();
	/** The link that what is watched was asked over. */
	#watching: ServerLink | undefined;
	#dialling: Promise<ServerLink> | undefined;
	#failure: { readonly error: Unreachable; readonly count: number; readonly until: number } | undefined;
	#retry: NodeJS.Timeout | undefined;
	#met = false;
	#closed = false;

	constructor(host: string, parts: NeighbourParts) {
		this.host = host;
		this.#parts = parts;
	}

	get links(): number {
		return this.#links.size;
	}

	/** Whether there ever was a link. */
	get met(): boolean {
		return this.#met;
	}

	/** Whether it may be forgotten. */
	get idle(): boolean {
		const waiting = this.#failure !== undefined && this.#failure.until > this.#parts.clock();
		return this.#links.size === 0 && this.#watched.size === 0 && !this.#dialling && !waiting;
	}

	isWatching(link: ServerLink): boolean {
		return link === this.#watching && this.#watched.size > 0;
	}

	async ask(question: Question): Promise<Reply> {
		try {
			return await (await this.#link()).ask(question);
		} catch (error) {
			if (!(error instanceof Unreachable)) throw error;
			const retryMs = (this.#failure?.until ?? 0) - this.#parts.clock();
			return { why: error.why, ...(retryMs > 0 ? { retryMs } : {}) };
		}
	}

	/** A link is open, whoever opened it. */
	adopt(link: ServerLink): void {
		this.#failure = undefined;
		this.#met = true;
		this.#links.add(link);
		if (!this.#watching) this.#watchOver(link);
	}

	/** A link is closed. */
	drop(link: ServerLink): void {
		this.#links.delete(link);
		if (link !== this.#watching) return;
		this.#watching = undefined;
		for (const watched of this.#watched.values()) this.#say(watched, []);
		const [other] = this.#links;
		if (other) this.#watchOver(other);
		else this.#comeBack();
	}

	watch(peer: string, tell: Tell): () => void {
		const watched = this.#watched.get(peer) ?? { tells: new Set<Tell>(), devices: [] };
		if (!this.#watched.has(peer)) {
			if (this.#watched.size >= MAX_WATCHED) return (tell([]), () => undefined);
			this.#watched.set(peer, watched);
			if (this.#watching) this.#watching.watch('watch', [peer]);
			else this.#comeBack();
		}
		watched.tells.add(tell);
		tell(watched.devices);
		return () => {
			watched.tells.delete(tell);
			if (watched.tells.size > 0 || this.#watched.get(peer) !== watched) return;
			this.#watched.delete(peer);
			this.#watching?.watch('unwatch', [peer]);
		};
	}

	/** What the other server says of a peer of its own. */
	hear(peer: string, devices: readonly string[]): void {
		const watched = this.#watched.get(peer);
		if (!watched) return;
		const own = devices.filter((id) => id.startsWith(`${peer}-`)).map((id) => `${id}@${this.host}`);
		this.#say(watched, own);
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#retry);
		for (const link of [...this.#links]) link.close(1001, 'The server is restarting.');
	}

	#say(watched: Watched, devices: readonly string[]): void {
		if (devices.join() === watched.devices.join()) return;
		watched.devices = devices;
		for (const tell of [...watched.tells]) tell(devices);
	}

	#watchOver(link: ServerLink): void {
		this.#watching = link;
		if (this.#watched.size > 0) link.watch('watch', [...this.#watched.keys()]);
	}

	/** Somebody is watched there: a link is wanted even while there is nothing to say. */
	#comeBack(): void {
		if (this.#closed || this.#retry || this.#watched.size === 0) return;
		const wait = Math.max(0, (this.#failure?.until ?? 0) - this.#parts.clock());
		this.#retry = setTimeout(() => {
			this.#retry = undefined;
			if (this.#watched.size === 0) return;
			this.#link().catch(() => this.#comeBack());
		}, wait);
		this.#retry.unref();
	}

	async #link(): Promise<ServerLink> {
		for (const link of this.#links) if (link.open) return link;
		if (this.#closed) throw new Unreachable('server-away', 'stopping');
		if (this.#dialling) return this.#dialling;
		if (this.#failure && this.#failure.until > this.#parts.clock()) throw this.#failure.error;
		this.#dialling = this.#parts.dial(this).finally(() => (this.#dialling = undefined));
		try {
			return await this.#dialling;
		} catch (error) {
			if (error instanceof Unreachable) this.#failed(error);
			throw error;
		}
	}

	#failed(error: Unreachable): void {
		const count = (this.#failure?.count ?? 0) + 1;
		const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - 1));
		// Not all who lost a server come back to it in the same moment.
		this.#failure = { error, count, until: this.#parts.clock() + wait * (0.75 + Math.random() / 4) };
	}
}
