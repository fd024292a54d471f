/** Several processes that form one server over Redis: what they have in common, put together. */
import type { Config } from './config.ts';
import { openRedis } from './redis.ts';
import { RedisBus } from './redis-bus.ts';
import { RedisDirectory } from './redis-directory.ts';
import { RedisLanes } from './redis-lanes.ts';
import { RedisPresence } from './redis-presence.ts';
import { Processes } from './redis-processes.ts';
import { RedisQuota } from './redis-quota.ts';
import { RedisSeats } from './redis-seats.ts';
import { sharedSecret } from './redis-secret.ts';
import { redisStorage } from './redis-storage.ts';
import { Veil } from './redis-veil.ts';
import type { Failures, Together, TogetherParts } from './together.ts';

/** Throws ConfigError with a sentence for the host where Redis cannot be used. */
export async function openShared(
	config: Config,
	url: URL,
	parts: TogetherParts,
	{ onFailure, onDamaged }: Failures
): Promise<Together> {
	const { clock, guard, log } = parts;
	const { limits } = config;
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
		const lanes = await RedisLanes.open(bus, processes.id);
		const onBack = (tell: () => void) => bus.onBack(tell);
		const others = { outside, seats, lanes, across, processes, onBack };
		const directory = {
			people: new RedisDirectory(link, veil, 'people'),
			communities: new RedisDirectory(link, veil, 'communities')
		};
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
