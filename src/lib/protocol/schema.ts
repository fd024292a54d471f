/**
 * The shapes the wire is allowed to have. Every text and list has a limit, unknown fields are dropped
 * (so that a newer peer may say more), and what comes out is rebuilt, never the object that came in.
 */
import * as v from 'valibot';
import { MAX_CELL, MAX_PLACE_CHARS, MAX_URL_CHARS } from './limits.ts';

/** Text of at most `max` UTF-16 code units, without lone surrogates or control characters other than tab and line breaks. */
export const text = (max: number, min = 0) =>
	v.pipe(
		v.string(),
		v.minLength(min),
		v.maxLength(max),
		// eslint-disable-next-line no-control-regex -- control characters are just what is refused here
		v.check((value) => value.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value))
	);

/** One line, as names and titles are. */
export const line = (max: number, min = 0) =>
	v.pipe(text(max, min), v.regex(/^[^\t\r\n\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/));

export const list = <const S extends v.GenericSchema>(item: S, max: number) =>
	v.pipe(v.array(item), v.maxLength(max), v.readonly());

const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** One text for one value: the bits of the last letter that stand for nothing are zero. */
function hasNoSpareBits(text: string): boolean {
	const over = text.length % 4;
	if (over === 0) return true;
	return over !== 1 && (over === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(text.slice(-1));
}

/** Exactly so many bytes in canonical base64url without padding. */
export const base64urlOf = (bytes: number) =>
	v.pipe(v.string(), v.length(Math.ceil((bytes * 4) / 3)), v.regex(BASE64URL), v.check(hasNoSpareBits));
/** At most so many bytes in canonical base64url without padding. */
export const base64urlAtMost = (bytes: number) =>
	v.pipe(v.string(), v.maxLength(Math.ceil((bytes * 4) / 3)), v.regex(BASE64URL), v.check(hasNoSpareBits));

/** A count or a time in milliseconds since 1970: a safe integer, never negative. */
export const count = (max = Number.MAX_SAFE_INTEGER) =>
	v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));

/** An Ed25519 public key as 64 lower-case hex digits; whether it is a *good* key is checked where a signature is. */
export const keyHex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Envelope text form: two runs of base64url with a dot between. */
export const signedText = (maxChars: number) =>
	v.pipe(
		v.string(),
		v.maxLength(maxChars),
		v.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/),
		v.check((value) => value.split('.').every(hasNoSpareBits))
	);

/** An https address without user, query or fragment; http only on this machine, where tests and first steps happen. */
export const relayUrl = v.pipe(
	v.string(),
	v.maxLength(MAX_URL_CHARS),
	v.regex(
		/^(https:\/\/([A-Za-z0-9.-]+|\[[0-9a-f:.]+\])|http:\/\/(localhost|127\.0\.0\.1|\[::1\]))(:\d{1,5})?(\/[\w!$%&()*+,\-./:;=@~]*)?$/
	)
);

/** Where in the space of topics; the cells themselves are the routing's. */
export const cell = count(MAX_CELL);

/** Cells with their share of the whole, none twice: whoever claims everything claims little of each. */
export const weightedCells = (max: number) =>
	v.pipe(
		v.array(v.object({ cell, weight: v.pipe(count(15), v.minValue(1)) })),
		v.maxLength(max),
		v.check((cells) => new Set(cells.map((one) => one.cell)).size === cells.length),
		v.readonly()
	);

/** A geohash, so short that it names a neighbourhood and no house. */
export const coarsePlace = v.pipe(
	v.string(),
	v.minLength(1),
	v.maxLength(MAX_PLACE_CHARS),
	v.regex(/^[0-9b-hjkmnp-z]+$/)
);

/** BCP 47, the language and at most a script and a region. */
export const language = v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/));
