/** A plain session description for tests, and ways to spoil it. */
export const HASH = Array.from({ length: 32 }, (_, i) => (i + 160).toString(16).toUpperCase()).join(':');

export function anSdp({ fingerprint = `a=fingerprint:sha-256 ${HASH}`, more = [] as string[] } = {}): string {
	return [
		'v=0',
		'o=- 1 2 IN IP4 127.0.0.1',
		's=-',
		't=0 0',
		'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
		'c=IN IP4 0.0.0.0',
		'a=ice-ufrag:abcd',
		'a=ice-pwd:abcdefghijklmnopqrstuvwx',
		...(fingerprint ? [fingerprint] : []),
		'a=setup:actpass',
		'a=mid:0',
		'a=sctp-port:5000',
		...more,
		''
	].join('\r\n');
}
