/** A server with many people on it is killed and started again, with every limit at its default: until all are back. */
import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnServer, temporaryFolder } from '../../signaling/testing.ts';
import { freePort } from '../../signaling/port-testing.ts';

const provedIn = (crowd: ChildProcess): Promise<number> =>
	new Promise((resolve) => {
		crowd.once('message', (count) => resolve(Number(count)));
		crowd.send('how many?');
	});

/** Asks until so many are proved; resolves with the milliseconds it took. */
async function until(crowd: ChildProcess, count: number): Promise<number> {
	const before = performance.now();
	while ((await provedIn(crowd)) !== count) await sleep(50);
	return performance.now() - before;
}

export interface Herd {
	/** From the moment the server was back. */
	readonly tookMs: number;
	readonly health: unknown;
	/** With which the server ended when it was told to stop. */
	readonly exit: number | null;
}

export async function herd(people: number): Promise<Herd> {
	const folder = temporaryFolder();
	const env = { DATA_DIR: folder.path, PORT: String(await freePort()) };
	const server = await spawnServer(env);
	const crowd = fork('tests/contract/herd-crowd.ts', [server.url, String(people)], {
		execArgv: ['--import', 'tsx'],
		env: { ...process.env, TSX_TSCONFIG_PATH: 'signaling/tsconfig.json' }
	});
	try {
		await until(crowd, people);
		await server.kill('SIGKILL');
		await until(crowd, 0);
		const again = await spawnServer(env);
		const tookMs = await until(crowd, people);
		const health: unknown = await (await fetch(`${again.url}/health`)).json();
		return { tookMs, health, exit: await again.kill('SIGTERM') };
	} finally {
		crowd.kill();
		await server.kill('SIGKILL');
		folder.remove();
	}
}
