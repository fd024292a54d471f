/** The way out: where it leads, where it does not, and what comes back over it. Certificates are made for the test. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type LookupFunction } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FederationLevel } from './config.ts';
import { Reach, Unreachable } from './federation-reach.ts';
import { namedServer, type NamedServer } from './federation-testing.ts';
import { freePort } from './port-testing.ts';
import { aBox, aDevice, aNode, soon, temporaryFolder } from './testing.ts';

const refusal = async (promise: Promise<unknown>): Promise<unknown> =>
	promise.then(
		(value) => value,
		(error: unknown) => (error instanceof Unreachable ? `${error.why}: ${error.message}` : error)
	);

describe('where it leads', () => {
	let asked = 0;
	let inside: Server;
	let port: number;
	/** What the server there answers. */
	let answer: { status: number; headers: Record<string, string>; body: string };
	beforeAll(async () => {
		inside = createServer((_request, response) => {
			asked += 1;
			response.writeHead(answer.status, answer.headers);
			response.end(answer.body);
		});
		await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
		({ port } = inside.address() as AddressInfo);
	});
	afterAll(() => new Promise((resolve) => inside.close(resolve)));

	const resolving =
		(...addresses: string[]): LookupFunction =>
		(_name, options, done) => {
			const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
			if (options.all) done(null, found);
			else done(null, found[0]?.address ?? '', found[0]?.family);
		};

	test.each([
		['127.0.0.1'],
		['10.1.2.3'],
		['169.254.169.254'],
		['172.20.0.1'],
		['192.168.1.1'],
		['100.64.0.1'],
		['0.0.0.0'],
		['::1'],
		['::ffff:127.0.0.1'],
		['::ffff:10.0.0.1'],
		['fe80::1'],
		['fd00::1'],
		['64:ff9b::7f00:1'],
		['2002:7f00:1::'],
		['198.51.100.7', '10.0.0.1']
	])('not to a name that resolves to %s', async (...addresses) => {
		const reach = new Reach({ isNamed: () => false, lookup: resolving(...addresses) });
		const expected = 'server-unknown: not a public address';
		expect(await refusal(reach.document(`elm.example:${port}`, true))).toBe(expected);
		const socket = reach.dial(`elm.example:${port}`, true);
		const error = await new Promise((resolve) => socket.on('error', resolve));
		expect(error).toMatchObject({ message: 'not a public address' });
	});

	test.each(['127.0.0.1', '[::1]', '[::ffff:7f00:1]', '10.0.0.1', '169.254.169.254', 'localhost'])(
		'not to %s by its number or its own name',
		async (host) => {
			const reach = new Reach({ isNamed: () => false });
			expect(await refusal(reach.document(`${host}:${port}`, true))).toMatch(/^server-unknown/);
			expect(asked).toBe(0);
		}
	);

	test.each(['127.1', '0x7f.1', '2130706433', 'EXAMPLE.org', 'elm.example:443', 'a b', 'a/b', 'a@b', ''])(
		'not to what is no host as a URL writes it: %j',
		async (host) => {
			const reach = new Reach({ isNamed: () => true });
			expect(await refusal(reach.document(host, true))).toBe('server-unknown: no host name');
		}
	);

	test('to a private address that the host has named', async () => {
		answer = { status: 200, headers: {}, body: 'here' };
		const reach = new Reach({ isNamed: (host) => host === `localhost:${port}` });
		expect(await reach.document(`localhost:${port}`, true)).toBe('here');
		asked = 0;
	});

	test.each([
		[{ status: 302, headers: { Location: 'http://10.0.0.1/' }, body: '' }, /server-unknown.*302/],
		[{ status: 404, headers: {}, body: '' }, /server-unknown.*404/],
		[{ status: 503, headers: {}, body: '' }, /server-away.*503/],
		[{ status: 200, headers: {}, body: 'x'.repeat(100_000) }, /server-unknown.*too large/]
	])('no redirect is followed and no long story read: %#', async (given, expected) => {
		answer = given;
		const reach = new Reach({ isNamed: () => true });
		expect(await refusal(reach.document(`localhost:${port}`, true))).toMatch(expected);
	});

	test('a server that takes the question and says nothing is away after a while', async () => {
		const silent = createServer(() => undefined);
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
		const reach = new Reach({ isNamed: () => true });
		const { port: mute } = silent.address() as AddressInfo;
		expect(await refusal(reach.document(`localhost:${mute}`, true))).toMatch(/^server-away/);
		silent.closeAllConnections();
		await new Promise((resolve) => silent.close(resolve));
	});
});

/** https as a host has it, a proxy in front; names that resolve to this machine as if to a public address. */
describe('https', () => {
	const folder = temporaryFolder();
	let pem: { key: string; cert: string };
	beforeAll(() => {
		const [keyFile, certFile] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
		const subject = ['-subj', '/CN=elm.test', '-addext', 'subjectAltName=DNS:a.elm.test,DNS:b.elm.test'];
		const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
		const files = ['-days', '2', '-keyout', keyFile, '-out', certFile];
		execFileSync('openssl', ['req', ...kind, ...subject, ...files], { stdio: 'ignore' });
		pem = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
	});
	afterAll(() => folder.remove());

	const lookup: LookupFunction = (name, options, done) => {
		if (!name.endsWith('.elm.test')) return done(new Error('unexpected'), '', 0);
		if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
		else done(null, '127.0.0.1', 4);
	};

	async function behindTls(
		name: string,
		level: FederationLevel,
		ca: string | undefined
	): Promise<NamedServer & { readonly name: string }> {
		const [port, own] = [await freePort(), await freePort()];
		const proxy = createTlsServer(pem, (outer) => {
			const inner = connect(own, '127.0.0.1');
			outer.pipe(inner).pipe(outer);
			for (const end of [outer, inner]) end.on('error', () => (outer.destroy(), inner.destroy()));
		}).listen(port, '127.0.0.1');
		const host = `${name}.elm.test:${port}`;
		const reach = { lookup, isPrivate: () => false, ...(ca === undefined ? {} : { ca }) };
		const env = { PUBLIC_URL: `https://${host}`, FEDERATION: level };
		const server = await namedServer(env, { port: own, reach });
		const close = async () => {
			await server.close();
			await new Promise((resolve) => proxy.close(resolve));
		};
		return { ...server, name: host, close };
	}

	test.each([
		['verified', 'known', 'ok'],
		['verified', 'unknown', 'server-unknown'],
		['open', 'known', 'ok'],
		['open', 'unknown', 'ok'],
		['allowlist', 'known', 'server-unknown'],
		['private', 'known', 'server-unknown']
	] as const)('strangers at level %s, their authority %s: %s', async (level, authority, expected) => {
		const ca = authority === 'known' ? pem.cert : undefined;
		const [a, b] = await Promise.all([behindTls('a', level, ca), behindTls('b', level, ca)]);
		const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
		const node = await aNode(a, ann);
		const letter = { ask: 'mail', to: `${bob.peer}@${b.name}`, exp: soon(), box: aBox() } as const;
		const answer = await node.ask(letter);
		expect(answer.tell === 'ok' ? 'ok' : answer.why).toBe(expected);
		await node.close();
		await Promise.all([a.close(), b.close()]);
	});
});
