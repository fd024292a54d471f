/**
 * What a node and the signaling server say to each other on `WS /elm` (text frames, one JSON object each), and the
 * proof of key that also serves as the PeerJS token. The server learns who speaks, for which inbox a box is, its size
 * class and its expiry; never what it says.
 *
 *   server  challenge ─►            nonce, relay id, server time
 *           ◄─ prove                certificate, signature over "elm/1/relay-auth\0" | relay | nonce
 *           proved ─►               then mail that waited
 *   node    { ask, n, … } ─►        n numbers the request
 *           ◄─ { tell: "ok", n } | { tell: "refused", n, why, words }
 */
import * as v from 'valibot';
import {
	MAX_BOX_BYTES,
	MAX_CARD_CELLS,
	MAX_CARD_CHARS,
	MAX_CERTIFICATE_CHARS,
	MAX_FIND_CELLS,
	MAX_FOUND_CARDS,
	MAX_PUSH_ENDPOINT_CHARS
} from './limits.ts';
import { base64urlAtMost, base64urlOf, cell, count, line, list, signedText, text } from './schema.ts';

const box = base64urlAtMost(MAX_BOX_BYTES);
const n = count(0xffff_ffff);
/** SHA-256 of an invite's token: all the server ever keeps of it. */
const tokenHash = base64urlOf(32);

/**
 * A peer where it is at home: `<peer id>` at the server that is asked, `<peer id>@<host>` at another one, by the name that
 * server goes by. One form for one place: lower case, and the port only where it is not the scheme's own.
 */
export const peerAddress = v.pipe(
	v.string(),
	v.maxLength(64 + 1 + 260),
	v.regex(/^[0-9a-f]{64}(@([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?)?$/)
);
export interface PeerAddress {
	readonly peer: string;
	/** The server's host; undefined at the server that is asked. */
	readonly server: string | undefined;
}
/** Takes an address apart that has passed `peerAddress`. */
export function placeOf(address: string): PeerAddress {
	const at = address.indexOf('@');
	return at < 0
		? { peer: address, server: undefined }
		: { peer: address.slice(0, at), server: address.slice(at + 1) };
}

/** Where to find one's own address and a way around walls (RTCIceServer); credentials hold for some hours. */
const iceServer = v.object({
	urls: list(line(300, 1), 4),
	username: v.optional(line(200)),
	credential: v.optional(line(200))
});

/** What a node asks. Only `prove`, `redeem` and `ping` are heard before the proof: a guest on a first visit may knock before anything else. */
export const fromNode = v.variant('ask', [
	v.object({
		ask: v.literal('prove'),
		n,
		certificate: signedText(MAX_CERTIFICATE_CHARS),
		signature: base64urlOf(64)
	}),
	/** Keep a sealed box for a sleeper; `ok` means committed to disk. `from` is who the socket proved. */
	v.object({ ask: v.literal('mail'), n, to: peerAddress, exp: count(), box }),
	/** Hand a sealed box to the open tabs of `to`, keep nothing. Refused `absent` when there is none. */
	v.object({ ask: v.literal('forward'), n, to: peerAddress, box }),
	/** The node has stored these and they may be deleted. */
	v.object({ ask: v.literal('received'), n, mail: list(base64urlOf(16), 256) }),
	/** Tell me which of these are online now, and again whenever that changes. Replaces the list before. */
	v.object({ ask: v.literal('watch'), n, peers: list(peerAddress, 256) }),
	v.object({ ask: v.literal('invite'), n, hash: tokenHash, uses: count(100), exp: count() }),
	v.object({ ask: v.literal('revoke'), n, hash: tokenHash }),
	/** One use of an invite, atomically: spends it and puts the box into the inviter's mailbox. The token is 16 bytes. */
	v.object({ ask: v.literal('redeem'), n, token: base64urlOf(16), box }),
	/** STUN and TURN servers the host has named, with credentials for TURN. */
	v.object({ ask: v.literal('ice'), n }),
	/** Keep my signed card findable by these topic cells while I am here and for a while after. Replaces the one before; no cells: take it out. */
	v.object({
		ask: v.literal('publish'),
		n,
		card: signedText(MAX_CARD_CHARS),
		cells: list(cell, MAX_CARD_CELLS)
	}),
	/** The same for a community that I list; without a card: take it out. A peer's own card stays as it is. */
	v.object({
		ask: v.literal('list'),
		n,
		community: base64urlOf(32),
		card: v.optional(signedText(MAX_CARD_CHARS)),
		cells: list(cell, MAX_CARD_CELLS)
	}),
	/** Cards of peers lately online that are findable by any of these cells, best match first; with `kind` of communities. */
	v.object({
		ask: v.literal('find'),
		n,
		cells: list(cell, MAX_FIND_CELLS),
		kind: v.optional(v.literal('community'))
	}),
	/** Wake this device through its browser's maker when mail comes while it is away; without an endpoint: no more. */
	v.object({ ask: v.literal('push'), n, endpoint: v.optional(text(MAX_PUSH_ENDPOINT_CHARS)) }),
	v.object({ ask: v.literal('ping'), n })
]);
export type FromNode = v.InferOutput<typeof fromNode>;

/** Why the server said no. `words` beside it is for logs and for people without the app. */
export const relayRefusals = [
	'malformed',
	'not-proved',
	'bad-proof',
	'rate',
	'quota',
	'too-large',
	'absent',
	'invite-unknown',
	'invite-spent',
	'invite-expired',
	'storage',
	'server-unknown',
	'server-away',
	'not-offered'
] as const;
export type RelayRefusal = (typeof relayRefusals)[number];

export const fromServer = v.variant('tell', [
	v.object({ tell: v.literal('challenge'), nonce: base64urlOf(32), relay: line(100), now: count() }),
	v.object({
		tell: v.literal('ok'),
		n,
		now: count(),
		uses: v.optional(count(100)),
		ice: v.optional(list(iceServer, 8)),
		cards: v.optional(list(signedText(MAX_CARD_CHARS), MAX_FOUND_CARDS))
	}),
	v.object({
		tell: v.literal('refused'),
		n,
		why: v.picklist(relayRefusals),
		words: line(300),
		retryMs: v.optional(count())
	}),
	/** Mail that waited, or a redeemed invite's box; comes again at the next proof until `received`. */
	v.object({ tell: v.literal('mail'), mail: base64urlOf(16), box }),
	/** Forwarded live. `from` is who the sending socket proved. */
	v.object({ tell: v.literal('forwarded'), from: peerAddress, box }),
	/** `devices` are PeerJS ids to dial, with `@<host>` where they are at another server; empty when the peer is offline. */
	v.object({ tell: v.literal('presence'), peer: peerAddress, devices: list(line(400), 8) })
]);
export type FromServer = v.InferOutput<typeof fromServer>;

/** WebSocket close codes of the server, so that the app can put them into words. */
export const CLOSE = {
	goingAway: 1001,
	tooLarge: 1009,
	notProved: 4401,
	badProof: 4403,
	tooMany: 4429,
	malformed: 4400,
	slowReader: 4408,
	idTaken: 4409
} as const;

/** The bytes a node signs (domain "relay-auth") to prove its key to the server named `relay`. */
export const proofText = (relay: string, nonce: string): string => `${relay}\0${nonce}`;

/**
 * The PeerJS token: the same proof, with a nonce from `GET /elm/challenge` ({nonce, relay, now}). The PeerJS id is
 * `<peer id>-<first 16 hex digits of the device key>` and must match the certificate.
 * Text form: base64url(JSON {certificate, nonce, signature}).
 */
export const peerjsProof = v.object({
	certificate: signedText(MAX_CERTIFICATE_CHARS),
	nonce: base64urlOf(32),
	signature: base64urlOf(64)
});
export const peerjsId = (peer: string, dev: string): string => `${peer}-${dev.slice(0, 16)}`;
