/**
 * All allowances of one server in one place, for both sockets: rates by key and by address, sockets held, bans. A
 * household shares an address, so an address may do what some twenty people do; a key may do what one person does.
 */
import type { Config } from './config.ts';
import { Buckets, Holdings, Strikes, type WaitMs } from './quota.ts';

/** How many people may stand behind one address before they feel each other. */
const PEOPLE_PER_ADDRESS = 20;
const MINUTE_S = 60;
/** A token of 16 random bytes cannot be guessed; this only keeps trying cheap for us. */
const REDEEMS_PER_MINUTE = 60;
/** A dial needs some twenty messages within a second; ten dials at once must pass. So it is on topics. */
const BURST_SECONDS = 5;
/** Listeners that one frame on a topic may be told to for the price of one. */
const LISTENERS_PER_FRAME = 64;

/** What counts over all processes of one server. Where they cannot be reached, each counts for itself. */
export interface Across {
	/** One more socket of an identity, where fewer than `most` are open; the function gives it back. */
	hold(identity: string, most: number): Promise<(() => void) | undefined>;
}

export class Guard {
	readonly strikes: Strikes;
	/** Undefined where there is one process. */
	across: Across | undefined;
	/** Sockets that have not proved a key, by address; proved ones, by address; by `endpoint key`. */
	readonly unproved = new Holdings();
	readonly proved = new Holdings();
	readonly identities = new Holdings();
	readonly #newcomers;
	readonly #challenges;
	readonly #messages;
	readonly #addressMessages;
	readonly #bytes;
	readonly #addressBytes;
	readonly #mail;
	readonly #addressMail;
	readonly #redeems;
	readonly #broker;
	readonly #offers;
	readonly #topics;
	readonly #addressTopics;
	readonly #topicBytes;

	constructor({ limits }: Pick<Config, 'limits'>) {
		const rate = (burst: number, perSecond: number) => new Buckets({ burst, perSecond });
		const perMinute = (count: number) => rate(count, count / MINUTE_S);
		this.strikes = new Strikes(limits.banMs);
		this.#newcomers = rate(limits.newSocketsPerSecond * 10, limits.newSocketsPerSecond);
		this.#challenges = rate(limits.newSocketsPerSecond * 10, limits.newSocketsPerSecond);
		this.#messages = rate(limits.messagesPerSecond * 2, limits.messagesPerSecond);
		this.#addressMessages = rate(
			limits.messagesPerSecond * 2 * PEOPLE_PER_ADDRESS,
			limits.messagesPerSecond * PEOPLE_PER_ADDRESS
		);
		this.#bytes = perMinute(limits.bytesPerMinute);
		this.#addressBytes = perMinute(limits.bytesPerMinute * PEOPLE_PER_ADDRESS);
		this.#mail = perMinute(limits.mailPerMinute);
		this.#addressMail = perMinute(limits.mailPerMinute * PEOPLE_PER_ADDRESS);
		this.#redeems = perMinute(REDEEMS_PER_MINUTE);
		this.#broker = rate(limits.brokerPerSecond * BURST_SECONDS, limits.brokerPerSecond);
		const topics = (people: number) =>
			rate(limits.topicsPerSecond * BURST_SECONDS * people, limits.topicsPerSecond * people);
		this.#topics = topics(1);
		this.#addressTopics = topics(PEOPLE_PER_ADDRESS);
		this.#topicBytes = perMinute(limits.bytesPerMinute);
		this.#offers = perMinute(limits.offersPerMinute);
	}

	newcomer(address: string, now: number): WaitMs {
		return this.strikes.banned(address, now) || this.#newcomers.take(address, now);
	}
	challenge(address: string, now: number): WaitMs {
		return this.#challenges.take(address, now);
	}
	/** One frame of `bytes` on `/elm`. Before the proof, when there is no key yet, only the address counts. */
	frame(key: string | undefined, address: string, bytes: number, now: number): WaitMs {
		const own = key === undefined ? 0 : this.#messages.take(key, now) || this.#bytes.take(key, now, bytes);
		return own || this.#addressMessages.take(address, now) || this.#addressBytes.take(address, now, bytes);
	}
	mail(name: string, address: string, now: number): WaitMs {
		return this.#mail.take(name, now) || this.#addressMail.take(address, now);
	}
	redeem(address: string, now: number): WaitMs {
		return this.#redeems.take(address, now);
	}
	brokerFrame(id: string, now: number): WaitMs {
		return this.#broker.take(id, now);
	}
	/** One frame on `/y-webrtc`, to be told to `listeners`: one that reaches many costs more, so that nobody is an amplifier. */
	topicFrame(key: string, address: string, bytes: number, listeners: number, now: number): WaitMs {
		const cost = Math.max(1, listeners / LISTENERS_PER_FRAME);
		return (
			this.#topics.take(key, now, cost) ||
			this.#topicBytes.take(key, now, bytes) ||
			this.#addressTopics.take(address, now, cost)
		);
	}
	offer(from: string, to: string, now: number): WaitMs {
		return this.#offers.take(`${from}>${to}`, now);
	}

	/** Notes that `name` was refused; true when it is banned now and its socket should go. */
	refused(name: string, now: number, weight = 1): boolean {
		this.strikes.refused(name, now, weight);
		return this.strikes.banned(name, now) > 0;
	}
}
