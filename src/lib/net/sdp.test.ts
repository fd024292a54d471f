import { describe, expect, test } from 'vitest';
import { fingerprintOf, isPlainSdp } from './sdp.ts';
import { anSdp, HASH } from './test-sdp.ts';

describe('session descriptions', () => {
	test('one data channel with one fingerprint passes', () => {
		expect(isPlainSdp(anSdp())).toBe(true);
		expect(fingerprintOf(anSdp())).toBe(`sha-256 ${HASH}`);
		expect(fingerprintOf(anSdp().toLowerCase())).toBe(`sha-256 ${HASH}`);
	});

	test.each<[string, string]>([
		['two fingerprints', anSdp({ more: [`a=fingerprint:sha-256 ${HASH}`] })],
		['a second fingerprint of another kind', anSdp({ more: ['a=fingerprint:sha-1 AA:BB'] })],
		['a fingerprint in capitals beside it', anSdp({ more: [`A=FINGERPRINT:sha-256 ${HASH}`] })],
		['no fingerprint', anSdp({ fingerprint: '' })],
		['a sha-1 fingerprint', anSdp({ fingerprint: 'a=fingerprint:sha-1 AA:BB' })],
		['a short fingerprint', anSdp({ fingerprint: 'a=fingerprint:sha-256 AA:BB' })],
		['a microphone', anSdp({ more: ['m=audio 9 UDP/TLS/RTP/SAVPF 111'] })],
		['two channels', anSdp({ more: ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel'] })],
		['41 candidates', anSdp({ more: Array<string>(41).fill('a=candidate:1 1 udp 1 10.0.0.1 9 typ host') })],
		['more than 16 KB', anSdp({ more: Array<string>(40).fill(`a=x:${'y'.repeat(500)}`) })],
		['one endless line', anSdp({ more: [`a=x:${'y'.repeat(2_000)}`] })],
		['a lone carriage return', anSdp({ more: [`a=x:1\ra=fingerprint:sha-256 ${HASH}`] })],
		['what is not ASCII', anSdp({ more: ['a=x:\u2028y'] })],
		['another beginning', `x${anSdp()}`],
		['nothing', '']
	])('%s is refused', (_, sdp) => {
		expect(isPlainSdp(sdp)).toBe(false);
	});

	test('40 candidates pass', () => {
		const more = Array<string>(40).fill('a=candidate:1 1 udp 1 10.0.0.1 9 typ host');
		expect(isPlainSdp(anSdp({ more }))).toBe(true);
	});
});
