/**
 * An open channel to one peer that carries whole messages in order. Messages are sealed boxes: a link knows their
 * length and nothing else. It promises to hand over, not that the other side has read: acknowledging is the agent's.
 */
import type { PeerId } from '#lib/protocol/identity.ts';

export type LinkOver = 'direct' | 'relay' | 'loopback';

/**
 * Why a link ended. `closed` on this side · `bye` the other side closed it · `lost` the channel broke · `silent` no
 * sign of life · `garbage` what came was not ours to understand · `replaced` a better link to the same peer stands ·
 * `flood` more than can be read · `refused` the peer is not wanted, or misbehaved.
 */
export const linkEnds = [
	'closed',
	'bye',
	'lost',
	'silent',
	'garbage',
	'replaced',
	'flood',
	'refused'
] as const;
export type LinkEnd = (typeof linkEnds)[number];

export interface Link {
	readonly peer: PeerId;
	/** The other side's device key, hex; empty over the relay, which reaches all open tabs of a peer. */
	readonly dev: string;
	readonly over: LinkOver;
	/** Who dialled: both sides use it to agree which of two links stays. */
	readonly dialledBy: PeerId;
	/**
	 * Resolves when the whole message was handed to the channel, which may mean waiting until it takes more.
	 * Throws NodeError('unreachable') once closed, NodeError('too-large'), or the signal's reason while it still waits.
	 */
	send(message: Uint8Array, signal?: AbortSignal): Promise<void>;
	/** One listener; what came before it is told first. */
	onMessage(listener: (message: Uint8Array) => void): void;
	/** Whether the other end answers now; a link that does not is closed as `silent`. */
	check(): Promise<boolean>;
	/** Resolves when the link has ended, never rejects. */
	readonly closed: Promise<LinkEnd>;
	close(end?: LinkEnd): void;
}

/** No link was made. `in-the-middle` the two ends see different fingerprints, or somebody else answered. */
export type DialFailure = 'absent' | 'no-path' | 'in-the-middle' | 'refused' | 'no-proof' | 'stopped';

export class DialError extends Error {
	readonly failure: DialFailure;
	constructor(failure: DialFailure, options?: { cause?: unknown }) {
		super(failure, options);
		this.name = 'DialError';
		this.failure = failure;
	}
}
