import { afterEach, expect, test, vi } from 'vitest';
import { STORIES_PROMPT, STORIES_TEXT, stories } from '../../../tests/contract/data-server.ts';
import { openCpuModel } from './cpu-model.ts';
import { cpuSupport } from './cpu-support.ts';

afterEach(() => vi.unstubAllGlobals());

/** WebAssembly as another browser has it. */
function withWebAssembly(change: Readonly<Record<string, unknown>>, without: readonly string[] = []): void {
	const own = Object.entries(Object.getOwnPropertyDescriptors(WebAssembly));
	const kept = Object.fromEntries(own.filter(([name]) => !without.includes(name)));
	vi.stubGlobal('WebAssembly', Object.assign(Object.create(null, kept), change));
}

/** Refuses 64-bit memory as an engine does that has never heard of it. */
class SmallMemory extends WebAssembly.Memory {
	constructor(descriptor: WebAssembly.MemoryDescriptor) {
		if ('address' in descriptor) throw new TypeError('no such address');
		super(descriptor);
	}
}

test('this browser runs the fast build', () => {
	expect(cpuSupport()).toBe('fast');
});

test('without suspended calls, or without 64-bit memory, only the compatible build runs', () => {
	withWebAssembly({}, ['Suspending']);
	expect(cpuSupport()).toBe('slow');
	vi.unstubAllGlobals();
	withWebAssembly({ Memory: SmallMemory });
	expect(cpuSupport()).toBe('slow');
});

test('Firefox runs the fast build without suspended calls', () => {
	withWebAssembly({}, ['Suspending']);
	vi.stubGlobal('navigator', {
		userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
	});
	expect(cpuSupport()).toBe('fast');
});

test('without WebAssembly, or without its vectors or exceptions, nothing runs', () => {
	vi.stubGlobal('WebAssembly', undefined);
	expect(cpuSupport()).toBe('none');
	vi.unstubAllGlobals();
	withWebAssembly({ validate: () => false });
	expect(cpuSupport()).toBe('none');
	vi.unstubAllGlobals();
	const refuse = (): never => {
		throw new Error('switched off');
	};
	withWebAssembly({ validate: refuse });
	expect(cpuSupport()).toBe('none');
});

test('the compatible build writes the same, from this site’s own files', async () => {
	withWebAssembly({}, ['Suspending']);
	const fetched: string[] = [];
	const watch = new PerformanceObserver((list) => fetched.push(...list.getEntries().map(({ name }) => name)));
	watch.observe({ type: 'resource' });
	const model = await openCpuModel({ file: await stories(), contextTokens: 512 }, () => undefined);
	let text = '';
	const turns = [{ role: 'person', text: STORIES_PROMPT }] as const;
	for await (const piece of model.write({ turns, maxTokens: 40 }, new AbortController().signal))
		text += piece;
	expect(text.startsWith(STORIES_TEXT)).toBe(true);
	fetched.push(...watch.takeRecords().map(({ name }) => name));
	watch.disconnect();
	expect(fetched.some((url) => url.includes('cpu-compatible'))).toBe(true);
	const hosts = new Set(fetched.map((url) => new URL(url).hostname).filter((host) => host !== ''));
	expect([...hosts].filter((host) => host !== 'localhost' && host !== '127.0.0.1')).toEqual([]);
	await model.close();
});
