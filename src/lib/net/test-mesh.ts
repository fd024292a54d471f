/** Whole nodes' networks for tests: a mesh at a real server, and ways to wait for what it should come to. */
import type { Reach } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import type { Via } from './delivery-lane.ts';
import { deviceClock } from './device-clock.ts';
import { makeMesh } from './index.ts';
import type { NodeMesh } from './mesh.ts';
import type { ServerState } from './relay-client.ts';
import type { SocketLike } from './relay-socket.ts';
import type { Door } from './server-line.ts';
import type { Servers } from './servers.ts';
import { aDevice, randomBytes } from './test-peers.ts';

export interface TestNode {
	readonly device: Device;
	readonly peer: PeerId;
	readonly mesh: NodeMesh;
	readonly relay: Servers;
	/** Boxes that came and were not waited for yet, oldest first. */
	box(): Promise<{ box: Bytes; via: Via }>;
	/** Resolves once the peer can be reached that way. */
	reaches(peer: PeerId, reach: Reach): Promise<void>;
	server(state: ServerState): Promise<void>;
}

export interface TestNodeOptions {
	readonly server: URL;
	readonly openSocket: (url: string) => SocketLike;
	readonly device?: Device;
	readonly allowDirect?: boolean;
	readonly relayOnly?: boolean;
	readonly openDoor?: (server: URL) => Promise<Door>;
	readonly homes?: (peer: PeerId) => Promise<readonly string[]>;
	/** Instead of keeping the boxes. */
	readonly onBox?: (box: Bytes, via: Via) => Promise<void>;
}

export async function aNode(options: TestNodeOptions): Promise<TestNode> {
	const device = options.device ?? (await aDevice());
	const { onBox: _onBox, ...parts } = { ...options, device };
	const { mesh, relay } = makeMesh({
		...parts,
		clock: deviceClock,
		chance: Math.random,
		random: randomBytes
	});
	const came: { box: Bytes; via: Via }[] = [];
	const waiting: ((one: { box: Bytes; via: Via }) => void)[] = [];
	const keep = async (box: Bytes, via: Via) => {
		const take = waiting.shift();
		if (take) take({ box, via });
		else came.push({ box, via });
	};
	mesh.onBox(options.onBox ?? keep);
	mesh.open();
	const until = (holds: () => boolean) =>
		new Promise<void>((resolve) => {
			if (holds()) return resolve();
			const stop = mesh.onChange.add(() => {
				if (!holds()) return;
				stop();
				resolve();
			});
		});
	return {
		device,
		peer: device.peer,
		mesh,
		relay,
		box: () => {
			const one = came.shift();
			return one ? Promise.resolve(one) : new Promise((resolve) => waiting.push(resolve));
		},
		reaches: (peer, reach) => until(() => mesh.reach(peer) === reach),
		server: (state) => until(() => mesh.server === state)
	};
}
