/**
 * The shapes the wire is allowed to have. Every text and list has a limit, unknown fields are dropped
 * (so that a newer peer may say more), and what comes out is rebuilt, never the object that came in.
 */
import * as v from 'valibot';

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
	v.pipe(text(max, min), v.regex(/^[^\t\r\n\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/));

export const list = <const S extends v.GenericSchema>(item: S, max: number) =>
	v.pipe(v.array(item), v.maxLength(max), v.readonly());

/** Bytes in canonical base64url without padding; `bytes` exact, or an upper bound with `atMost`. */
export const base64urlOf = (bytes: number) =>
	v.pipe(v.string(), v.length(Math.ceil((bytes * 4) / 3)), v.regex(/^[A-Za-z0-9_-]*$/));
export const base64urlAtMost = (bytes: number) =>
	v.pipe(v.string(), v.maxLength(Math.ceil((bytes * 4) / 3)), v.regex(/^[A-Za-z0-9_-]*$/));

/** A count or a time in milliseconds since 1970: a safe integer, never negative. */
export const count = (max = Number.MAX_SAFE_INTEGER) =>
	v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));

/** An Ed25519 public key as 64 lower-case hex digits; whether it is a *good* key is checked where a signature is. */
export const keyHex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Envelope text form: two runs of base64url with a dot between. */
export const signedText = (maxChars: number) =>
	v.pipe(v.string(), v.maxLength(maxChars), v.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/));

/** https and wss addresses; http and ws only on this machine, where tests and first steps happen. */
export const relayUrl = v.pipe(
	v.string(),
	v.maxLength(200),
	v.regex(
		/^(https:\/\/[^\s"'<>\\^`{|}]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?(\/[^\s"'<>\\^`{|}]*)?)$/
	)
);
