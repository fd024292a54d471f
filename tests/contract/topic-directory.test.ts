/** The topic directory's contract over the fake that tests use, and over one and two real servers with decoys. */
import { WebSocket } from 'ws';
import { FakeDirectory } from '#lib/agent/directory.fixture.ts';
import { deviceClock } from '#lib/net/device-clock.ts';
import { Directory } from '#lib/net/directory.ts';
import type { Door } from '#lib/net/server-line.ts';
import { aNode, type TestNode } from '#lib/net/test-mesh.ts';
import { aDevice } from '#lib/net/test-peers.ts';
import { aServer } from './server.ts';
import { topicDirectoryContract, type DirectoryPeer, type DirectoryWorld } from './topic-directory.ts';

topicDirectoryContract('in memory', async () => {
	const fake = new FakeDirectory(deviceClock);
	const somebody = async (): Promise<DirectoryPeer> => {
		const device = await aDevice();
		return { device, directory: fake.of(device.peer) };
	};
	return {
		peers: [await somebody(), await somebody(), await somebody()],
		goDown: async () => void (fake.isDown = true),
		close: async () => undefined
	};
});

const openSocket = (url: string) => new WebSocket(url);
const openDoor = async (): Promise<Door> => ({
	openSocket,
	fetchText: async (url, signal) => (await fetch(url, { signal })).text(),
	close: () => undefined
});

/** Resolves once all of the node's servers are there, or none is. */
const settled = ({ relay }: TestNode, state: 'online' | 'offline') =>
	new Promise<void>((resolve) => {
		const look = (): void => {
			if (relay.lines.some(({ client }) => (client.state === 'online') !== (state === 'online'))) return;
			stop();
			resolve();
		};
		const stop = relay.onLines.add(look);
		look();
	});

async function overServers(count: number): Promise<DirectoryWorld> {
	const servers = await Promise.all(
		Array.from({ length: count }, () => aServer({ NEW_SOCKETS_PER_SECOND: '1000' }))
	);
	const [own, ...added] = servers.map(({ url }) => url);
	const nodes: TestNode[] = [];
	const somebody = async (): Promise<DirectoryPeer> => {
		const node = await aNode({ server: own as URL, openSocket, openDoor });
		nodes.push(node);
		await node.relay.setServers(added);
		await settled(node, 'online');
		const secret = crypto.getRandomValues(new Uint8Array(32));
		const directory = new Directory({ me: node.peer, servers: node.relay, clock: deviceClock, secret });
		closing.push(() => directory.close());
		return { device: node.device, directory };
	};
	const closing: (() => void)[] = [];
	const peers = [await somebody(), await somebody(), await somebody()] as const;
	return {
		peers,
		goDown: async () => {
			await Promise.all(servers.map((server) => server.stop()));
			await Promise.all(nodes.map((node) => settled(node, 'offline')));
		},
		close: async () => {
			for (const close of closing) close();
			for (const { mesh } of nodes) mesh.close();
			await Promise.all(servers.map((server) => server.close()));
		}
	};
}

topicDirectoryContract('at one real server', () => overServers(1));
topicDirectoryContract('at two real servers', () => overServers(2));
