/** `GET /.well-known/elmnet.json`, read as anybody reads it. */
import { expect, test } from 'vitest';
import { openServerDocument } from '#lib/protocol/federation.ts';
import { DOCUMENT_PATH } from './discovery.ts';
import { namedServer } from './federation-testing.ts';
import { temporaryFolder, testServer } from './testing.ts';

const documentOf = async ({ url }: { url: string }) =>
	openServerDocument(await (await fetch(`${url}${DOCUMENT_PATH}`)).text());

test('says who the server is, what it speaks and what it grants, signed', async () => {
	const server = await namedServer({ MAIL_PER_MINUTE: '7', FEDERATION: 'verified' });
	expect(await documentOf(server)).toMatchObject({
		v: 1,
		host: server.host,
		federation: 'verified',
		paths: { elm: '/elm', peerjs: '/peerjs', topics: '/y-webrtc', federation: '/federation' },
		limits: { mailPerMinute: 7 }
	});
	await server.close();
});

test('the key is the same after a restart', async () => {
	const folder = temporaryFolder();
	const keys = [];
	for (let start = 0; start < 2; start++) {
		const server = await testServer({}, { folder: folder.path });
		keys.push((await documentOf(server))?.key);
		await server.close();
	}
	expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
	expect(keys[1]).toBe(keys[0]);
	folder.remove();
});

test('any page may read it and keep it for a while; it holds no credentials', async () => {
	const server = await testServer({ TURN_URLS: 'turn:elm.example', TURN_SECRET: 'a secret' });
	const response = await fetch(`${server.url}${DOCUMENT_PATH}`, {
		headers: { Origin: 'https://other.example' }
	});
	expect(response.headers.get('access-control-allow-origin')).toBe('*');
	expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
	expect(response.headers.get('cache-control')).toMatch(/max-age=300/);
	const { document } = (await response.json()) as { document: string };
	expect(Buffer.from(document.split('.')[0] ?? '', 'base64url').toString()).not.toMatch(/turn|secret/);
	await server.close();
});

test.each([
	['no PUBLIC_URL', {}],
	['a name that http alone stands for', { PUBLIC_URL: 'http://elm.example' }]
])('a server with %s exchanges nothing: no host, no door', async (_case, env) => {
	const server = await testServer({ FEDERATION: 'open', ...env });
	const document = await documentOf(server);
	expect(document).toMatchObject({ federation: 'private' });
	expect(document?.host).toBeUndefined();
	expect((await fetch(`${server.url}/federation`)).status).toBe(404);
	await server.close();
});

test('the push key is in it where sleepers are woken', async () => {
	const server = await testServer({ PUSH_CONTACT: 'mailto:host@elm.example' });
	expect((await documentOf(server))?.push).toMatch(/^[\w-]{87}$/);
	await server.close();
});
