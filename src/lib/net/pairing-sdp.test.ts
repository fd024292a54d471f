import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sdpOf, spotOf } from './pairing-sdp.ts';
import { isPlainSdp } from './sdp.ts';

const FINGERPRINT = Array.from({ length: 32 }, () => '0F').join(':');

/** As Chromium writes one. */
const written = (...candidates: readonly string[]) =>
	[
		'v=0',
		'o=- 3821522399571587421 2 IN IP4 127.0.0.1',
		's=-',
		't=0 0',
		'a=group:BUNDLE 0',
		'a=extmap-allow-mixed',
		'a=msid-semantic: WMS',
		'm=application 48559 UDP/DTLS/SCTP webrtc-datachannel',
		'c=IN IP4 127.0.0.1',
		...candidates.map((candidate) => `a=candidate:${candidate}`),
		'a=ice-ufrag:7v3B',
		'a=ice-pwd:0vK4+vkttiOpuPCJmPCVS6uu',
		`a=fingerprint:sha-256 ${FINGERPRINT}`,
		'a=setup:actpass',
		'a=mid:0',
		'a=sctp-port:5000',
		'a=max-message-size:262144',
		''
	].join('\r\n');

describe('a session description', () => {
	test('comes down to credentials, fingerprint and the addresses of the room, the preferred first', () => {
		const spot = spotOf(
			written(
				'2 1 udp 2122063615 192.0.2.2 53713 typ host generation 0 network-id 1',
				'1 1 udp 2122194687 127.0.0.1 48559 typ host generation 0',
				'3 1 UDP 2122267903 ::1 55255 typ host',
				'4 1 tcp 1518214911 127.0.0.1 9 typ host tcptype active generation 0',
				'5 1 udp 1686052607 198.51.100.7 61000 typ srflx raddr 192.0.2.2 rport 53713',
				'6 2 udp 2122063614 192.0.2.2 53714 typ host'
			)
		);
		expect(spot).toEqual({
			ufrag: '7v3B',
			pwd: '0vK4+vkttiOpuPCJmPCVS6uu',
			fingerprint: `sha-256 ${FINGERPRINT}`,
			addresses: [
				{ address: '::1', port: 55255 },
				{ address: '127.0.0.1', port: 48559 },
				{ address: '192.0.2.2', port: 53713 }
			]
		});
	});

	test('that a code could not say is not said in part', () => {
		const whole = written('1 1 udp 2122194687 127.0.0.1 48559 typ host');
		expect(spotOf(whole)).toBeDefined();
		for (const [part, other] of [
			['a=mid:0', 'a=mid:data'],
			['a=sctp-port:5000', 'a=sctp-port:6000'],
			['a=ice-pwd', 'a=pwd'],
			['sha-256', 'sha-512'],
			['webrtc-datachannel', 'webrtc-datachannel\r\nm=audio 9 RTP/AVP 0']
		])
			expect(spotOf(whole.replace(part ?? '', other ?? '')), other).toBeUndefined();
	});

	test('built from any spot is plain, and comes down to the same spot', () => {
		const letters = fc.constantFrom(...'ABCxyz019+/');
		fc.assert(
			fc.property(
				fc.string({ unit: letters, minLength: 4, maxLength: 32 }),
				fc.string({ unit: letters, minLength: 22, maxLength: 64 }),
				fc.array(
					fc.record({
						address: fc.oneof(fc.ipV4(), fc.constant('::1')),
						port: fc.integer({ min: 1, max: 65_535 })
					}),
					{ maxLength: 12 }
				),
				fc.constantFrom('offer' as const, 'answer' as const),
				(ufrag, pwd, addresses, type) => {
					const spot = { ufrag, pwd, fingerprint: `sha-256 ${FINGERPRINT}`, addresses };
					const sdp = sdpOf(type, spot);
					expect(isPlainSdp(sdp)).toBe(true);
					expect(spotOf(sdp)).toEqual(spot);
				}
			)
		);
	});
});
