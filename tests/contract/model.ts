/**
 * What every engine with a model must hold to, whatever runs it: over the real ones and the fakes that stand in for them.
 * Says nothing about how good the writing is; that quotes hold to theirs is in engine.ts.
 */
import { describe, expect, test } from 'vitest';
import type { Engine, JsonSchema, Prompt, PromptTurn } from '#lib/agent/ports.ts';

export const aModelPrompt = (text: string, change: Partial<Prompt> = {}): Prompt => ({
	question: text,
	terms: [],
	sources: [],
	turns: [{ role: 'person', text }],
	maxTokens: 32,
	...change
});

/** A prompt of one line, as a base model continues it. */
export const turnsOf = (text: string): readonly PromptTurn[] => [{ role: 'person', text }];

const never = (): AbortSignal => new AbortController().signal;

export async function writtenBy(engine: Engine, prompt: Prompt, signal = never()): Promise<string[]> {
	const pieces: string[] = [];
	for await (const part of engine.write(prompt, signal)) {
		if (part.kind !== 'text') throw new Error(`a model wrote a ${part.kind}`);
		pieces.push(part.text);
	}
	return pieces;
}

export interface ModelContract {
	/** A ready engine; each test closes its own. */
	readonly open: () => Promise<Engine & { close(): void | Promise<void> }>;
	/** What it writes at least four pieces about. */
	readonly prompt: string;
	/** Where the same prompt is written the same way each time: exactly this comes for `prompt` and 32 tokens. */
	readonly expected?: string;
}

const yesOrNo: JsonSchema = {
	type: 'object',
	properties: { known: { type: 'boolean' } },
	required: ['known'],
	additionalProperties: false
};

export function modelContract(name: string, { open, prompt, expected }: ModelContract): void {
	const withEngine = async (work: (engine: Engine) => Promise<void>): Promise<void> => {
		const engine = await open();
		try {
			await work(engine);
		} finally {
			await engine.close();
		}
	};

	describe(`${name} as an engine with a model`, () => {
		test('streams what it writes, piece by piece', () =>
			withEngine(async (engine) => {
				const pieces = await writtenBy(engine, aModelPrompt(prompt));
				expect(pieces.length).toBeGreaterThanOrEqual(4);
				expect(pieces).not.toContain('');
				if (expected !== undefined) expect(pieces.join('')).toBe(expected);
			}));

		test('writes no more tokens than it may', () =>
			withEngine(async (engine) => {
				const long = (await writtenBy(engine, aModelPrompt(prompt))).join('');
				const short = (await writtenBy(engine, aModelPrompt(prompt, { maxTokens: 3 }))).join('');
				expect(short.length).toBeGreaterThan(0);
				expect(short.length).toBeLessThan(long.length);
			}));

		test('without turns it writes nothing', () =>
			withEngine(async (engine) => {
				expect(await writtenBy(engine, aModelPrompt(prompt, { turns: [] }))).toEqual([]);
			}));

		test('aborted before it began, it writes nothing and does not fail', () =>
			withEngine(async (engine) => {
				expect(await writtenBy(engine, aModelPrompt(prompt), AbortSignal.abort())).toEqual([]);
			}));

		test('stopped after its first piece, it is silent within 300 ms and can be asked again', () =>
			withEngine(async (engine) => {
				const stop = new AbortController();
				let stoppedAt = 0;
				let pieces = 0;
				for await (const _ of engine.write(aModelPrompt(prompt, { maxTokens: 400 }), stop.signal)) {
					pieces++;
					stoppedAt = performance.now();
					stop.abort();
				}
				expect(performance.now() - stoppedAt).toBeLessThan(300);
				expect(pieces).toBe(1);
				expect((await writtenBy(engine, aModelPrompt(prompt))).length).toBeGreaterThan(1);
			}));

		test('a reader who leaves half way can ask again', () =>
			withEngine(async (engine) => {
				for await (const _ of engine.write(aModelPrompt(prompt), never())) break;
				const pieces = await writtenBy(engine, aModelPrompt(prompt));
				if (expected !== undefined) expect(pieces.join('')).toBe(expected);
				expect(pieces.length).toBeGreaterThan(1);
			}));

		test('two prompts at once do not mix: each is written as if it were alone', () =>
			withEngine(async (engine) => {
				const [one, two] = await Promise.all([
					writtenBy(engine, aModelPrompt(prompt)),
					writtenBy(engine, aModelPrompt(prompt))
				]);
				if (expected !== undefined) expect(one.join('')).toBe(expected);
				expect(one.length).toBeGreaterThan(1);
				expect(two.join('').length).toBeGreaterThan(0);
			}));

		test('a prompt that its context cannot hold is refused as too long, and the next one is written', () =>
			withEngine(async (engine) => {
				const flood = `${prompt} `.repeat(Math.ceil((engine.contextTokens * 12) / prompt.length));
				await expect(writtenBy(engine, aModelPrompt(flood))).rejects.toMatchObject({
					code: 'engine-unavailable',
					trouble: 'too-long'
				});
				expect((await writtenBy(engine, aModelPrompt(prompt))).length).toBeGreaterThan(1);
			}));

		test('an engine that can keep to a schema writes JSON of it', () =>
			withEngine(async (engine) => {
				if (!engine.structured) return void expect(engine.structured).toBe(false);
				const pieces = await writtenBy(engine, aModelPrompt(prompt, { schema: yesOrNo, maxTokens: 64 }));
				expect(JSON.parse(pieces.join(''))).toEqual({ known: expect.any(Boolean) });
			}));

		test('the prompt is not changed', () =>
			withEngine(async (engine) => {
				const given = aModelPrompt(prompt);
				const before = structuredClone(given);
				await writtenBy(engine, given);
				expect(given).toEqual(before);
			}));

		test('after it was closed it says that it is', async () => {
			const engine = await open();
			await engine.close();
			await expect(writtenBy(engine, aModelPrompt(prompt))).rejects.toMatchObject({
				code: 'engine-unavailable',
				trouble: 'closed'
			});
		});
	});
}
