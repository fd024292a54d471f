import { expect, test } from 'vitest';
import { mayContact, originsOf, outsideScript } from './hosts.ts';

const SELF = 'https://elm.example';
const HUB = ['https://huggingface.co', 'https://*.hf.co'];

test('a worker reads from its own address exactly what it was started with', () => {
	const script = outsideScript('/_app/files.outside.worker-a1.js?v=1', HUB, SELF);
	expect(script).toMatch(/^https:\/\/elm\.example\/_app\/files\.outside\.worker-a1\.js\?v=1&to=/);
	expect(originsOf(script)).toEqual([...HUB].sort());
	expect(originsOf(`${SELF}/files.outside.worker.js`)).toEqual([]);
});

test('the same hosts in another order are the same address, so that it is stored once', () => {
	expect(outsideScript('/w.js', [...HUB].reverse(), SELF)).toBe(
		outsideScript('/w.js', [...HUB, ...HUB], SELF)
	);
});

test.each([
	'*',
	'https://*',
	'https:',
	"'unsafe-eval'",
	'https://a.example; script-src *',
	'https://a.example/path',
	'https://a.example:99999999',
	'data:',
	'https://A.example',
	'https://u:p@a.example',
	'ws://a.example',
	'https://-a.example'
])('%s is no origin', (origin) => {
	expect(() => outsideScript('/w.js', [origin], SELF)).toThrow(RangeError);
	expect(originsOf(`${SELF}/w.js?to=${encodeURIComponent(origin)}`)).not.toContain(origin);
});

test('nine origins are one too many', () => {
	const nine = Array.from({ length: 9 }, (_, i) => `https://h${i}.example`);
	expect(() => outsideScript('/w.js', nine, SELF)).toThrow(RangeError);
	expect(originsOf(`${SELF}/w.js?to=${encodeURIComponent(nine.join(' '))}`)).toHaveLength(8);
});

test.each([
	['https://huggingface.co/a/b', true],
	['https://cas-bridge.xethub.hf.co/x?sig=1', true],
	['https://elm.example/own.json', true],
	['https://hf.co/a', false],
	['https://evilhf.co/a', false],
	['https://x.hf.co.evil.example/a', false],
	['https://x.hf.co:8443/a', false],
	['http://huggingface.co/a', false],
	['https://huggingface.co:444/a', false],
	['https://user@huggingface.co/a', false],
	['https://huggingface.co.evil.example', false],
	['blob:https://huggingface.co/1', false],
	['nonsense', false]
])('%s: allowed is %s', (url, allowed) => {
	expect(mayContact(url, HUB, SELF)).toBe(allowed);
});

test('a server on this machine, by name, address and port', () => {
	const own = ['http://localhost:11434', 'http://127.0.0.1:8080', 'http://[::1]:1234'];
	for (const origin of own) expect(mayContact(`${origin}/v1/models`, own, SELF)).toBe(true);
	expect(mayContact('http://localhost:11435/', own, SELF)).toBe(false);
	expect(originsOf(outsideScript('/w.js', own, SELF))).toHaveLength(3);
});
