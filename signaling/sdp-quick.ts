/**
 * The short way for what nearly every broker message is: just what a stock client writes, with nothing added. Its text
 * may be passed on as it came. It says yes only where sdp.ts would rebuild the very same; all else goes the long way.
 */
import { MAX_ICE_CANDIDATES, MAX_SDP_BYTES } from '#lib/protocol/limits.ts';

/** An introduction that may travel as it was written. */
export interface Plain {
	readonly type: 'OFFER' | 'ANSWER' | 'CANDIDATE';
	readonly dst: string;
}

const NO = -1;
const ID = /^[0-9a-f]{64}-[0-9a-f]{16}$/;
const CONNECTION_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Letters that JSON writes as themselves: no quote, no backslash, nothing outside ASCII. */
const PLAIN = /^[ !#-[\]-~]*$/;
const FINGERPRINT = /^a=fingerprint:sha-256 (?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/;
const SERIALIZATIONS = new Set<unknown>(['raw', 'binary', 'binary-utf8', 'json', 'default', 'MsgPack']);

/**
 * Whether `parsed`, which was read from a text of `length` letters, is such a message. Knowing its own fields is enough: JSON
 * that says the same in as many letters has room for no other field, none twice, no space and no other spelling.
 */
export function isPlain(parsed: unknown, length: number): parsed is Plain {
	if (!isRecord(parsed)) return false;
	const { type, dst, payload } = parsed;
	if (typeof dst !== 'string' || !ID.test(dst) || !isRecord(payload)) return false;
	let body: number;
	if (type === 'CANDIDATE') body = candidateLength(payload);
	else if (type === 'OFFER') body = offerLength(payload);
	else if (type === 'ANSWER') body = descriptionLength(payload, 'answer');
	else return false;
	return body >= 0 && length === '{"type":"","payload":,"dst":""}'.length + type.length + body + dst.length;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Letters of a short plain text with its quotes. */
const plainLength = (value: unknown, max: number): number =>
	typeof value === 'string' && value.length <= max && PLAIN.test(value) ? value.length + 2 : NO;

const isConnection = (payload: Readonly<Record<string, unknown>>): boolean =>
	payload['type'] === 'data' &&
	typeof payload['connectionId'] === 'string' &&
	CONNECTION_ID.test(payload['connectionId']);

function candidateLength(payload: Readonly<Record<string, unknown>>): number {
	const { candidate, connectionId } = payload;
	if (!isConnection(payload) || typeof connectionId !== 'string' || !isRecord(candidate)) return NO;
	const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
	const line = plainLength(candidate['candidate'], 1_024);
	const mid = optionalLength('sdpMid', sdpMid, 32);
	const fragment = optionalLength('usernameFragment', usernameFragment, 256);
	if (line < 0 || mid < 0 || fragment < 0) return NO;
	let index = 0;
	if (sdpMLineIndex === null) index = ',"sdpMLineIndex":null'.length;
	else if (sdpMLineIndex !== undefined) {
		if (typeof sdpMLineIndex !== 'number' || !Number.isInteger(sdpMLineIndex)) return NO;
		if (sdpMLineIndex < 0 || sdpMLineIndex > 8) return NO;
		index = ',"sdpMLineIndex":0'.length;
	}
	const body = '{"candidate":}'.length + line + mid + index + fragment;
	return '{"candidate":,"type":"data","connectionId":""}'.length + body + connectionId.length;
}

/** A text field with the comma before it; nothing where it is not there. */
function optionalLength(name: string, value: unknown, max: number): number {
	if (value === undefined) return 0;
	const length = value === null ? 4 : plainLength(value, max);
	return length < 0 ? NO : length + name.length + ',"":'.length;
}

function offerLength(payload: Readonly<Record<string, unknown>>): number {
	const { label, reliable, serialization, metadata } = payload;
	const base = descriptionLength(payload, 'offer');
	if (base < 0 || metadata !== undefined) return NO;
	let more = 0;
	if (label !== undefined) {
		const length = plainLength(label, 128);
		if (length < 0) return NO;
		more += length + ',"label":'.length;
	}
	if (reliable !== undefined) {
		if (typeof reliable !== 'boolean') return NO;
		more += `,"reliable":${reliable}`.length;
	}
	if (serialization !== undefined) {
		if (typeof serialization !== 'string' || !SERIALIZATIONS.has(serialization)) return NO;
		more += serialization.length + ',"serialization":""'.length;
	}
	return base + more;
}

function descriptionLength(payload: Readonly<Record<string, unknown>>, type: 'offer' | 'answer'): number {
	const { sdp: description, connectionId } = payload;
	if (!isConnection(payload) || typeof connectionId !== 'string' || !isRecord(description)) return NO;
	const { sdp } = description;
	if (description['type'] !== type || typeof sdp !== 'string') return NO;
	const written = sdpLength(sdp);
	if (written < 0) return NO;
	const body = '{"type":"","sdp":""}'.length + type.length + written;
	return '{"sdp":,"type":"data","connectionId":""}'.length + body + connectionId.length;
}

/** Letters of an SDP in JSON, without its quotes; the rules of `isDataSdp`, line by line. */
function sdpLength(sdp: string): number {
	if (sdp.length > MAX_SDP_BYTES || !sdp.startsWith('v=0')) return NO;
	const lines = sdp.split('\r\n');
	let [sections, fingerprints, candidates] = [0, 0, 0];
	for (const line of lines) {
		if (!PLAIN.test(line)) return NO;
		if (line.startsWith('a=')) {
			if (line.startsWith('fingerprint:', 2)) {
				if (!FINGERPRINT.test(line)) return NO;
				fingerprints += 1;
			} else if (line.startsWith('candidate:', 2)) candidates += 1;
		} else if (line.startsWith('m=')) {
			if (!line.startsWith('application ', 2)) return NO;
			sections += 1;
		} else if (line.startsWith('A=')) return NO;
	}
	if (sections !== 1 || fingerprints !== 1 || candidates > MAX_ICE_CANDIDATES) return NO;
	// Each line break is two letters here and four there.
	return sdp.length + (lines.length - 1) * 2;
}
