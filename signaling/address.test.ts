import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf, isAllowedOrigin, relayName } from './address.ts';
import { ConfigError, readConfig } from './config.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
	({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

test.each([
	['203.0.113.9', '', '203.0.113.9'],
	['::ffff:203.0.113.9', '', '203.0.113.9'],
	['2001:db8:0:1:aaaa::1', '', '2001:db8:0:1::/64'],
	['2001:db8::1', '', '2001:db8:0:0::/64'],
	['::1', '', '0:0:0:0::/64'],
	// Nobody speaks for another unless the host said so.
	['203.0.113.9', '198.51.100.1', '203.0.113.9'],
	['127.0.0.1', '198.51.100.1', '198.51.100.1'],
	['127.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
	['127.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
	['127.0.0.1', '', '127.0.0.1']
])('%s with X-Forwarded-For "%s" counts as %s', (remote, forwarded, counted) => {
	const headers: Record<string, string> = forwarded ? { 'x-forwarded-for': forwarded } : {};
	const address = addressOf(from(remote, headers), { trustedProxies: ['127.0.0.1', '10.0.0.2'] });
	expect(address).toBe(counted);
});

test('a proof is only ever made for a name that is surely ours', () => {
	const config = readConfig({ PUBLIC_URL: 'https://elm.example' });
	const name = (host: string) => relayName(from('127.0.0.1', { host }), config);
	expect(name('elm.example')).toBe('elm.example');
	expect(name('ELM.example')).toBe('elm.example');
	expect(name('localhost:8787')).toBe('localhost:8787');
	expect(name('[::1]:8787')).toBe('[::1]:8787');
	for (const host of ['evil.example', 'localhost.evil.example', 'elm.example.evil', 'localhost:8787/x', ''])
		expect(name(host)).toBeUndefined();
});

test.each([
	[undefined, true],
	['http://localhost:8787', true],
	['https://elm.example', true],
	['https://friend.example', true],
	['https://evil.example', false],
	['null', false],
	['http://localhost:8788', false]
])('a page from %s may connect: %s', (origin, allowed) => {
	const config = readConfig({ PUBLIC_URL: 'https://elm.example', ALLOWED_ORIGINS: 'https://friend.example' });
	const headers = { host: 'localhost:8787', ...(origin === undefined ? {} : { origin }) };
	expect(isAllowedOrigin(from('127.0.0.1', headers), config)).toBe(allowed);
});

test.each([
	{ PORT: '70000' },
	{ PORT: '8787x' },
	{ LOG_LEVEL: 'loud' },
	{ PUBLIC_URL: 'elm.example' },
	{ PUBLIC_URL: 'https://elm.example/path' },
	{ ALLOWED_ORIGINS: '*' },
	{ MAIL_PER_SENDER: '0' }
])('%o is refused in words', (env) => {
	expect(() => readConfig(env as Record<string, string>)).toThrow(ConfigError);
});

test('without any setting the server is for this machine', () => {
	expect(readConfig({})).toMatchObject({
		port: 8787,
		host: '127.0.0.1',
		dataDir: '.elmnet',
		logLevel: 'warn'
	});
});
