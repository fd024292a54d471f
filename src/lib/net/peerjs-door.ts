/** The stock PeerJS client over a socket that somebody else opens: it knows no other way than the page's `WebSocket`. */
import type { Peer } from 'peerjs';
import type { Door } from './server-line.ts';

/**
 * Makes a client whose socket comes from `door`. The client opens it while it is constructed, and only then: for that
 * moment, in which nothing else can run, the page's WebSocket is another one.
 */
export function overDoor(door: Pick<Door, 'openSocket'>, make: () => Peer): Peer {
	const real = globalThis.WebSocket;
	function Stand(url: string | URL): WebSocket {
		return door.openSocket(String(url)) as unknown as WebSocket;
	}
	globalThis.WebSocket = Object.assign(Stand, { ...statesOf(real) }) as unknown as typeof WebSocket;
	try {
		return make();
	} finally {
		globalThis.WebSocket = real;
	}
}

const statesOf = ({ CONNECTING, OPEN, CLOSING, CLOSED }: typeof WebSocket) => ({
	CONNECTING,
	OPEN,
	CLOSING,
	CLOSED
});
