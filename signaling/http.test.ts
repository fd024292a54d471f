import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder, TestSocket, testServer, type TestServer } from './testing.ts';

const META =
	"default-src 'none'; script-src 'self' 'sha256-abc='; connect-src 'self'; worker-src 'self'; trusted-types a";
const app = temporaryFolder();
let server: TestServer;

beforeAll(async () => {
	mkdirSync(join(app.path, '_app', 'immutable'), { recursive: true });
	const page = `<html><head><meta http-equiv="content-security-policy" content="${META}"></head>shell</html>`;
	writeFileSync(join(app.path, 'index.html'), page);
	writeFileSync(join(app.path, 'service-worker.js'), '// worker');
	writeFileSync(join(app.path, '_app', 'immutable', 'a.js'), '// a');
	for (const worker of ['files.outside', 'cpu', 'webllm'])
		writeFileSync(join(app.path, '_app', 'immutable', `${worker}.worker-B3x_-a1.js`), '// worker');
	writeFileSync(join(app.path, '_app', 'immutable', 'a.js.br'), brotliCompressSync('// a'));
	server = await testServer({
		APP_DIR: app.path,
		PUBLIC_URL: 'https://elm.example',
		ALLOWED_ORIGINS: 'https://friend.example',
		TRUSTED_PROXIES: '127.0.0.1'
	});
});
afterAll(async () => {
	await server.close();
	app.remove();
});

interface Reply {
	readonly status: number;
	readonly headers: Record<string, string | string[] | undefined>;
	readonly body: string;
}

/** `fetch` would tidy up the path and forbids some headers. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const asked = httpRequest({ port: server.port, host: '127.0.0.1', path, headers, method }, (response) => {
			let body = '';
			response.on('data', (chunk) => (body += String(chunk)));
			response.on('end', () =>
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
			);
		});
		asked.on('error', reject);
		asked.end();
	});
}

const html = { accept: 'text/html' };

test('the page has its own policy as a header, and nobody may frame it', async () => {
	const { status, headers, body } = await get('/', html);
	expect(status).toBe(200);
	expect(body).toContain('shell');
	expect(headers['content-security-policy']).toBe(`${META}; frame-ancestors 'none'`);
	expect(headers).toMatchObject({
		'referrer-policy': 'no-referrer',
		'x-content-type-options': 'nosniff',
		'cross-origin-opener-policy': 'same-origin',
		'cache-control': 'no-cache'
	});
	expect(headers['permissions-policy']).toContain('camera=(self)');
	expect(headers['cross-origin-embedder-policy']).toBeUndefined();
});

test('a worker has a policy of its own, without the rules for pages', async () => {
	const { headers } = await get('/service-worker.js');
	expect(headers['content-security-policy']).toContain("default-src 'none'");
	expect(headers['content-security-policy']).not.toContain('trusted-types');
	expect(headers['cache-control']).toBe('no-cache');
});

/** Its directives by name. */
async function policyOf(path: string): Promise<Record<string, string>> {
	const { status, headers } = await get(path);
	expect(status).toBe(200);
	const policy = String(headers['content-security-policy']);
	return Object.fromEntries(
		policy.split('; ').map((it) => [it.split(' ', 1)[0], it.slice(it.indexOf(' ') + 1)])
	);
}
const worker = (name: string, to?: string): string =>
	`/_app/immutable/${name}.worker-B3x_-a1.js${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`;

test('a worker for outside may contact the hosts in its address, and otherwise what every script may', async () => {
	const hosts =
		'https://huggingface.co https://*.hf.co http://localhost:11434 http://[::1]:8080 wss://elm.example ws://localhost:8787';
	const policy = await policyOf(worker('files.outside', hosts));
	expect(policy['connect-src']).toBe(`'self' ${hosts}`);
	expect(policy['default-src']).toBe("'none'");
	expect(policy['script-src']).toBe("'self' 'sha256-abc='");
	expect(policy['worker-src']).toBe("'self'");
	expect((await policyOf(worker('files.outside')))['connect-src']).toBe("'self'");
});

test('the address of any other script opens nothing', async () => {
	for (const name of ['webllm', 'cpu'])
		expect((await policyOf(worker(name, 'https://evil.example')))['connect-src']).not.toContain('evil');
	const { headers } = await get('/_app/immutable/a.js?to=https://evil.example');
	expect(headers['content-security-policy']).not.toContain('evil');
	const page = await get('/?to=https://evil.example', html);
	expect(page.headers['content-security-policy']).toBe(`${META}; frame-ancestors 'none'`);
});

test.each([
	'*',
	'https://*',
	'https:',
	"'unsafe-eval'",
	'blob:',
	'https://a.example;',
	'https://a.example;script-src',
	'https://a.example,',
	'https://a.example/path',
	'https://a.example\r\nX: y',
	'https://a.example:123456',
	'https://u@a.example',
	'https://A.example',
	'ftp://a.example'
])('%j is no host and is left out', async (to) => {
	expect((await policyOf(worker('files.outside', `${to} https://good.example`)))['connect-src']).toBe(
		"'self' https://good.example"
	);
});

test('no more than eight hosts, and a broken address opens nothing', async () => {
	const many = Array.from({ length: 20 }, (_, i) => `https://h${i}.example`).join(' ');
	expect((await policyOf(worker('files.outside', many)))['connect-src']?.split(' ')).toHaveLength(9);
	const broken = await policyOf(`${worker('files.outside')}?to=%zz&to=https://evil.example`);
	expect(broken['connect-src']).toBe("'self'");
});

test("the processor's engine may start the worker that it makes itself, and contacts nobody else for it", async () => {
	expect(await policyOf(worker('cpu'))).toMatchObject({
		'worker-src': "'self' blob:",
		'script-src': "'self' 'sha256-abc=' blob:",
		'connect-src': "'self' blob:"
	});
});

test('files with a hash in their name are kept for ever, and travel compressed', async () => {
	const { headers } = await get('/_app/immutable/a.js', { 'accept-encoding': 'br' });
	expect(headers['cache-control']).toContain('immutable');
	expect(headers['content-encoding']).toBe('br');
});

test('a page address gives the shell, a missing file does not', async () => {
	expect((await get('/peers', html)).body).toContain('shell');
	expect((await get('/peers')).status).toBe(404);
	expect((await get('/_app/immutable/gone.js', html)).status).toBe(404);
});

test.each(['/..%2f..%2fpackage.json', '/../package.json', '//etc/passwd', '/%00', '/%', '/%c0%ae/'])(
	'%s leads nowhere',
	async (path) => {
		expect((await get(path)).status).toBe(404);
	}
);

test('what is not GET or HEAD is refused', async () => {
	for (const method of ['POST', 'PUT', 'DELETE', 'TRACE', 'PATCH'])
		expect((await get('/', {}, method)).status).toBe(405);
	expect((await get('/', html, 'HEAD')).status).toBe(200);
});

test('what is shared with the app and finds no service worker is not read: the page is shown instead', async () => {
	const { status, headers } = await get('/share', html, 'POST');
	expect(status).toBe(303);
	expect(headers.location).toBe('/knowledge#shared');
	expect(headers.connection).toBe('close');
	expect((await get('/share/more', html, 'POST')).status).toBe(405);
});

test('a name that is not ours is refused in words that help', async () => {
	const { status, body } = await get('/', { ...html, host: 'other.example' });
	expect(status).toBe(421);
	expect(body).toContain('PUBLIC_URL=https://other.example');
	expect((await get('/', { ...html, host: 'elm.example' })).status).toBe(200);
	expect((await get('/health', { host: 'other.example' })).status).toBe(200);
});

test('https is insisted on only where there is https', async () => {
	expect((await get('/', html)).headers['strict-transport-security']).toBeUndefined();
	expect(
		(await get('/', { ...html, host: 'elm.example' })).headers['strict-transport-security']
	).toBeDefined();
	expect(
		(await get('/', { ...html, 'x-forwarded-proto': 'https' })).headers['strict-transport-security']
	).toBeDefined();
});

test('a challenge is for our pages and those the host allowed', async () => {
	const own = await get('/elm/challenge', {
		origin: `http://localhost:${server.port}`,
		host: `localhost:${server.port}`
	});
	expect(JSON.parse(own.body)).toMatchObject({ relay: `localhost:${server.port}` });
	const friend = await get('/elm/challenge', { origin: 'https://friend.example' });
	expect(friend.headers['access-control-allow-origin']).toBe('https://friend.example');
	expect((await get('/elm/challenge', { origin: 'https://evil.example' })).status).toBe(403);
});

test.each([
	['/elm', 'https://evil.example', 403],
	['/peerjs', 'https://evil.example', 403],
	['/elsewhere', undefined, 404]
])('a socket on %s from %s is refused with %i', async (path, origin, status) => {
	const { socket } = new TestSocket(`http://localhost:${server.port}${path}`, origin ? { origin } : {});
	const refused = await new Promise((resolve) =>
		socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
	);
	expect(refused).toBe(status);
});

test('health and metrics hold counts and no names', async () => {
	expect(JSON.parse((await get('/health')).body)).toEqual({
		status: 'ok',
		version: expect.any(String),
		uptimeSeconds: expect.any(Number),
		sockets: 0,
		peers: 0,
		processes: 1,
		federation: { links: 0, distrusted: 0 }
	});
	const { body } = await get('/metrics');
	for (const line of body.trim().split('\n'))
		expect(line).toMatch(/^(# (HELP|TYPE) elmnet_\w+ .*|elmnet_\w+ \d+)$/);
});
