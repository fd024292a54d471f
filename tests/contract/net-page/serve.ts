/** The page, built as the app is, as the app of any number of real signaling servers; and coturn on loopback. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { freePort } from '../../../signaling/port-testing.ts';

/** The folder to give a server as APP_DIR, and how to remove it. */
export async function buildNetPage(): Promise<{ folder: string; remove(): Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), 'elmnet-net-page-'));
	await build({
		configFile: false,
		root: fileURLToPath(new URL('.', import.meta.url)),
		logLevel: 'error',
		worker: { format: 'es' },
		build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: false }
	});
	return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** TURN on this machine for whoever knows the secret. Rejects with its words where it does not start. */
export async function startTurn(secret: string): Promise<{ url: string; close(): Promise<void> }> {
	const port = await freePort();
	const child = spawn(
		'turnserver',
		[
			'-n',
			'--listening-ip=127.0.0.1',
			'--relay-ip=127.0.0.1',
			`--listening-port=${port}`,
			'--use-auth-secret',
			`--static-auth-secret=${secret}`,
			'--realm=elmnet.test',
			'--no-tls',
			'--no-dtls',
			'--no-cli',
			'--allow-loopback-peers',
			'--log-file=stdout',
			'--pidfile='
		],
		{ stdio: ['ignore', 'pipe', 'pipe'] }
	);
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	let said = '';
	let ended: Error | undefined;
	child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
	child.stderr.resume();
	child.once('error', (cause) => (ended = new Error('coturn (turnserver) is needed here', { cause })));
	void exited.then(() => (ended ??= new Error(`turnserver ended: ${said}`)));
	// It says nothing when it begins to listen, and listens for TCP and UDP alike.
	while (!(await answers(port))) if (ended) throw ended;
	return {
		url: `turn:127.0.0.1:${port}?transport=udp`,
		async close() {
			child.kill('SIGTERM');
			await exited;
		}
	};
}

function answers(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => resolve(true));
		socket.once('error', () => setTimeout(resolve, 50, false));
		socket.once('connect', () => socket.destroy());
	});
}
