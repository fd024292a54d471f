/**
 * The connection to Redis, where several processes form one server: one socket for commands, one that hears. What is
 * asked while Redis is away fails at once with `StorageError`, so that senders are told the truth and come again; it
 * comes back by itself. At the start it is asked what it promises, and a Redis that would forget is refused in words.
 *
 * `appendfsync always` is what makes an answer of Redis mean "on disk": it writes and syncs its log before it answers
 * whoever asked in that round. So there is nothing left for WAITAOF (7.2 and newer) to wait for.
 */
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { ConfigError, type Config } from './config.ts';
import { StorageError } from './database.ts';

const OLDEST = [6, 2] as const;
const CONNECT_MS = 5_000;
/** A Redis that says nothing for this long is away; what was asked may still have happened. */
const ANSWER_MS = 5_000;
const MAX_AGAIN_MS = 1_000;
/** More than this waiting for Redis is answered with a refusal instead of memory. */
const MAX_WAITING = 20_000;

/** Redis runs it in one piece. What it changes is on disk as one piece too. */
export class Script {
	readonly lua: string;
	readonly sha: string;
	constructor(lua: string) {
		this.lua = lua;
		this.sha = createHash('sha1').update(lua).digest('hex');
	}
}

export type Value = string | number | Buffer;

export interface RedisOptions {
	readonly onFailure?: (error: unknown) => void;
}

export class RedisLink {
	readonly #commands: Redis;
	/** Hears what is published; speaks of nothing else. */
	readonly hearing: Redis;
	/** What last kept it from connecting. */
	trouble: string | undefined;
	readonly #onFailure: (error: unknown) => void;
	readonly #back = new Set<() => void>();
	#refused = false;
	#closed = false;
	#waiting = 0;

	constructor(url: URL, options: RedisOptions) {
		const settings = {
			protocol: 2,
			lazyConnect: true,
			connectTimeout: CONNECT_MS,
			enableOfflineQueue: false,
			// In flight when the connection breaks: failed at once. Whether it happened is for the sender to ask again.
			maxRetriesPerRequest: 0,
			autoResendUnfulfilledCommands: false,
			autoResubscribe: false,
			retryStrategy: (times: number) => Math.min(times * 100, MAX_AGAIN_MS)
		} as const;
		this.#onFailure = options.onFailure ?? (() => {});
		this.#commands = new Redis(url.href, { ...settings, commandTimeout: ANSWER_MS });
		this.hearing = new Redis(url.href, settings);
		// Also said by each command that fails.
		for (const client of [this.#commands, this.hearing])
			client.on('error', (error: Error) => (this.trouble = error.message));
	}

	async connect(): Promise<void> {
		await Promise.all([this.#commands.connect(), this.hearing.connect()]);
		for (const client of [this.#commands, this.hearing])
			client.on('ready', () => {
				if (this.#commands.status !== 'ready' || this.hearing.status !== 'ready') return;
				for (const tell of this.#back) tell();
			});
	}

	get healthy(): boolean {
		return this.#commands.status === 'ready' && !this.#refused;
	}

	/** Calls `tell` whenever Redis was away and is back: what was said meanwhile was not heard. */
	onBack(tell: () => void): () => void {
		this.#back.add(tell);
		return () => this.#back.delete(tell);
	}

	/** One command. Replies come as bytes; a failure is a StorageError. */
	call(command: string, ...args: Value[]): Promise<unknown> {
		return this.#ask(() => this.#commands.callBuffer(command, ...args));
	}

	run(script: Script, keys: readonly string[], args: readonly Value[]): Promise<unknown> {
		return this.#ask(() => this.#evaluate(script, [keys.length, ...keys, ...args]));
	}

	async #ask(ask: () => Promise<unknown>): Promise<unknown> {
		if (this.#waiting >= MAX_WAITING) throw new StorageError('too much is waiting for Redis');
		this.#waiting += 1;
		try {
			const reply = await ask();
			this.#refused = false;
			return reply;
		} catch (error) {
			throw this.#failed(error);
		} finally {
			this.#waiting -= 1;
		}
	}

	async #evaluate(script: Script, rest: Value[]): Promise<unknown> {
		try {
			return await this.#commands.callBuffer('EVALSHA', script.sha, ...rest);
		} catch (error) {
			if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
			return this.#commands.callBuffer('EVAL', script.lua, ...rest);
		}
	}

	#failed(error: unknown): StorageError {
		if (!this.#closed) {
			// It answers, and would not: no room, no disk. Stays so until it takes something again.
			if (this.#commands.status === 'ready') this.#refused = true;
			this.#onFailure(error);
		}
		return new StorageError('Redis did not take that', { cause: error });
	}

	close(): void {
		this.#closed = true;
		this.#back.clear();
		this.#commands.disconnect();
		this.hearing.disconnect();
	}
}

/** What a script or a command said, as text; undefined where it was nothing of that kind. */
export const textOf = (reply: unknown): string | undefined =>
	Buffer.isBuffer(reply) ? reply.toString() : typeof reply === 'string' ? reply : undefined;
export const listOf = (reply: unknown): readonly unknown[] => (Array.isArray(reply) ? reply : []);
export const numberOf = (reply: unknown): number => Number(textOf(reply) ?? reply ?? 0);

/** Connects and checks what Redis promises; throws ConfigError with a sentence for the host. */
export async function openRedis(
	url: URL,
	durability: Config['redisDurability'],
	options: RedisOptions = {}
): Promise<RedisLink> {
	const link = new RedisLink(url, options);
	try {
		await link.connect();
		await checkVersion(link);
		if (durability === 'disk') await checkDurability(link);
		return link;
	} catch (error) {
		link.close();
		if (error instanceof ConfigError) throw error;
		const cause = link.trouble ?? (error instanceof Error ? error.message : String(error));
		throw new ConfigError(
			`Redis at ${url.host} (REDIS_URL) cannot be used: ${cause}. ` +
				'Start it there, correct REDIS_URL, or leave REDIS_URL out to run one process on its own.',
			{ cause: error }
		);
	}
}

async function checkVersion(link: RedisLink): Promise<void> {
	const version = /redis_version:(\d+)\.(\d+)/.exec(textOf(await link.call('INFO', 'server')) ?? '');
	const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
	if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
		throw new ConfigError(`Redis ${major}.${minor} is too old: Elmnet needs ${OLDEST.join('.')} or newer.`);
}

/** What must be so that nothing acknowledged is forgotten, and what it costs where it is not. */
const PROMISES: readonly { name: string; value: string; why: string }[] = [
	{ name: 'appendonly', value: 'yes', why: 'without it a restart forgets all mail' },
	{ name: 'appendfsync', value: 'always', why: 'else a pulled plug loses mail that was acknowledged' },
	{ name: 'no-appendfsync-on-rewrite', value: 'no', why: 'else that holds while its log is rewritten' },
	{ name: 'maxmemory-policy', value: 'noeviction', why: 'else it drops mail when it is full' }
];

async function checkDurability(link: RedisLink): Promise<void> {
	for (const { name, value, why } of PROMISES) {
		const reply = await link.call('CONFIG', 'GET', name).catch(() => undefined);
		const [, is] = listOf(reply).map(textOf);
		if (is === value) continue;
		throw new ConfigError(
			`Redis must be set to "${name} ${value}" (${why}), and ` +
				`${is === undefined ? 'does not tell' : `says "${is}"`}. Set it (redis.conf or CONFIG SET), ` +
				'or take the risk with REDIS_DURABILITY=relaxed.'
		);
	}
}
