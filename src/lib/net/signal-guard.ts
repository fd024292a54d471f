/**
 * Stands between the PeerJS client and what the signaling server says to it. The stock client believes everything: it
 * hands any SDP to the browser, makes media connections, keeps messages without bound. Here each message is read by
 * schema and rebuilt, and what a data channel between two known peers does not need is dropped.
 */
import * as v from 'valibot';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { MAX_ICE_CANDIDATES, MAX_SDP_BYTES } from '#lib/protocol/limits.ts';
import { isPlainSdp } from './sdp.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
/** With its server's host where that is another one. */
const peerjsName = v.pipe(
	v.string(),
	v.maxLength(400),
	v.regex(/^[0-9a-f]{64}-[0-9a-f]{16}(@[a-z0-9.:[\]-]+)?$/)
);
const connectionId = v.pipe(v.string(), v.regex(/^dc_[a-z0-9]{1,32}$/));

const description = (type: 'offer' | 'answer') =>
	v.object({
		type: v.literal(type),
		sdp: v.pipe(v.string(), v.maxLength(MAX_SDP_BYTES), v.check(isPlainSdp))
	});

const signal = v.variant('type', [
	v.object({ type: v.picklist(['OPEN', 'ID-TAKEN', 'INVALID-KEY']) }),
	v.object({ type: v.literal('ERROR'), payload: v.optional(v.object({ msg: text(300) }), { msg: '' }) }),
	v.object({ type: v.literal('EXPIRE'), src: peerjsName }),
	v.object({
		type: v.literal('OFFER'),
		src: peerjsName,
		payload: v.object({
			type: v.literal('data'),
			connectionId,
			sdp: description('offer'),
			label: text(64),
			reliable: v.literal(true),
			serialization: v.literal('raw')
		})
	}),
	v.object({
		type: v.literal('ANSWER'),
		src: peerjsName,
		payload: v.object({ type: v.literal('data'), connectionId, sdp: description('answer') })
	}),
	v.object({
		type: v.literal('CANDIDATE'),
		src: peerjsName,
		payload: v.object({
			type: v.literal('data'),
			connectionId,
			candidate: v.object({
				candidate: v.pipe(text(512), v.regex(/^(candidate:[\u0020-\u007e]*)?$/)),
				sdpMid: v.nullish(text(16)),
				sdpMLineIndex: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0))),
				usernameFragment: v.nullish(text(256))
			})
		})
	})
]);
export type Signal = v.InferOutput<typeof signal>;

/** The peer that a PeerJS id names. */
export const peerOf = (id: string): PeerId | undefined => asPeerId(id.slice(0, 64));

export interface GuardDeps {
	/** Whether an offer of this peer is welcome now. */
	readonly welcome: (peer: PeerId) => boolean;
	/** Whether this connection exists on our side. */
	readonly known: (src: string, connectionId: string) => boolean;
}

/** Candidates are counted for this many connections; more are never in the making at once. */
const MAX_COUNTED = 256;

export class SignalGuard {
	readonly #deps: GuardDeps;
	readonly #candidates = new Map<string, number>();
	readonly #answered = new Set<string>();
	/** What was dropped, for the self-test and the tests. */
	dropped = 0;

	constructor(deps: GuardDeps) {
		this.#deps = deps;
	}

	/** The message as the client may see it, or undefined when it must not. LEAVE is never passed on: links judge for themselves. */
	pass(message: unknown): Signal | undefined {
		const read = v.safeParse(signal, message);
		if (read.success && this.#fits(read.output)) return read.output;
		this.dropped += 1;
		return undefined;
	}

	#fits(said: Signal): boolean {
		if (said.type !== 'OFFER' && said.type !== 'ANSWER' && said.type !== 'CANDIDATE') return true;
		const { connectionId } = said.payload;
		const known = this.#deps.known(said.src, connectionId);
		const peer = peerOf(said.src);
		// A second offer for a connection would make the client tear down the first: only its two ends may do that.
		if (said.type === 'OFFER') return !known && peer !== undefined && this.#deps.welcome(peer);
		if (!known) return false;
		if (said.type === 'ANSWER') {
			if (this.#answered.has(connectionId)) return false;
			bounded(this.#answered);
			this.#answered.add(connectionId);
			return true;
		}
		const seen = this.#candidates.get(connectionId) ?? 0;
		if (seen >= MAX_ICE_CANDIDATES) return false;
		bounded(this.#candidates);
		this.#candidates.set(connectionId, seen + 1);
		return true;
	}
}

function bounded(names: Map<string, number> | Set<string>): void {
	if (names.size < MAX_COUNTED) return;
	for (const name of names.keys()) return void names.delete(name);
}
