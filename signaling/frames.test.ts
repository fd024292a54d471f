/** Whatever frames come, on every protocol of one server: it answers on, holds little, and nothing was thrown. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Device } from '#lib/protocol/identity.ts';
import {
	aDevice,
	aNode,
	aToken,
	dialBroker,
	dialTopics,
	idOf,
	spawnServer,
	temporaryFolder,
	TestNode,
	type ServerProcess
} from './testing.ts';

const folder = temporaryFolder();
/** A process takes its time to start where the machine is busy. */
const STARTING_MS = 60_000;
let server: ServerProcess;
let ann: Device;
let bob: Device;
beforeAll(async () => {
	// One who only talks nonsense is banned soon; here it is let talk on, to see what the nonsense does.
	const many = ['MESSAGES', 'BROKER_MESSAGES', 'TOPIC_MESSAGES'].map((name) => [
		`${name}_PER_SECOND`,
		'1000000'
	]);
	const env = { DATA_DIR: folder.path, LOG_LEVEL: 'debug', BAN_MS: '1', NEW_SOCKETS_PER_SECOND: '10000' };
	const limits = {
		MAX_SOCKETS_PER_ADDRESS: '1000',
		BYTES_PER_MINUTE: '1000000000',
		OFFERS_PER_MINUTE: '1000000'
	};
	[server, ann, bob] = await Promise.all([
		spawnServer({ ...env, ...limits, ...Object.fromEntries(many) }),
		aDevice(),
		aDevice()
	]);
}, STARTING_MS);
afterAll(async () => {
	expect(await server.kill('SIGTERM')).toBe(0);
	expect(server.output()).not.toMatch(/-failed/);
	folder.remove();
});

const MAX_RESIDENT_BYTES = 300 * 1024 * 1024;
async function expectWell(): Promise<void> {
	expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok' });
	const metrics = await (await fetch(`${server.url}/metrics`)).text();
	expect(Number(/elmnet_resident_bytes (\d+)/.exec(metrics)?.[1])).toBeLessThan(MAX_RESIDENT_BYTES);
}

/** Names and values of the protocols, put together as they should not be. */
const NAMES = [
	'ask',
	'n',
	'to',
	'exp',
	'box',
	'mail',
	'peers',
	'hash',
	'uses',
	'token',
	'card',
	'cells',
	'endpoint'
];
const MORE_NAMES = [
	'type',
	'dst',
	'src',
	'payload',
	'topics',
	'topic',
	'data',
	'sdp',
	'candidate',
	'__proto__',
	'constructor'
];
const WORDS = [
	'prove',
	'mail',
	'forward',
	'received',
	'watch',
	'invite',
	'revoke',
	'redeem',
	'ice',
	'publish',
	'list',
	'find',
	'push'
];
const MORE_WORDS = [
	'OFFER',
	'ANSWER',
	'CANDIDATE',
	'LEAVE',
	'EXPIRE',
	'OPEN',
	'subscribe',
	'unsubscribe',
	'ping',
	'toString'
];
const word = fc.constantFrom(...WORDS, ...MORE_WORDS);
const value = (): fc.Arbitrary<unknown> =>
	fc.oneof(
		{ maxDepth: 3 },
		fc.jsonValue({ maxDepth: 2 }),
		word,
		fc.constant('a1'.repeat(32)),
		fc.constant(`${'a1'.repeat(32)}-${'b2'.repeat(8)}`),
		fc.base64String({ maxLength: 200 }),
		fc.string({ unit: 'binary', maxLength: 60 }),
		fc.maxSafeNat(),
		fc.double(),
		fc.letrec((tie) => ({ deep: fc.oneof({ maxDepth: 30 }, fc.constant([]), fc.tuple(tie('deep'))) })).deep
	);
const frame = fc
	.tuple(word, fc.dictionary(fc.constantFrom(...NAMES, ...MORE_NAMES), value(), { maxKeys: 8 }))
	.map(([kind, fields]) => JSON.stringify({ ask: kind, type: kind, n: 1, ...fields }));
const frames = fc.array(frame, { minLength: 30, maxLength: 60 });
const RUNS = { numRuns: 12 };

/** Everything in, then something that is answered. Where the socket was closed for it, that is an answer too. */
async function survives(
	open: () => Promise<{ socket: WebSocket; answered: () => Promise<unknown>; closed: Promise<unknown> }>
) {
	await fc.assert(
		fc.asyncProperty(frames, async (texts) => {
			const { socket, answered, closed } = await open();
			for (const text of texts) socket.send(text);
			await Promise.race([answered(), closed]);
			socket.terminate();
			await closed;
		}),
		RUNS
	);
	await expectWell();
}

describe('frames that are JSON and nothing else', () => {
	test('before a proof on /elm', () =>
		survives(async () => {
			const node = new TestNode(`${server.url}/elm`);
			await node.tell('challenge');
			return { socket: node.socket, closed: node.closed, answered: () => node.ask({ ask: 'ping' }) };
		}));

	test('of a proved node on /elm', () =>
		survives(async () => {
			const node = await aNode(server, ann);
			return { socket: node.socket, closed: node.closed, answered: () => node.ask({ ask: 'ping' }) };
		}));

	test('of a seated device on /peerjs, none of which reaches another', async () => {
		const [token, others] = await Promise.all([aToken(server, ann), aToken(server, bob)]);
		const b = dialBroker(server, idOf(bob), others);
		await b.next();
		await survives(async () => {
			const a = dialBroker(server, idOf(ann), token);
			await a.next();
			const answered = () => {
				a.send({ type: 'LEAVE', dst: idOf(bob) });
				return b.next();
			};
			return { socket: a.socket, closed: a.closed, answered };
		});
		expect(b.frames.filter(({ type }) => type !== 'LEAVE')).toEqual([]);
		b.socket.terminate();
	});

	test('of a listener on /y-webrtc', async () => {
		const token = await aToken(server, ann);
		await survives(async () => {
			const socket = dialTopics(server, token);
			const answered = () => {
				socket.send({ type: 'ping' });
				return socket.next(({ type }) => type === 'pong');
			};
			await answered();
			return { socket: socket.socket, closed: socket.closed, answered };
		});
	});
});

/** Bytes where frames should be, and frames with lengths and bits that no client sends. */
const bytes = fc.oneof(
	fc.uint8Array({ minLength: 1, maxLength: 400 }),
	fc
		.tuple(fc.nat(255), fc.nat(255), fc.uint8Array({ minLength: 8, maxLength: 80 }))
		.map(([first, second, rest]) => Uint8Array.from([first, second, ...rest]))
);
const open = (path: string) =>
	`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
	`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`;

/** Says all of it at once, and hangs up when the server has said something or hung up. */
const throwAt = (first: string, then: Uint8Array): Promise<void> =>
	new Promise((resolve) => {
		const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
			socket.write(first);
			socket.write(then);
			socket.end();
		});
		socket.on('error', () => undefined);
		socket.on('data', () => undefined);
		socket.on('close', () => resolve());
		setTimeout(() => socket.destroy(), 1_000).unref();
	});

test.each(['/elm', '/peerjs?key=peerjs&id=x&token=y', '/y-webrtc?token=y', '/federation', '/nowhere'])(
	'any bytes after the handshake on %s',
	async (path) => {
		await fc.assert(
			fc.asyncProperty(fc.array(bytes, { minLength: 8, maxLength: 8 }), async (all) => {
				await Promise.all(all.map((one) => throwAt(open(path), one)));
			}),
			RUNS
		);
		await expectWell();
	}
);

test('any bytes as http', async () => {
	const line = fc.oneof(
		fc.constantFrom(
			'GET / HTTP/1.1\r\n',
			'POST /elm HTTP/1.1\r\nContent-Length: 1e9\r\n',
			'GET /%00%ff HTTP/1.1\r\n'
		),
		fc.webPath().map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`),
		fc.string({ unit: 'binary', maxLength: 300 })
	);
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(line, bytes), { minLength: 8, maxLength: 8 }), async (all) => {
			await Promise.all(all.map(([first, rest]) => throwAt(first, rest)));
		}),
		RUNS
	);
	await expectWell();
});

describe('texts that are no JSON', () => {
	const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }).filter((one) => {
		try {
			JSON.parse(one);
			return false;
		} catch {
			return true;
		}
	});
	test('close the socket with 4400 on each of the three', async () => {
		const token = await aToken(server, ann);
		await fc.assert(
			fc.asyncProperty(text, async (one) => {
				const node = new TestNode(`${server.url}/elm`);
				const device = dialBroker(server, idOf(ann), token);
				const listener = dialTopics(server, token);
				for (const socket of [node, device, listener]) socket.send(one);
				const closed = await Promise.all([node, device, listener].map((socket) => socket.closed));
				expect(closed.map(({ code }) => code)).toEqual([4400, 4400, 4400]);
			}),
			RUNS
		);
		await expectWell();
	});
});
