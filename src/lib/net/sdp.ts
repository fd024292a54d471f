/** Session descriptions come from strangers through a server: read with suspicion, before the browser reads them. */
import { MAX_ICE_CANDIDATES, MAX_SDP_BYTES } from '#lib/protocol/limits.ts';

const MAX_LINE_CHARS = 1_024;
const FINGERPRINT = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/i;

/** The first fingerprint as "sha-256 AA:BB:…", from a description the browser has already taken. */
export function fingerprintOf(sdp: string | undefined): string | undefined {
	for (const line of (sdp ?? '').split(/\r\n|\n/)) {
		const hash = FINGERPRINT.exec(line)?.[1];
		if (hash !== undefined) return `sha-256 ${hash.toUpperCase()}`;
	}
	return undefined;
}

/**
 * Whether the browser may see this description: false when there is anything in it that a lone data channel does not
 * need: a second medium, a second fingerprint, too many candidates, too many bytes.
 */
export function isPlainSdp(sdp: string): boolean {
	// Printable ASCII and line ends only, so that characters are bytes and nothing hides.
	if (sdp.length > MAX_SDP_BYTES || !/^[\r\n\u0020-\u007e]*$/.test(sdp)) return false;
	const lines = sdp.split(/\r\n|\n/);
	if (lines[0] !== 'v=0' || lines.some((line) => line.length > MAX_LINE_CHARS || line.includes('\r')))
		return false;
	const count = (start: string) => lines.filter((line) => line.toLowerCase().startsWith(start)).length;
	return (
		count('m=') === 1 &&
		count('m=application ') === 1 &&
		count('a=candidate') <= MAX_ICE_CANDIDATES &&
		count('a=fingerprint') === 1 &&
		fingerprintOf(sdp) !== undefined
	);
}

/** Of candidates only those of a TURN server may leave, and without the address that it saw. */
const RELAYED = /^candidate:(?!.* raddr (?!0\.0\.0\.0 |:: )).* typ relay(?: |$)/;
const ADDRESS_LINE = /^(?:a=candidate:|[co]=)/;
const NOWHERE =
	/^(?:c=IN IP[46] (?:0\.0\.0\.0|::)|o=\S+ \d+ \d+ IN IP[46] (?:127\.0\.0\.1|0\.0\.0\.0|::1?))$/;

/** Whether this message to the broker tells nobody where this device is. */
export function isHidden(said: unknown): boolean {
	const { payload } = (said ?? {}) as {
		payload?: { sdp?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit };
	};
	const lines = (payload?.sdp?.sdp ?? '').split(/\r\n|\n/).filter((line) => ADDRESS_LINE.test(line));
	const candidate = payload?.candidate?.candidate ?? '';
	return lines.every(isHiddenLine) && (candidate === '' || RELAYED.test(candidate));
}

const isHiddenLine = (line: string): boolean =>
	line.startsWith('a=candidate:') ? RELAYED.test(line.slice(2)) : NOWHERE.test(line);
