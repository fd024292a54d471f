/**
 * Session descriptions of a lone data channel, down to what differs between two of them, and back. What comes back is
 * written here from checked parts, so nothing that the other side wrote reaches the browser as text.
 */
import type { Spot } from '#lib/protocol/pairing.ts';
import { fingerprintOf, isPlainSdp } from './sdp.ts';

const lineOf = (sdp: string, start: string): string | undefined =>
	sdp
		.split(/\r\n|\n/)
		.find((line) => line.startsWith(start))
		?.slice(start.length);

/** `a=candidate:<foundation> <component> <transport> <priority> <address> <port> typ host …`, of UDP. */
const CANDIDATE = /^a=candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ host(?: |$)/i;

/** What this device's own description says; undefined where the browser wrote something that a code cannot say. */
export function spotOf(sdp: string): Spot | undefined {
	const ufrag = lineOf(sdp, 'a=ice-ufrag:');
	const pwd = lineOf(sdp, 'a=ice-pwd:');
	const fingerprint = fingerprintOf(sdp);
	const plain = isPlainSdp(sdp) && lineOf(sdp, 'a=mid:') === '0' && lineOf(sdp, 'a=sctp-port:') === '5000';
	if (!plain || ufrag === undefined || pwd === undefined || fingerprint === undefined) return undefined;
	const addresses = sdp
		.split(/\r\n|\n/)
		.flatMap((line) => {
			const [, priority, address, port] = CANDIDATE.exec(line) ?? [];
			return address === undefined ? [] : [{ priority: Number(priority), address, port: Number(port) }];
		})
		.sort((a, b) => b.priority - a.priority)
		.map(({ address, port }) => ({ address, port }));
	return { ufrag, pwd, fingerprint, addresses };
}

/**
 * The description that stands for a spot. An offer asks to be the active end: then the answering side waits, instead of
 * knocking until it loses patience, while people carry codes about.
 */
export function sdpOf(type: 'offer' | 'answer', spot: Spot): string {
	const lines = [
		'v=0',
		'o=- 1 2 IN IP4 127.0.0.1',
		's=-',
		't=0 0',
		'a=group:BUNDLE 0',
		'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
		'c=IN IP4 0.0.0.0',
		...spot.addresses.map(({ address, port }, at) => `a=${candidate(address, port, at)}`),
		`a=ice-ufrag:${spot.ufrag}`,
		`a=ice-pwd:${spot.pwd}`,
		`a=fingerprint:${spot.fingerprint}`,
		`a=setup:${type === 'offer' ? 'active' : 'passive'}`,
		'a=mid:0',
		'a=sctp-port:5000',
		'a=max-message-size:262144'
	];
	return `${lines.join('\r\n')}\r\n`;
}

/** Host candidates, preferred in their order (RFC 8445, 5.1.2.1). */
function candidate(address: string, port: number, at: number): string {
	const priority = 126 * 2 ** 24 + (65_535 - at) * 2 ** 8 + 255;
	return `candidate:${at + 1} 1 udp ${priority} ${address} ${port} typ host`;
}
