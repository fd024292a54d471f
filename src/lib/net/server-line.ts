/** One of this node's signaling servers, with what it said. */
import type { RelayClient, ToldIce } from './relay-client.ts';
import type { SocketLike } from './relay-socket.ts';

/** How another server than the page's own is reached: the page itself may not. */
export interface Door {
	readonly openSocket: (url: string) => SocketLike;
	/** The body of a small text. Throws when there is none. */
	readonly fetchText: (url: string, signal: AbortSignal) => Promise<string>;
	close(): void;
}

/** One server. */
export interface Line {
	readonly url: URL;
	readonly client: RelayClient;
	/** Absent for the page's own. */
	readonly door?: Door;
}

export interface Held extends Line {
	/** Whom it was asked about, by address. */
	watched: readonly string[];
	readonly present: Map<string, readonly string[]>;
	ice: ToldIce;
}

export const held = (url: URL, client: RelayClient, door?: Door): Held => ({
	url,
	client,
	...(door && { door }),
	watched: [],
	present: new Map(),
	ice: []
});
