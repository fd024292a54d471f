import { describe, expect, test } from 'vitest';
import { loadCpu } from '#lib/llm/cpu.ts';
import { STORIES_PROMPT, STORIES_TEXT, stories } from './data-server.ts';
import { aModelPrompt, modelContract, writtenBy } from './model.ts';

const createWorker = (url: string | URL): Worker => new Worker(url, { type: 'module' });
const never = (): AbortSignal => new AbortController().signal;
const open = async () =>
	loadCpu(
		{ name: 'stories260K', file: await stories(), contextTokens: 4_096 },
		{ createWorker, tell: () => undefined, signal: never() }
	);

modelContract('the CPU engine', { open, prompt: STORIES_PROMPT });

describe('the CPU engine with stories260K', () => {
	test('writes the known text', async () => {
		const engine = await open();
		const text = (await writtenBy(engine, aModelPrompt(STORIES_PROMPT, { maxTokens: 60 }))).join('');
		expect(text.startsWith(STORIES_TEXT)).toBe(true);
		expect(engine.contextTokens).toBe(512);
		engine.close();
	});
});
