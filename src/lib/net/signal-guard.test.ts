import { describe, expect, test } from 'vitest';
import { SignalGuard } from './signal-guard.ts';
import { anSdp } from './test-sdp.ts';

const SRC = `${'a'.repeat(64)}-${'b'.repeat(16)}`;
const ID = 'dc_abc123';

const offer = (changes: object = {}, payload: object = {}) => ({
	type: 'OFFER',
	src: SRC,
	payload: {
		type: 'data',
		connectionId: ID,
		sdp: { type: 'offer', sdp: anSdp() },
		label: ID,
		reliable: true,
		serialization: 'raw',
		...payload
	},
	...changes
});
const candidate = (changes: object = {}) => ({
	type: 'CANDIDATE',
	src: SRC,
	payload: {
		type: 'data',
		connectionId: ID,
		candidate: {
			candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ host',
			sdpMid: '0',
			sdpMLineIndex: 0,
			...changes
		}
	}
});
const answer = (sdp = anSdp()) => ({
	type: 'ANSWER',
	src: SRC,
	payload: { type: 'data', connectionId: ID, sdp: { type: 'answer', sdp } }
});

const guard = ({ welcome = true, known = false } = {}) =>
	new SignalGuard({ welcome: () => welcome, known: () => known });

describe('what the server says to the PeerJS client', () => {
	test('a plain offer passes, rebuilt: what it brings beyond that is gone', () => {
		const said = guard().pass(offer({ extra: 1 }, { metadata: { evil: true } }));
		expect(said).toEqual(offer());
	});

	test.each<[string, unknown]>([
		[
			'an offer with hostile SDP',
			offer({}, { sdp: { type: 'offer', sdp: anSdp({ more: ['m=audio 9 RTP 0'] }) } })
		],
		['an offer without SDP', offer({}, { sdp: undefined })],
		['a call', offer({}, { type: 'media' })],
		['an unordered channel', offer({}, { reliable: false })],
		['a chunking serialiser, whose memory has no bound', offer({}, { serialization: 'binary' })],
		['an answer in the place of an offer', offer({}, { sdp: { type: 'answer', sdp: anSdp() } })],
		['a rollback', offer({}, { sdp: { type: 'rollback', sdp: anSdp() } })],
		['a source that is no peer', offer({ src: 'somebody' })],
		['a prototype as the name of a connection', offer({}, { connectionId: '__proto__' })],
		['a LEAVE, by which a server could close links', { type: 'LEAVE', src: SRC }],
		['nothing', null],
		['text', 'OFFER'],
		['an unknown word', { type: 'DANCE', src: SRC }]
	])('%s is dropped', (_, message) => {
		const dropping = guard();
		expect(dropping.pass(message)).toBeUndefined();
		expect(dropping.dropped).toBe(1);
	});

	test('an offer of an unwelcome peer is dropped, and a second one for an open connection', () => {
		expect(guard({ welcome: false }).pass(offer())).toBeUndefined();
		expect(guard({ known: true }).pass(offer())).toBeUndefined();
	});

	test('answers and candidates pass for connections we have, others would be kept without bound', () => {
		expect(guard().pass(candidate())).toBeUndefined();
		expect(guard().pass(answer())).toBeUndefined();
		expect(guard({ known: true }).pass(candidate())).toEqual(candidate());
		expect(guard({ known: true }).pass(answer())).toEqual(answer());
	});

	test('the second answer and the 41st candidate of a connection are dropped', () => {
		const known = guard({ known: true });
		expect([known.pass(answer()), known.pass(answer())].map(Boolean)).toEqual([true, false]);
		const passed = Array.from({ length: 50 }, () => known.pass(candidate())).filter(Boolean);
		expect(passed).toHaveLength(40);
	});

	test('a candidate that is something else is dropped', () => {
		const known = guard({ known: true });
		expect(known.pass(candidate({ candidate: 'x' }))).toBeUndefined();
		expect(known.pass(candidate({ candidate: `candidate:${'1'.repeat(600)}` }))).toBeUndefined();
		expect(known.pass(candidate({ sdpMLineIndex: 7 }))).toBeUndefined();
	});
});
