import { afterAll, beforeAll, expect, test } from 'vitest';
import { CRASH_LIMITS, crashStory, type CrashSite } from './crash.fixture.ts';
import { testRedis, type TestRedis } from './redis-testing.ts';
import {
	aBox,
	aDevice,
	aNode,
	idOf,
	soon,
	spawnServer,
	temporaryFolder,
	testServer,
	type ServerProcess,
	type TestNode
} from './testing.ts';

let redis: TestRedis;
const folder = temporaryFolder();
beforeAll(async () => {
	redis = await testRedis();
});
afterAll(async () => {
	await redis.close();
	folder.remove();
});

const settings = () => ({ ...CRASH_LIMITS, DATA_DIR: folder.path, REDIS_URL: redis.url });
const spawnOne = (): Promise<ServerProcess> => spawnServer(settings());

/** Two processes on one Redis, killed in turn while the other goes on; others stand by to take the place of a dead one. */
function aSharedSite(): CrashSite {
	const servers: (ServerProcess | undefined)[] = [undefined, undefined];
	const standBy = [spawnOne(), spawnOne()];
	const next = (): Promise<ServerProcess> => {
		standBy.push(spawnOne());
		return standBy.shift() ?? spawnOne();
	};
	return {
		up: () =>
			Promise.all(
				servers.map(async (running, i) => {
					const server = running ?? (await next());
					servers[i] = server;
					return { url: server.url, kill: () => ((servers[i] = undefined), server.kill('SIGKILL')) };
				})
			),
		close: async () => {
			const all = [...servers, ...(await Promise.all(standBy))];
			for (const server of all) expect(await server?.kill('SIGTERM')).toBe(0);
		}
	};
}

test(
	'ten thousand messages through twenty kill -9 of two processes on one Redis: none acknowledged is lost, none counts twice',
	{ timeout: 480_000 },
	async () => {
		const outcome = await crashStory(aSharedSite());
		expect(outcome).toMatchObject({ kills: 20, acknowledged: 10_000, lost: 0, returned: 0, effects: 10_000 });
	}
);

test(
	'Redis killed and started again under load: mail is refused as storage meanwhile, none acknowledged is lost, and all is well again within ten seconds',
	{ timeout: 60_000 },
	async () => {
		const server = await testServer(settings());
		const [ann, bob, cem] = await Promise.all([aDevice(), aDevice(), aDevice()]);
		const [sender, reader, watcher] = [
			await aNode(server, ann),
			await aNode(server, bob),
			await aNode(server, cem)
		];
		await watcher.ask({ ask: 'watch', peers: [ann.peer] });
		await watcher.tell('presence');
		const acknowledged = new Set<string>();
		const refused = new Set<string | undefined>();
		let going = true;
		const lane = async () => {
			while (going) {
				const box = aBox();
				const answer = await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box });
				if (answer.tell === 'ok') acknowledged.add(box);
				else {
					refused.add(answer.why);
					await new Promise((resolve) => setTimeout(resolve, 20));
				}
			}
		};
		const load = Promise.all(Array.from({ length: 16 }, lane));
		await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(100);
		await redis.kill();
		await expect.poll(() => refused.size).toBeGreaterThan(0);
		expect((await (await fetch(`${server.url}/health`)).json()) as object).toMatchObject({
			status: 'storage'
		});
		const before = acknowledged.size;
		await redis.start();
		const backAt = Date.now();
		await expect.poll(() => acknowledged.size, { timeout: 10_000 }).toBeGreaterThan(before + 16);
		const backMs = Date.now() - backAt;
		going = false;
		await load;
		expect([...refused]).toEqual(['storage']);
		expect(backMs).toBeLessThan(10_000);
		// Among them come some that Redis had stored and could not say so: they were refused, and are more than was promised.
		const missing = new Set(acknowledged);
		while (missing.size > 0) missing.delete((await reader.tell('mail')).box);
		// Presence too: what came and went while Redis was away is right again.
		await sender.close();
		await expect.poll(() => watcher.frames.at(-1)).toMatchObject({ tell: 'presence', devices: [] });
		await server.close();
	}
);

test(
	'one of three processes is killed: its nodes come back elsewhere, the others notice nothing, and presence is right within fifteen seconds',
	{ timeout: 90_000 },
	async () => {
		const [doomed, second, third] = await Promise.all([spawnOne(), spawnOne(), spawnOne()]);
		const devices = await Promise.all(Array.from({ length: 6 }, () => aDevice()));
		const [ann, bob, cem, dan, eve, fay] = devices;
		if (!ann || !bob || !cem || !dan || !eve || !fay) throw new Error('six devices');
		const [annNode] = [await aNode(doomed, ann), await aNode(doomed, bob)];
		const [cemNode, danNode] = [await aNode(second, cem), await aNode(third, dan)];
		await cemNode.ask({ ask: 'watch', peers: [ann.peer, bob.peer, dan.peer] });
		const known = new Map<string, readonly string[]>();
		const hear = async (until: () => boolean) => {
			while (!until()) {
				const { peer, devices: online } = await cemNode.tell('presence');
				known.set(peer, online);
			}
		};
		await hear(() => [ann, bob, dan].every((one) => known.get(one.peer)?.length === 1));

		await doomed.kill('SIGKILL');
		const diedAt = Date.now();
		await annNode.closed;
		// Ann comes back at another process at once; Bob does not.
		const back = await aNode(third, ann);
		await hear(() => known.get(bob.peer)?.length === 0);
		expect(Date.now() - diedAt).toBeLessThan(15_000);
		expect(known.get(ann.peer)).toEqual([idOf(ann)]);
		expect(known.get(dan.peer)).toEqual([idOf(dan)]);

		const exchange = async (from: TestNode, to: TestNode, peer: string) => {
			const box = aBox();
			expect(await from.ask({ ask: 'mail', to: peer, exp: soon(), box })).toMatchObject({ tell: 'ok' });
			expect((await to.tell('mail')).box).toBe(box);
		};
		await exchange(cemNode, danNode, dan.peer);
		await exchange(danNode, back, ann.peer);
		expect([cemNode.socket.readyState, danNode.socket.readyState]).toEqual([1, 1]);
		for (const server of [second, third]) expect(await server.kill('SIGTERM')).toBe(0);
	}
);
