import { afterAll, afterEach, describe, expect, inject, test, vi } from 'vitest';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { linkContract, type LinkPair } from '../../../tests/contract/link.ts';
import { deviceClock } from './device-clock.ts';
import type { DialFailure, Link } from './link.ts';
import { PeerJsDialer } from './peerjs-link.ts';
import { aDevice, randomBytes } from './test-peers.ts';
import { peerjsId } from '#lib/protocol/relay.ts';

const server = new URL(inject('signalingUrl'));
const control = (order: 'stop' | 'start') =>
	fetch(`${inject('signalingControl')}/${order}`, { method: 'POST' });
const opened: PeerJsDialer[] = [];

interface End {
	readonly device: Device;
	readonly dialer: PeerJsDialer;
	readonly id: string;
	/** The next link somebody else dialled. */
	arrival(): Promise<Link>;
	readonly failures: [PeerId, DialFailure][];
}

async function anEnd(admit: (peer: PeerId) => boolean = () => true): Promise<End> {
	const device = await aDevice();
	const arrived: Link[] = [];
	const waiting: ((link: Link) => void)[] = [];
	const failures: [PeerId, DialFailure][] = [];
	const dialer = new PeerJsDialer({
		server,
		device,
		iceServers: [],
		clock: deviceClock,
		chance: Math.random,
		random: randomBytes,
		now: Date.now,
		admit,
		onLink: (link) => {
			const take = waiting.shift();
			if (take) take(link);
			else arrived.push(link);
		},
		onFailure: (peer, failure) => failures.push([peer, failure])
	});
	opened.push(dialer);
	dialer.listen();
	const arrival = () => {
		const link = arrived.shift();
		return link ? Promise.resolve(link) : new Promise<Link>((resolve) => waiting.push(resolve));
	};
	return { device, dialer, id: peerjsId(device.peer, device.dev), arrival, failures };
}

/** Dials until the other end has reached the server too. */
async function dial(from: End, to: End): Promise<Link> {
	for (let attempt = 0; ; attempt++) {
		try {
			return await from.dialer.dial(to.id, AbortSignal.timeout(10_000));
		} catch (error) {
			if (attempt >= 3) throw error;
		}
	}
}

async function aPair(): Promise<LinkPair & { channel: RTCDataChannel }> {
	const [one, two] = await Promise.all([anEnd(), anEnd()]);
	const channels: RTCDataChannel[] = [];
	const create = RTCPeerConnection.prototype.createDataChannel;
	const spy = vi.spyOn(RTCPeerConnection.prototype, 'createDataChannel').mockImplementation(function (
		this: RTCPeerConnection,
		...args
	) {
		const channel = create.apply(this, args);
		channels.push(channel);
		return channel;
	});
	const [a, b] = await Promise.all([dial(one, two), two.arrival()]);
	spy.mockRestore();
	const channel = channels.at(-1) as RTCDataChannel;
	return { a, b, channel, leave: () => a.close(), garbage: (frame) => channel.send(frame) };
}

afterEach(() => vi.restoreAllMocks());
afterAll(() => {
	for (const dialer of opened) dialer.close();
});

linkContract('PeerJS', { flood: 2_000, makePair: aPair });

describe('direct links', () => {
	test('what is not bytes, or longer than a frame, breaks the link', async () => {
		for (const send of [
			(channel: RTCDataChannel) => channel.send('text'),
			(channel: RTCDataChannel) => channel.send(new Uint8Array(20_000))
		]) {
			const { b, channel } = await aPair();
			send(channel);
			expect(await b.closed).toBe('lost');
		}
	});
});
