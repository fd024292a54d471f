/**
 * Topics: whatever one says on a topic, all who listen there are told, the sender among them. The stock `y-webrtc` client
 * works with it. Nothing is kept and nothing is read but the topic's name; a key is proved, everything is bounded.
 */
import type { Client } from './client.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import type { Guard } from './guard.ts';
import { short, type Log } from './log.ts';
import { alone, type Bus } from './ports.ts';
import { checkToken, markOf } from './proof.ts';
import type { Secret } from './secret.ts';
import type { Hello } from './sockets.ts';
import { KnownTokens } from './topics-tokens.ts';
import { TopicSession, toldOf } from './topics-session.ts';
import { CLOSE } from '#lib/protocol/relay.ts';

/** An offer with all its addresses, sealed with a room's password, is an eighth of this. */
const MAX_FRAME_BYTES = 64 * 1024;
/** A page with so many documents open at once. */
const MAX_TOPICS_PER_SOCKET = 64;
const MAX_TOPICS = 100_000;

export interface TopicParts {
	readonly bus: Bus;
	readonly config: Pick<Config, 'limits'>;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
	readonly secret: Secret;
}

/** Who listens on one topic in this process. */
interface Topic {
	readonly name: string;
	readonly listeners: Set<TopicSession>;
	/** Ends listening to the other processes. */
	readonly deafen: () => void;
}

export class Topics {
	readonly maxFrameBytes = MAX_FRAME_BYTES;
	readonly parts: TopicParts;
	readonly #topics = new Map<string, Topic>();
	readonly #tokens: KnownTokens;

	constructor(parts: TopicParts) {
		this.parts = parts;
		this.#tokens = new KnownTokens(parts.bus);
	}

	/** Topics that somebody listens on here. */
	get size(): number {
		return this.#topics.size;
	}

	/** Takes a new socket, opened with `?token=…`. What it says before the answer is kept by the caller. */
	async accept(client: Client, { query, relay }: Hello): Promise<TopicSession | undefined> {
		const { guard, counts, clock, config, secret, log } = this.parts;
		const token = query.get('token') ?? '';
		const mark = markOf(token);
		const release = guard.unproved.hold(client.address);
		const known = this.#tokens.has(mark, clock());
		const proved = await checkToken(token, relay, secret, clock(), known).finally(release);
		if (!client.open) return undefined;
		if (!proved) {
			counts.add('proofs_refused');
			guard.refused(client.address, clock(), 10);
			const words = token === '' ? 'A token that proves a key is needed.' : 'The token proves nothing here.';
			client.close(token === '' ? CLOSE.notProved : CLOSE.badProof, words);
			return undefined;
		}
		const seat = `topics ${proved.peer}`;
		if (
			guard.strikes.banned(proved.peer, clock()) > 0 ||
			guard.identities.of(seat) >= config.limits.socketsPerIdentity ||
			guard.proved.of(client.address) >= config.limits.provedSocketsPerAddress
		) {
			client.close(CLOSE.tooMany, 'Too many connections, or banned for a while.');
			return undefined;
		}
		this.#tokens.keep(mark, clock());
		counts.add('proofs_accepted');
		log.debug('listens', { peer: short(proved.peer) });
		const held = [guard.proved.hold(client.address), guard.identities.hold(seat)];
		return new TopicSession(client, proved.peer, this, () => {
			for (const give of held) give();
			this.#tokens.keep(mark, clock());
		});
	}

	/** False when there is no room for another topic, here or for that socket. */
	join(session: TopicSession, name: string): boolean {
		if (session.topics.has(name)) return true;
		const topic = this.#topics.get(name) ?? this.#open(name);
		if (!topic || session.topics.size >= MAX_TOPICS_PER_SOCKET) {
			if (topic) this.#closeEmpty(topic);
			return false;
		}
		topic.listeners.add(session);
		session.topics.add(name);
		return true;
	}

	leave(session: TopicSession, name: string): void {
		const topic = this.#topics.get(name);
		if (!topic || !session.topics.delete(name)) return;
		topic.listeners.delete(session);
		this.#closeEmpty(topic);
	}

	/** How many would be told here: what a publication costs. */
	listeners(name: string): number {
		return this.#topics.get(name)?.listeners.size ?? 0;
	}

	/** Tells everybody on the topic; `text` is a publication as `toldOf` takes it. */
	publish(name: string, text: string): void {
		this.parts.counts.add('topic_published');
		this.#tell(name, text);
		if (this.parts.bus !== alone) void this.parts.bus.say(channelOf(name), text).catch(() => undefined);
	}

	#tell(name: string, text: string): void {
		const topic = this.#topics.get(name);
		if (!topic) return;
		const told = toldOf(text, topic.listeners.size);
		for (const { client } of topic.listeners) client.send(told);
		this.parts.counts.add('topic_delivered', topic.listeners.size);
	}

	#open(name: string): Topic | undefined {
		if (this.#topics.size >= MAX_TOPICS) return undefined;
		const deafen = this.parts.bus.listen(channelOf(name), (text) => this.#tell(name, text));
		const topic: Topic = { name, listeners: new Set(), deafen };
		this.#topics.set(name, topic);
		return topic;
	}

	#closeEmpty({ name, listeners, deafen }: Topic): void {
		if (listeners.size > 0) return;
		this.#topics.delete(name);
		deafen();
	}

	close(): void {
		this.#tokens.close();
	}
}

/** Names of topics are people's; what lies between processes need not hold them. */
const channelOf = (name: string): string => `topic ${markOf(name)}`;
