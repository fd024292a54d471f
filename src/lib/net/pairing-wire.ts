/**
 * One end of a connection that people carry by hand, negotiated by simple-peer: gathers everything first, then says it
 * in one text, and takes one text of the other side. What simple-peer would do with the open channel (keep what comes
 * without bound, send without looking, give up at the first doubt) is taken off it: the channel is ours.
 */
import type { Instance, SignalData } from 'simple-peer';
import { DialError } from './link.ts';
import type { RtcParts } from './rtc-channel.ts';

export interface PairingWire {
	/** This end's session description with all its candidates. Rejects with DialError. */
	readonly described: Promise<string>;
	/** The data channel, at the moment it opens. Rejects with DialError. */
	readonly opened: Promise<RtcParts>;
	/** What the other side says. Does nothing once this end is destroyed. */
	take(type: 'offer' | 'answer', sdp: string): void;
	destroy(): void;
}

/** Where no candidate comes for so long, there are no more: nobody outside the room is asked. */
const GATHERED_MS = 3_000;

/** `begins` offers; the other answers. The library loads with the first pairing. */
export async function pairingWire(begins: boolean): Promise<PairingWire> {
	const { default: SimplePeer } = await import('simple-peer/simplepeer.min.js');
	const caught = catching();
	const peer = new SimplePeer({
		initiator: begins,
		trickle: false,
		iceCompleteTimeout: GATHERED_MS,
		// Its defaults would ask two companies for this device's address.
		config: { iceServers: [] },
		wrtc: { RTCPeerConnection: caught.Connection, RTCSessionDescription, RTCIceCandidate }
	});
	const connection = caught.connection();
	// While people carry codes about, a browser says "failed" and means "not yet". How long to wait is our caller's matter.
	connection.onconnectionstatechange = null;
	connection.oniceconnectionstatechange = null;
	connection.onicegatheringstatechange = null;
	const failed = failureOf(peer);
	const described = new Promise<string>((resolve) =>
		peer.on('signal', (said: SignalData) => 'sdp' in said && said.sdp !== undefined && resolve(said.sdp))
	);
	const opened = caught.channel.then(
		(dataChannel) =>
			new Promise<RtcParts>((resolve) => {
				const open = () => {
					dataChannel.onmessage = null;
					resolve({ dataChannel, peerConnection: connection, release: () => void peer.destroy() });
				};
				if (dataChannel.readyState === 'open') open();
				else dataChannel.addEventListener('open', open, { once: true });
			})
	);
	const wire = {
		described: Promise.race([described, failed]),
		opened: Promise.race([opened, failed]),
		take(type: 'offer' | 'answer', sdp: string) {
			if (!peer.destroyed) peer.signal({ type, sdp });
		},
		destroy: () => void peer.destroy()
	};
	// Whoever waits hears of it; that nobody does is no error.
	wire.described.catch(() => undefined);
	wire.opened.catch(() => undefined);
	return wire;
}

const failureOf = (peer: Instance): Promise<never> =>
	new Promise((_, reject) => {
		peer.on('error', (cause: Error) => reject(new DialError('no-path', { cause })));
		peer.on('close', () => reject(new DialError('stopped')));
	});

/** A class of connections that shows the one that is made, and its data channel whichever end makes it. */
function catching() {
	let caught: RTCPeerConnection | undefined;
	let tell: (channel: RTCDataChannel) => void;
	const channel = new Promise<RTCDataChannel>((resolve) => (tell = resolve));
	const kept = (one: RTCPeerConnection): void => void (caught = one);
	class Connection extends RTCPeerConnection {
		constructor(configuration?: RTCConfiguration) {
			super(configuration);
			kept(this);
		}
		override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
			const made = super.createDataChannel(label, options);
			tell(made);
			return made;
		}
	}
	/** Once simple-peer has it, which thereby hears of the other end's channel first and is done with it before us. */
	const connection = (): RTCPeerConnection => {
		if (!caught) throw new DialError('no-path');
		caught.addEventListener('datachannel', (event) => tell(event.channel), { once: true });
		return caught;
	};
	return { Connection, channel, connection };
}
