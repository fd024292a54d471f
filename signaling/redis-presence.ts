/**
 * Who is online at the other processes. Each process keeps its own devices in Redis and says on the peer's channel that
 * something changed; whoever watches that peer reads again. Redis sees keyed names and sealed ids.
 *
 *   elm:online:<peer>     hash   "<process> <device>" → the PeerJS id, sealed
 *   elm:of:<process>      set    "<peer> <device>"
 */
import { reasonOf, type Log } from './log.ts';
import type { Outside } from './presence.ts';
import { listOf, Script, textOf, type RedisLink } from './redis.ts';
import type { RedisBus } from './redis-bus.ts';
import type { Processes } from './redis-processes.ts';
import type { Veil } from './redis-veil.ts';

// peer, process, device, sealed id, what to publish
const enter = new Script(`
redis.call('HSET', 'elm:online:' .. ARGV[1], ARGV[2] .. ' ' .. ARGV[3], ARGV[4])
redis.call('SADD', 'elm:of:' .. ARGV[2], ARGV[1] .. ' ' .. ARGV[3])
return redis.call('PUBLISH', 'elm:' .. ARGV[1], ARGV[5])`);
const leave = new Script(`
redis.call('HDEL', 'elm:online:' .. ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
redis.call('SREM', 'elm:of:' .. ARGV[2], ARGV[1] .. ' ' .. ARGV[3])
return redis.call('PUBLISH', 'elm:' .. ARGV[1], ARGV[4])`);

export const presenceChannel = (peer: string): string => `presence ${peer}`;

/** One peer somebody here watches. */
interface Watched {
	readonly peer: string;
	readonly tells: Set<(devices: readonly string[]) => void>;
	readonly stop: () => void;
	/** As last read; undefined until then. */
	devices: readonly string[] | undefined;
	reading: boolean;
	again: boolean;
}

export interface RedisPresenceParts {
	readonly link: RedisLink;
	readonly bus: RedisBus;
	readonly veil: Veil;
	readonly processes: Processes;
	readonly log: Log;
}

export class RedisPresence implements Outside {
	readonly #parts: RedisPresenceParts;
	/** Devices at this process, id → peer. */
	readonly #here = new Map<string, string>();
	/** By the peer's name in Redis. */
	readonly #watched = new Map<string, Watched>();

	constructor(parts: RedisPresenceParts) {
		this.#parts = parts;
		parts.bus.onBack(() => this.#again());
		parts.processes.onForgotten = () => this.#again();
		parts.processes.onGone = (names) => {
			for (const name of names) this.#changed(name);
		};
	}

	enter(peer: string, id: string): void {
		this.#here.set(id, peer);
		const { veil, processes } = this.#parts;
		this.#run(enter, peer, processes.id, veil.name('device', id), veil.seal(id), veil.seal('changed'));
	}

	leave(peer: string, id: string): void {
		this.#here.delete(id);
		const { veil, processes } = this.#parts;
		this.#run(leave, peer, processes.id, veil.name('device', id), veil.seal('changed'));
	}

	#run(script: Script, peer: string, ...args: (string | Buffer)[]): void {
		this.#parts.link.run(script, [], [this.#name(peer), ...args]).catch((error: unknown) => {
			// Said again when Redis is back.
			this.#parts.log.debug('presence-unsaid', { reason: reasonOf(error) });
		});
	}

	watch(peer: string, tell: (devices: readonly string[]) => void): () => void {
		const name = this.#name(peer);
		const watched = this.#watched.get(name) ?? this.#begin(peer, name);
		watched.tells.add(tell);
		if (watched.devices) tell(watched.devices);
		return () => {
			if (!watched.tells.delete(tell) || watched.tells.size > 0) return;
			watched.stop();
			this.#watched.delete(name);
		};
	}

	#begin(peer: string, name: string): Watched {
		const stop = this.#parts.bus.listen(presenceChannel(peer), () => this.#changed(name));
		const watched = { peer, tells: new Set<never>(), stop, devices: undefined, reading: false, again: false };
		this.#watched.set(name, watched);
		this.#changed(name);
		return watched;
	}

	/** The peer's channel and its devices go by one name. */
	#name(peer: string): string {
		return this.#parts.veil.name('channel', presenceChannel(peer));
	}

	#changed(name: string): void {
		const watched = this.#watched.get(name);
		if (!watched) return;
		watched.again = true;
		if (!watched.reading) void this.#read(name, watched);
	}

	async #read(name: string, watched: Watched): Promise<void> {
		const { bus } = this.#parts;
		watched.reading = true;
		try {
			while (watched.again) {
				watched.again = false;
				// Read first and told of changes only then, it would miss what changes between.
				await bus.ready(presenceChannel(watched.peer));
				const devices = await this.#devicesOf(name, watched.peer);
				if (watched.devices?.join() === devices.join()) continue;
				watched.devices = devices;
				for (const tell of watched.tells) tell(devices);
			}
		} catch {
			// Away. What was known is better than nothing, and is read again when it is back.
			if (!watched.devices) for (const tell of watched.tells) tell((watched.devices = []));
		} finally {
			watched.reading = false;
		}
	}

	async #devicesOf(name: string, peer: string): Promise<readonly string[]> {
		const { link, veil, processes } = this.#parts;
		const reply = listOf(await link.call('HGETALL', `elm:online:${name}`));
		const devices = new Set<string>();
		for (let i = 0; i < reply.length; i += 2) {
			const sealed = reply[i + 1];
			if (textOf(reply[i])?.startsWith(processes.id) || !Buffer.isBuffer(sealed)) continue;
			const id = veil.open(sealed);
			// A sealed id that was moved to another peer's name is no device of that peer.
			if (id?.startsWith(`${peer}-`)) devices.add(id);
		}
		return [...devices].sort();
	}

	/** Redis was away, or forgot this process: its devices are said again, the others' read again. */
	#again(): void {
		for (const [id, peer] of this.#here) this.enter(peer, id);
		for (const name of this.#watched.keys()) this.#changed(name);
	}
}
