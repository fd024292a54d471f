/** One listener's talk on `/y-webrtc`: read, bounded, checked. */
import { CLOSE, type RelayRefusal } from '#lib/protocol/relay.ts';
import type { Client, Receiver } from './client.ts';
import { short } from './log.ts';
import type { Topics } from './topics.ts';
import { WORDS } from './words.ts';

const MAX_TOPIC_CHARS = 200;
/** What one frame may name. */
const MAX_NAMED = 64;
const PING = '{"type":"ping"}';
const PONG = '{"type":"pong"}';

type Said =
	| { readonly type: 'subscribe' | 'unsubscribe'; readonly topics: readonly string[] }
	| { readonly type: 'publish'; readonly topic: string; readonly text: string }
	| { readonly type: 'ping' };

export class TopicSession implements Receiver {
	readonly client: Client;
	readonly topics = new Set<string>();
	readonly #peer: string;
	readonly #all: Topics;
	readonly #release: () => void;

	constructor(client: Client, peer: string, all: Topics, release: () => void) {
		this.client = client;
		this.#peer = peer;
		this.#all = all;
		this.#release = release;
	}

	/** One text frame. Never throws. */
	receive(text: string): void {
		const { guard, clock, counts } = this.#all.parts;
		const now = clock();
		const { address } = this.client;
		const said = text === PING ? ({ type: 'ping' } as const) : readTopicFrame(text);
		const told = said !== undefined && said !== 'not-json' && said.type === 'publish';
		const cost = told ? this.#all.listeners(said.topic) : 1;
		const wait = guard.topicFrame(this.#peer, address, text.length, cost, now);
		if (said === 'not-json') {
			counts.add('malformed');
			return this.client.close(CLOSE.malformed, 'That was not JSON.');
		}
		if (wait > 0) return this.#refuse('rate', now, wait);
		if (!said) {
			counts.add('malformed');
			return this.#refuse('malformed', now);
		}
		this.#hear(said, now);
	}

	#hear(said: Said, now: number): void {
		switch (said.type) {
			case 'ping':
				return this.client.send(PONG);
			case 'publish':
				return this.#all.publish(said.topic, said.text);
			case 'subscribe':
				for (const name of said.topics) if (!this.#all.join(this, name)) return this.#refuse('quota', now);
				return;
			case 'unsubscribe':
				for (const name of said.topics) this.#all.leave(this, name);
		}
	}

	gone(): void {
		for (const name of [...this.topics]) this.#all.leave(this, name);
		this.#release();
	}

	/** A stock client does not know this frame and passes over it. */
	#refuse(why: RelayRefusal, now: number, retryMs?: number): void {
		const { guard, counts, log } = this.#all.parts;
		counts.add('refused');
		this.client.send(JSON.stringify({ type: 'refused', why, words: WORDS[why], retryMs }));
		if (why === 'quota' || !guard.refused(this.#peer, now)) return;
		counts.add('bans');
		log.warn('banned', { who: short(this.#peer) });
		this.client.close(CLOSE.tooMany, 'Too much, too often. Come back in a while.');
	}
}

const isTopic = (value: unknown): value is string =>
	typeof value === 'string' &&
	value.length > 0 &&
	value.length <= MAX_TOPIC_CHARS &&
	!/\p{Surrogate}/u.test(value);

/** What a frame says; undefined when it is no frame of ours, `not-json` when it is none of anybody's. Never throws. */
export function readTopicFrame(text: string): Said | 'not-json' | undefined {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return 'not-json';
	}
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
	const { type, topics, topic, data } = parsed as Readonly<Record<string, unknown>>;
	if (type === 'ping') return { type };
	if (type === 'subscribe' || type === 'unsubscribe') {
		if (!Array.isArray(topics) || topics.length > MAX_NAMED || !topics.every(isTopic)) return undefined;
		return { type, topics };
	}
	if (type !== 'publish' || !isTopic(topic) || data === undefined) return undefined;
	if (Object.keys(parsed).length === 3) return { type, topic, text };
	const rebuilt = written({ type, topic, data });
	return rebuilt === undefined ? undefined : { type, topic, text: rebuilt };
}

/** Undefined for what is nested too deep to be written. */
function written(value: object): string | undefined {
	try {
		return JSON.stringify(value);
	} catch {
		return undefined;
	}
}

/** A publication's text as its listeners are told it: with how many they are, and what it said as it was written. */
export const toldOf = (text: string, clients: number): string =>
	`${text.slice(0, text.lastIndexOf('}'))},"clients":${clients}}`;
