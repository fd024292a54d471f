/** How the envelope vectors are made: a good query, and everything a case may do differently. */
import { base64url, concat, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { bytesFor, NOW, SECOND, signRaw, type Somebody } from './people.ts';

export type Json = Record<string, unknown>;

export interface EnvelopeCase {
	readonly name: string;
	/** Text form; or `binary`, base64url of the binary form; or `repeat`: a letter so many times. */
	readonly text?: string;
	readonly binary?: string;
	readonly repeat?: readonly [letter: string, times: number];
	readonly now: number;
	/** Whom it must be for; absent: not checked. */
	readonly reader?: string;
	readonly said?: Json;
	readonly rejected?: string;
}

export const wireText = (payload: Uint8Array, signature: Uint8Array) =>
	`${base64url(payload)}.${base64url(signature)}`;

/** Everything a case may do differently from a good live query. */
export interface Odd {
	readonly fields?: Json;
	/** Changes the finished JSON text. */
	readonly json?: (text: string) => string;
	readonly payload?: (bytes: Bytes) => Uint8Array;
	readonly domain?: string;
	readonly secret?: Uint8Array;
	readonly signature?: (bytes: Uint8Array) => Uint8Array;
	readonly wire?: (text: string) => string;
	readonly now?: number;
	readonly reader?: string;
}

export function payloadOf(alice: Somebody, bob: Somebody): Json {
	return {
		id: base64url(bytesFor('query id', 16)),
		from: alice.peer,
		dev: alice.device.dev,
		cert: alice.device.certificate,
		to: bob.peer,
		kind: 'query',
		ts: NOW,
		exp: NOW + 60 * SECOND,
		seq: 0,
		body: { text: 'Which mushrooms grow under birches?', most: 8 }
	};
}

export const without = (fields: Json, ...names: string[]): Json =>
	Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

/** What `open` gives, but for the certificate and the bytes. */
export const saidOf = (payload: Json): Json => without(payload, 'cert');

export function make(name: string, alice: Somebody, bob: Somebody, base: Json, odd: Odd): EnvelopeCase {
	const fields = odd.fields ?? base;
	const json = (odd.json ?? ((text) => text))(JSON.stringify(fields));
	const payload = (odd.payload ?? ((bytes) => bytes))(utf8(json));
	const kind = typeof fields['kind'] === 'string' ? fields['kind'] : 'query';
	const signature = signRaw(odd.domain ?? kind, payload, odd.secret ?? alice.device.secret);
	const text = wireText(payload, (odd.signature ?? ((bytes) => bytes))(signature));
	return {
		name,
		text: (odd.wire ?? ((wire) => wire))(text),
		now: odd.now ?? NOW,
		reader: odd.reader ?? bob.peer
	};
}

export function binaryOf(text: string): Bytes {
	const [head = '', tail = ''] = text.split('.');
	const payload = Buffer.from(head, 'base64url');
	const length = new Uint8Array(4);
	new DataView(length.buffer).setUint32(0, payload.length);
	return concat(new Uint8Array([1]), length, payload, Buffer.from(tail, 'base64url'));
}

export function certificateOf(
	root: Uint8Array,
	fields: Json,
	domain = 'certificate',
	change = (text: string) => text
): string {
	const payload = utf8(change(JSON.stringify(fields)));
	return wireText(payload, signRaw(domain, payload, root));
}
