/** Two stock PeerJS clients through our server, and the same values through our own links. */
import { Peer, util, type DataConnection } from 'peerjs';
import { pack, unpack } from 'peerjs-js-binarypack';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { deviceClock } from '#lib/net/device-clock.ts';
import { Direct } from '#lib/net/direct.ts';
import { FramedLink } from '#lib/net/framed-link.ts';
import type { Link } from '#lib/net/link.ts';
import { loopbackChannels } from '#lib/net/loopback-link.ts';
import { PeerJsDialer } from '#lib/net/peerjs-link.ts';
import { peerjsToken } from '#lib/net/peerjs-token.ts';
import { aDevice, randomBytes } from '#lib/net/test-peers.ts';
import { concat } from '#lib/protocol/bytes.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import { peerjsId } from '#lib/protocol/relay.ts';
import { arrived, binaryValues, jsonValues } from './stock-values.ts';

const server = new URL(inject('signalingUrl'));
const closing: (() => void)[] = [];
afterAll(() => {
	for (const close of closing) close();
});

const idOf = (device: Device) => peerjsId(device.peer, device.dev);

/** A stock client that has proved its key, as signaling/README.md says. */
async function aPeer(device: Device): Promise<Peer> {
	const options = {
		host: server.hostname,
		port: Number(server.port),
		path: '/',
		token: await peerjsToken(server, device, AbortSignal.timeout(10_000)),
		config: { iceServers: [] }
	};
	// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the library types its plain options as a class it does not construct itself
	const peer = new Peer(idOf(device), options);
	closing.push(() => peer.destroy());
	await new Promise((resolve, reject) => {
		peer.once('open', resolve);
		peer.once('error', reject);
	});
	return peer;
}

const opened = (connection: DataConnection): Promise<DataConnection> =>
	new Promise((resolve) => connection.once('open', () => resolve(connection)));

async function connected(serialization: string): Promise<[DataConnection, DataConnection]> {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [a, b] = await Promise.all([aPeer(ann), aPeer(bob)]);
	const arriving = new Promise<DataConnection>((resolve) => b.once('connection', resolve));
	const one = a.connect(b.id, { serialization, reliable: true, label: 'values', metadata: { kind: 'test' } });
	const [, other] = await Promise.all([opened(one), arriving.then(opened)]);
	expect(other).toMatchObject({ peer: a.id, label: 'values', metadata: { kind: 'test' } });
	return [one, other];
}

/** What comes in, up to so many. */
const heard = (connection: DataConnection, count: number): Promise<unknown[]> =>
	new Promise((resolve) => {
		const values: unknown[] = [];
		connection.on('data', (value) => {
			values.push(value);
			if (values.length === count) resolve(values);
		});
	});

async function expectAll(
	from: DataConnection,
	to: DataConnection,
	values: readonly unknown[]
): Promise<void> {
	const coming = heard(to, values.length);
	for (const value of values) await from.send(value);
	expect((await coming).map(arrived)).toEqual(values.map(arrived));
	to.removeAllListeners('data');
}

test('this browser is one PeerJS supports', () => {
	expect(util.supports).toMatchObject({ browser: true, data: true, reliable: true, webRTC: true });
});

describe.each(['binary', 'binary-utf8'])('two stock clients with "%s"', (serialization) => {
	let pair: [DataConnection, DataConnection];
	beforeAll(async () => (pair = await connected(serialization)));

	test.each(Object.entries({ ...jsonValues, ...binaryValues }))('exchange %s', async (_, values) => {
		const [a, b] = pair;
		await expectAll(a, b, values);
		await expectAll(b, a, values);
	});

	test('exchange a file', async () => {
		const [a, b] = pair;
		const body = randomBytes(60_000);
		const coming = heard(b, 1);
		await a.send({ name: 'a.bin', file: new Blob([new Uint8Array(body)]) });
		expect((await coming).map(arrived)).toEqual([arrived({ name: 'a.bin', file: body })]);
	});
});

describe('two stock clients with "json"', () => {
	let pair: [DataConnection, DataConnection];
	beforeAll(async () => (pair = await connected('json')));

	test.each(Object.entries(jsonValues))('exchange %s', async (_, values) => {
		// A stock client refuses to send more than this as JSON.
		const small = values.filter((value) => JSON.stringify(value).length < 16_000);
		await expectAll(pair[0], pair[1], small);
		await expectAll(pair[1], pair[0], small);
	});
});

test('two stock clients with "raw" exchange text and bytes as they are', async () => {
	const [a, b] = await connected('raw');
	await expectAll(a, b, ['good day', new Uint8Array([1, 2, 3]), '日本語']);
});

test('a stock client that comes back under its id and token is there again for the other', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [a, b] = await Promise.all([aPeer(ann), aPeer(bob)]);
	a.disconnect();
	const again = new Promise((resolve) => a.once('open', resolve));
	a.reconnect();
	await again;
	const arriving = new Promise<DataConnection>((resolve) => a.once('connection', resolve));
	const connection = b.connect(a.id, { serialization: 'json' });
	await Promise.all([opened(connection), arriving.then(opened)]);
});

test('a stock client that closes a connection is gone for the other one', async () => {
	const [a, b] = await connected('binary');
	const closed = new Promise((resolve) => b.once('close', () => resolve(true)));
	a.close();
	expect(await closed).toBe(true);
});

test('a stock client hears that an id is nobody, and that a media call is not carried', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [a, b] = await Promise.all([aPeer(ann), aPeer(bob)]);
	const trouble = new Promise<string>((resolve) => a.once('error', (error) => resolve(error.type)));
	a.connect(idOf(await aDevice()));
	expect(await trouble).toBe('peer-unavailable');
	let called = false;
	b.on('call', () => (called = true));
	a.call(b.id, new MediaStream());
	const arriving = new Promise<DataConnection>((resolve) => b.once('connection', resolve));
	a.connect(b.id);
	await arriving;
	expect(called).toBe(false);
});

/** Both ends of a link of ours, over a channel in memory or over a real data channel. */
const links: Readonly<Record<string, () => Promise<[Link, Link]>>> = {
	'frames in memory': async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const [one, two] = loopbackChannels();
		const facts = (peer: PeerId) => ({ peer, dev: '', over: 'loopback' as const, dialledBy: ann.peer });
		return [
			new FramedLink(one, facts(bob.peer), deviceClock),
			new FramedLink(two, facts(ann.peer), deviceClock)
		];
	},
	'a data channel': async () => {
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		let take: (link: Link) => void = () => undefined;
		const arriving = new Promise<Link>((resolve) => (take = resolve));
		const end = (device: Device) => {
			const dialer = new PeerJsDialer({
				server,
				device,
				direct: new Direct(true, false),
				clock: deviceClock,
				chance: Math.random,
				random: randomBytes,
				now: Date.now,
				admit: () => true,
				onLink: (link) => take(link),
				onFailure: () => undefined
			});
			closing.push(() => dialer.close());
			dialer.listen();
			return dialer;
		};
		const [from] = [end(ann), end(bob)];
		// The other end may still be on its way to the server; its message waits there for a moment.
		return Promise.all([from.dial(idOf(bob), AbortSignal.timeout(20_000)), arriving]);
	}
};

describe.each(Object.entries(links))('our links over %s', (_, open) => {
	let link: [Link, Link];
	beforeAll(async () => (link = await open()));

	test.each(Object.entries({ ...jsonValues, ...binaryValues }))(
		'carry %s as stock clients pack them',
		async (_kind, values) => {
			const [a, b] = link;
			const incoming: Uint8Array[] = [];
			let wake = () => undefined as void;
			b.onMessage((message) => {
				incoming.push(message);
				wake();
			});
			for (const value of values) {
				const packed = new Uint8Array(await pack(value as never));
				const parts = Math.ceil(packed.length / MAX_BOX_BYTES);
				for (let at = 0; at < packed.length; at += MAX_BOX_BYTES)
					await a.send(packed.subarray(at, at + MAX_BOX_BYTES));
				while (incoming.length < parts) await new Promise<void>((resolve) => (wake = resolve));
				const whole = concat(...incoming.splice(0));
				expect(arrived(unpack(whole.slice().buffer))).toEqual(arrived(value));
			}
		}
	);
});
