/** A server with two thousand people on it is killed and started again, with every limit at its default. */
import { fork, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { spawnServer, temporaryFolder } from '../../signaling/testing.ts';

const PEOPLE = 2_000;
const GOAL_MS = 20_000;

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

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

test('all are back within twenty seconds of its return', { timeout: 120_000 }, async () => {
	const folder = temporaryFolder();
	const env = { DATA_DIR: folder.path, PORT: String(await freePort()) };
	const server = await spawnServer(env);
	const crowd = fork('tests/contract/herd-crowd.ts', [server.url, String(PEOPLE)], {
		execArgv: ['--import', 'tsx'],
		env: { ...process.env, TSX_TSCONFIG_PATH: 'signaling/tsconfig.json' }
	});
	try {
		await until(crowd, PEOPLE);
		await server.kill('SIGKILL');
		await until(crowd, 0);
		const again = await spawnServer(env);
		const tookMs = await until(crowd, PEOPLE);
		console.log(`${PEOPLE} proved again ${(tookMs / 1_000).toFixed(1)} s after the server was back`);
		expect(await (await fetch(`${again.url}/health`)).json()).toMatchObject({ status: 'ok', peers: PEOPLE });
		expect(tookMs).toBeLessThan(GOAL_MS);
		expect(await again.kill('SIGTERM')).toBe(0);
	} finally {
		crowd.kill();
		await server.kill('SIGKILL');
		folder.remove();
	}
});
