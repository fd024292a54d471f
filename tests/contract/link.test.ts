import { afterAll, beforeAll } from 'vitest';
import { WebSocket } from 'ws';
import { deviceClock } from '#lib/net/device-clock.ts';
import { FramedLink } from '#lib/net/framed-link.ts';
import { loopbackChannels, loopbackLinks } from '#lib/net/loopback-link.ts';
import { RelayClient } from '#lib/net/relay-client.ts';
import { RelayLink } from '#lib/net/relay-link.ts';
import { aDevice } from '#lib/net/test-peers.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { linkContract, type LinkPair } from './link.ts';
import { aServer, type TestServer } from './server.ts';

let alice: Device;
let bob: Device;
let server: TestServer;
const opened: RelayClient[] = [];

beforeAll(async () => {
	alice = await aDevice();
	bob = await aDevice();
	server = await aServer({
		MESSAGES_PER_SECOND: '1000000',
		BYTES_PER_MINUTE: '1000000000',
		NEW_SOCKETS_PER_SECOND: '1000'
	});
});
afterAll(async () => {
	for (const client of opened) client.close();
	await server.close();
});

linkContract('loopback', {
	flood: 2_000,
	makePair: async () => {
		const [a, b] = loopbackLinks(alice, bob);
		return { a, b, leave: () => a.close() };
	}
});

linkContract('frames over a channel in memory', {
	flood: 2_000,
	makePair: async () => {
		const [channelA, channelB] = loopbackChannels();
		const facts = (peer: PeerId) => ({ peer, dev: '', over: 'loopback' as const, dialledBy: alice.peer });
		const a = new FramedLink(channelA, facts(bob.peer), deviceClock);
		const b = new FramedLink(channelB, facts(alice.peer), deviceClock);
		return { a, b, leave: () => a.close(), garbage: (frame) => channelA.send(frame) };
	}
});

/** A node at the server that sees the other one. */
async function atServer(device: Device, other: Device): Promise<RelayClient> {
	const client = new RelayClient({
		server: server.url,
		device,
		clock: deviceClock,
		chance: Math.random,
		openSocket: (url) => new WebSocket(url)
	});
	opened.push(client);
	const seen = new Promise<void>((resolve) =>
		client.onPresence.add((peer, devices) => peer === other.peer && devices.length > 0 && resolve())
	);
	client.watch([other.peer]);
	client.open();
	client.onState.add(() => undefined);
	return seen.then(() => client);
}

linkContract('relay', {
	flood: 2_000,
	makePair: async (): Promise<LinkPair> => {
		const [one, two] = [await aDevice(), await aDevice()];
		const [clientA, clientB] = await Promise.all([atServer(one, two), atServer(two, one)]);
		const a = new RelayLink(clientA, two.peer, one.peer);
		const b = new RelayLink(clientB, one.peer, two.peer);
		return { a, b, leave: () => clientA.close() };
	}
});
