/** What the agent remembers, loaded with the first question, and never in the way of one. */
import type { Exchange } from '#lib/agent/events.ts';
import type { Memory } from '#lib/agent/ports.ts';
import { lately } from './lately.ts';
import type { MemoryApi } from './memory-api.ts';
import type { MemoryKeeper, MemoryKeeperDeps } from './memory-keeper.ts';

export interface LateMemory extends Memory {
	readonly api: MemoryApi;
	heard(exchange: Exchange): void;
	sweep(): Promise<void>;
}

export function openMemory(deps: MemoryKeeperDeps): LateMemory {
	const keeper = async (): Promise<MemoryKeeper> => (await import('./memory-keeper.ts')).keepMemory(deps);
	const { recall, heard, sweep, ...api } = lately<MemoryKeeper>(
		[
			...(['recall', 'heard', 'sweep', 'memory', 'setMemory', 'editClaim', 'pinClaim'] as const),
			...(['deleteClaim', 'undeleteClaim', 'forgetMemory'] as const)
		],
		keeper
	);
	return {
		api,
		// An answer without what was remembered is better than none; the page about it says what the trouble is.
		recall: (question) => recall(question).catch(() => []),
		heard: (exchange) => {
			if (exchange.state === 'done' || exchange.state === 'stopped') heard(exchange).catch(() => undefined);
		},
		sweep
	};
}
