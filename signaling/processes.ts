/**
 * Several server processes on one machine that share its port (PROCESSES): this is their parent. It serves nobody; it hands
 * each new connection to the next process in turn, starts another one for one that dies, and says where the server is once.
 */
import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';

/** A process that died sooner than this would only die again: the next one waits, longer each time. */
const SOUND_MS = 10_000;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;
const SAME_KEY_MS = 500;

/** Whether this process is one of several: then its parent speaks for it. */
export const isOneOfSeveral = (): boolean => cluster.isWorker;

/**
 * Starts them; `main` is the module that each runs. The first alone, so that what is wrong is said once, and what is made
 * at a first start is made once. `tellPort` is called when it listens.
 */
export function runProcesses(config: Config, main: string, tellPort: (port: number) => void): void {
	cluster.setupPrimary({ exec: fileURLToPath(main), args: [] });
	let stopping = false;
	let wait = FIRST_WAIT_MS;
	const missing = new Set<NodeJS.Timeout>();

	const startOne = () => {
		const startedAt = Date.now();
		const worker = cluster.fork();
		worker.once('exit', (code) => {
			if (stopping) return;
			if (!told) process.exit(code === 0 ? 1 : code);
			wait = Date.now() - startedAt > SOUND_MS ? FIRST_WAIT_MS : Math.min(wait * 2, MAX_WAIT_MS);
			const timer = setTimeout(() => {
				missing.delete(timer);
				startOne();
			}, wait);
			missing.add(timer);
		});
	};
	let told = false;
	cluster.on('listening', (_worker, { port }) => {
		if (told) return;
		told = true;
		for (let i = 1; i < config.processes; i++) startOne();
		tellPort(port);
	});
	stopWhenTold(() => {
		stopping = true;
		for (const timer of missing) clearTimeout(timer);
	});
	startOne();
}

/** Passes the signal on and ends when the last has ended: with 0 if all ended so. */
function stopWhenTold(before: () => void): void {
	let toldAt = 0;
	let failed = false;
	const living = () => Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
	const end = () => {
		if (living().length === 0) process.exit(failed ? 1 : 0);
	};
	const stop = () => {
		// Told again means: now. A terminal and npm may both pass on the same key press, though.
		if (toldAt > 0 && Date.now() - toldAt < SAME_KEY_MS) return;
		const signal = toldAt > 0 ? 'SIGKILL' : 'SIGTERM';
		toldAt = Date.now();
		before();
		cluster.on('exit', (_worker, code, by) => {
			// One that was only just starting ends by the signal itself.
			failed ||= code !== 0 && (by as NodeJS.Signals | null) !== 'SIGTERM';
			end();
		});
		for (const worker of living()) worker.process.kill(signal);
		end();
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
}
