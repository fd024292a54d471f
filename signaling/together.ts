/**
 * What the processes of one server have in common. One alone keeps it in its folder and in memory; several (REDIS_URL)
 * keep it in Redis. The rest of the server does not know which.
 */
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import { CARDS_A_PEER, Directory, type CardStores } from './directory.ts';
import type { Across, Guard } from './guard.ts';
import { reasonOf, type Log } from './log.ts';
import { alone, type Bus, type Storage } from './ports.ts';
import type { Outside } from './presence.ts';
import type { Lanes } from './redis-lanes.ts';
import type { Processes } from './redis-processes.ts';
import type { Seats } from './redis-seats.ts';
import { readSecret, type Secret } from './secret.ts';
import { sqliteStorage } from './storage.ts';

/** Only where there may be others. */
export interface Others {
	readonly outside: Outside;
	readonly seats: Seats;
	readonly lanes: Lanes;
	readonly across: Across;
	readonly processes: Processes;
	/** Calls `tell` when they may have said something that was not heard here. */
	onBack(tell: () => void): void;
}

export interface Together {
	readonly secret: Secret;
	readonly storage: Storage;
	readonly bus: Bus;
	readonly directory: CardStores;
	readonly others: Others | undefined;
	close(): Promise<void>;
}

export interface TogetherParts {
	readonly clock: () => number;
	readonly counts: Counts;
	readonly guard: Guard;
	readonly log: Log;
}

export async function openTogether(config: Config, parts: TogetherParts): Promise<Together> {
	if (config.redisUrl === undefined) return openAlone(config, parts);
	// Read only then: most hosts have one process, and no memory to give away.
	const { openShared } = await import('./redis-together.ts');
	return openShared(config, config.redisUrl, parts, failures(parts));
}

/** At most one line a second of the same trouble: where Redis is away, every request meets it. */
const QUIET_MS = 1_000;

export interface Failures {
	readonly onFailure: (error: unknown) => void;
	readonly onDamaged: (kind: string, why: string) => void;
}

function failures({ clock, counts, log }: TogetherParts): Failures {
	let saidAt = -Infinity;
	return {
		onFailure: (error) => {
			counts.add('storage_failures');
			if (Math.abs(clock() - saidAt) < QUIET_MS) return;
			saidAt = clock();
			log.error('storage', { reason: reasonOf(error) });
		},
		onDamaged: (kind, why) => {
			counts.add('rows_damaged');
			log.error('damaged', { kind, why });
		}
	};
}

async function openAlone(config: Config, parts: TogetherParts): Promise<Together> {
	const { dataDir: folder, limits } = config;
	const secret = readSecret(folder);
	const { clock, log } = parts;
	const storage = sqliteStorage({ folder, limits, secret, clock, log, ...failures(parts) });
	const directory = {
		people: new Directory(CARDS_A_PEER.people),
		communities: new Directory(CARDS_A_PEER.communities)
	};
	return { secret, storage, bus: alone, directory, others: undefined, close: () => storage.close() };
}
