import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const made: string[] = [];

beforeEach(() => {
	vi.resetModules();
	vi.stubGlobal('location', { href: 'https://elm.example/knowledge', origin: 'https://elm.example' });
});
afterEach(() => {
	vi.unstubAllGlobals();
	made.length = 0;
});

const load = async () => (await import('./own-script.ts')).ownScript;

describe('where the browser has no trusted types', () => {
	test('an address of this site comes back whole', async () => {
		const ownScript = await load();
		expect(ownScript('/service-worker.js')).toBe('https://elm.example/service-worker.js');
	});

	test('another origin is refused', async () => {
		const ownScript = await load();
		expect(() => ownScript('https://evil.example/x.js')).toThrow(RangeError);
	});
});

test('the policy is made once, under the name the header allows', async () => {
	vi.stubGlobal('trustedTypes', {
		createPolicy(name: string, rules: { createScriptURL(url: string): string }) {
			made.push(name);
			return { createScriptURL: (url: string) => ({ trusted: rules.createScriptURL(url) }) };
		}
	});
	const ownScript = await load();
	expect(ownScript('/a.js')).toEqual({ trusted: 'https://elm.example/a.js' });
	expect(() => ownScript('//evil.example/a.js')).toThrow(RangeError);
	expect(made).toEqual(['elmnet-own-scripts']);
});
