import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { NodeError } from '#lib/agent/ports.ts';
import { base64url, type Bytes } from '#lib/protocol/bytes.ts';
import { newDevice, type Device } from '#lib/protocol/identity.ts';
import { tokenHash } from '#lib/protocol/invite.ts';
import { MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import { aServer, type TestServer } from '../../../tests/contract/server.ts';
import { deviceClock } from './device-clock.ts';
import { RelayClient, type ServerState } from './relay-client.ts';
import { aDevice, randomBytes } from './test-peers.ts';

let server: TestServer;
const opened: RelayClient[] = [];
const inAnHour = () => Date.now() + 3_600_000;
const box = (length = 600) => randomBytes(length) as Bytes;

beforeAll(async () => {
	server = await aServer({ NEW_SOCKETS_PER_SECOND: '1000', MAIL_PER_MINUTE: '1000' });
});
afterAll(() => server.close());
afterEach(() => {
	for (const client of opened.splice(0)) client.close();
});

async function aClient(device?: Device): Promise<RelayClient & { readonly device: Device }> {
	const owner = device ?? (await aDevice());
	const client = new RelayClient({
		server: server.url,
		device: owner,
		clock: deviceClock,
		chance: Math.random,
		openSocket: (url) => new WebSocket(url)
	});
	opened.push(client);
	return Object.assign(client, { device: owner });
}

const until = (client: RelayClient, state: ServerState) =>
	new Promise<void>((resolve) => {
		if (client.state === state) return resolve();
		const stop = client.onState.add((now) => {
			if (now !== state) return;
			stop();
			resolve();
		});
	});

async function online(device?: Device): Promise<RelayClient & { readonly device: Device }> {
	const client = await aClient(device);
	client.open();
	await until(client, 'online');
	return client;
}

const codeOf = (asking: Promise<void>) =>
	asking.then(
		() => 'ok',
		(error: unknown) => (error instanceof NodeError ? error.code : String(error))
	);

/** Mail as it comes; `take` says whether each is taken in. */
function mailOf(client: RelayClient, take: () => boolean = () => true) {
	const came: Bytes[] = [];
	let tell: (() => void) | undefined;
	client.onMail(async (one) => {
		came.push(one);
		tell?.();
		if (!take()) throw new Error('storage is full');
	});
	const count = async (number: number) => {
		while (came.length < number) await new Promise<void>((resolve) => (tell = resolve));
		return came;
	};
	return { came, count };
}

describe('at the server', () => {
	test('goes from connecting to online and knows the time there', async () => {
		const client = await aClient();
		const states: ServerState[] = [];
		client.onState.add((state) => states.push(state));
		client.open();
		await until(client, 'online');
		expect(states).toEqual(['connecting', 'online']);
		expect(Math.abs(client.offsetMs)).toBeLessThan(60_000);
	});

	test('mail waits for a sleeper and comes in the order it was left', async () => {
		const [alice, bob] = [await online(), await aClient()];
		const boxes = [box(), box(60_000), box(1)];
		for (const one of boxes) await alice.mail(bob.device.peer, one, inAnHour());
		const mail = mailOf(bob);
		bob.open();
		expect(await mail.count(3)).toEqual(boxes);
	});

	test('mail that was taken in does not come again, mail that was not does', async () => {
		const [alice, device] = [await online(), await aDevice()];
		const first = await online(device);
		let room = true;
		const mail = mailOf(first, () => room);
		await alice.mail(device.peer, box(10), inAnHour());
		await mail.count(1);
		room = false;
		await alice.mail(device.peer, box(20), inAnHour());
		await mail.count(2);
		// The receipt of the first is on its way; what is asked after it is answered after it.
		await first.register(base64url(randomBytes(32)), 1, inAnHour());
		first.close();
		const second = await aClient(device);
		const again = mailOf(second);
		second.open();
		expect((await again.count(1)).map((one) => one.length)).toEqual([20]);
	});

	test('a box for an open tab is handed on with the name of who proved the socket', async () => {
		const [alice, bob] = [await online(), await online()];
		const came = new Promise((resolve) => bob.onForwarded.add((from, one) => resolve([from, one])));
		const sent = box();
		await alice.forward(bob.device.peer, sent);
		expect(await came).toEqual([alice.device.peer, sent]);
	});

	test('forwarding to nobody is unreachable, and a box too large is not even sent', async () => {
		const [alice, nobody] = [await online(), await aDevice()];
		expect(await codeOf(alice.forward(nobody.peer, box()))).toBe('unreachable');
		expect(await codeOf(alice.mail(nobody.peer, new Uint8Array(MAX_BOX_BYTES + 1), inAnHour()))).toBe(
			'too-large'
		);
	});

	test('presence is told when a watched peer comes and goes', async () => {
		const [alice, bob] = [await online(), await aClient()];
		const told: number[] = [];
		let tell: (() => void) | undefined;
		alice.onPresence.add((peer, devices) => {
			if (peer === bob.device.peer) told.push(devices.length);
			tell?.();
		});
		const until = async (length: number) => {
			while (told.length < length) await new Promise<void>((resolve) => (tell = resolve));
		};
		alice.watch([bob.device.peer]);
		await until(1);
		bob.open();
		await until(2);
		bob.close();
		await until(3);
		expect(told).toEqual([0, 1, 0]);
	});

	test('fifty redeem one invite at once: one wins, the others are told that it is spent', async () => {
		const [inviter, guest] = [await online(), await online()];
		const token = base64url(randomBytes(16));
		const mail = mailOf(inviter);
		await inviter.register(tokenHash(token), 1, inAnHour());
		const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(guest.redeem(token, box(64)))));
		expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
		expect(new Set(codes)).toEqual(new Set(['ok', 'invite-spent']));
		await mail.count(1);
	});

	test('a revoked invite is spent, and revoking one that the server never knew is done', async () => {
		const [inviter, guest] = [await online(), await online()];
		const token = base64url(randomBytes(16));
		const hash = tokenHash(token);
		await inviter.register(hash, 3, inAnHour());
		await inviter.revoke(hash);
		expect(await codeOf(guest.redeem(token, box()))).toBe('invite-spent');
		await inviter.revoke(base64url(randomBytes(32)));
	});

	test('the server dies and returns: offline at once, online again by itself, nothing acknowledged is lost', async () => {
		const [alice, bob] = [await online(), await aClient()];
		await alice.mail(bob.device.peer, box(33), inAnHour());
		const off = until(alice, 'offline');
		await server.stop();
		await off;
		expect(await codeOf(alice.mail(bob.device.peer, box(), inAnHour()))).toBe('unreachable');
		await server.start();
		await until(alice, 'online');
		const mail = mailOf(bob);
		bob.open();
		expect((await mail.count(1)).map((one) => one.length)).toEqual([33]);
	});

	test('one with a certificate that is not valid stays out and keeps trying', async () => {
		const stale = await newDevice(randomBytes(32), randomBytes, Date.now() - 200 * 86_400_000);
		const client = await aClient(stale);
		const states: ServerState[] = [];
		const twice = new Promise<void>((resolve) =>
			client.onState.add((state) => {
				states.push(state);
				if (states.length === 3) resolve();
			})
		);
		client.open();
		await twice;
		expect(states).toEqual(['connecting', 'offline', 'connecting']);
		expect(client.trouble).toBe('bad-proof');
	});
});
