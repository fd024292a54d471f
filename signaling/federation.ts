/**
 * Other servers, as the core sees them: what is for a peer who is at home elsewhere is handed over here, and answered
 * when the other server has answered. One hop: nothing that came from one server ever goes on to another.
 */
import type { Reply } from './asks.ts';
import type { Relayed } from './seat.ts';

/** A PeerJS message on its way from one server to another. `dst` is an id there, without its host. */
export type Introduction =
	| Extract<Relayed, { type: 'OFFER' | 'ANSWER' | 'CANDIDATE' }>
	| { readonly type: 'LEAVE'; readonly dst: string }
	| { readonly type: 'EXPIRE'; readonly dst: string };

/** `to` is a peer at the other server; `from` a peer who proved to this one: both without a host, which is written here. */
export interface BoxElsewhere {
	readonly to: string;
	readonly from: string;
	readonly box: string;
}

export interface Federation {
	/** The name this server goes by among servers; undefined where it has none (PUBLIC_URL) and exchanges nothing. */
	readonly host: string | undefined;
	/** Resolves after the other server's commit. The same box again is as good. */
	mail(server: string, letter: BoxElsewhere & { readonly exp: number }): Promise<Reply>;
	forward(server: string, box: BoxElsewhere): Promise<Reply>;
	/** Says at once and whenever it changes which devices (`<id>@<host>`) are online there. The function returned ends it. */
	watch(server: string, peer: string, tell: (devices: readonly string[]) => void): () => void;
	/** Hands on a PeerJS message; `dst` in it and `src` are ids without a host. Where that fails the sender gets EXPIRE. */
	introduce(server: string, message: Introduction, src: string): void;
	/** What is public about this server, signed. */
	document(): Promise<object>;
	/** Links that are open, and servers not talked to any more because they changed their key. */
	readonly links: number;
	readonly distrusted: number;
	close(): void;
}

/** A server with no name, or that keeps to itself. */
export const apart: Federation = {
	host: undefined,
	mail: () => Promise.resolve({ why: 'server-unknown' }),
	forward: () => Promise.resolve({ why: 'server-unknown' }),
	watch: (_server, _peer, tell) => (tell([]), () => undefined),
	introduce: () => undefined,
	document: () => Promise.resolve({}),
	links: 0,
	distrusted: 0,
	close: () => undefined
};
