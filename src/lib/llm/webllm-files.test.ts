import { expect, test } from 'vitest';
import { shutDoors, type Doors } from './webllm-files.ts';

function scopeWith(files: Readonly<Record<string, string>>) {
	const asked: string[] = [];
	const outside = (input: unknown): never => {
		asked.push(String(input));
		throw new Error('the network was asked');
	};
	const cache = {
		match: (url: string) => Promise.resolve(url in files ? new Response(files[url]) : undefined)
	};
	const scope = {
		fetch: outside,
		caches: { open: () => Promise.resolve(cache) },
		Cache: { prototype: { add: outside, addAll: outside } },
		XMLHttpRequest: outside,
		WebSocket: outside,
		EventSource: outside
	} as unknown as Doors;
	shutDoors(scope);
	return { scope, asked };
}

const lib = 'http://localhost:9/tiny.wasm';

test('what is in the caches is answered from there, by whatever it is asked', async () => {
	const { scope } = scopeWith({ [lib]: 'program' });
	for (const input of [lib, new URL(lib), new Request(lib)])
		expect(await (await scope.fetch(input)).text()).toBe('program');
});

test('what is not there is damaged, and the network is not asked', async () => {
	const { scope, asked } = scopeWith({});
	const missing = { code: 'engine-unavailable', trouble: 'damaged', message: 'tiny.wasm is missing' };
	await expect(scope.fetch(lib)).rejects.toMatchObject(missing);
	await expect(scope.Cache!.prototype.add(new Request(lib))).rejects.toMatchObject(missing);
	await expect(scope.Cache!.prototype.add(lib)).rejects.toMatchObject(missing);
	await expect(scope.Cache!.prototype.addAll([lib])).rejects.toMatchObject({ trouble: 'damaged' });
	expect(asked).toEqual([]);
});

test('there is no other way out', () => {
	const { scope } = scopeWith({});
	expect([scope.XMLHttpRequest, scope.WebSocket, scope.EventSource]).toEqual([
		undefined,
		undefined,
		undefined
	]);
});
