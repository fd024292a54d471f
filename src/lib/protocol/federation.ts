/**
 * What servers say to each other on `WS /federation` (text frames, one JSON object each), and the signed document at
 * `/.well-known/elmnet.json` that says who a server is. One hop: what a server hands on comes from a peer who proved to
 * it, and what it takes is for a mailbox of its own. So the reader's side of an address is never named here, and the
 * sender's side must end in the host that proved its key.
 *
 *   dialling  hello ─►        both hosts, its nonce
 *             ◄─ hello        the other nonce, signature over both
 *             prove ─►        its signature over both
 *             ◄─ welcome      from now on either side may ask
 */
import * as v from 'valibot';
import { fromBase64url } from './bytes.ts';
import { fromCompactJson } from './compact-json.ts';
import { verify } from './identity.ts';
import { MAX_BOX_BYTES, MAX_SERVER_DOCUMENT_CHARS } from './limits.ts';
import { relayRefusals } from './relay.ts';
import { base64urlAtMost, base64urlOf, count, keyHex, line, list, signedText } from './schema.ts';

/** A server's name among servers: the host of its address, as a browser would write it. */
export const serverHost = v.pipe(
	v.string(),
	v.maxLength(260),
	v.regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/)
);
/** `<peer>@<host>` and `<PeerJS id>@<host>`: somebody who proved to that server. */
const ATHOST = '@([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+\\])(:\\d{1,5})?$';
const peerElsewhere = v.pipe(v.string(), v.maxLength(340), v.regex(new RegExp(`^[0-9a-f]{64}${ATHOST}`)));
const idElsewhere = v.pipe(
	v.string(),
	v.maxLength(360),
	v.regex(new RegExp(`^[0-9a-f]{64}-[0-9a-f]{16}${ATHOST}`))
);
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}-[0-9a-f]{16}$/));
const path = v.pipe(line(100, 1), v.regex(/^\/[\w./-]*$/));

/** What a server says of itself to anybody. Numbers are what it grants one peer. */
const serverDocument = v.object({
	v: count(0xffff),
	/** Absent where it goes by no name of its own: it exchanges nothing with other servers. */
	host: v.optional(serverHost),
	/** Ed25519, signs this document and proves the server to others. */
	key: keyHex,
	software: line(40),
	paths: v.object({ elm: path, peerjs: path, topics: path, federation: path }),
	federation: v.picklist(['private', 'allowlist', 'verified', 'open']),
	/** VAPID public key, where the server wakes sleepers. */
	push: v.optional(base64urlOf(65)),
	limits: v.object({
		messagesPerSecond: count(),
		bytesPerMinute: count(),
		mailPerMinute: count(),
		mailboxMessages: count(),
		mailboxBytes: count(),
		mailPerSender: count(),
		openInvites: count()
	})
});
export type ServerDocument = v.InferOutput<typeof serverDocument>;

/** The body of `GET /.well-known/elmnet.json`. */
const published = v.object({ document: signedText(MAX_SERVER_DOCUMENT_CHARS) });
/** Signature domains. */
export const DOCUMENT_DOMAIN = 'server-document';
export const LINK_DOMAIN = 'server-link';

/** Reads a published document: undefined unless it is well-formed and signed by the key that it names. Never throws. */
export async function openServerDocument(body: string): Promise<ServerDocument | undefined> {
	if (body.length > 2 * MAX_SERVER_DOCUMENT_CHARS) return undefined;
	try {
		const [head = '', tail = ''] = v.parse(published, JSON.parse(body)).document.split('.');
		const payload = fromBase64url(head);
		const said = v.parse(serverDocument, fromCompactJson(payload));
		return (await verify(said.key, DOCUMENT_DOMAIN, payload, fromBase64url(tail))) ? said : undefined;
	} catch {
		return undefined;
	}
}

/** What each side signs (domain "server-link"): its role, both hosts, both nonces, the dialling side's first. */
export const linkText = (
	role: 'dials' | 'answers',
	link: { dialling: string; answering: string; nonces: readonly [string, string] }
): string => [role, link.dialling, link.answering, ...link.nonces].join('\0');

const nonce = base64urlOf(32);
const signature = base64urlOf(64);
const n = count(0xffff_ffff);
const box = base64urlAtMost(MAX_BOX_BYTES);
/** Peers in one `watch` or `unwatch`. */
export const MAX_WATCHED_AT_ONCE = 256;

export const serverHello = v.object({
	ask: v.literal('hello'),
	v: count(0xffff),
	from: serverHost,
	to: serverHost,
	nonce
});
export const serverProof = v.object({ ask: v.literal('prove'), signature });
export const serverHelloBack = v.object({ tell: v.literal('hello'), nonce, signature });
export const serverWelcome = v.object({ tell: v.literal('welcome') });

/** `payload` is checked like that of a device's own message. */
const introduction = v.variant('type', [
	v.object({ type: v.picklist(['OFFER', 'ANSWER', 'CANDIDATE']), dst: id, payload: v.unknown() }),
	v.object({ type: v.picklist(['LEAVE', 'EXPIRE']), dst: id })
]);

/** What either side may ask and tell once both have proved themselves. */
export const betweenServers = v.union([
	v.variant('ask', [
		/** `ok` means committed to disk there. */
		v.object({ ask: v.literal('mail'), n, to: keyHex, from: peerElsewhere, exp: count(), box }),
		v.object({ ask: v.literal('forward'), n, to: keyHex, from: peerElsewhere, box }),
		/** Tell me which of these are online, and again whenever that changes; beside those watched already. */
		v.object({ ask: v.literal('watch'), n, peers: list(keyHex, MAX_WATCHED_AT_ONCE) }),
		v.object({ ask: v.literal('unwatch'), n, peers: list(keyHex, MAX_WATCHED_AT_ONCE) }),
		/** A PeerJS message to a device there. */
		v.object({ ask: v.literal('introduce'), n, src: idElsewhere, message: introduction })
	]),
	v.variant('tell', [
		v.object({ tell: v.literal('ok'), n }),
		v.object({
			tell: v.literal('refused'),
			n,
			why: v.picklist(relayRefusals),
			words: line(300),
			retryMs: v.optional(count())
		}),
		v.object({ tell: v.literal('presence'), peer: keyHex, devices: list(id, 8) })
	])
]);
export type BetweenServers = v.InferOutput<typeof betweenServers>;
export type ServerAsk = Extract<BetweenServers, { ask: string }>;
export type ServerTell = Extract<BetweenServers, { tell: string }>;
