/**
 * Who this server is: its name and its key, and the signed document that says so to anybody. Credentials for TURN are
 * not in it; those need proof of a key.
 */
import type { ServerResponse } from 'node:http';
import { base64url, hex, utf8 } from '#lib/protocol/bytes.ts';
import { publicKeyOf } from '#lib/protocol/ed25519.ts';
import { DOCUMENT_DOMAIN, LINK_DOMAIN, type ServerDocument } from '#lib/protocol/federation.ts';
import { sign } from '#lib/protocol/identity.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/limits.ts';
import { LOOPBACK } from './address.ts';
import type { Config } from './config.ts';
import type { Secret } from './secret.ts';
import { VERSION } from './version.ts';

export const DOCUMENT_PATH = '/.well-known/elmnet.json';
/** A key in it never changes by itself; what a host configures may. */
const FRESH_S = 300;

/** This server among servers. The key comes from the server's secret: all processes of one server have the same. */
export class ServerIdentity {
	readonly host: string | undefined;
	readonly key: string;
	readonly #secret: Uint8Array;

	constructor({ publicUrl }: Pick<Config, 'publicUrl'>, secret: Secret) {
		this.#secret = secret.name('server-key', 'ed25519', 32);
		this.key = hex(publicKeyOf(this.#secret));
		this.host = publicUrl && nameOf(publicUrl);
	}

	signLink(text: string): Promise<string> {
		return sign(this.#secret, LINK_DOMAIN, text).then(base64url);
	}

	/** The published form: signed text in an object, so that more can stand beside it some day. */
	async publish(
		config: Pick<Config, 'federation' | 'limits'>,
		push: string | undefined
	): Promise<{ readonly document: string }> {
		const payload = utf8(JSON.stringify(this.#document(config, push)));
		const signature = await sign(this.#secret, DOCUMENT_DOMAIN, payload);
		return { document: `${base64url(payload)}.${base64url(signature)}` };
	}

	#document(
		{ federation, limits }: Pick<Config, 'federation' | 'limits'>,
		push: string | undefined
	): ServerDocument {
		const { messagesPerSecond, bytesPerMinute, mailPerMinute } = limits;
		const { mailboxMessages, mailboxBytes, mailPerSender, openInvites } = limits;
		return {
			v: PROTOCOL_VERSION,
			...(this.host === undefined ? {} : { host: this.host }),
			key: this.key,
			software: `elmnet/${VERSION}`,
			paths: { elm: '/elm', peerjs: '/peerjs', topics: '/y-webrtc', federation: '/federation' },
			federation: this.host === undefined ? 'private' : federation,
			...(push === undefined ? {} : { push }),
			limits: {
				messagesPerSecond,
				bytesPerMinute,
				mailPerMinute,
				mailboxMessages,
				mailboxBytes,
				mailPerSender,
				openInvites
			}
		};
	}
}

/** Without https nobody could be sure of the name; on this machine there is nobody in between. */
const nameOf = ({ protocol, host }: URL): string | undefined =>
	protocol === 'https:' || LOOPBACK.test(host) ? host : undefined;

/** Public: any page may read it. */
export function answerDocument(response: ServerResponse, document: object): void {
	response.writeHead(200, {
		'Content-Type': 'application/json',
		'Cache-Control': `public, max-age=${FRESH_S}`,
		'Access-Control-Allow-Origin': '*',
		'Cross-Origin-Resource-Policy': 'cross-origin'
	});
	response.end(JSON.stringify(document));
}
