/** Puts the parts of the network together. A new kind of link is one line here. */
import type { Clock, RandomBytes } from '#lib/agent/ports.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { Direct } from './direct.ts';
import { LateDialer } from './late-dialer.ts';
import { NodeMesh } from './mesh.ts';
import type { SocketLike } from './relay-socket.ts';
import type { Door } from './server-line.ts';
import { Servers } from './servers.ts';

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
	/** To servers the person added; without it there can be none. */
	readonly openDoor?: (server: URL) => Promise<Door>;
	/** The servers on a peer's card. */
	readonly homes?: (peer: PeerId) => Promise<readonly string[]>;
	/** No address of this device goes to a peer; known before anything is opened. */
	readonly relayOnly?: boolean;
	/** False: everything goes sealed over the relay. */
	readonly allowDirect?: boolean;
}

const noDoor = (): Promise<Door> => Promise.reject(new Error('no way to other servers'));

/** A mesh that is not connected yet: set its listeners and wanted peers, then `open` it. */
export function makeMesh(options: MeshOptions): { mesh: NodeMesh; relay: Servers; direct: Direct } {
	const { server, device, clock, chance, random, openSocket } = options;
	const { openDoor = noDoor, homes = async () => [] } = options;
	const relay = new Servers({ server, device, clock, chance, openSocket, openDoor, homes });
	const now = () => clock.now() + relay.offsetMs;
	const canLink = options.allowDirect !== false && typeof RTCPeerConnection !== 'undefined';
	const direct = new Direct(canLink, options.relayOnly === true);
	const mesh = new NodeMesh({
		me: device.peer,
		relay,
		direct,
		clock,
		chance,
		...(canLink && {
			makeDialer: (events) =>
				new LateDialer(async () => {
					const { Dialers } = await import('./dialers.ts');
					return new Dialers({ ...events, servers: relay, device, direct, clock, chance, random, now });
				})
		})
	});
	return { mesh, relay, direct };
}
