import { describe, expect, test } from 'vitest';
import { endpointOf, isLoopback, isMixed, serverKindOf } from './http-address.ts';

const LOCAL = 'http://localhost:11434';

describe('an address as it is pasted', () => {
	test.each([
		['localhost:11434'],
		['http://localhost:11434'],
		['  http://localhost:11434/ '],
		['http://localhost:11434/v1'],
		['http://localhost:11434/v1/'],
		['http://localhost:11434//v1//'],
		['http://localhost:11434/v1/chat/completions'],
		['http://localhost:11434/v1/chat/completions/'],
		['http://localhost:11434/v1/models'],
		['http://localhost:11434/api/chat'],
		['http://localhost:11434/api/tags'],
		['HTTP://LOCALHOST:11434/v1?model=x#y']
	])('%s leads to the same place first', (pasted) => {
		const { origin, bases } = endpointOf(pasted)!;
		expect([origin, bases[0]]).toEqual([LOCAL, `${LOCAL}/v1`]);
	});

	test.each([
		['api.openai.com', ['https://api.openai.com/v1', 'https://api.openai.com']],
		['https://openrouter.ai/api/v1', ['https://openrouter.ai/api/v1']],
		['https://openrouter.ai/api/v1/chat/completions', ['https://openrouter.ai/api/v1']],
		['https://host.example/v1beta/openai/', ['https://host.example/v1beta/openai']],
		['192.168.1.20:3000/api', ['http://192.168.1.20:3000/api/v1', 'http://192.168.1.20:3000/api']],
		['my-nas:8080', ['http://my-nas:8080/v1', 'http://my-nas:8080']],
		['0.0.0.0:11434', ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434']],
		['[::1]:8080/v1', ['http://localhost:8080/v1']],
		['http://[0:0::1]/', ['http://localhost/v1', 'http://localhost']]
	])('%s is looked for at %j', (pasted, bases) => {
		expect(endpointOf(pasted)?.bases).toEqual(bases);
	});

	test.each([
		[''],
		['not an address'],
		['ftp://localhost/v1'],
		['file:///etc/passwd'],
		['javascript://localhost/%0aalert(1)'],
		['http://name:password@localhost:11434'],
		['http://'],
		['https://exa mple.com'],
		['https://exa%20mple.com'],
		['https://my_host.example'],
		['https://a.example;script-src/v1']
	])('%j is none', (pasted) => expect(endpointOf(pasted)).toBeUndefined());
});

describe('plain http', () => {
	test.each([
		['http://localhost:1234', true, true, false],
		['http://127.0.0.1:1234', true, true, false],
		['http://[::1]:1234', true, true, false],
		['http://ollama.localhost', true, true, false],
		['https://far.example', true, true, false],
		['http://192.168.1.20:1234', true, false, true],
		['http://192.168.1.20:1234', false, true, true],
		['http://192.168.1.20:1234', false, false, false],
		['http://localhost.example', true, false, true],
		['http://127.0.0.1.example', false, true, true]
	])('to %s from an https page (%s), with a key (%s): refused %s', (origin, secure, withKey, refused) => {
		expect(isMixed(origin, { secure, withKey })).toBe(refused);
	});

	test('a name that only looks like this machine is not it', () => {
		expect(isLoopback('localhost.evil.example')).toBe(false);
		expect(isLoopback('127.0.0.1.evil.example')).toBe(false);
	});
});

test.each([
	['http://localhost:11434/v1', [], 'ollama'],
	['http://localhost:1234', [], 'lm-studio'],
	['http://localhost:8080', [], 'llama.cpp'],
	['http://far.example:9000', ['llama3.2:latest', 'hf.co/x:Q4_K_M'], 'ollama'],
	['http://far.example:9000', ['/models/qwen.gguf'], 'llama.cpp'],
	['https://api.openai.com', ['gpt-4o'], 'other'],
	['nonsense of an address', [], 'other']
])('%s with %j is probably %s', (url, models, kind) => expect(serverKindOf(url, models)).toBe(kind));
