/**
 * What other servers may have done here, each within what it is granted: a letter into a mailbox of ours, a box to a tab
 * that is open here, a look at who is here, an introduction to a device seated here. Nothing of it goes on to a third
 * server: no frame has a place for its name.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ServerAsk, ServerTell } from '#lib/protocol/federation.ts';
import { recently } from '#lib/protocol/recently.ts';
import { placeOf, type RelayRefusal } from '#lib/protocol/relay.ts';
import type { Reply } from './asks.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Introduction } from './federation.ts';
import type { Answerer } from './federation-link.ts';
import type { Guard } from './guard.ts';
import type { Log } from './log.ts';
import type { Watcher } from './presence.ts';
import { Buckets } from './quota.ts';
import { brokerMessage } from './sdp.ts';

/** The core, as other servers may use it. Whoever is named by a host has been checked to belong to it. */
export interface Home {
	keep(letter: { to: string; from: string; exp: number; box: string }): Promise<Reply>;
	forward(box: { to: string; from: string; box: string }): Reply | Promise<Reply>;
	watch(watcher: Watcher, peers: readonly string[]): void;
	unwatch(watcher: Watcher): void;
	/** `src` is a device here or, with its host, elsewhere; `dst` one that may be seated here. */
	introduce(src: string, message: Introduction): void;
}

export interface ServingParts {
	readonly config: Pick<Config, 'limits'>;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
}

type Ask<K extends ServerAsk['ask']> = Extract<ServerAsk, { ask: K }>;

/** Letters remembered after their reader may have taken them, so that one sent again is not stored again. */
const REMEMBERED = 20_000;
const MINUTE_S = 60;
/** What no well-made server runs into; bad luck (absent, full, storage) is none. */
const OFFENCES: Partial<Record<RelayRefusal, number>> = { malformed: 1, 'server-unknown': 10, rate: 0.1 };

export class Serving {
	readonly #parts: ServingParts;
	readonly #frames;
	readonly #bytes;
	readonly #mail;
	readonly #senderMail;
	readonly #senderFrames;
	readonly #kept = recently(REMEMBERED);
	/** Watched peers by server, of all its links. */
	readonly #watched = new Map<string, number>();
	#home: Home | undefined;

	constructor(parts: ServingParts) {
		this.#parts = parts;
		const { limits } = parts.config;
		const perSecond = (count: number) => new Buckets({ burst: 2 * count, perSecond: count });
		const perMinute = (count: number) => new Buckets({ burst: count, perSecond: count / MINUTE_S });
		this.#frames = perSecond(limits.serverMessagesPerSecond);
		this.#bytes = perMinute(limits.serverBytesPerMinute);
		this.#mail = perMinute(limits.serverMailPerMinute);
		this.#senderMail = perMinute(limits.mailPerMinute);
		this.#senderFrames = perSecond(limits.messagesPerSecond);
	}

	/** Until the core is there everybody is absent. */
	open(home: Home): void {
		this.#home = home;
	}

	/** Said of a server of this name by itself: no link is needed. */
	watchHere(peer: string, tell: (devices: readonly string[]) => void): () => void {
		const watcher: Watcher = { tellPresence: (_peer, devices) => tell(devices) };
		this.#home?.watch(watcher, [peer]);
		return () => this.#home?.unwatch(watcher);
	}

	/** A device of ours sent something there that did not arrive. */
	expire(absent: string, waiter: string): void {
		this.#home?.introduce(absent, { type: 'EXPIRE', dst: waiter });
	}

	isBanned(host: string): boolean {
		return this.#parts.guard.strikes.banned(`server ${host}`, this.#parts.clock()) > 0;
	}

	/** For one link to `host`, which has proved itself. */
	answerer(host: string, tell: (frame: ServerTell) => void): Answerer {
		const { clock } = this.#parts;
		const watchers = new Map<string, Watcher>();
		return {
			allowance: (bytes) => this.#bytes.take(host, clock(), bytes),
			askAllowance: () => this.#frames.take(host, clock()),
			answer: (ask) => this.#answer(host, ask, watchers, tell),
			offended: (why) => this.#offended(host, why),
			get watches() {
				return watchers.size;
			},
			close: () => this.#unwatch(host, watchers, [...watchers.keys()])
		};
	}

	async #answer(
		host: string,
		ask: ServerAsk,
		watchers: Map<string, Watcher>,
		tell: (frame: ServerTell) => void
	): Promise<Reply> {
		const home = this.#home;
		if (!home) return { why: 'absent' };
		this.#parts.counts.add('federation_answered');
		switch (ask.ask) {
			case 'mail':
				return this.#takeMail(home, host, ask);
			case 'forward': {
				const wait = this.#mayAsk(host, ask.from);
				return typeof wait === 'object' ? wait : home.forward(ask);
			}
			case 'watch':
				return this.#watch(home, host, ask.peers, watchers, tell);
			case 'unwatch':
				this.#unwatch(host, watchers, ask.peers);
				return {};
			case 'introduce':
				return this.#introduce(home, host, ask);
		}
	}

	/** A server speaks for those who proved to it and for nobody else, and each of them has an allowance here too. */
	#mayAsk(host: string, from: string): Reply | undefined {
		if (placeOf(from).server !== host) return { why: 'server-unknown' };
		const wait = this.#senderFrames.take(from, this.#parts.clock());
		return wait > 0 ? { why: 'rate', retryMs: wait } : undefined;
	}

	async #takeMail(home: Home, host: string, { to, from, exp, box }: Ask<'mail'>): Promise<Reply> {
		const refused = this.#mayAsk(host, from);
		if (refused) return refused;
		const now = this.#parts.clock();
		const name = createHash('sha256').update(`${from} ${to} ${box}`).digest('base64url');
		if (this.#kept.has(name)) return {};
		const wait = this.#senderMail.take(from, now) || this.#mail.take(host, now);
		if (wait > 0) return { why: 'rate', retryMs: wait };
		const reply = await home.keep({ to, from, exp, box });
		if (!('why' in reply)) this.#kept.add(name);
		return reply;
	}

	#watch(
		home: Home,
		host: string,
		peers: readonly string[],
		watchers: Map<string, Watcher>,
		tell: (frame: ServerTell) => void
	): Reply {
		const fresh = [...new Set(peers)].filter((peer) => !watchers.has(peer));
		const watched = this.#watched.get(host) ?? 0;
		if (watched + fresh.length > this.#parts.config.limits.serverWatchedPeers) return { why: 'quota' };
		this.#watched.set(host, watched + fresh.length);
		for (const peer of fresh) {
			let told = false;
			const watcher: Watcher = {
				tellPresence: (_peer, devices) => {
					// Who is not here need not be said to be: of ten thousand, most are not.
					if (told || devices.length > 0) tell({ tell: 'presence', peer, devices });
					told ||= devices.length > 0;
				}
			};
			watchers.set(peer, watcher);
			home.watch(watcher, [peer]);
		}
		return {};
	}

	#unwatch(host: string, watchers: Map<string, Watcher>, peers: readonly string[]): void {
		for (const peer of peers) {
			const watcher = watchers.get(peer);
			if (!watcher || !this.#home) continue;
			watchers.delete(peer);
			this.#home.unwatch(watcher);
			const left = (this.#watched.get(host) ?? 0) - 1;
			if (left > 0) this.#watched.set(host, left);
			else this.#watched.delete(host);
		}
	}

	#introduce(home: Home, host: string, { src, message }: Ask<'introduce'>): Reply {
		const { guard, clock } = this.#parts;
		const now = clock();
		if (placeOf(src).server !== host) return { why: 'server-unknown' };
		const wait = guard.brokerFrame(src, now);
		if (wait > 0) return { why: 'rate', retryMs: wait };
		const checked = introductionOf(message);
		if (!checked) return { why: 'malformed' };
		if (checked.type === 'OFFER' && guard.offer(src, checked.dst, now) > 0) return { why: 'rate' };
		home.introduce(src, checked);
		return {};
	}

	#offended(host: string, why: RelayRefusal): boolean {
		const { guard, clock, counts, log } = this.#parts;
		counts.add('federation_refused');
		const weight = OFFENCES[why];
		if (weight === undefined || !guard.refused(`server ${host}`, clock(), weight)) return false;
		counts.add('bans');
		log.warn('banned', { server: host });
		return true;
	}
}

/** Checked like a device's own message: another server may not have looked. */
function introductionOf(message: Ask<'introduce'>['message']): Introduction | undefined {
	const { type, dst } = message;
	if (type === 'LEAVE' || type === 'EXPIRE') return { type, dst };
	const said = v.safeParse(brokerMessage, message);
	if (!said.success || said.output.type === 'HEARTBEAT' || said.output.type === 'LEAVE') return undefined;
	return said.output;
}
