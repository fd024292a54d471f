/** Several processes: everything that is kept, in one Redis. */
import type { Limits } from './config.ts';
import { Marks } from './mark.ts';
import { WOKEN_DEVICES, type PushStore, type Storage } from './ports.ts';
import { RedisInvites } from './redis-invites.ts';
import { RedisMail, type OnDamaged } from './redis-mail.ts';
import { listOf, Script, textOf, type RedisLink } from './redis.ts';
import type { Secret } from './secret.ts';

export interface RedisStorageOptions {
	readonly link: RedisLink;
	readonly secret: Secret;
	readonly limits: Limits;
	/** Of one sender, over all processes; not counted here where there is no number. */
	readonly mailPerMinute?: number;
	readonly clock: () => number;
	/** As SQLite's: one row was set aside. */
	readonly onDamaged?: OnDamaged;
}

/** Ends with its connection, which is the bus's too: whoever opened that closes it. */
export function redisStorage(options: RedisStorageOptions): Storage {
	const { link, secret, limits, mailPerMinute, clock, onDamaged = () => {} } = options;
	const marks = new Marks(secret);
	const mail = new RedisMail({ link, marks, limits, mailPerMinute, clock, onDamaged });
	return {
		mail,
		invites: new RedisInvites({ link, mail, marks, openInvites: limits.openInvites, clock, onDamaged }),
		push: pushesIn(link, marks, clock, onDamaged),
		get healthy() {
			return link.healthy;
		},
		close: () => Promise.resolve()
	};
}

// owner, device, mark, endpoint, now, most devices
const set = new Script(`
local devices, order = 'elm:push:' .. ARGV[1], 'elm:push-order:' .. ARGV[1]
redis.call('HSET', devices, ARGV[2], ARGV[3] .. ARGV[4])
redis.call('ZADD', order, ARGV[5], ARGV[2])
while redis.call('ZCARD', order) > tonumber(ARGV[6]) do
	local oldest = redis.call('ZPOPMIN', order)[1]
	redis.call('HDEL', devices, oldest)
end
return 1`);
const remove = new Script(`
redis.call('HDEL', 'elm:push:' .. ARGV[1], ARGV[2])
redis.call('ZREM', 'elm:push-order:' .. ARGV[1], ARGV[2])
return 1`);
const MARK_BYTES = 16;

/** The mark goes before the endpoint, in one value. */
function pushesIn(link: RedisLink, marks: Marks, clock: () => number, onDamaged: OnDamaged): PushStore {
	return {
		set: async (owner, device, endpoint) => {
			const mark = marks.of('redis push', owner, device, endpoint);
			await link.run(set, [], [owner.toString('hex'), device, mark, endpoint, clock(), WOKEN_DEVICES]);
		},
		remove: async (owner, device) => void (await link.run(remove, [], [owner.toString('hex'), device])),
		of: async (owner) => {
			const reply = listOf(await link.call('HGETALL', `elm:push:${owner.toString('hex')}`));
			const found: { device: Buffer; endpoint: string }[] = [];
			for (let i = 0; i < reply.length; i += 2) {
				const [device, value] = [reply[i], reply[i + 1]];
				if (!Buffer.isBuffer(device) || !Buffer.isBuffer(value)) continue;
				const endpoint = textOf(value.subarray(MARK_BYTES)) ?? '';
				if (marks.fits(value.subarray(0, MARK_BYTES), 'redis push', owner, device, endpoint))
					found.push({ device, endpoint });
				else onDamaged('push', 'its mark does not fit');
			}
			return found;
		}
	};
}
