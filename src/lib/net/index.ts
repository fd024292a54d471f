/** Puts the parts of the network together. A new kind of link is one line here. */
import type { Clock, RandomBytes } from '#lib/agent/ports.ts';
import type { Device } from '#lib/protocol/identity.ts';
import { NodeMesh } from './mesh.ts';
import { PeerJsDialer } from './peerjs-link.ts';
import { RelayClient } from './relay-client.ts';
import type { SocketLike } from './relay-socket.ts';

export interface MeshOptions {
	/** The signaling server's origin: the page's own. */
	readonly server: URL;
	readonly device: Device;
	/** The device's own clock, not corrected. */
	readonly clock: Clock;
	/** In [0, 1), for jitter. */
	readonly chance: () => number;
	readonly random: RandomBytes;
	readonly openSocket: (url: string) => SocketLike;
	/** STUN and TURN servers the host or the person named; none unless told. */
	readonly iceServers?: readonly RTCIceServer[];
	/** False: everything goes sealed over the relay. */
	readonly allowDirect?: boolean;
}

/** A mesh that is not connected yet: set its listeners and wanted peers, then `open` it. */
export function makeMesh(options: MeshOptions): { mesh: NodeMesh; relay: RelayClient } {
	const { server, device, clock, chance, random, openSocket, iceServers = [] } = options;
	const relay = new RelayClient({ server, device, clock, chance, openSocket });
	const now = () => clock.now() + relay.offsetMs;
	const direct = options.allowDirect !== false && typeof RTCPeerConnection !== 'undefined';
	const mesh = new NodeMesh({
		me: device.peer,
		relay,
		clock,
		chance,
		...(direct && {
			makeDialer: (events) =>
				new PeerJsDialer({ ...events, server, device, iceServers, clock, chance, random, now })
		})
	});
	return { mesh, relay };
}
