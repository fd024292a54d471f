/** Servers among themselves: a signed document, and the proofs of both sides of a link. */
import { base64url, hex, utf8 } from '#lib/protocol/bytes.ts';
import { publicKeyOf } from '#lib/protocol/ed25519.ts';
import { DOCUMENT_DOMAIN, LINK_DOMAIN, linkText } from '#lib/protocol/federation.ts';
import { sign } from '#lib/protocol/identity.ts';
import { bytesFor } from './people.ts';

const secret = bytesFor('server oak');
const said = {
	v: 1,
	host: 'oak.example',
	key: hex(publicKeyOf(secret)),
	software: 'elmnet/0.1.0',
	paths: { elm: '/elm', peerjs: '/peerjs', topics: '/y-webrtc', federation: '/federation' },
	federation: 'allowlist',
	limits: {
		messagesPerSecond: 30,
		bytesPerMinute: 2_097_152,
		mailPerMinute: 60,
		mailboxMessages: 1_000,
		mailboxBytes: 10_485_760,
		mailPerSender: 64,
		openInvites: 50
	}
};

async function published(text: string, domain = DOCUMENT_DOMAIN, by: Uint8Array = secret) {
	const payload = utf8(text);
	return { document: `${base64url(payload)}.${base64url(await sign(by, domain, payload))}` };
}

export async function serverVectors() {
	const written = JSON.stringify(said);
	const link = {
		dialling: 'oak.example',
		answering: 'elm.example:8443',
		nonces: [base64url(bytesFor('nonce of oak')), base64url(bytesFor('nonce of elm'))] as [string, string]
	};
	const proof = async (role: 'dials' | 'answers') =>
		base64url(await sign(secret, LINK_DOMAIN, linkText(role, link)));
	return {
		about:
			'`document`: the body of /.well-known/elmnet.json, signed (domain "server-document") by the key it names. `link`: what oak.example signs (domain "server-link") as the side that dials and, with the same names, as the side that answers.',
		valid: [{ name: 'a document', body: await published(written), said }],
		invalid: [
			{
				name: 'signed by another key',
				body: await published(written, DOCUMENT_DOMAIN, bytesFor('server ash'))
			},
			{ name: 'signed for another purpose', body: await published(written, LINK_DOMAIN) },
			{ name: 'not compact', body: await published(JSON.stringify(said, undefined, 1)) },
			{
				name: 'a host in capitals',
				body: await published(JSON.stringify({ ...said, host: 'Oak.example' }))
			}
		],
		link: { ...link, key: said.key, dials: await proof('dials'), answers: await proof('answers') }
	};
}
