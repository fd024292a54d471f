/**
 * What counts over all processes: sockets of one identity, and bans; mail a minute is counted where it is stored, see
 * redis-mail.ts. Frames and bytes a second are counted by each process for itself: an identity has few sockets in all, so
 * that is bounded too.
 *
 *   elm:sockets:<identity>   hash   process → how many
 *   elm:bans                 zset   who and until when, sealed, by until when
 */
import type { Across } from './guard.ts';
import type { Bus } from './ports.ts';
import type { Strikes } from './quota.ts';
import { listOf, numberOf, Script, type RedisLink } from './redis.ts';
import { LIVES, type Processes } from './redis-processes.ts';
import type { Veil } from './redis-veil.ts';

const KEPT_MS = 7 * 24 * 60 * 60_000;

// identity, process, most → whether there was room
const hold = new Script(`${LIVES}
local key, sum = 'elm:sockets:' .. ARGV[1], 0
local held = redis.call('HGETALL', key)
for i = 1, #held, 2 do
	if held[i] == ARGV[2] or lives(held[i]) then sum = sum + held[i + 1] else redis.call('HDEL', key, held[i]) end
end
if sum >= tonumber(ARGV[3]) then return 0 end
redis.call('HINCRBY', key, ARGV[2], 1)
redis.call('PEXPIRE', key, ${KEPT_MS})
return 1`);
const give = new Script(`
local key = 'elm:sockets:' .. ARGV[1]
if redis.call('HINCRBY', key, ARGV[2], -1) <= 0 then redis.call('HDEL', key, ARGV[2]) end
return 1`);

// until, who, now
const ban = new Script(`
redis.call('ZREMRANGEBYSCORE', 'elm:bans', '-inf', ARGV[3])
return redis.call('ZADD', 'elm:bans', ARGV[1], ARGV[2])`);

export interface RedisQuotaParts {
	readonly link: RedisLink;
	readonly bus: Bus;
	readonly veil: Veil;
	readonly processes: Processes;
}

export class RedisQuota implements Across {
	readonly #parts: RedisQuotaParts;

	constructor(parts: RedisQuotaParts) {
		this.#parts = parts;
	}

	async hold(identity: string, most: number): Promise<(() => void) | undefined> {
		const { link, veil, processes } = this.#parts;
		const name = veil.name('identity', identity);
		const room = await link.run(hold, [], [name, processes.id, most]).catch(() => {
			// Without Redis each process counts for itself.
			return 1;
		});
		if (numberOf(room) === 0) return undefined;
		return () => void link.run(give, [], [name, processes.id]).catch(() => {});
	}

	/** Bans of one process hold in all: those to come, and those that hold now. */
	async share(strikes: Strikes, now: number): Promise<void> {
		const { link, bus, veil } = this.#parts;
		bus.listen('bans', (text) => impose(strikes, text));
		strikes.onBan = (name, until) => {
			const text = `${until} ${name}`;
			void bus.say('bans', text);
			link.run(ban, [], [until, veil.seal(text), Date.now()]).catch(() => {});
		};
		for (const sealed of listOf(await link.call('ZRANGEBYSCORE', 'elm:bans', now, '+inf'))) {
			const text = Buffer.isBuffer(sealed) ? veil.open(sealed) : undefined;
			if (text !== undefined) impose(strikes, text);
		}
	}
}

function impose(strikes: Strikes, text: string): void {
	const space = text.indexOf(' ');
	strikes.impose(text.slice(space + 1), Number(text.slice(0, space)));
}
