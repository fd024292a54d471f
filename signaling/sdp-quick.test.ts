import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { isPlain } from './sdp-quick.ts';
import { brokerMessage } from './sdp.ts';

const RUNS = 3_000;
const ID = `${'a1'.repeat(32)}-${'b2'.repeat(8)}`;
const fingerprint = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'Ab').join(':')}`;
const SDP = [
	'v=0',
	's=-',
	't=0 0',
	'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
	fingerprint,
	'a=mid:0',
	''
];

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const written = (max: number) => fc.string({ maxLength: max, unit: 'grapheme-ascii' });
const sdp = fc
	.array(fc.constantFrom('a=candidate:1 1 udp 1 10.0.0.1 9 typ host', 'a=setup:actpass', 'b=AS:30'), {
		maxLength: 42
	})
	.map((lines) => [...SDP.slice(0, -1), ...lines, ''].join('\r\n'));
const connection = { type: fc.constant('data'), connectionId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/) };
const offer = fc.record({
	sdp: fc.record({ type: fc.constant('offer'), sdp }),
	...connection,
	label: optional(written(130)),
	reliable: optional(fc.boolean()),
	serialization: optional(fc.constantFrom('raw', 'binary', 'json', 'other')),
	metadata: optional(fc.jsonValue())
});
const answer = fc.record({ sdp: fc.record({ type: fc.constant('answer'), sdp }), ...connection });
const candidate = fc.record({
	candidate: fc.record({
		candidate: written(200),
		sdpMid: optional(fc.option(written(4))),
		sdpMLineIndex: optional(fc.option(fc.integer({ min: -1, max: 10 }))),
		usernameFragment: optional(fc.option(written(8)))
	}),
	...connection
});
const message = fc.oneof(
	fc.record({ type: fc.constant('OFFER'), dst: fc.constant(ID), payload: offer }),
	fc.record({ type: fc.constant('ANSWER'), dst: fc.constant(ID), payload: answer }),
	fc.record({ type: fc.constant('CANDIDATE'), dst: fc.constant(ID), payload: candidate })
);

/** The property that everything rests on: what goes the short way is just what the long way would have written. */
function expectSound(text: string): boolean {
	const parsed: unknown = JSON.parse(text);
	if (!isPlain(parsed, text.length)) return false;
	const rebuilt = v.parse(brokerMessage, parsed);
	expect(rebuilt).toEqual(parsed);
	expect(JSON.stringify(parsed).length).toBe(text.length);
	return true;
}

describe('a message that goes the short way', () => {
	test('is one that would have been rebuilt as it is; and stock messages go it', () => {
		let short = 0;
		fc.assert(
			fc.property(message, (said) => {
				if (expectSound(JSON.stringify(said))) short += 1;
				else expect(v.safeParse(brokerMessage, said).success && isStock(said)).toBe(false);
			}),
			{ numRuns: RUNS }
		);
		expect(short).toBeGreaterThan(RUNS / 10);
	});

	test('has no field more, none twice, no other spelling', () => {
		const places = fc.nat();
		const additions = fc.constantFrom(
			' ',
			'\n',
			',"src":"me"',
			',"type":"OFFER"',
			',"connectionId":"dc_2"',
			'{',
			'\\u0061',
			'\\n',
			'"',
			'0',
			'\r',
			'é',
			'm=audio'
		);
		fc.assert(
			fc.property(message, places, additions, fc.nat(3), (said, place, addition, cut) => {
				const text = JSON.stringify(said);
				const at = place % (text.length + 1);
				const changed = text.slice(0, at) + addition + text.slice(at + cut);
				try {
					JSON.parse(changed);
				} catch {
					return;
				}
				expectSound(changed);
			}),
			{ numRuns: RUNS }
		);
	});

	test.each([
		['a duplicate', (text: string) => text.replace('"type":"data"', '"type":"data","type":"data"')],
		['a sender', (text: string) => text.replace(/}$/, ',"src":"me"}')],
		['a space', (text: string) => text.replace(':', ': ')],
		['an escape', (text: string) => text.replace('"data"', '"dat\\u0061"')],
		['another host', (text: string) => text.replace(ID, `${ID}@elm.example`)],
		['two sections', (text: string) => text.replace('a=mid:0', 'm=audio 9 RTP/AVP 0')],
		['two fingerprints', (text: string) => text.replace('a=mid:0', fingerprint)],
		[
			'two fingerprints of two spellings',
			(text: string) => text.replace('a=mid:0', fingerprint.toUpperCase())
		],
		['a lone line break', (text: string) => text.replace('a=mid:0', 'a=x\\rm=audio 9')]
	])('has not %s', (_, change) => {
		const payload = {
			sdp: { type: 'offer', sdp: SDP.join('\r\n') },
			type: 'data',
			connectionId: 'dc_1',
			label: 'dc_1',
			reliable: true,
			serialization: 'binary'
		};
		const text = JSON.stringify({ type: 'OFFER', payload, dst: ID });
		expect(isPlain(JSON.parse(text), text.length)).toBe(true);
		const changed = change(text);
		expect(changed).not.toBe(text);
		expect(isPlain(JSON.parse(changed), changed.length)).toBe(false);
	});
});

/** Without metadata, and of letters that JSON need not escape: what a stock client sends. */
const isStock = (said: object): boolean => !/"metadata":|\\[^rn]/.test(JSON.stringify(said));
