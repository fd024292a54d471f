/**
 * Between the processes of one server, by Redis' pub/sub. What is said is heard by whoever listens at that moment and is
 * kept nowhere; whoever must not miss anything looks again when Redis is back (`onBack`).
 */
import type { Bus } from './ports.ts';
import { numberOf, type RedisLink } from './redis.ts';
import type { Veil } from './redis-veil.ts';

/** Channels asked for in one command when a connection is back. */
const AT_ONCE = 500;

type Hear = (text: string, from: string) => void;

/** The name Redis knows a channel by. */
export const channelName = (veil: Veil, channel: string): string => `elm:${veil.name('channel', channel)}`;

export class RedisBus implements Bus {
	readonly #link: RedisLink;
	readonly #veil: Veil;
	readonly #hearers = new Map<string, Set<Hear>>();
	/** Channels Redis counts us at now. */
	readonly #counted = new Set<string>();
	/** Coming or going: until it is done Redis' count may or may not have us in it. */
	readonly #underway = new Map<string, Promise<void>>();
	readonly #back = new Set<() => void>();

	constructor(link: RedisLink, veil: Veil) {
		this.#link = link;
		this.#veil = veil;
		link.hearing.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#hear(channel, message));
		link.hearing.on('close', () => this.#counted.clear());
		link.onBack(() => {
			void this.#listenAgain().then(() => {
				for (const tell of this.#back) tell();
			});
		});
	}

	/** Calls `tell` when Redis was away, is back, and everything is listened to again: something may have been missed. */
	onBack(tell: () => void): void {
		this.#back.add(tell);
	}

	listen(channel: string, hear: Hear): () => void {
		const name = channelName(this.#veil, channel);
		const hearers = this.#hearers.get(name) ?? new Set();
		// A wrapper, so that the same function may listen twice.
		const own: Hear = (text, from) => hear(text, from);
		hearers.add(own);
		if (hearers.size === 1) {
			this.#hearers.set(name, hearers);
			this.#change(name);
		}
		return () => {
			if (!hearers.delete(own) || hearers.size > 0) return;
			this.#hearers.delete(name);
			this.#change(name);
		};
	}

	/** Never rejects: where Redis is away nobody listens. */
	async say(channel: string, text: string): Promise<number> {
		const name = channelName(this.#veil, channel);
		const underway = this.#underway.get(name);
		if (underway) await underway;
		const own = this.#counted.has(name) ? 1 : 0;
		try {
			return Math.max(0, numberOf(await this.#link.call('PUBLISH', name, this.#veil.seal(text))) - own);
		} catch {
			return 0;
		}
	}

	async ready(channel: string): Promise<void> {
		await this.#underway.get(channelName(this.#veil, channel));
	}

	async close(): Promise<void> {
		this.#hearers.clear();
		this.#link.close();
	}

	#hear(channel: Buffer, message: Buffer): void {
		if (this.#veil.isOwn(message)) return;
		const hearers = this.#hearers.get(channel.toString('latin1'));
		if (!hearers) return;
		const text = this.#veil.open(message);
		if (text === undefined) return;
		const from = this.#veil.sealerOf(message);
		for (const hear of hearers) hear(text, from);
	}

	/** Tells Redis whether we listen there now, after what it was told before. */
	#change(name: string): void {
		const done = this.#settle(name).finally(() => {
			if (this.#underway.get(name) === done) this.#underway.delete(name);
		});
		this.#underway.set(name, done);
	}

	async #settle(name: string): Promise<void> {
		await this.#underway.get(name);
		const wanted = this.#hearers.has(name);
		if (wanted === this.#counted.has(name)) return;
		try {
			if (wanted) await this.#link.hearing.subscribe(name);
			else await this.#link.hearing.unsubscribe(name);
			if (wanted) this.#counted.add(name);
			else this.#counted.delete(name);
		} catch {
			// Away: when it is back, all that is wanted is asked for anew.
		}
	}

	async #listenAgain(): Promise<void> {
		const names = [...this.#hearers.keys()].filter((name) => !this.#counted.has(name));
		for (let i = 0; i < names.length; i += AT_ONCE) {
			const some = names.slice(i, i + AT_ONCE);
			try {
				await this.#link.hearing.subscribe(...some);
				for (const name of some) this.#counted.add(name);
			} catch {
				return;
			}
		}
	}
}
