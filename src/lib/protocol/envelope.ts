/**
 * The one line that bytes from outside cross. `open` returns what was said, verified, bounded and rebuilt, or why not;
 * nothing else makes a `Said`. The signature covers the payload's exact bytes, which are kept beside the parsed form.
 *
 *   text    base64url(payload) "." base64url(signature)
 *   binary  0x01 | u32 length of payload, big-endian | payload | 64 bytes signature
 *   payload compact JSON {id, from, dev, cert, to?, kind, ts, exp, seq, body}
 */
import * as v from 'valibot';
import { base64url, concat, copy, fromBase64url, utf8, type Bytes } from './bytes.ts';
import { fromCompactJson } from './compact-json.ts';
import { isRefusal, refuse, type Refusal, type RefusalReason } from './refusal.ts';
import { openCertificate, sign, verify, type Certificate, type Device, type PeerId } from './identity.ts';
import {
	CLOCK_SLACK_MS,
	MAX_CERTIFICATE_CHARS,
	MAX_ENVELOPE_BYTES,
	MAX_KIND_CHARS,
	MAX_PAYLOAD_BYTES
} from './limits.ts';
import { isKind, LIFETIME_MS, messageId, messages, type Bodies, type Kind, type Travel } from './messages.ts';
import { count, keyHex, signedText } from './schema.ts';

export type { Bodies, Citation, Kind, Travel } from './messages.ts';
export { isRefusal, type Refusal } from './refusal.ts';

/** What a verified envelope says. */
export type Said = { [K in Kind]: SaidOf<K> }[Kind];

export interface SaidOf<K extends Kind> {
	readonly id: string;
	readonly from: PeerId;
	/** Device key, hex. */
	readonly dev: string;
	readonly certificate: Certificate;
	readonly to?: PeerId;
	readonly kind: K;
	readonly ts: number;
	readonly exp: number;
	/** 0 live and kept; from 1 for mail, per (dev, reader). */
	readonly seq: number;
	readonly body: Bodies[K];
	/** The whole envelope in binary form, as it was signed. */
	readonly bytes: Bytes;
}

const header = v.object({
	id: messageId,
	from: keyHex,
	dev: keyHex,
	cert: signedText(MAX_CERTIFICATE_CHARS),
	to: v.optional(keyHex),
	// A word and nothing else: it is part of what is signed, where a NUL would move the border to the payload.
	kind: v.pipe(v.string(), v.maxLength(MAX_KIND_CHARS), v.regex(/^[a-z][a-z0-9-]*$/)),
	ts: count(),
	exp: count(),
	seq: count(),
	body: v.unknown()
});

export interface Writing<K extends Kind> {
	readonly kind: K;
	readonly body: v.InferInput<(typeof messages)[K]['body']>;
	readonly from: Device;
	/** Required for live and mail, absent for kept. */
	readonly to?: PeerId;
	readonly travel: Travel;
	/** Mail only, from 1. */
	readonly seq?: number;
	readonly now: number;
	/** Shorter than the kind's longest, where wanted. */
	readonly lifetimeMs?: number;
	readonly random: (length: number) => Uint8Array;
}

export interface Envelope {
	readonly id: string;
	readonly exp: number;
	readonly bytes: Bytes;
	/** Text form, to be carried inside another message. */
	readonly text: string;
}

/** Signs what is to be said. Throws when it would not be accepted: that is our mistake, not the peer's. */
export async function write<K extends Kind>(writing: Writing<K>): Promise<Envelope> {
	const { kind, from, to, travel, now, random } = writing;
	const travels: readonly Travel[] = messages[kind].travels;
	if (!travels.includes(travel)) throw new RangeError(`${kind} does not travel as ${travel}`);
	if ((to === undefined) !== (travel === 'kept')) throw new RangeError(`${kind}: a reader, unless kept`);
	if ((travel === 'mail') !== (writing.seq ?? 0) > 0)
		throw new RangeError(`${kind}: mail and only mail is numbered`);
	const id = base64url(random(16));
	const exp = now + Math.min(writing.lifetimeMs ?? Infinity, LIFETIME_MS[travel]);
	if (!Number.isSafeInteger(exp) || exp <= now) throw new RangeError(`${kind}: would expire at ${exp}`);
	const body: unknown = v.parse(messages[kind].body, writing.body);
	const payload = utf8(
		JSON.stringify({
			id,
			from: from.peer,
			dev: from.dev,
			cert: from.certificate,
			...(to === undefined ? {} : { to }),
			kind,
			ts: now,
			exp,
			seq: writing.seq ?? 0,
			body
		})
	);
	if (payload.length > MAX_PAYLOAD_BYTES)
		throw new RangeError(`${kind}: ${payload.length} bytes are too many`);
	const signature = await sign(from.secret, kind, payload);
	return {
		id,
		exp,
		bytes: binaryForm(payload, signature),
		text: `${base64url(payload)}.${base64url(signature)}`
	};
}

/**
 * Verifies and reads an envelope in either form. `reader`: whom a live or mail message must be addressed to.
 * `now`: milliseconds since 1970 by the server-corrected clock. Does not know what was seen before: replays are the
 * inbox's to refuse.
 */
export async function open(wire: Uint8Array | string, now: number, reader?: PeerId): Promise<Said | Refusal> {
	const parts = split(wire);
	if (isRefusal(parts)) return parts;
	const parsed = parse(parts.payload);
	if (isRefusal(parsed)) return parsed;
	const head = v.safeParse(header, parsed.value);
	if (!head.success) return refuse('malformed', issuePath(head.issues[0]));
	const { body: rawBody, cert, to, kind, ...rest } = head.output;

	// Certificates are judged at the time of writing: mail may outlive the device that wrote it.
	const certificate = await openCertificate(cert, rest.ts);
	if (isRefusal(certificate)) return certificate;
	if (certificate.root !== rest.from || certificate.dev !== rest.dev)
		return refuse('certificate', 'of another key');
	if (!(await verify(rest.dev, kind, parts.payload, parts.signature))) return refuse('signature');

	if (!isKind(kind)) return refuse('unknown-kind', kind);
	const body = v.safeParse(messages[kind].body, rawBody);
	if (!body.success) return refuse('malformed', `body.${issuePath(body.issues[0])}`);
	const travel = travelOf(kind, rest.seq, to);
	if (travel === undefined) return refuse('malformed', 'seq');
	if (travel !== 'kept' && reader !== undefined && to !== reader) return refuse('misaddressed');
	const stale = freshness(travel, rest.ts, rest.exp, now);
	if (stale) return refuse(stale);
	return {
		...rest,
		from: certificate.root,
		...(to === undefined ? {} : { to: to as PeerId }),
		certificate,
		kind,
		body: body.output,
		bytes: binaryForm(parts.payload, parts.signature)
	} as Said;
}

function freshness(travel: Travel, ts: number, exp: number, now: number): RefusalReason | undefined {
	if (exp <= ts || exp - ts > LIFETIME_MS[travel]) return 'malformed';
	if (ts > now + CLOCK_SLACK_MS) return 'not-yet';
	// Live messages are allowed the slack at their end too: both clocks may be off the server's by a little.
	if (now > exp + (travel === 'live' ? CLOCK_SLACK_MS : 0)) return 'expired';
	return undefined;
}

function travelOf(kind: Kind, seq: number, to: string | undefined): Travel | undefined {
	const travels: readonly Travel[] = messages[kind].travels;
	const travel: Travel = to === undefined ? 'kept' : seq > 0 ? 'mail' : 'live';
	if (travel === 'kept' && seq > 0) return undefined;
	return travels.includes(travel) ? travel : undefined;
}

interface Parts {
	readonly payload: Bytes;
	readonly signature: Bytes;
}

function split(wire: Uint8Array | string): Parts | Refusal {
	return typeof wire === 'string' ? splitText(wire) : splitBinary(wire);
}

function splitText(wire: string): Parts | Refusal {
	if (wire.length > Math.ceil((MAX_PAYLOAD_BYTES * 4) / 3) + 1 + 86) return refuse('oversize');
	const dot = wire.indexOf('.');
	if (dot < 0 || wire.length - dot - 1 !== 86) return refuse('encoding', 'signature');
	try {
		return { payload: fromBase64url(wire.slice(0, dot)), signature: fromBase64url(wire.slice(dot + 1)) };
	} catch {
		return refuse('encoding', 'base64url');
	}
}

function splitBinary(wire: Uint8Array): Parts | Refusal {
	if (wire.length > MAX_ENVELOPE_BYTES) return refuse('oversize');
	if (wire.length < 1 + 4 + 64 || wire[0] !== 1) return refuse('encoding', 'form');
	const length = new DataView(wire.buffer, wire.byteOffset, wire.byteLength).getUint32(1);
	if (length > MAX_PAYLOAD_BYTES) return refuse('oversize');
	if (wire.length !== 1 + 4 + length + 64) return refuse('encoding', 'length');
	return { payload: copy(wire.subarray(5, 5 + length)), signature: copy(wire.subarray(5 + length)) };
}

function parse(payload: Bytes): { value: unknown } | Refusal {
	try {
		return { value: fromCompactJson(payload) };
	} catch {
		return refuse('encoding', 'json');
	}
}

const binaryForm = (payload: Uint8Array, signature: Uint8Array): Bytes => {
	const length = new Uint8Array(4);
	new DataView(length.buffer).setUint32(0, payload.length);
	return concat(new Uint8Array([1]), length, payload, signature);
};

/** The text form of an envelope given in binary. Throws when it is not one. */
export function textForm(bytes: Uint8Array): string {
	const parts = splitBinary(bytes);
	if (isRefusal(parts)) throw new RangeError(`envelope: ${parts.rejected}`);
	return `${base64url(parts.payload)}.${base64url(parts.signature)}`;
}

const issuePath = (issue: v.BaseIssue<unknown>): string => v.getDotPath(issue) ?? issue.kind;
