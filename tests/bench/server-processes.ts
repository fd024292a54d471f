/** Each server and each load in a process of its own: started, asked what it uses, ended. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Outcome, Told } from './server-load.ts';
import { freePort } from '../../signaling/port-testing.ts';

export type Contender = 'elmnet' | 'peer' | 'y-webrtc' | 'ws';

const COMMANDS: Readonly<Record<Contender, readonly string[]>> = {
	elmnet: ['--max-semi-space-size=2', '--heap-growing-percent=20', '.elmnet/server.mjs'],
	peer: ['tests/bench/server-peer.mjs'],
	'y-webrtc': ['node_modules/y-webrtc/bin/server.js'],
	ws: ['tests/bench/server-ws.mjs']
};
/** Of the kernel's clock in /proc: 100 a second. */
const TICK_S = 0.01;
const START_MS = 20_000;

export interface Standing {
	readonly port: number;
	readonly pid: number;
	/** User and system time so far, of all its threads. */
	cpuS(): number;
	/** Resident memory. */
	bytes(): number;
	kill(signal: NodeJS.Signals): Promise<void>;
	stop(): Promise<void>;
}

const reaches = (port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.on('error', () => resolve(false));
		socket.on('connect', () => {
			socket.destroy();
			resolve(true);
		});
	});

/** Starts a server and resolves once its port answers. `folder`: its data stay there after it. */
export async function start(
	contender: Contender,
	env: Record<string, string> = {},
	folder?: string
): Promise<Standing> {
	const port = await freePort();
	const temporary = folder === undefined ? mkdtempSync(join(tmpdir(), 'elmnet-bench-')) : undefined;
	const dataDir = folder ?? temporary ?? '';
	const own = { PORT: String(port), DATA_DIR: dataDir, TSX_TSCONFIG_PATH: 'signaling/tsconfig.json' };
	const child = spawn(process.execPath, COMMANDS[contender], {
		env: { ...process.env, NODE_ENV: 'production', ...own, ...env },
		stdio: ['ignore', 'ignore', 'inherit']
	});
	return stands(contender, child, port, temporary);
}

/** Resolves once its port answers. */
async function stands(
	name: string,
	child: ChildProcess,
	port: number,
	temporary: string | undefined
): Promise<Standing> {
	const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
	const kill = async (signal: NodeJS.Signals) => {
		child.kill(signal);
		await exited;
	};
	const until = Date.now() + START_MS;
	while (!(await reaches(port))) {
		if (child.exitCode !== null || Date.now() > until) {
			child.kill('SIGKILL');
			throw new Error(`${name} did not start`);
		}
		await sleep(20);
	}
	const pid = child.pid ?? 0;
	return {
		port,
		pid,
		cpuS: () => sum(pid, cpuOf),
		bytes: () => sum(pid, bytesOf),
		kill,
		stop: async () => {
			// Politely where it has processes of its own to end.
			await kill(treeOf(pid).length > 1 ? 'SIGTERM' : 'SIGKILL');
			if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
		}
	};
}

/** The process and those it has started. */
function treeOf(pid: number): readonly number[] {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
	return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => treeOf(Number(child))))];
}

const sum = (pid: number, each: (pid: number) => number): number =>
	treeOf(pid).reduce((total, one) => total + each(one), 0);

function cpuOf(pid: number): number {
	// The name in the second field may hold spaces; what follows its bracket does not.
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) * TICK_S;
}

function bytesOf(pid: number): number {
	return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** What several processes of ours meet in: the distribution's Redis, as the manual asks for it. */
export async function startRedis(): Promise<Standing & { readonly url: string }> {
	const folder = mkdtempSync(join(tmpdir(), 'elmnet-bench-redis-'));
	const port = await freePort();
	const options = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--maxmemory-policy', 'noeviction'];
	const log = ['--appendonly', 'yes', '--appendfsync', 'always'];
	const child = spawn('redis-server', ['--port', String(port), ...options, ...log], { stdio: 'ignore' });
	const standing = await stands('redis-server', child, port, folder);
	return { ...standing, url: `redis://127.0.0.1:${port}` };
}

export interface Load {
	ask<Result extends Outcome>(job: Job): Promise<{ outcome: Result; cpuS: number }>;
	stop(): void;
}

export function startLoad(): Load {
	const child = fork('tests/bench/server-load.ts', { execArgv: ['--import', 'tsx'] });
	return {
		ask: <Result extends Outcome>(job: Job) =>
			new Promise<{ outcome: Result; cpuS: number }>((resolve, reject) => {
				const ended = () => reject(new Error('the load ended'));
				child.once('exit', ended);
				child.once('message', (told: Told) => {
					child.off('exit', ended);
					if ('failed' in told) reject(new Error(told.failed));
					else resolve({ outcome: told.outcome as Result, cpuS: told.cpuS });
				});
				child.send(job);
			}),
		stop: () => void child.disconnect()
	};
}
