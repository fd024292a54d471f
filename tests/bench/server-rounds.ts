/** One contender, from start to end, in one round: joins, idles, echoes, works. Figures as they were, no judgement. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rate } from './server-loads.ts';
import { start, type Contender, type Load } from './server-processes.ts';
import type { Speech } from './server-crowd.ts';

export interface Round {
	readonly contender: Contender;
	readonly speech: Speech;
	readonly sockets: number;
	/** All of the process, before anybody came and with all sockets idle. */
	readonly emptyBytes: number;
	readonly idleBytes: number;
	readonly joinedPerS: number;
	/** Of the server, for one socket from its handshake to the welcome. */
	readonly joinCpuMs: number;
	readonly echoMs: readonly number[];
	readonly perS: number;
	readonly cpuSPer100k: number;
	/** How much of one core the server used while it worked. */
	readonly busy: number;
}

export interface Plan {
	readonly sockets: number;
	readonly messages: number;
	readonly samples: number;
	readonly env?: Record<string, string>;
}

/** Sockets that shake hands at the same time. */
const AT_ONCE = 64;
/** Messages of one socket on the way: a dial's candidates come in handfuls. */
const IN_FLIGHT = 4;
/** Before the first figure counts: code is compiled, buffers have grown. */
const WARM_UP = 20_000;
const SETTLE_MS = 2_000;
const ECHO_EVERY_MS = 5;

export async function round(contender: Contender, speech: Speech, plan: Plan, load: Load): Promise<Round> {
	const { sockets, messages, samples, env = {} } = plan;
	const server = await start(contender, env);
	try {
		await sleep(SETTLE_MS / 4);
		const emptyBytes = server.bytes();
		const place = { speech, port: server.port, proof: contender === 'elmnet' };
		const beforeJoin = server.cpuS();
		const joined = await load.ask<number>({ do: 'join', place, count: sockets, atOnce: AT_ONCE });
		const joinCpuMs = ((server.cpuS() - beforeJoin) / sockets) * 1_000;
		await sleep(SETTLE_MS);
		const idleBytes = server.bytes();
		const echo = await load.ask<number[]>({ do: 'echo', samples, everyMs: ECHO_EVERY_MS });
		const worked = speech === 'elm' ? undefined : await work(speech, messages, load, server);
		await load.ask({ do: 'leave' });
		return {
			contender,
			speech,
			sockets,
			emptyBytes,
			idleBytes,
			joinedPerS: (sockets / joined.outcome) * 1_000,
			joinCpuMs,
			echoMs: echo.outcome,
			...(worked ?? { perS: NaN, cpuSPer100k: NaN, busy: NaN })
		};
	} finally {
		await server.stop();
	}
}

async function work(
	speech: Speech,
	messages: number,
	load: Load,
	server: { cpuS(): number }
): Promise<Pick<Round, 'perS' | 'cpuSPer100k' | 'busy'>> {
	const what = speech === 'broker' ? 'relay' : 'fanOut';
	await load.ask<Rate>({ do: what, messages: WARM_UP, inFlight: IN_FLIGHT });
	const before = server.cpuS();
	const { outcome } = await load.ask<Rate>({ do: what, messages, inFlight: IN_FLIGHT });
	const cpuS = server.cpuS() - before;
	return {
		perS: (outcome.messages / outcome.ms) * 1_000,
		cpuSPer100k: (cpuS / outcome.messages) * 100_000,
		busy: (cpuS / outcome.ms) * 1_000
	};
}
