import { afterAll, afterEach, describe, expect, inject, test, vi } from 'vitest';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { linkContract, type LinkPair } from '../../../tests/contract/link.ts';
import { deviceClock } from './device-clock.ts';
import { Direct } from './direct.ts';
import type { DialFailure, Link } from './link.ts';
import { Neighbour } from './neighbour.ts';
import { PeerJsDialer } from './peerjs-link.ts';
import { aDevice, randomBytes } from './test-peers.ts';
import { peerjsId } from '#lib/protocol/relay.ts';

const server = new URL(inject('signalingUrl'));
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
		direct: new Direct(true, false),
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

/** The crossing of one pair: both ends keep what they dialled and what came, as the mesh does. */
function keeper(of: End, other: PeerId): { neighbour: Neighbour; next: () => Promise<void> } {
	let tell: (() => void)[] = [];
	const neighbour = new Neighbour(other, {
		me: of.device.peer,
		dial: undefined,
		clock: deviceClock,
		chance: Math.random,
		refused: () => false,
		deliver: async () => undefined,
		onChange: () => {
			const told = tell;
			tell = [];
			for (const one of told) one();
		},
		onAbuse: () => undefined
	});
	return { neighbour, next: () => new Promise((resolve) => tell.push(resolve)) };
}

async function untilOne({ neighbour, next }: ReturnType<typeof keeper>, seen: () => number): Promise<Link> {
	while (seen() < 2 || neighbour.links.length !== 1) await next();
	return neighbour.links[0] as Link;
}

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

	test('both dial at the same moment, ten times: the same one link is left on both sides', async () => {
		for (let round = 0; round < 10; round++) {
			const [one, two] = await Promise.all([anEnd(), anEnd()]);
			const [atOne, atTwo] = [keeper(one, two.device.peer), keeper(two, one.device.peer)];
			const seen = [0, 0];
			const keep = (at: typeof atOne, side: number) => (link: Link) => {
				seen[side] = (seen[side] ?? 0) + 1;
				at.neighbour.adopt(link);
			};
			await Promise.all([
				dial(one, two).then(keep(atOne, 0)),
				dial(two, one).then(keep(atTwo, 1)),
				one.arrival().then(keep(atOne, 0)),
				two.arrival().then(keep(atTwo, 1))
			]);
			const left = await Promise.all([
				untilOne(atOne, () => seen[0] ?? 0),
				untilOne(atTwo, () => seen[1] ?? 0)
			]);
			const smaller = one.device.peer < two.device.peer ? one.device.peer : two.device.peer;
			expect(left.map((link) => link.dialledBy)).toEqual([smaller, smaller]);
			expect(await Promise.all(left.map((link) => link.check()))).toEqual([true, true]);
		}
	});

	test('nobody there: the dial fails as soon as the server says so', async () => {
		const [one, absent] = [await anEnd(), await aDevice()];
		const dialling = one.dialer.dial(peerjsId(absent.peer, absent.dev), AbortSignal.timeout(30_000));
		await expect(dialling).rejects.toMatchObject({ failure: 'absent' });
	});

	test('a peer that is not admitted gets no answer', async () => {
		const [one, two] = await Promise.all([anEnd(), anEnd(() => false)]);
		await expect(one.dialer.dial(two.id, AbortSignal.timeout(1_500))).rejects.toMatchObject({
			failure: 'stopped'
		});
		expect(two.failures).toEqual([]);
	});
});
