/** Things that cost a server more than their sender: what is large, what is many, and what does not read. */
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { constants, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64url } from '#lib/protocol/bytes.ts';
import { CLOSE } from '#lib/protocol/relay.ts';
import {
	aBox,
	aDevice,
	aNode,
	aToken,
	dialBroker,
	dialTopics,
	idOf,
	random,
	soon,
	spawnServer,
	temporaryFolder,
	TestNode,
	type ServerProcess
} from './testing.ts';

const folder = temporaryFolder();
/** A process takes its time to start where the machine is busy. */
const STARTING_MS = 60_000;
let server: ServerProcess;
const SLOW_MS = 1_000;
beforeAll(async () => {
	server = await spawnServer({
		DATA_DIR: folder.path,
		NEW_SOCKETS_PER_SECOND: '10000',
		MAX_SOCKETS_PER_ADDRESS: '1000',
		MESSAGES_PER_SECOND: '1000000',
		TOPIC_MESSAGES_PER_SECOND: '1000000',
		BYTES_PER_MINUTE: '1000000000000',
		SLOW_READER_MS: String(SLOW_MS)
	});
}, STARTING_MS);
afterAll(async () => {
	expect(await server.kill('SIGTERM')).toBe(0);
	folder.remove();
});

async function residentBytes(): Promise<number> {
	const metrics = await (await fetch(`${server.url}/metrics`)).text();
	return Number(/elmnet_resident_bytes (\d+)/.exec(metrics)?.[1]);
}
const count = async (name: string): Promise<number> => {
	const metrics = await (await fetch(`${server.url}/metrics`)).text();
	return Number(new RegExp(`^elmnet_${name}_total (\\d+)$`, 'm').exec(metrics)?.[1]);
};

const PATHS = ['/elm', '/peerjs?key=peerjs&id=x&token=y', '/y-webrtc?token=y', '/federation'];
/** Zeros that deflate to a megabyte and inflate to a gigabyte, in frames that any of the paths would take the size of. */
function bomb(): Buffer[] {
	const part = deflateRawSync(Buffer.alloc(2 ** 26), { finishFlush: constants.Z_FULL_FLUSH });
	const body = Buffer.concat(Array.from({ length: 16 }, () => part));
	const frames: Buffer[] = [];
	for (let at = 0; at < body.length; at += 32_000) {
		const piece = body.subarray(at, at + 32_000);
		const head = Buffer.alloc(8);
		// The first is compressed text, all but the last say that more is to come.
		head[0] = (at === 0 ? 0x41 : 0) | (at + 32_000 >= body.length ? 0x80 : 0);
		head[1] = 0xfe;
		head.writeUInt16BE(piece.length, 2);
		frames.push(head, piece);
	}
	return frames;
}

/** A socket that has shaken hands by hand, so that it can send what no client would. */
function byHand(
	path: string,
	extensions = ''
): Promise<{ socket: Socket; said: () => string; closed: Promise<void> }> {
	return new Promise((resolve) => {
		const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
		socket.on('error', () => undefined);
		let said = '';
		const closed = new Promise<void>((over) => socket.on('close', () => over()));
		socket.on('data', (chunk) => {
			said += chunk.toString('latin1');
			resolve({ socket, said: () => said, closed });
		});
		void closed.then(() => resolve({ socket, said: () => said, closed }));
		const key = randomBytes(16).toString('base64');
		socket.write(
			`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
				`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${extensions}\r\n`
		);
	});
}

describe.each(PATHS)('on %s', (path) => {
	test('a frame that announces a gigabyte is refused by its head', async () => {
		const before = await residentBytes();
		const { socket, closed } = await byHand(path);
		const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]);
		socket.write(Buffer.concat([head, randomBytes(64 * 1024)]));
		await closed;
		expect((await residentBytes()) - before).toBeLessThan(20e6);
	});

	test('a compressed gigabyte is never inflated: compression is not offered, and its bit is an error', async () => {
		const before = await residentBytes();
		const { socket, said, closed } = await byHand(path, 'Sec-WebSocket-Extensions: permessage-deflate\r\n');
		expect(said()).not.toMatch(/permessage-deflate/i);
		for (const frame of bomb()) socket.write(frame);
		await closed;
		expect((await residentBytes()) - before).toBeLessThan(20e6);
	});

	test('a message in a million parts ends when it is too long', async () => {
		const before = await residentBytes();
		const { socket, closed } = await byHand(path);
		const part = Buffer.from([0x00, 0x84, 0, 0, 0, 0, 120, 120, 120, 120]);
		const many = Buffer.concat(Array.from({ length: 10_000 }, () => part));
		socket.write(Buffer.from([0x01, 0x81, 0, 0, 0, 0, 120]));
		for (let i = 0; i < 100 && socket.writable; i++)
			await new Promise<void>((resolve) => socket.write(many, () => resolve()));
		await closed;
		expect((await residentBytes()) - before).toBeLessThan(40e6);
	});
});

test('a hundred readers that do not read are closed, each holding a bounded amount, while one who reads is served', async () => {
	const READERS = 100;
	const speaker = dialTopics(server, await aToken(server, await aDevice()));
	speaker.send({ type: 'subscribe', topics: ['crowd'] });
	const readers = [];
	for (let i = 0; i < READERS; i++) {
		const reader = dialTopics(server, await aToken(server, await aDevice()));
		reader.send({ type: 'subscribe', topics: ['crowd'] });
		reader.send({ type: 'ping' });
		await reader.next(({ type }) => type === 'pong');
		reader.socket.pause();
		readers.push(reader);
	}
	const before = await residentBytes();
	const slowBefore = await count('slow_readers');
	const data = 'x'.repeat(60_000);
	let most = 0;
	// More than a socket's own buffers and four megabytes; each is told to a hundred and one.
	for (let i = 0; i < 200; i++) {
		speaker.send({ type: 'publish', topic: 'crowd', data });
		await speaker.next(({ type }) => type === 'publish');
		if (i % 20 === 0) most = Math.max(most, await residentBytes());
	}
	for (const { socket } of readers) socket.resume();
	await Promise.all(readers.map(({ closed }) => closed));
	expect((await count('slow_readers')) - slowBefore).toBe(READERS);
	// Four megabytes each at the worst, of frames they share.
	expect(most - before).toBeLessThan(READERS * 4.5e6);
	await speaker.close();
}, 60_000);

test('fifty redeem one invite at the same moment: one wins, and the host finds one box', async () => {
	const host = await aDevice();
	const node = await aNode(server, host);
	const token = random(16);
	const hash = createHash('sha256').update(token).digest('base64url');
	expect(await node.ask({ ask: 'invite', hash, uses: 1, exp: soon() })).toMatchObject({ uses: 1 });
	const guests = await Promise.all(
		Array.from({ length: 50 }, async () => {
			const guest = new TestNode(`${server.url}/elm`);
			await guest.tell('challenge');
			return guest;
		})
	);
	const answers = await Promise.all(
		guests.map((guest) => guest.ask({ ask: 'redeem', token: base64url(token), box: aBox() }))
	);
	const won = answers.filter(({ tell }) => tell === 'ok');
	expect(won.length).toBe(1);
	expect(answers.filter((answer) => answer.tell === 'refused' && answer.why === 'invite-spent').length).toBe(
		49
	);
	await node.tell('mail');
	await node.ask({ ask: 'ping' });
	expect(node.frames.filter(({ tell }) => tell === 'mail')).toEqual([]);
	for (const guest of guests) guest.socket.terminate();
});

test('a hundred who want an id that is another key’s get it from nobody, and its owner is not disturbed', async () => {
	const owner = await aDevice();
	const seat = dialBroker(server, idOf(owner), await aToken(server, owner));
	await seat.next();
	const squatters = [];
	for (let i = 0; i < 10; i++) {
		const token = await aToken(server, await aDevice());
		for (let j = 0; j < 10; j++) squatters.push(dialBroker(server, idOf(owner), token));
	}
	const codes = await Promise.all(squatters.map(async ({ closed }) => (await closed).code));
	expect(new Set(codes)).toEqual(new Set([CLOSE.idTaken]));
	seat.send({ type: 'LEAVE', dst: idOf(owner) });
	expect(await seat.next()).toMatchObject({ type: 'LEAVE' });
});
