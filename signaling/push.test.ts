import { createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from './config.ts';
import { Counts } from './counts.ts';
import { openLog } from './log.ts';
import { endpointOf, isPrivate, lookupOutside } from './push-address.ts';
import { Waker } from './push.ts';
import { Secret } from './secret.ts';
import { aBox, aDevice, aNode, soon, spawnServer, temporaryFolder, testServer } from './testing.ts';

interface Knock {
	readonly method: string | undefined;
	readonly path: string | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** A browser maker's service: notes what comes, answers what it is told to. */
let maker: Server;
let origin = '';
let answer: { status: number; headers?: Record<string, string> };
let knocks: Knock[];
let heard: () => void;

beforeEach(async () => {
	knocks = [];
	answer = { status: 201 };
	heard = () => {};
	maker = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			knocks.push({ method: request.method, path: request.url, headers: request.headers, body });
			response.writeHead(answer.status, answer.headers).end('words nobody reads');
			heard();
		});
	});
	await new Promise<void>((resolve) => maker.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(maker.address() as AddressInfo).port}`;
});
afterEach(() => {
	maker.closeAllConnections();
	maker.close();
	vi.useRealTimers();
});

async function knocked(count: number): Promise<void> {
	while (knocks.length < count) await new Promise<void>((resolve) => (heard = resolve));
}

function partsOf(knock: Knock | undefined): { token: string; key: string } {
	const found = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(knock?.headers.authorization ?? '');
	return { token: found?.[1] ?? '', key: found?.[2] ?? '' };
}

function claimsOf(token: string, publicKey: string): unknown {
	const [head = '', claims = '', signature = ''] = token.split('.');
	const point = Buffer.from(publicKey, 'base64url');
	const x = point.subarray(1, 33).toString('base64url');
	const y = point.subarray(33).toString('base64url');
	const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
	const signed = Buffer.from(`${head}.${claims}`);
	expect(
		verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
	).toBe(true);
	expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ typ: 'JWT', alg: 'ES256' });
	return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

const WAKING = { PUSH_CONTACT: 'mailto:host@elm.example', PUSH_ALLOW_PRIVATE: '1' };

test('a sleeper’s device is woken by an empty request that the server’s public key vouches for', async () => {
	const folder = temporaryFolder();
	const server = await spawnServer({ ...WAKING, DATA_DIR: folder.path });
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const sleeper = await aNode(server, bob);
	expect(await sleeper.ask({ ask: 'push', endpoint: `${origin}/wake/bob` })).toMatchObject({ tell: 'ok' });
	await sleeper.close();
	const sender = await aNode(server, ann);
	await sender.ask({ ask: 'mail', to: bob.peer, exp: soon(), box: aBox() });
	await knocked(1);
	const [knock] = knocks;
	expect(knock).toMatchObject({ method: 'POST', path: '/wake/bob', body: '' });
	expect(knock?.headers).toMatchObject({ urgency: 'normal', ttl: '86400', 'content-length': '0' });
	const { token, key } = partsOf(knock);
	const claims = claimsOf(token, key) as { aud: string; exp: number; sub: string };
	expect(claims).toMatchObject({ aud: origin, sub: 'mailto:host@elm.example' });
	expect(claims.exp * 1_000 - Date.now()).toBeLessThanOrEqual(12 * 3_600_000);
	expect(claims.exp * 1_000 - Date.now()).toBeGreaterThan(3_600_000);
	await server.kill('SIGTERM');
	folder.remove();
});

test('who reads is not woken; who was woken is left alone for five minutes; who said no more is never', async () => {
	let now = Date.now();
	const server = await testServer(WAKING, { clock: () => now });
	const [ann, bob] = await Promise.all([aDevice(now), aDevice(now)]);
	const sender = await aNode(server, ann);
	const mail = () => sender.ask({ ask: 'mail', to: bob.peer, exp: now + 60_000, box: aBox() });
	const reader = await aNode(server, bob);
	await reader.ask({ ask: 'push', endpoint: `${origin}/bob` });
	await mail();
	await reader.tell('mail');
	await reader.close();
	await mail();
	await knocked(1);
	await mail();
	now += 5 * 60_000 - 1;
	await mail();
	now += 1;
	await mail();
	await knocked(2);
	const again = await aNode(server, bob);
	await again.ask({ ask: 'push' });
	await again.close();
	now += 3_600_000;
	await mail();
	await server.close();
	expect(knocks).toHaveLength(2);
});

test('a server without a contact refuses to promise a wake-up; a strange endpoint is malformed', async () => {
	const silent = await testServer();
	const strict = await testServer({ PUSH_CONTACT: 'mailto:host@elm.example' });
	const device = await aDevice();
	const endpoint = 'https://push.example/wake';
	const asked = async (server: { url: string }, text: string) => {
		const node = await aNode(server, device);
		const reply = await node.ask({ ask: 'push', endpoint: text });
		await node.close();
		return reply;
	};
	expect(await asked(silent, endpoint)).toMatchObject({ tell: 'refused', why: 'not-offered' });
	expect(await asked(strict, endpoint)).toMatchObject({ tell: 'ok' });
	for (const strange of [
		`${origin}/wake`,
		'http://push.example/',
		'https://push.example:8443/',
		'https://10.0.0.1/',
		'https://[::1]/',
		'https://[::ffff:127.0.0.1]/',
		'https://ann:secret@push.example/',
		'ftp://push.example/',
		'no address'
	])
		expect(await asked(strict, strange)).toMatchObject({ tell: 'refused', why: 'malformed' });
	await silent.close();
	await strict.close();
});

test('no address of a private network is asked, however it is written', () => {
	const strange = ['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1'];
	const six = ['::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::1'];
	for (const address of [...strange, ...six, '0.0.0.0', '224.0.0.1', '255.255.255.255', 'localhost'])
		expect([address, isPrivate(address)]).toEqual([address, true]);
	for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111'])
		expect([address, isPrivate(address)]).toEqual([address, false]);
	expect(endpointOf('https://0x7f000001/')).toBeUndefined();
	expect(endpointOf('https://push.example/')?.origin).toBe('https://push.example');
});

test('a name that resolves to this machine is refused at the moment of connecting', async () => {
	const error = await new Promise<Error | null>((resolve) =>
		lookupOutside('localhost', { all: true }, (found) => resolve(found))
	);
	expect(error?.message).toContain('private');
});

const device = Buffer.alloc(16, 1);
const owner = Buffer.alloc(16, 2);

function aWaker(endpoints: Map<string, string>) {
	const counts = new Counts();
	let now = 1_000_000_000_000;
	const waker = new Waker({
		config: readConfig(WAKING),
		clock: () => now,
		counts,
		log: openLog('silent'),
		secret: new Secret(Buffer.alloc(32, 7)),
		devices: {
			set: async () => {},
			remove: async (_owner, name) => void endpoints.delete(name.toString('hex')),
			of: async () =>
				[...endpoints].map(([name, endpoint]) => ({ device: Buffer.from(name, 'hex'), endpoint }))
		}
	});
	return { waker, counts, pass: (ms: number) => (now += ms) };
}

test.each([404, 410])('a browser that answers %i is not woken again', async (status) => {
	const endpoints = new Map([[device.toString('hex'), `${origin}/gone`]]);
	const { waker, pass } = aWaker(endpoints);
	answer = { status };
	waker.wake(owner, () => true);
	await vi.waitFor(() => expect(endpoints.size).toBe(0));
	pass(3_600_000);
	waker.wake(owner, () => true);
	waker.close();
	expect(knocks).toHaveLength(1);
});

test.each([429, 503])('a maker that answers %i is left alone for as long as it says', async (status) => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	const endpoints = new Map([[device.toString('hex'), `${origin}/busy`]]);
	const { waker, counts, pass } = aWaker(endpoints);
	answer = { status, headers: { 'Retry-After': '120' } };
	waker.wake(owner, () => true);
	await knocked(1);
	await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { interval: 1 });
	answer = { status: 201 };
	pass(119_000);
	vi.advanceTimersByTime(119_000);
	expect(knocks).toHaveLength(1);
	pass(1_000);
	vi.advanceTimersByTime(1_000);
	await knocked(2);
	await vi.waitFor(() => expect(counts.get('wakes_sent')).toBe(1), { interval: 1 });
	waker.close();
});

test('whoever came back meanwhile is not knocked up', async () => {
	const endpoints = new Map([[device.toString('hex'), `${origin}/back`]]);
	const { waker } = aWaker(endpoints);
	const asked = new Promise<void>((resolve) =>
		waker.wake(owner, () => {
			resolve();
			return false;
		})
	);
	await asked;
	waker.close();
	expect(knocks).toEqual([]);
});

test('the public key is the same after a restart, and another server’s is another', () => {
	const publicKeyOf = (byte: number) =>
		new Waker({
			config: readConfig(WAKING),
			clock: Date.now,
			counts: new Counts(),
			log: openLog('silent'),
			secret: new Secret(Buffer.alloc(32, byte)),
			devices: { set: async () => {}, remove: async () => {}, of: async () => [] }
		}).publicKey;
	expect(publicKeyOf(1)).toBe(publicKeyOf(1));
	expect(publicKeyOf(1)).not.toBe(publicKeyOf(2));
	expect(Buffer.from(publicKeyOf(1) ?? '', 'base64url')).toHaveLength(65);
});
