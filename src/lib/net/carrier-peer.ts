/**
 * What y-webrtc takes for simple-peer: vite.config.ts puts it there. simple-peer still negotiates, but once, and only with
 * plain descriptions; the open channel is an agent link's, with its proof, its frames and its signs of life. Nothing the
 * other end says reaches y-webrtc but through the room's hooks, and nothing at all before the other end is proven.
 */
import type { Instance, SignalData } from 'simple-peer';
import * as v from 'valibot';
import type { Clock } from '#lib/agent/ports.ts';
import type { Role } from '#lib/protocol/binding.ts';
import { MAX_SDP_BYTES } from '#lib/protocol/limits.ts';
import type { Link } from './link.ts';
import type { RtcParts } from './rtc-channel.ts';
import { isHidden, isPlainSdp } from './sdp.ts';

/** The room's part in it, handed through y-webrtc as `peerOpts.hooks`. */
export interface CarrierHooks {
	readonly clock: Clock;
	/** The library, loaded before there is any room. */
	readonly SimplePeer: typeof import('simple-peer/simplepeer.min.js').default;
	/** Undefined: no channel can be made now. */
	readonly configuration: () => RTCConfiguration | undefined;
	/** A place among the channels in the making, and how to give it back; undefined where there are too many. */
	readonly begin: () => (() => void) | undefined;
	/** Throws DialError. */
	readonly prove: (parts: RtcParts, role: Role) => Promise<Link>;
	/** From here on the link is the room's to read; false: it is not wanted. */
	readonly joined: (peer: CarrierPeer, link: Link) => boolean;
	readonly left: (peer: CarrierPeer) => void;
	/** What becomes of a message that y-webrtc means for this peer. */
	readonly outgoing: (peer: CarrierPeer, message: Uint8Array) => Uint8Array | undefined;
	/** How long a peer that came to nothing is kept, so that it is not tried again at once. */
	readonly restMs: () => number;
}

interface CarrierPeerOptions {
	readonly initiator: boolean;
	readonly hooks: CarrierHooks;
}

/** From the first word to an open channel. */
const OPEN_MS = 15_000;
/** Where no candidate comes for so long, there are no more. */
const GATHERED_MS = 2_000;
/** Written and not yet taken by the channel; a reader that is slower than this is not waited for. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

const description = v.object({
	type: v.picklist(['offer', 'answer']),
	sdp: v.pipe(v.string(), v.maxLength(MAX_SDP_BYTES), v.check(isPlainSdp))
});
type Description = v.InferOutput<typeof description>;

type Event = 'signal' | 'connect' | 'close' | 'error' | 'data';

export default class CarrierPeer {
	readonly #hooks: CarrierHooks;
	readonly #ears = new Map<Event, ((said?: unknown) => void)[]>();
	readonly #life = new AbortController();
	readonly #release: (() => void) | undefined;
	#inner: Instance | undefined;
	#initiates: boolean;
	/** The other end's description was taken: there is one. */
	#taken = false;
	#link: Link | undefined;
	#ending = false;
	#unsent = 0;

	constructor({ initiator, hooks }: CarrierPeerOptions) {
		this.#hooks = hooks;
		this.#initiates = initiator;
		this.#release = hooks.begin();
		if (!this.#release) {
			void this.#fail();
			return;
		}
		void hooks.clock.sleep(OPEN_MS, this.#life.signal).then(() => {
			if (!this.#link) void this.#fail();
		});
		this.#begin();
	}

	get link(): Link | undefined {
		return this.#link;
	}

	on(event: Event, ear: (said?: unknown) => void): this {
		this.#ears.set(event, [...(this.#ears.get(event) ?? []), ear]);
		return this;
	}

	/** Gives y-webrtc a message the room made itself. */
	tell(message: Uint8Array): void {
		this.#emit('data', message);
	}

	/** From y-webrtc. */
	send(message: Uint8Array): void {
		const out = this.#hooks.outgoing(this, message);
		if (out) this.post(out);
	}

	/** As it is. */
	post(message: Uint8Array): void {
		const link = this.#link;
		if (!link) return;
		this.#unsent += message.length;
		if (this.#unsent > MAX_UNSENT_BYTES) return link.close('flood');
		link.send(message).then(
			() => (this.#unsent -= message.length),
			() => undefined
		);
	}

	/** What the other end says through the server: one offer, or one answer to ours. */
	signal(said: unknown): void {
		const read = v.safeParse(description, said);
		if (!read.success || this.#taken || this.#ending) return;
		// They offered in the same moment, and y-webrtc has decided for theirs. What was begun here cannot be turned round.
		if (read.output.type === 'offer' && this.#initiates) {
			this.#initiates = false;
			this.#begin();
		}
		if (!this.#inner || (read.output.type === 'answer') !== this.#initiates) return;
		this.#taken = true;
		this.#inner.signal(read.output);
	}

	destroy(): void {
		if (this.#life.signal.aborted) return;
		this.#life.abort();
		this.#release?.();
		this.#drop();
		const link = this.#link;
		this.#link = undefined;
		if (link) {
			this.#hooks.left(this);
			link.close();
		}
		this.#emit('close');
	}

	#begin(): void {
		this.#drop();
		const { SimplePeer, configuration } = this.#hooks;
		const config = configuration();
		if (!config) return void this.#fail();
		const caught = catching();
		const initiator = this.#initiates;
		const inner = new SimplePeer({
			...{ initiator, config, trickle: false, iceCompleteTimeout: GATHERED_MS },
			// Both ends open it, so nobody waits for the other's.
			channelConfig: { negotiated: true, id: 0, ordered: true },
			wrtc: { RTCPeerConnection: caught.Connection, RTCSessionDescription, RTCIceCandidate }
		});
		this.#inner = inner;
		inner.on('signal', (made: SignalData) => this.#signalled(inner, made, config));
		inner.on('error', () => inner === this.#inner && void this.#fail());
		inner.on('close', () => inner === this.#inner && void this.#fail());
		const parts = caught.parts();
		// The browser makes no more of them now.
		if (!parts) return void this.#fail();
		const { dataChannel, peerConnection } = parts;
		// What simple-peer would keep of the channel's words without bound is ours to read.
		dataChannel.onmessage = null;
		const open = () => void this.#prove({ dataChannel, peerConnection, release: () => this.#gone(inner) });
		dataChannel.addEventListener('open', open, { once: true });
	}

	/** Only one description leaves, whole; and none that shows an address where none may be shown. */
	#signalled(inner: Instance, made: SignalData, config: RTCConfiguration): void {
		const read = v.safeParse(description, made);
		if (inner !== this.#inner || !read.success) return;
		const said: Description = read.output;
		if ((said.type === 'offer') !== this.#initiates) return;
		if (config.iceTransportPolicy === 'relay' && !isHidden({ payload: { sdp: said } })) return;
		this.#emit('signal', said);
	}

	async #prove(parts: RtcParts): Promise<void> {
		try {
			const link = await this.#hooks.prove(parts, this.#initiates ? 'A' : 'B');
			if (this.#ending || this.#life.signal.aborted) return link.close();
			this.#release?.();
			if (!this.#hooks.joined(this, link)) {
				link.close('refused');
				return void this.#fail();
			}
			this.#link = link;
			void link.closed.then(() => this.destroy());
			this.#emit('connect');
		} catch {
			void this.#fail();
		}
	}

	/** It came to nothing. Rests before y-webrtc hears of it, which would begin again at once. */
	async #fail(): Promise<void> {
		if (this.#ending || this.#link) return;
		this.#ending = true;
		this.#release?.();
		this.#drop();
		await this.#hooks.clock.sleep(this.#hooks.restMs(), this.#life.signal);
		this.destroy();
	}

	#gone(inner: Instance): void {
		if (inner === this.#inner) this.#drop();
	}

	#drop(): void {
		const inner = this.#inner;
		this.#inner = undefined;
		inner?.destroy();
	}

	#emit(event: Event, said?: unknown): void {
		for (const ear of this.#ears.get(event) ?? []) ear(said);
	}
}

/** A class of connections that shows the one that is made, and its data channel. */
function catching() {
	let connection: RTCPeerConnection | undefined;
	let channel: RTCDataChannel | undefined;
	const made = (one: RTCPeerConnection): void => void (connection = one);
	class Connection extends RTCPeerConnection {
		constructor(configuration?: RTCConfiguration) {
			super(configuration);
			made(this);
		}
		override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
			channel = super.createDataChannel(label, options);
			return channel;
		}
	}
	const parts = () => connection && channel && { peerConnection: connection, dataChannel: channel };
	return { Connection, parts };
}
