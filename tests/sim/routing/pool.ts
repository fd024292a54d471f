/** Runs jobs in processes of their own, so many at a time and tells what came of each as it comes. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Job, Life } from './one-run.ts';

/** A hundred thousand routers at once. */
const MEMORY_MB = 12_000;

export async function liveAll<J extends Job>(
	jobs: readonly J[],
	done: (job: J, life: Life) => void
): Promise<void> {
	const left = [...jobs];
	const lane = async () => {
		for (let next = left.shift(); next; next = left.shift()) {
			const life = await inProcess(next);
			done(next, life);
		}
	};
	const lanes = Number(process.env['SIM_WORKERS'] ?? Math.min(4, availableParallelism()));
	await Promise.all(Array.from({ length: lanes }, lane));
}

function inProcess(job: Job): Promise<Life> {
	const child = fork(fileURLToPath(new URL('one-run.ts', import.meta.url)), {
		execArgv: ['--import', 'tsx', `--max-old-space-size=${MEMORY_MB}`]
	});
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code) =>
			reject(new Error(`A run ended with ${String(code)} before it was through.`))
		);
		child.once('message', (life: Life) => {
			resolve(life);
			child.disconnect();
		});
		child.send(job);
	});
}
