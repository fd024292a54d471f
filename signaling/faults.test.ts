import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE } from '#lib/protocol/relay.ts';
import {
	aBox,
	aDevice,
	aNode,
	aToken,
	dialBroker,
	idOf,
	spawnServer,
	temporaryFolder,
	TestNode,
	testServer,
	type ServerProcess
} from './testing.ts';

const folder = temporaryFolder();
let server: ServerProcess;
beforeAll(async () => {
	// Strangers at full speed from one address: only what a frame does is looked at here, the limits have their own tests.
	server = await spawnServer({
		DATA_DIR: folder.path,
		LOG_LEVEL: 'debug',
		BAN_MS: '1',
		NEW_SOCKETS_PER_SECOND: '10000',
		MAX_SOCKETS_PER_ADDRESS: '1000'
	});
});
afterAll(async () => {
	expect(await server.kill('SIGTERM')).toBe(0);
	expect(server.output()).not.toMatch(/request-failed|accept-failed|ask-failed/);
	folder.remove();
});

const MAX_RESIDENT_BYTES = 300 * 1024 * 1024;
async function expectWell(): Promise<void> {
	expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok' });
	const metrics = await (await fetch(`${server.url}/metrics`)).text();
	expect(Number(/elmnet_resident_bytes (\d+)/.exec(metrics)?.[1])).toBeLessThan(MAX_RESIDENT_BYTES);
}

const raw = (text: string | Buffer): { socket: Socket; closed: Promise<string> } => {
	const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
	socket.on('error', () => {});
	let heard = '';
	socket.on('data', (chunk) => (heard += String(chunk)));
	return { socket, closed: new Promise((resolve) => socket.on('close', () => resolve(heard))) };
};

const handshake = (path: string) =>
	`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
	`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`;

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const TEXTS = [
	'',
	'null',
	'0',
	'"x"',
	'[]',
	'{}',
	deep(20_000),
	`{"ask":"watch","n":1,"peers":${deep(10_000)}}`,
	'{"__proto__":{"ask":"ping"},"n":1}',
	'{"ask":"__proto__","n":1}',
	'{"ask":"constructor","n":{"toString":1}}',
	'{"ask":"ping","n":-1}',
	'{"ask":"ping","n":1e999}',
	'{"ask":"redeem","n":1,"token":"AAAAAAAAAAAAAAAAAAAAAB","box":"A"}',
	'{"ask":"prove","n":1,"certificate":"a.b","signature":"c"}',
	`{"ask":"prove","n":1,"certificate":"${'A'.repeat(200)}.${'A'.repeat(86)}","signature":"${'A'.repeat(86)}"}`,
	'{"type":"OFFER","dst":"__proto__","payload":{"__proto__":1}}',
	'{"type":"toString"}',
	'\u0000\uffff\ud800'
];

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

describe('garbage', () => {
	test('in every text on /elm leaves the server well', async () => {
		for (const text of TEXTS) {
			const node = new TestNode(`${server.url}/elm`);
			await node.tell('challenge');
			node.send(text);
			node.send(`{"ask":"ping","n":77}`);
			await Promise.race([node.next((frame) => frame.tell === 'ok' && frame.n === 77), node.closed]);
			node.socket.terminate();
		}
		await expectWell();
	});

	test('in every text of a seated device leaves the server well, and the device where it can stay', async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const b = dialBroker(server, idOf(bob), await aToken(server, bob));
		await b.next();
		for (const text of TEXTS) {
			const a = dialBroker(server, idOf(ann), await aToken(server, ann));
			await a.next();
			a.send(text);
			a.send({ type: 'LEAVE', dst: idOf(bob) });
			if (isJson(text)) expect(await b.next()).toMatchObject({ type: 'LEAVE', src: idOf(ann) });
			else expect((await a.closed).code).toBe(CLOSE.malformed);
			a.socket.terminate();
			await a.closed;
		}
		await expectWell();
	});

	test('as bytes after the handshake leaves the server well', async () => {
		const closing = [];
		for (let i = 0; i < 200; i++) {
			const { socket, closed } = raw(handshake(i % 2 ? '/elm' : '/peerjs?key=peerjs&id=x&token=y'));
			socket.once('data', () => socket.end(randomBytes(1 + (i % 50) * 40)));
			closing.push(closed);
		}
		await Promise.all(closing);
		await expectWell();
	});

	test('as bytes where http should be leaves the server well', async () => {
		const all = Array.from({ length: 100 }, (_, i) => {
			const { socket, closed } = raw(randomBytes(10 + i * 30));
			socket.end();
			return closed;
		});
		await Promise.all(all);
		await expectWell();
	});

	test.each([
		'/elm',
		'/peerjs?key=peerjs',
		'/peerjs?id=%&token=%ff&key=peerjs',
		'//elm',
		'/elm/../elm',
		'/%',
		'*'
	])('in the address %s leaves the server well', async (path) => {
		await raw(handshake(path).replace('websocket', 'h2c')).closed;
		const { socket, closed } = raw(handshake(path));
		socket.once('data', () => socket.end());
		await closed;
		await expectWell();
	});

	test('headers without end are cut off', async () => {
		const heard = await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`).closed;
		expect(heard).toContain('400');
		await expectWell();
	});
});

describe('frames', () => {
	test('of 50 MB are refused before they are read', async () => {
		const node = new TestNode(`${server.url}/elm`);
		await node.tell('challenge');
		node.socket.send(Buffer.alloc(50 * 1024 * 1024));
		expect([1006, CLOSE.tooLarge]).toContain((await node.closed).code);
		await expectWell();
	});

	test('in bytes are refused', async () => {
		const node = new TestNode(`${server.url}/elm`);
		await node.tell('challenge');
		node.socket.send(Buffer.from([1, 2, 3]));
		expect((await node.closed).code).toBe(CLOSE.malformed);
	});
});

// At once: each takes as long as the server's patience.
describe.concurrent('connections that only sit there', () => {
	test.each([
		['that say nothing', ''],
		['that never finish their headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-'],
		['that never finish their body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx'],
		['that upgrade and prove nothing', handshake('/elm')]
	])('%s are closed', { timeout: 10_000 }, async (_, text) => {
		await raw(text).closed;
		await expectWell();
	});

	test('that drip a byte at a time are closed all the same', { timeout: 10_000 }, async () => {
		const { socket, closed } = raw('GET / HTTP/1.1\r\n');
		const drip = setInterval(() => socket.write('X'), 200);
		await closed;
		clearInterval(drip);
		await expectWell();
	});

	test('that send half a frame end with the time for the proof', { timeout: 10_000 }, async () => {
		const { socket, closed } = raw(handshake('/elm'));
		// A masked text frame that announces 60,000 bytes and sends eleven.
		socket.once('data', () =>
			socket.write(Buffer.concat([Buffer.from([0x81, 0xfe, 0xea, 0x60]), randomBytes(15)]))
		);
		await closed;
		await expectWell();
	});
});

describe('limits', () => {
	const refused = ({ socket }: TestNode): Promise<number> =>
		new Promise((resolve) =>
			socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
		);

	test('sockets that prove nothing are counted by address, those that did are not', async () => {
		const small = await testServer({ MAX_SOCKETS_PER_ADDRESS: '2' });
		for (let i = 0; i < 4; i++) await aNode(small, await aDevice());
		for (let i = 0; i < 2; i++) await new TestNode(`${small.url}/elm`).tell('challenge');
		expect(await refused(new TestNode(`${small.url}/elm`))).toBe(429);
		await small.close();
	});

	test('proved sockets have a bound by address too, and one by identity', async () => {
		const small = await testServer({ MAX_PROVED_SOCKETS_PER_ADDRESS: '3', MAX_SOCKETS_PER_IDENTITY: '2' });
		const ann = await aDevice();
		for (let i = 0; i < 2; i++) await aNode(small, ann);
		await expect(aNode(small, ann)).rejects.toThrow('rate');
		const last = await aNode(small, await aDevice());
		await expect(aNode(small, await aDevice())).rejects.toThrow('rate');
		await last.close();
		await aNode(small, await aDevice());
		await small.close();
	});

	test('all sockets together have a bound', async () => {
		const small = await testServer({ MAX_SOCKETS: '1' });
		await new TestNode(`${small.url}/elm`).tell('challenge');
		expect(await refused(new TestNode(`${small.url}/elm`))).toBe(503);
		await small.close();
	});

	test('a key that goes on when refused is closed and stays out for a while', async () => {
		const strict = await testServer({ MESSAGES_PER_SECOND: '1' });
		const ann = await aDevice();
		const node = await aNode(strict, ann);
		for (let i = 0; i < 400; i++) node.send({ ask: 'ping', n: i });
		expect((await node.closed).code).toBe(CLOSE.tooMany);
		const again = new TestNode(`${strict.url}/elm`);
		expect(await again.prove(ann)).toMatchObject({ tell: 'refused', why: 'rate' });
		expect((await again.closed).code).toBe(CLOSE.tooMany);
		await aNode(strict, await aDevice());
		await strict.close();
	});

	test('a reader that does not read is paused, then closed', async () => {
		const roomy = await testServer({
			SLOW_READER_MS: '200',
			MESSAGES_PER_SECOND: '100000',
			BYTES_PER_MINUTE: '1000000000'
		});
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const [sender, reader] = await Promise.all([aNode(roomy, ann), aNode(roomy, bob)]);
		reader.socket.pause();
		await sender.ask({ ask: 'watch', peers: [bob.peer] });
		await sender.tell('presence');
		const send = () => sender.ask({ ask: 'forward', to: bob.peer, box });
		const box = aBox(67_000);
		let answer = await send();
		while (answer.tell === 'ok') answer = await send();
		expect(answer).toMatchObject({ why: 'rate', retryMs: expect.any(Number) });
		expect(await sender.tell('presence')).toMatchObject({ peer: bob.peer, devices: [] });
		expect(await send()).toMatchObject({ why: 'absent' });
		reader.socket.terminate();
		await roomy.close();
	});

	test('a socket that answers no ping is dropped', async () => {
		const brisk = await testServer({ PING_MS: '50', PROOF_MS: '60000' });
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const [watcher, gone] = await Promise.all([aNode(brisk, ann), aNode(brisk, bob)]);
		await watcher.ask({ ask: 'watch', peers: [bob.peer] });
		await watcher.tell('presence');
		gone.socket.pause();
		expect(await watcher.tell('presence')).toMatchObject({ peer: bob.peer, devices: [] });
		gone.socket.terminate();
		await brisk.close();
	});
});
