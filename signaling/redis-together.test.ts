/**
 * One server of several processes, as its nodes see it. Longer than others: every story starts the same Redis and the same
 * two servers, and starting them once more for a second file would cost more than the lines.
 */
import { createHash, randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { base64url, utf8 } from '#lib/protocol/bytes.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import { testRedis, type TestRedis } from './redis-testing.ts';
import {
	aBox,
	aDevice,
	aNode,
	aToken,
	dialBroker,
	idOf,
	proofOf,
	soon,
	testServer,
	type BrokerFrame,
	TestSocket,
	type TestServer
} from './testing.ts';

// Two servers of one Redis in one test process: to Redis and to those outside they are two processes.
let redis: TestRedis;
let here: TestServer;
let there: TestServer;
const sockets: { close(): Promise<void> }[] = [];
const LOOSE = { NEW_SOCKETS_PER_SECOND: '1000', MAX_SOCKETS_PER_IDENTITY: '3', MAIL_PER_MINUTE: '30' };

beforeAll(async () => {
	redis = await testRedis();
	here = await testServer({ REDIS_URL: redis.url, ...LOOSE });
	there = await testServer({ REDIS_URL: redis.url, ...LOOSE });
});
afterEach(async () => {
	await Promise.all(sockets.splice(0).map((socket) => socket.close()));
});
afterAll(async () => {
	await Promise.all([here.close(), there.close()]);
	await redis.close();
});

async function nodeAt(server: TestServer, device: Device) {
	const node = await aNode(server, device);
	sockets.push(node);
	return node;
}
/** Seated once it is told so. */
async function seatedAt(
	server: TestServer,
	device: Device,
	token?: string
): Promise<TestSocket<BrokerFrame>> {
	const socket = dialBroker(server, idOf(device), token ?? (await aToken(server, device)));
	sockets.push(socket);
	expect(await socket.next()).toEqual({ type: 'OPEN' });
	return socket;
}
/** For a server that goes by `host`, wherever it listens. */
async function tokenFor(server: TestServer, device: Device, host: string): Promise<string> {
	const body = await new Promise<string>((resolve, reject) => {
		get(`${server.url}/elm/challenge`, { headers: { host } }, (response) => {
			let text = '';
			response.on('data', (chunk: Buffer) => (text += String(chunk)));
			response.on('end', () => resolve(text));
		}).on('error', reject);
	});
	const { nonce, relay } = JSON.parse(body) as { nonce: string; relay: string };
	const signature = await proofOf(device, relay, nonce);
	return base64url(utf8(JSON.stringify({ certificate: device.certificate, nonce, signature })));
}
const candidate = (dst: string, n = 0) => ({
	type: 'CANDIDATE',
	dst,
	payload: {
		candidate: { candidate: `candidate:${n} 1 udp 1 127.0.0.1 9 typ host`, sdpMid: '0', sdpMLineIndex: 0 },
		type: 'data',
		connectionId: 'dc_one'
	}
});

test('mail sent at one process is stored for all, and a reader at another gets it at once', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const reader = await nodeAt(there, bob);
	const sender = await nodeAt(here, ann);
	const boxes = [aBox(), aBox(), aBox()];
	for (const box of boxes)
		expect(await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box })).toMatchObject({ tell: 'ok' });
	const mails = [await reader.tell('mail'), await reader.tell('mail'), await reader.tell('mail')];
	expect(mails.map(({ box }) => box)).toEqual(boxes);
	expect(await reader.ask({ ask: 'received', mail: mails.map(({ mail }) => mail) })).toMatchObject({
		tell: 'ok'
	});
	const again = await nodeAt(here, bob);
	await again.ask({ ask: 'ping' });
	expect(again.frames).toEqual([]);
});

test('a live box finds its reader at another process, and is refused as absent where there is none', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const sender = await nodeAt(here, ann);
	const box = aBox();
	const forward = { ask: 'forward', to: bob.peer, box } as const;
	expect(await sender.ask(forward)).toMatchObject({ tell: 'refused', why: 'absent' });
	const reader = await nodeAt(there, bob);
	await reader.ask({ ask: 'ping' });
	expect(await sender.ask(forward)).toMatchObject({ tell: 'ok' });
	expect(await reader.tell('forwarded')).toMatchObject({ from: ann.peer, box });
	await reader.close();
	await expect.poll(() => sender.ask(forward)).toMatchObject({ tell: 'refused', why: 'absent' });
});

test('who watches is told of devices at every process, and never that somebody is offline who is not', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const one = await nodeAt(there, bob);
	await expect
		.poll(async () => {
			const watcher = await nodeAt(here, ann);
			await watcher.ask({ ask: 'watch', peers: [bob.peer] });
			const first = await watcher.tell('presence');
			await watcher.close();
			return first.devices;
		})
		.toEqual([idOf(bob)]);
	const watcher = await nodeAt(here, ann);
	await watcher.ask({ ask: 'watch', peers: [bob.peer] });
	expect(await watcher.tell('presence')).toMatchObject({ peer: bob.peer, devices: [idOf(bob)] });
	await one.close();
	expect(await watcher.tell('presence')).toMatchObject({ peer: bob.peer, devices: [] });
	await nodeAt(there, bob);
	expect(await watcher.tell('presence')).toMatchObject({ peer: bob.peer, devices: [idOf(bob)] });
});

test('a device is introduced to one that is seated at another process, both ways and in order', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [caller, called] = [await seatedAt(here, ann), await seatedAt(there, bob)];
	await expect
		.poll(() => {
			caller.send(candidate(idOf(bob), 99));
			return called.frames.length;
		})
		.toBeGreaterThan(0);
	for (let n = 0; n < 20; n++) caller.send(candidate(idOf(bob), n));
	const heard = [];
	while (heard.length < 20) {
		const frame = await called.next();
		expect(frame.src).toBe(idOf(ann));
		const n = Number(/candidate:(\d+)/.exec(JSON.stringify(frame.payload))?.[1]);
		if (n < 99) heard.push(n);
	}
	expect(heard).toEqual(Array.from({ length: 20 }, (_, n) => n));
	called.send({ type: 'LEAVE', dst: idOf(ann) });
	expect(await caller.next()).toMatchObject({ type: 'LEAVE', src: idOf(bob) });
});

test('what came for a device before it was seated waits at one process and follows it to another', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const caller = await seatedAt(here, ann);
	for (let n = 0; n < 3; n++) caller.send(candidate(idOf(bob), n));
	caller.send({ type: 'HEARTBEAT' });
	const called = await seatedAt(there, bob);
	const lines = [];
	for (let n = 0; n < 3; n++) lines.push((await called.next()).payload);
	expect(lines).toEqual([0, 1, 2].map((n) => candidate('', n).payload));
});

test('an id is held once in all: a second tab elsewhere is turned away while the first lives', async () => {
	const ann = await aDevice();
	const first = await seatedAt(here, ann);
	const second = dialBroker(there, idOf(ann), await aToken(there, ann));
	sockets.push(second);
	expect(await second.next()).toMatchObject({ type: 'ID-TAKEN' });
	expect((await second.closed).code).toBe(CLOSE.idTaken);
	await first.close();
	await expect
		.poll(async () => {
			const third = dialBroker(there, idOf(ann), await aToken(there, ann));
			sockets.push(third);
			return (await third.next()).type;
		})
		.toBe('OPEN');
});

test('the same tab coming back to another process takes its id along, and messages find it there', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	// A token is made for a name, and both processes go by one behind a proxy; here each has its own port.
	const one = await testServer({ REDIS_URL: redis.url, PUBLIC_URL: 'http://elm.example' });
	const two = await testServer({ REDIS_URL: redis.url, PUBLIC_URL: 'http://elm.example' });
	const token = await tokenFor(one, ann, 'elm.example');
	const dial = (server: TestServer) =>
		new TestSocket<BrokerFrame>(
			`${server.url}/peerjs?key=peerjs&id=${idOf(ann)}&token=${token}&version=1.5.5`,
			{ host: 'elm.example' }
		);
	const first = dial(one);
	expect(await first.next()).toEqual({ type: 'OPEN' });
	const second = dial(two);
	expect(await second.next()).toEqual({ type: 'OPEN' });
	expect((await first.closed).code).toBe(CLOSE.idTaken);
	const caller = await seatedAt(here, bob);
	caller.send(candidate(idOf(ann)));
	expect(await second.next()).toMatchObject({ type: 'CANDIDATE', src: idOf(bob) });
	await second.close();
	await Promise.all([one.close(), two.close()]);
});

test('a card published at one process is found at another, the best match first, until it is taken out', async () => {
	const [ann, bob, cem] = await Promise.all([aDevice(), aDevice(), aDevice()]);
	const [annNode, bobNode, cemNode] = [
		await nodeAt(here, ann),
		await nodeAt(there, bob),
		await nodeAt(there, cem)
	];
	const card = (name: string) => `${base64url(utf8(name))}.${'A'.repeat(86)}`;
	await annNode.ask({ ask: 'publish', card: card('ann'), cells: [1, 2] });
	await bobNode.ask({ ask: 'publish', card: card('bob'), cells: [2, 3] });
	const find = async (cells: number[]) => {
		const answer = await cemNode.ask({ ask: 'find', cells });
		return answer.tell === 'ok' ? answer.cards : answer;
	};
	expect(await find([1, 2])).toEqual([card('ann'), card('bob')]);
	expect(await find([3])).toEqual([card('bob')]);
	await annNode.ask({ ask: 'publish', card: card('ann'), cells: [] });
	expect(await find([1, 2])).toEqual([card('bob')]);
});

test('a community listed at one process is found at another by who asks for communities, and by nobody else', async () => {
	const [ann, bob] = [await nodeAt(here, await aDevice()), await nodeAt(there, await aDevice())];
	const card = `${base64url(utf8('choir'))}.${'A'.repeat(86)}`;
	const community = base64url(randomBytes(32));
	const found = async (kind: { kind?: 'community' }) => {
		const answer = await bob.ask({ ask: 'find', cells: [11], ...kind });
		return answer.tell === 'ok' ? answer.cards : answer;
	};
	await ann.ask({ ask: 'list', community, card, cells: [11] });
	expect(await found({ kind: 'community' })).toEqual([card]);
	expect(await found({}), 'an old node asks without a kind').toEqual([]);
	await ann.ask({ ask: 'list', community, cells: [] });
	expect(await found({ kind: 'community' })).toEqual([]);
});

test('one invite redeemed fifty times at once at two processes lets one in', async () => {
	const host = await aDevice();
	const owner = await nodeAt(here, host);
	const token = randomBytes(16);
	const hash = createHash('sha256').update(token).digest('base64url');
	await owner.ask({ ask: 'invite', hash, uses: 1, exp: soon() });
	const guests = await Promise.all(
		[here, there].map(async (server) => await nodeAt(server, await aDevice()))
	);
	const answers = await Promise.all(
		Array.from({ length: 50 }, (_, i) =>
			guests[i % 2]?.ask({ ask: 'redeem', token: token.toString('base64url'), box: aBox() })
		)
	);
	expect(answers.filter((answer) => answer?.tell === 'ok')).toHaveLength(1);
	expect((await owner.tell('mail')).tell).toBe('mail');
});

test('sockets of one identity and its mail a minute are counted over all processes', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [one, two] = [await nodeAt(here, ann), await nodeAt(there, ann)];
	await nodeAt(there, ann);
	await expect(nodeAt(here, ann)).rejects.toThrow();
	const answers = [];
	for (let i = 0; i < 34; i++)
		answers.push(await (i % 2 ? one : two).ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() }));
	const refused = answers.filter((answer) => answer.tell === 'refused');
	expect(refused.length).toBeGreaterThanOrEqual(3);
	expect(refused[0]).toMatchObject({ why: 'rate' });
	await two.close();
	await expect
		.poll(() =>
			nodeAt(here, ann).then(
				() => 'in',
				() => 'out'
			)
		)
		.toBe('in');
});

test('who is banned at one process is banned at the other', async () => {
	const ann = await aDevice();
	const bad = await nodeAt(here, ann);
	for (let i = 0; i < 320; i++) bad.send({ ask: 'revoke', n: i, hash: 'no' });
	expect((await bad.closed).code).toBe(CLOSE.tooMany);
	await expect
		.poll(() =>
			nodeAt(there, ann).then(
				() => 'in',
				() => 'out'
			)
		)
		.toBe('out');
	const later = await testServer({ REDIS_URL: redis.url, ...LOOSE });
	await expect(aNode(later, ann)).rejects.toThrow();
	await later.close();
});

test('health says how many they are, and metrics have a line for each', async () => {
	await expect
		.poll(
			async () => ((await (await fetch(`${here.url}/health`)).json()) as { processes: number }).processes,
			{
				timeout: 10_000
			}
		)
		.toBeGreaterThanOrEqual(2);
	const metrics = await (await fetch(`${here.url}/metrics`)).text();
	expect(
		metrics.match(/^elmnet_mail_stored_total\{process="[0-9a-f]{16}"\} \d+$/gm)?.length
	).toBeGreaterThanOrEqual(2);
	expect(metrics).toMatch(/^elmnet_mail_waiting \d+$/m);
});

test('Redis learns no peer, no device, no box of those who pass', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const { Redis } = await import('ioredis');
	const spy = new Redis(redis.url);
	const seen: string[] = [];
	const monitor = await spy.monitor();
	monitor.on('monitor', (_time: string, args: string[]) => seen.push(args.join(' ')));
	const [one, two] = [await nodeAt(here, ann), await nodeAt(there, bob)];
	await one.ask({ ask: 'watch', peers: [bob.peer] });
	await one.tell('presence');
	await two.ask({ ask: 'ping' });
	await one.ask({ ask: 'forward', to: bob.peer, box: aBox() });
	await one.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() });
	await two.tell('mail');
	const caller = await seatedAt(here, ann);
	caller.send(candidate(idOf(bob)));
	await seatedAt(there, bob);
	const all = seen.join('\n');
	expect(all).toMatch(/elm:mail/i);
	for (const device of [ann, bob])
		for (const secret of [device.peer, device.dev, device.dev.slice(0, 16)])
			expect(all).not.toContain(secret);
	monitor.disconnect();
	spy.disconnect();
});
