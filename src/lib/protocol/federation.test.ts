import { describe, expect, test } from 'vitest';
import { base64url, hex, utf8 } from './bytes.ts';
import { publicKeyOf } from './ed25519.ts';
import { DOCUMENT_DOMAIN, linkText, openServerDocument, serverHost } from './federation.ts';
import { sign } from './identity.ts';
import * as v from 'valibot';

const secret = new Uint8Array(32).fill(3);
const said = {
	v: 1,
	host: 'elm.example',
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

async function published(document: object | string, domain = DOCUMENT_DOMAIN, by = secret): Promise<string> {
	const payload = utf8(typeof document === 'string' ? document : JSON.stringify(document));
	return JSON.stringify({
		document: `${base64url(payload)}.${base64url(await sign(by, domain, payload))}`
	});
}

describe('a server’s document', () => {
	test('is read as it was written', async () => {
		expect(await openServerDocument(await published(said))).toEqual(said);
	});

	test('may say more than is known; that is dropped', async () => {
		const more = await published({ ...said, mood: 'good' });
		expect(await openServerDocument(more)).toEqual(said);
	});

	test.each([
		['signed by another key', () => published(said, DOCUMENT_DOMAIN, new Uint8Array(32).fill(4))],
		['signed for another purpose', () => published(said, 'server-link')],
		['not compact', () => published(JSON.stringify(said, undefined, 1))],
		['a key that is none', () => published({ ...said, key: '00' })],
		['a host that is none', () => published({ ...said, host: 'Elm.example/' })],
		['a path that is none', () => published({ ...said, paths: { ...said.paths, elm: '//x y' } })],
		['a level that is none', () => published({ ...said, federation: 'anybody' })],
		['one letter changed', async () => (await published(said)).replace('.', '.A').slice(0, -3) + '"}'],
		['too long', async () => `${await published(said)}${' '.repeat(10_000)}`],
		['no json', () => Promise.resolve('<!doctype html>')],
		['nothing', () => Promise.resolve('')]
	])('is none when it is %s', async (_case, body) => {
		expect(await openServerDocument(await body())).toBeUndefined();
	});
});

test.each([
	['elm.example', true],
	['elm.example:8443', true],
	['[2001:db8::1]:443', true],
	['localhost:8787', true],
	['Elm.example', false],
	['https://elm.example', false],
	['elm.example/', false],
	['a@b', false],
	['-elm', false],
	['', false]
])('%j is a host: %s', (host, expected) => {
	expect(v.is(serverHost, host)).toBe(expected);
});

test('what each side of a link signs differs in role, names and nonces, in a fixed order', () => {
	const link = { dialling: 'a.example', answering: 'b.example', nonces: ['n1', 'n2'] } as const;
	expect(linkText('dials', link)).toBe('dials\0a.example\0b.example\0n1\0n2');
	expect(linkText('answers', link)).toBe('answers\0a.example\0b.example\0n1\0n2');
});
