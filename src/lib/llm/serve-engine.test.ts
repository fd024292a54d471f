import { afterEach, expect, test, vi } from 'vitest';
import type { Prompt } from '#lib/agent/ports.ts';
import { serveEngine, type Served } from './serve-engine.ts';
import { startEngine, type LoadedEngine } from './worker-engine.ts';

const ports: MessagePort[] = [];
afterEach(() => {
	vi.useRealTimers();
	for (const port of ports.splice(0)) port.close();
});

/** An engine behind the messages of every engine, which writes as `write` does. */
async function served(write: NonNullable<Served<null>['write']>): Promise<LoadedEngine> {
	const { port1, port2 } = new MessageChannel();
	ports.push(port1, port2);
	serveEngine<null>(port2, {
		load: async () => ({ contextTokens: 512, structured: false, dimensions: 0 }),
		write,
		troubleOf: () => 'crashed'
	});
	const worker = Object.assign(port1, { terminate: () => port2.close() }) as unknown as Worker;
	const signal = new AbortController().signal;
	return startEngine({ id: 'test', worker, setup: null, tell: () => undefined, signal });
}

const prompt: Prompt = {
	question: 'owl',
	terms: [],
	sources: [],
	turns: [{ role: 'person', text: 'owl' }],
	maxTokens: 8
};

async function written(engine: LoadedEngine): Promise<string[]> {
	const pieces: string[] = [];
	for await (const part of engine.write(prompt, new AbortController().signal))
		if (part.kind === 'text') pieces.push(part.text);
	return pieces;
}

test('what a model thinks aloud is nobody’s answer, whichever engine runs it', async () => {
	const engine = await served(async function* () {
		yield* ['<thi', 'nk>hm</th', 'ink>\n', 'The', ' owl', '.'];
	});
	expect(await written(engine)).toEqual(['The', ' owl', '.']);
});

test('one that does not stop in time after it was stopped is closed, which is not the model’s fault', async () => {
	const engine = await served(async function* () {
		yield 'The';
		await new Promise<never>(() => undefined);
	});
	vi.useFakeTimers({ toFake: ['setTimeout'] });
	for await (const _ of engine.write(prompt, new AbortController().signal)) break;
	await vi.advanceTimersByTimeAsync(10_000);
	expect(await engine.lost).toBe('closed');
	await expect(written(engine)).rejects.toMatchObject({ trouble: 'closed' });
});
