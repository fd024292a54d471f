/** For tests: a real redis-server on a free port in a folder of its own, that can be stopped, killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { temporaryFolder } from './testing.ts';
import { freePort } from './port-testing.ts';

export interface TestRedis {
	/** redis://127.0.0.1:port */
	readonly url: string;
	readonly folder: string;
	/** Ends it as a pulled plug would, and leaves its folder. */
	kill(): Promise<void>;
	/** The same port and folder again; resolves once it has read its data. */
	start(): Promise<void>;
	/** Stops it and removes its folder. */
	close(): Promise<void>;
}

/** How a Redis for Elmnet is set up; a test may set it up worse. */
export const DURABLE: Readonly<Record<string, string>> = { appendonly: 'yes', appendfsync: 'always' };

function spawnRedis(port: number, folder: string, settings: Readonly<Record<string, string>>) {
	const given = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
	const child = spawn(
		'redis-server',
		['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...given],
		{ stdio: ['ignore', 'pipe', 'pipe'] }
	);
	let output = '';
	return new Promise<ChildProcess>((resolve, reject) => {
		const hear = (chunk: Buffer) => {
			output += String(chunk);
			if (output.includes('Ready to accept connections')) resolve(child);
		};
		child.stdout.on('data', hear);
		child.stderr.on('data', hear);
		child.on('error', (error) => reject(new Error(`redis-server cannot be run: ${error.message}`)));
		child.on('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)));
	});
}

export async function testRedis(settings: Readonly<Record<string, string>> = DURABLE): Promise<TestRedis> {
	const folder = temporaryFolder();
	const port = await freePort();
	let child: ChildProcess | undefined = await spawnRedis(port, folder.path, settings);
	const end = async (signal: NodeJS.Signals) => {
		const ended = child;
		child = undefined;
		if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
		const exited = new Promise((resolve) => ended.once('exit', resolve));
		ended.kill(signal);
		await exited;
	};
	return {
		url: `redis://127.0.0.1:${port}`,
		folder: folder.path,
		kill: () => end('SIGKILL'),
		start: async () => {
			child = await spawnRedis(port, folder.path, settings);
		},
		close: async () => {
			await end('SIGKILL');
			folder.remove();
		}
	};
}
