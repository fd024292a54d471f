/**
 * Which processes form this server now. Each says every few seconds that it lives; one that has not for a while is dead,
 * and whoever notices takes its devices out of the presence, so that nobody is shown as online by a process that is
 * gone. Time is Redis' own: clocks of machines need not agree.
 *
 *   elm:processes         zset  process by when it last said so, in milliseconds
 *   elm:reports           hash  process → what it counted
 *   elm:of:<process>      set   "<peer> <device>" it has made present, see redis-presence.ts
 */
import { reasonOf, type Log } from './log.ts';
import { listOf, numberOf, Script, textOf, type RedisLink } from './redis.ts';
import type { Veil } from './redis-veil.ts';

const BEAT_MS = 3_000;
/** Three beats missed: with the beat that notices, a dead process's devices are gone within 12 seconds. */
export const LEASE_MS = 9_000;
const REAP_AT_ONCE = 200;

/** Lua: `now()`; `lives(process)`. */
export const LIVES = `
local function now()
	local time = redis.call('TIME')
	return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function lives(process)
	local said = redis.call('ZSCORE', 'elm:processes', process)
	return said and tonumber(said) > now() - ${LEASE_MS}
end
`;

// process, report → whether it was known, dead ones, living ones
const beat = new Script(`${LIVES}
local known = redis.call('ZSCORE', 'elm:processes', ARGV[1])
redis.call('ZADD', 'elm:processes', now(), ARGV[1])
redis.call('HSET', 'elm:reports', ARGV[1], ARGV[2])
local since = now() - ${LEASE_MS}
return {
	known and 1 or 0,
	redis.call('ZRANGEBYSCORE', 'elm:processes', '-inf', since),
	redis.call('ZRANGEBYSCORE', 'elm:processes', '(' .. since, '+inf')
}`);

// process, what to publish → names of the peers it had here; fewer than asked for are the last
const reap = new Script(`${LIVES}
if lives(ARGV[1]) then return {} end
local had = redis.call('SPOP', 'elm:of:' .. ARGV[1], ${REAP_AT_ONCE})
local peers = {}
for i, one in ipairs(had) do
	peers[i] = string.sub(one, 1, 32)
	redis.call('HDEL', 'elm:online:' .. peers[i], ARGV[1] .. ' ' .. string.sub(one, 34))
	redis.call('PUBLISH', 'elm:' .. peers[i], ARGV[2])
end
if #had < ${REAP_AT_ONCE} then
	redis.call('ZREM', 'elm:processes', ARGV[1])
	redis.call('HDEL', 'elm:reports', ARGV[1])
end
return peers`);

const leave = new Script(`redis.call('ZADD', 'elm:processes', 0, ARGV[1]) return 1`);

export interface ProcessParts {
	readonly link: RedisLink;
	readonly veil: Veil;
	readonly log: Log;
}

export class Processes {
	readonly id: string;
	readonly #parts: ProcessParts;
	readonly #beating: NodeJS.Timeout;
	#alive: readonly string[] = [];
	#beat: Promise<void> = Promise.resolve();
	/** What this process counted, for whoever asks any of them. */
	report: () => Readonly<Record<string, number>> = () => ({});
	/** Was taken for dead, or Redis has forgotten: what it keeps there for this process must be put there again. */
	onForgotten: () => void = () => {};
	/** Devices of these peers went with a dead process; `names` as the channels of `presence`. */
	onGone: (names: readonly string[]) => void = () => {};

	constructor(parts: ProcessParts) {
		this.#parts = parts;
		this.id = parts.veil.sealer.toString('hex');
		this.#beating = setInterval(() => void this.beat(), BEAT_MS);
	}

	/** How many form the server now, this one with them. */
	get count(): number {
		return Math.max(1, this.#alive.length);
	}

	/** Says that this process lives, and looks after the others. Never rejects; one at a time. */
	beat(): Promise<void> {
		this.#beat = this.#beat.then(() =>
			this.#say().catch((error: unknown) => {
				this.#parts.log.warn('beat-failed', { reason: reasonOf(error) });
			})
		);
		return this.#beat;
	}

	async #say(): Promise<void> {
		const { link } = this.#parts;
		const [known, dead, alive] = listOf(await link.run(beat, [], [this.id, JSON.stringify(this.report())]));
		const before = this.#alive;
		this.#alive = listOf(alive).map((process) => textOf(process) ?? '');
		if (numberOf(known) === 0 && before.length > 0) this.onForgotten();
		for (const process of listOf(dead)) await this.#reap(textOf(process) ?? '');
	}

	async #reap(process: string): Promise<void> {
		const { link, veil } = this.#parts;
		for (;;) {
			const peers = listOf(await link.run(reap, [], [process, veil.seal('changed')]));
			const names = peers.map((name) => textOf(name) ?? '');
			if (names.length > 0) this.onGone(names);
			if (names.length < REAP_AT_ONCE) return;
		}
	}

	/** What each process counted: this one until now, the others until their last beat. */
	async reports(): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
		const reply = listOf(await this.#parts.link.call('HGETALL', 'elm:reports'));
		const reports = new Map<string, Readonly<Record<string, number>>>();
		for (let i = 0; i < reply.length; i += 2)
			reports.set(textOf(reply[i]) ?? '', readReport(textOf(reply[i + 1]) ?? '{}'));
		return reports.set(this.id, this.report());
	}

	/** Goodbye: what it kept present goes at once. */
	async close(): Promise<void> {
		clearInterval(this.#beating);
		await this.#beat;
		try {
			await this.#parts.link.run(leave, [], [this.id]);
			await this.#reap(this.id);
		} catch (error) {
			this.#parts.log.warn('leave-failed', { reason: reasonOf(error) });
		}
	}
}

function readReport(text: string): Readonly<Record<string, number>> {
	const report: unknown = JSON.parse(text);
	const numbers: Record<string, number> = {};
	for (const [name, value] of Object.entries(report ?? {}))
		if (typeof value === 'number') numbers[name] = value;
	return numbers;
}
