/** From an opened data channel to a proven link: the fingerprints both ends see, the handshake over them, the frames. */
import { DialError, type Link } from './link.ts';
import { FramedLink } from './framed-link.ts';
import { shakeHands, type HandshakeDeps } from './handshake.ts';
import { rtcChannel, type RtcParts } from './rtc-channel.ts';
import { fingerprintOf } from './sdp.ts';

export type ProofDeps = Omit<HandshakeDeps, 'fingerprints'>;

/** Throws DialError; what was opened is closed then. */
export async function provenLink(parts: RtcParts, deps: ProofDeps): Promise<Link> {
	const { dataChannel, peerConnection } = parts;
	// At once: frames that come before it would be lost.
	const channel = rtcChannel(parts);
	await settledDescriptions(peerConnection, channel.closed);
	const local = fingerprintOf(peerConnection.localDescription?.sdp);
	const remote = fingerprintOf(peerConnection.remoteDescription?.sdp);
	const { ordered, maxRetransmits, maxPacketLifeTime } = dataChannel;
	if (
		local === undefined ||
		remote === undefined ||
		!ordered ||
		maxRetransmits !== null ||
		maxPacketLifeTime
	) {
		channel.close();
		throw new DialError('no-proof');
	}
	const { root, dev } = await shakeHands(channel, { ...deps, fingerprints: { local, remote } });
	const dialledBy = deps.role === 'A' ? deps.device.peer : root;
	return new FramedLink(channel, { peer: root, dev, over: 'direct', dialledBy }, deps.clock);
}

/** A channel can open before the page is told that the answer was taken; the fingerprints are known only then. */
async function settledDescriptions(connection: RTCPeerConnection, closed: Promise<void>): Promise<void> {
	if (connection.signalingState !== 'have-local-offer') return;
	const told = new Promise<void>((resolve) =>
		connection.addEventListener('signalingstatechange', () => resolve(), { once: true })
	);
	await Promise.race([told, closed]);
}
