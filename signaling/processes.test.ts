import { afterAll, beforeAll, expect, test } from 'vitest';
import { testRedis, type TestRedis } from './redis-testing.ts';
import { aBox, aDevice, aNode, soon, spawnServer, temporaryFolder, type ServerProcess } from './testing.ts';

let redis: TestRedis;
const folder = temporaryFolder();
beforeAll(async () => {
	redis = await testRedis();
});
afterAll(async () => {
	await redis.close();
	folder.remove();
});

const start = (): Promise<ServerProcess> =>
	spawnServer({
		REDIS_URL: redis.url,
		DATA_DIR: folder.path,
		PROCESSES: '2',
		NEW_SOCKETS_PER_SECOND: '1000'
	});

/** The processes' own numbers in the system, their parent's left out. */
async function pidsOf(server: ServerProcess): Promise<number[]> {
	const { readFile } = await import('node:fs/promises');
	const pid = String(server.child.pid);
	const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
	const found = [];
	for (const child of children.trim().split(' ')) {
		const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
		if (command.includes('server.mjs')) found.push(Number(child));
	}
	return found;
}

const healthOf = async (server: ServerProcess) =>
	(await (await fetch(`${server.url}/health`)).json()) as { status: string; processes: number };

test(
	'two processes share one port as one server, one that dies is replaced, and told to stop all end with 0',
	{ timeout: 60_000 },
	async () => {
		const server = await start();
		await expect.poll(async () => (await healthOf(server)).processes, { timeout: 20_000 }).toBe(2);
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		// In turn: each of two connections is at another process.
		const [reader, sender] = [await aNode(server, bob), await aNode(server, ann)];
		const box = aBox();
		await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box });
		expect((await reader.tell('mail')).box).toBe(box);

		const [one, two] = await pidsOf(server);
		if (one === undefined || two === undefined) throw new Error('expected two processes');
		process.kill(one, 'SIGKILL');
		await Promise.race([reader.closed, sender.closed]);
		await expect
			.poll(
				async () => {
					const pids = await pidsOf(server);
					return pids.length === 2 && pids.includes(two) && !pids.includes(one);
				},
				{ timeout: 20_000 }
			)
			.toBe(true);
		const again = await aNode(server, bob);
		expect((await again.tell('mail')).box).toBe(box);
		expect(await server.kill('SIGTERM')).toBe(0);
		expect(server.output()).toBe(`Elmnet is at ${server.url}\n`);
	}
);

test('what keeps them from starting is said once, in words', { timeout: 60_000 }, async () => {
	const env = { DATA_DIR: folder.path, PROCESSES: '3' };
	await expect(spawnServer(env)).rejects.toThrow(/exit 1: PROCESSES above 1 needs REDIS_URL/);
	const away = spawnServer({ ...env, REDIS_URL: 'redis://127.0.0.1:1' });
	await expect(away).rejects.toThrow(
		/exit 1: Redis at 127\.0\.0\.1:1 \(REDIS_URL\) cannot be used: .*ECONNREFUSED/
	);
	await expect(away).rejects.not.toThrow(/Redis at .*Redis at/s);
});

test(
	'a Redis that would forget is refused in words, unless the host takes that',
	{ timeout: 60_000 },
	async () => {
		const forgetful = await testRedis({ appendonly: 'no' });
		const env = { DATA_DIR: temporaryFolder().path, REDIS_URL: forgetful.url };
		await expect(spawnServer(env)).rejects.toThrow(/exit 1: Redis must be set to "appendonly yes"/);
		const lax = await testRedis({ appendonly: 'yes', appendfsync: 'everysec' });
		await expect(spawnServer({ ...env, REDIS_URL: lax.url })).rejects.toThrow(
			/"appendfsync always" .*says "everysec"/
		);
		const taken = await spawnServer({ ...env, REDIS_URL: forgetful.url, REDIS_DURABILITY: 'relaxed' });
		expect(await taken.kill('SIGTERM')).toBe(0);
		await Promise.all([forgetful.close(), lax.close()]);
	}
);

test(
	'two secrets on one Redis are refused, a process without one takes the first one’s',
	{ timeout: 60_000 },
	async () => {
		const [first, second] = [temporaryFolder(), temporaryFolder()];
		const own = await testRedis();
		const one = await spawnServer({ DATA_DIR: first.path, REDIS_URL: own.url });
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		await (await aNode(one, ann)).ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() });
		await one.kill('SIGTERM');
		const two = await spawnServer({ DATA_DIR: second.path, REDIS_URL: own.url });
		expect((await (await aNode(two, bob)).tell('mail')).tell).toBe('mail');
		await two.kill('SIGTERM');
		const third = temporaryFolder();
		const alone = await spawnServer({ DATA_DIR: third.path });
		await alone.kill('SIGTERM');
		await expect(spawnServer({ DATA_DIR: third.path, REDIS_URL: own.url })).rejects.toThrow(
			/exit 1: This Redis belongs to a server with another server\.key/
		);
		await own.close();
		for (const { remove } of [first, second, third]) remove();
	}
);
