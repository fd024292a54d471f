/** Whom a server talks to, and by which key it knows others. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig, type FederationLevel } from './config.ts';
import { Counts } from './counts.ts';
import { ServerIdentity } from './discovery.ts';
import { Unreachable } from './federation-reach.ts';
import { Trust } from './federation-trust.ts';
import { openLog } from './log.ts';
import { Secret } from './secret.ts';
import { random, temporaryFolder } from './testing.ts';

const config = readConfig({ PUBLIC_URL: 'https://b.example' });
const aServer = (url = 'https://b.example') =>
	new ServerIdentity({ publicUrl: new URL(url) }, new Secret(Buffer.from(random(32))));

let folder: ReturnType<typeof temporaryFolder>;
let now = 0;
let looks: { host: string; vouched: boolean }[] = [];
let logged: string[] = [];
let counts: Counts;
/** What stands at the other server's address now. */
let there: ServerIdentity;
let certificate: 'vouched' | 'unvouched' | 'none';
beforeEach(() => {
	folder = temporaryFolder();
	[now, looks, logged, counts, there, certificate] = [1e12, [], [], new Counts(), aServer(), 'vouched'];
});
afterEach(() => folder.remove());

const reach = {
	document: async (host: string, vouched: boolean) => {
		looks.push({ host, vouched });
		if (certificate === 'none') throw new Unreachable('server-away', 'ECONNREFUSED');
		if (certificate === 'unvouched' && vouched) throw new Unreachable('server-unknown', 'SELF_SIGNED', true);
		return JSON.stringify(await there.publish(config, undefined));
	}
};

const trusting = (level: FederationLevel, named: readonly string[] = []): Trust =>
	new Trust({
		config: { federation: level, federationPeers: named, dataDir: folder.path },
		clock: () => now,
		counts,
		log: openLog('debug', (line) => logged.push(line)),
		reach,
		host: 'a.example'
	});

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
	promise.then(
		() => 'trusted',
		(error: unknown) => (error instanceof Unreachable ? error.why : error)
	);

describe('levels', () => {
	test.each([
		['private', ['b.example'], 'vouched', 'server-unknown'],
		['allowlist', ['b.example'], 'vouched', 'trusted'],
		['allowlist', [], 'vouched', 'server-unknown'],
		['allowlist', ['b.example'], 'unvouched', 'server-unknown'],
		['verified', [], 'vouched', 'trusted'],
		['verified', [], 'unvouched', 'server-unknown'],
		['open', [], 'vouched', 'trusted'],
		['open', [], 'unvouched', 'trusted'],
		['open', ['b.example'], 'unvouched', 'server-unknown'],
		['open', [], 'none', 'server-away']
	] as const)('%s with %j named, certificate %s: %s', async (level, named, shown, expected) => {
		certificate = shown;
		expect(await refusal(trusting(level, named).identityOf('b.example'))).toBe(expected);
	});

	test('nobody is asked anything on behalf of a server that the level forbids', async () => {
		await refusal(trusting('allowlist', ['c.example']).identityOf('b.example'));
		expect(looks).toEqual([]);
	});

	test('a server does not talk to itself, nor to anybody without a name of its own', () => {
		expect(trusting('open').allows('a.example')).toBe(false);
		const nameless = new Trust({
			config: { federation: 'open', federationPeers: [], dataDir: folder.path },
			clock: () => now,
			counts,
			log: openLog('silent'),
			reach,
			host: undefined
		});
		expect(nameless.allows('b.example')).toBe(false);
	});
});

describe('first sight', () => {
	test('a key is looked up once and kept over a restart', async () => {
		const trust = trusting('open');
		const [one, two] = await Promise.all([trust.identityOf('b.example'), trust.identityOf('b.example')]);
		expect(one.key).toBe(there.key);
		expect(two).toEqual(one);
		expect(await trusting('open').identityOf('b.example')).toMatchObject({ key: there.key, vouched: true });
		expect(looks).toHaveLength(1);
	});

	test('a document that names another server is not taken for this one', async () => {
		there = aServer('https://c.example');
		expect(await refusal(trusting('open').identityOf('b.example'))).toBe('server-unknown');
	});

	test('a certificate once vouched for must be from then on', async () => {
		const trust = trusting('open');
		await trust.identityOf('b.example');
		certificate = 'unvouched';
		await trust.doubt('b.example');
		expect(looks).toEqual([
			{ host: 'b.example', vouched: true },
			{ host: 'b.example', vouched: true }
		]);
	});

	test('one taken in without, under a laxer level, must show one under a stricter', async () => {
		certificate = 'unvouched';
		expect(await trusting('open').identityOf('b.example')).toMatchObject({ vouched: false });
		expect(await refusal(trusting('verified').identityOf('b.example'))).toBe('server-unknown');
		certificate = 'vouched';
		now += 31_000;
		expect(await trusting('verified').identityOf('b.example')).toMatchObject({ vouched: true });
	});

	test('one taken in without, that turns out to have another key, is not talked to', async () => {
		certificate = 'unvouched';
		await trusting('open').identityOf('b.example');
		[certificate, there] = ['vouched', aServer()];
		const trust = trusting('verified');
		expect(await refusal(trust.identityOf('b.example'))).toBe('server-unknown');
		expect(trust.distrusted).toBe(1);
	});

	test('a look in vain is not repeated at once', async () => {
		certificate = 'none';
		const trust = trusting('open');
		expect(await refusal(trust.identityOf('b.example'))).toBe('server-away');
		certificate = 'vouched';
		expect(await refusal(trust.identityOf('b.example'))).toBe('server-away');
		expect(looks).toHaveLength(1);
		now += 31_000;
		expect(await refusal(trust.identityOf('b.example'))).toBe('trusted');
	});

	test('strangers cannot have us look at any number of servers', async () => {
		certificate = 'none';
		const trust = trusting('open', ['named.example']);
		for (let one = 0; one < 100; one++) await refusal(trust.identityOf(`s${one}.example`));
		expect(looks).toHaveLength(30);
		await refusal(trust.identityOf('named.example'));
		expect(looks.at(-1)?.host).toBe('named.example');
	});
});

describe('another key', () => {
	test('is told to the host once, and ends the exchange until the host has looked', async () => {
		const trust = trusting('open');
		await trust.identityOf('b.example');
		there = aServer();
		await trust.doubt('b.example');
		await trust.doubt('b.example');
		expect(await refusal(trust.identityOf('b.example'))).toBe('server-unknown');
		expect(counts.get('federation_key_mismatches')).toBe(1);
		expect(trust.distrusted).toBe(1);
		expect(logged.filter((line) => line.includes('"federation-distrusted"'))).toHaveLength(1);
		expect(logged.join()).not.toContain(there.key);
		// Also after a restart, which says it again.
		expect(await refusal(trusting('open').identityOf('b.example'))).toBe('server-unknown');
		expect(logged.filter((line) => line.includes('"federation-distrusted"'))).toHaveLength(2);
	});

	test('is a new beginning once the host has taken the old one out of the file', async () => {
		const trust = trusting('open');
		await trust.identityOf('b.example');
		there = aServer();
		await trust.doubt('b.example');
		const path = join(folder.path, 'servers.json');
		expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)).toEqual(['b.example']);
		writeFileSync(path, '{}');
		expect(await trust.identityOf('b.example')).toMatchObject({ key: there.key });
	});

	test('that only somebody else claims changes nothing', async () => {
		const trust = trusting('open');
		await trust.identityOf('b.example');
		await trust.doubt('b.example');
		expect(await refusal(trust.identityOf('b.example'))).toBe('trusted');
		expect(logged.join()).toContain('federation-impostor');
	});

	test('claims of others do not make us look at a server without end', async () => {
		const trust = trusting('open');
		await trust.identityOf('b.example');
		for (let claim = 0; claim < 50; claim++) await trust.doubt('b.example');
		expect(looks).toHaveLength(1 + 6);
	});
});

test('a damaged file is said, not taken for an empty one', async () => {
	writeFileSync(join(folder.path, 'servers.json'), '{"b.example":{"key":"1"}}');
	expect(() => trusting('open')).toThrow(/servers\.json is damaged/);
});

test('a file damaged while the server runs is logged, and what was known stays known', async () => {
	const trust = trusting('open');
	const { key } = await trust.identityOf('b.example');
	writeFileSync(join(folder.path, 'servers.json'), '{');
	expect(await trust.identityOf('b.example')).toMatchObject({ key });
	expect(logged.join()).toContain('federation-file');
});
