/**
 * Mail: how fast letters are acknowledged, each after its commit is on disk; how soon a server that was killed is back
 * with all of them; how soon they are read and gone. All limits as they are.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rate } from './server-loads.ts';
import { start, type Load } from './server-processes.ts';

/** 200 people with 50 letters each, to twelve who are away: 834 in each mailbox. */
const SENDERS = 200;
const EACH = 50;
const READERS = 12;
const MESSAGES = SENDERS * EACH;
const IN_FLIGHT = 10;

export interface MailRound {
	readonly storedPerS: number;
	readonly cpuSPer10k: number;
	readonly restartMs: number;
	readonly drainMs: number;
}

export async function mailRound(load: Load): Promise<MailRound> {
	const folder = mkdtempSync(join(tmpdir(), 'elmnet-bench-'));
	let server = await start('elmnet', {}, folder);
	try {
		const place = () => ({ speech: 'elm', port: server.port, proof: true }) as const;
		await load.ask({ do: 'join', place: place(), count: SENDERS, atOnce: 64, after: READERS, quiet: true });
		const cpuS = server.cpuS();
		const { outcome } = await load.ask<Rate>({
			do: 'post',
			readers: READERS,
			each: EACH,
			inFlight: IN_FLIGHT
		});
		const cpuSPer10k = ((server.cpuS() - cpuS) / MESSAGES) * 10_000;
		await load.ask({ do: 'leave' });
		await server.kill('SIGKILL');
		const before = performance.now();
		server = await start('elmnet', {}, folder);
		const restartMs = performance.now() - before;
		const drained = await load.ask<Rate>({
			do: 'drain',
			place: place(),
			readers: READERS,
			messages: MESSAGES
		});
		return {
			storedPerS: (outcome.messages / outcome.ms) * 1_000,
			cpuSPer10k,
			restartMs,
			drainMs: drained.outcome.ms
		};
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}
