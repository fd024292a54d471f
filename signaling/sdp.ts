/**
 * What the broker passes on, checked before it reaches a browser: data connections only, an SDP with one application
 * section and one SHA-256 fingerprint, known fields, bounded. What goes out is rebuilt, never the object that came in.
 */
import * as v from 'valibot';
import { MAX_ICE_CANDIDATES, MAX_SDP_BYTES } from '#lib/protocol/limits.ts';
import { line, text } from '#lib/protocol/schema.ts';

/** `peerjs` makes them as `dc_` and eleven letters. */
const connectionId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const data = v.literal('data');
const MAX_METADATA_CHARS = 2_048;
const MAX_CANDIDATE_CHARS = 1_024;

const count = (sdp: string, pattern: RegExp): number => [...sdp.matchAll(pattern)].length;

/** Whether it is the SDP of one data connection and nothing else. */
export function isDataSdp(sdp: string): boolean {
	return (
		Buffer.byteLength(sdp) <= MAX_SDP_BYTES &&
		sdp.startsWith('v=0') &&
		count(sdp, /^m=/gm) === 1 &&
		count(sdp, /^m=application /gm) === 1 &&
		count(sdp, /^a=fingerprint:/gm) === 1 &&
		count(sdp, /^a=fingerprint:sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\r?$/gim) === 1 &&
		count(sdp, /^a=candidate:/gm) <= MAX_ICE_CANDIDATES
	);
}

/** Something nested too deep to be written down is not small either. */
function isSmall(value: unknown): boolean {
	try {
		return (JSON.stringify(value) ?? '').length <= MAX_METADATA_CHARS;
	} catch {
		return false;
	}
}

const description = (type: 'offer' | 'answer') =>
	v.object({
		type: v.literal(type),
		sdp: v.pipe(text(MAX_SDP_BYTES), v.check(isDataSdp))
	});

const offer = v.object({
	sdp: description('offer'),
	type: data,
	connectionId,
	label: v.optional(line(128)),
	reliable: v.optional(v.boolean()),
	serialization: v.optional(v.picklist(['raw', 'binary', 'binary-utf8', 'json', 'default', 'MsgPack'])),
	metadata: v.optional(v.pipe(v.unknown(), v.check(isSmall)))
});

const answer = v.object({ sdp: description('answer'), type: data, connectionId });

const candidate = v.object({
	candidate: v.object({
		candidate: line(MAX_CANDIDATE_CHARS),
		sdpMid: v.optional(v.nullable(line(32))),
		sdpMLineIndex: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8)))),
		usernameFragment: v.optional(v.nullable(line(256)))
	}),
	type: data,
	connectionId
});

/** `<PeerId>-<16 digits of the device key>`, see protocol/relay.ts; with `@<host>` where it is seated at another server. */
const id = v.pipe(
	v.string(),
	v.maxLength(64 + 1 + 16 + 1 + 260),
	v.regex(/^[0-9a-f]{64}-[0-9a-f]{16}(@([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?)?$/)
);

export const brokerMessage = v.variant('type', [
	v.object({ type: v.literal('HEARTBEAT') }),
	v.object({ type: v.literal('OFFER'), dst: id, payload: offer }),
	v.object({ type: v.literal('ANSWER'), dst: id, payload: answer }),
	v.object({ type: v.literal('CANDIDATE'), dst: id, payload: candidate }),
	v.object({ type: v.literal('LEAVE'), dst: v.optional(id) })
]);
export type BrokerMessage = v.InferOutput<typeof brokerMessage>;
