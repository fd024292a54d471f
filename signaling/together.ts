/**
 * What the processes of one server have in common. One alone keeps it in its folder and in memory; several (REDIS_URL)
 * keep it in Redis. The rest of the server does not know which.
 */
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import { Directory, type CardStore } from './directory.ts';
import type { Across, Guard } from './guard.ts';
import { reasonOf, type Log } from './log.ts';
import { alone, type Bus, type Storage } from './ports.ts';
import type { Outside } from './presence.ts';
import { openRedis } from './redis.ts';
import { RedisBus } from './redis-bus.ts';
import { RedisDirectory } from './redis-directory.ts';
import { RedisPresence } from './redis-presence.ts';
import { Processes } from './redis-processes.ts';
import { RedisQuota } from './redis-quota.ts';
import { RedisSeats, type Seats } from './redis-seats.ts';
import { sharedSecret } from './redis-secret.ts';
import { redisStorage } from './redis-storage.ts';
import { Veil } from './redis-veil.ts';
import { readSecret, type Secret } from './secret.ts';
import { sqliteStorage } from './storage.ts';

/** Only where there may be others. */
export interface Others {
	readonly outside: Outside;
	readonly seats: Seats;
	readonly across: Across;
	readonly processes: Processes;
	/** Calls `tell` when they may have said something that was not heard here. */
	onBack(tell: () => void): void;
}

export interface Together {
	readonly secret: Secret;
	readonly storage: Storage;
	readonly bus: Bus;
	readonly directory: CardStore;
	readonly others: Others | undefined;
	close(): Promise<void>;
}

export interface TogetherParts {
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
}

export function openTogether(config: Config, parts: TogetherParts): Promise<Together> {
	return config.redisUrl === undefined
		? openAlone(config, parts)
		: openShared(config, config.redisUrl, parts);
}

const failures = ({ counts, log }: TogetherParts) => ({
	onFailure: (error: unknown) => {
		counts.add('storage_failures');
		log.error('storage', { reason: reasonOf(error) });
	},
	onDamaged: (kind: string, why: string) => {
		counts.add('rows_damaged');
		log.error('damaged', { kind, why });
	}
});

async function openAlone(config: Config, parts: TogetherParts): Promise<Together> {
	const { dataDir: folder, limits } = config;
	const secret = readSecret(folder);
	const { clock, log } = parts;
	const storage = sqliteStorage({ folder, limits, secret, clock, log, ...failures(parts) });
	const directory = new Directory();
	return { secret, storage, bus: alone, directory, others: undefined, close: () => storage.close() };
}

async function openShared(config: Config, url: URL, parts: TogetherParts): Promise<Together> {
	const { clock, guard, log } = parts;
	const { limits } = config;
	const { onFailure, onDamaged } = failures(parts);
	const link = await openRedis(url, config.redisDurability, { onFailure });
	try {
		const secret = await sharedSecret(link, config.dataDir);
		const veil = new Veil(secret);
		const bus = new RedisBus(link, veil);
		const storage = redisStorage({
			link,
			secret,
			limits,
			mailPerMinute: limits.mailPerMinute,
			clock,
			onDamaged
		});
		const processes = new Processes({ link, veil, log });
		await processes.beat();
		const across = new RedisQuota({ link, bus, veil, processes });
		guard.across = across;
		await across.share(guard.strikes, clock());
		const outside = new RedisPresence({ link, bus, veil, processes, log });
		const seats = new RedisSeats({ link, bus, veil, processes, log });
		const others = { outside, seats, across, processes, onBack: (tell: () => void) => bus.onBack(tell) };
		const directory = new RedisDirectory(link, veil);
		const close = async () => {
			await processes.close();
			await bus.close();
		};
		return { secret, storage, bus, directory, others, close };
	} catch (error) {
		link.close();
		throw error;
	}
}
