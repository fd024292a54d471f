/**
 * The engine over a model server, in a real browser against a real server: what it writes, and each way it can fail. Longer
 * than others: the ways to fail are one list.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineTrouble, Prompt } from '#lib/agent/ports.ts';
import { checkEndpoint, loadHttp } from '#lib/llm/http.ts';
import type { Waits } from '#lib/llm/http-request.ts';
import type { LoadedEngine } from '#lib/llm/worker-engine.ts';
import { aModelPrompt, modelContract, writtenBy } from './model.ts';
import { STORY } from './model-http-story.ts';
import { behave, requests, start, stop, url } from './model-http-control.ts';
import type { Behaviour } from './openai-server.ts';

const createWorker = (script: string | URL): Worker => new Worker(script, { type: 'module' });
const never = new AbortController().signal;
const options = { createWorker, tell: () => undefined, signal: never };

interface Opening {
	readonly url: string;
	readonly model: string;
	readonly key: string;
	readonly waits: Partial<Waits>;
}

const opened: LoadedEngine[] = [];
async function open(change: Partial<Opening> = {}): Promise<LoadedEngine> {
	const engine = await loadHttp({ url, model: 'scripted', ...change }, options);
	opened.push(engine);
	return engine;
}

beforeEach(async () => {
	await start();
	await behave();
});
afterEach(() => {
	for (const engine of opened.splice(0)) engine.close();
});

const failsWith = (trouble: EngineTrouble) => ({ code: 'engine-unavailable', trouble });
const prompt = aModelPrompt('Tell me about the owl.');

/** What came before it failed, and how it did. */
async function until(
	engine: LoadedEngine,
	asked: Prompt,
	onPiece: (pieces: number) => unknown = () => undefined
) {
	const pieces: string[] = [];
	try {
		for await (const part of engine.write(asked, never)) {
			if (part.kind === 'text') pieces.push(part.text);
			await onPiece(pieces.length);
		}
	} catch (error) {
		return { text: pieces.join(''), error };
	}
	return { text: pieces.join(''), error: undefined };
}

modelContract('a model server', {
	open: async () => loadHttp({ url, model: 'scripted' }, options),
	prompt: 'Tell me about the owl.',
	expected: STORY.split(' ').slice(0, 32).join(' ')
});

test('it is called after its model and its server, so that nobody takes it for one on this device', async () => {
	expect((await open({ url: `${url}/v1/` })).id).toBe(`scripted at ${new URL(url).host}`);
});

describe('what is asked of the server', () => {
	test('the turns by their roles, a limit, no chance, and nothing of the person’s beside them', async () => {
		const engine = await open();
		const turns = [
			{ role: 'system', text: 'Be short.' },
			{ role: 'person', text: 'Who?' },
			{ role: 'agent', text: 'The owl.' },
			{ role: 'person', text: 'When?' }
		] as const;
		await writtenBy(engine, aModelPrompt('When?', { turns, maxTokens: 7 }));
		const last = (await requests()).at(-1)!;
		expect(last.body).toEqual({
			model: 'scripted',
			messages: [
				{ role: 'system', content: 'Be short.' },
				{ role: 'user', content: 'Who?' },
				{ role: 'assistant', content: 'The owl.' },
				{ role: 'user', content: 'When?' }
			],
			stream: true,
			max_tokens: 7,
			temperature: 0
		});
		expect(last.authorization).toBe('');
	});

	test('a key is sent, and a server that refuses it and repeats it does not get it onto the screen', async () => {
		const key = 'sk-very-secret-0123456789';
		await behave({ key });
		await writtenBy(await open({ key }), prompt);
		expect((await requests()).at(-1)?.authorization).toBe(`Bearer ${key}`);
		const other = 'sk-another-secret';
		const refused = await checkEndpoint({ url, key: other }, { createWorker });
		expect(refused).toMatchObject({ trouble: 'endpoint-key' });
		expect(JSON.stringify(refused)).toContain('Incorrect API key');
		expect(JSON.stringify(refused)).not.toContain(other);
	});

	test('the context is what the list says', async () => {
		expect((await open()).contextTokens).toBe(1_024);
		await behave({ models: [{ id: 'scripted' }] });
		expect((await open()).contextTokens).toBe(4_096);
	});

	test('a reader who stops hangs up at the server', async () => {
		const engine = await open();
		await behave({ holdAfter: 3 });
		for await (const _ of engine.write(prompt, never)) break;
		await expect.poll(async () => (await requests()).at(-1)?.hungUp).toBe(true);
	});

	test('a server that counts nobody’s tokens is stopped by us', async () => {
		await behave({ endless: true });
		const text = (await writtenBy(await open(), aModelPrompt('Tell me.', { maxTokens: 10 }))).join('');
		expect(text.length).toBe(160);
	});

	test('what a server does not know is left out or named otherwise, once and for all', async () => {
		const engine = await open();
		await behave({ unknown: ['max_tokens', 'temperature'] });
		const short = aModelPrompt('Tell me.', { maxTokens: 3 });
		expect((await writtenBy(engine, short)).join('')).toBe('Once upon a');
		const before = (await requests()).length;
		await writtenBy(engine, short);
		const [request, ...more] = (await requests()).slice(before);
		expect(Object.keys(request?.body ?? {})).toEqual([
			'model',
			'messages',
			'stream',
			'max_completion_tokens'
		]);
		expect(more).toEqual([]);
	});

	test('a server that knows no schemas is asked for JSON, then for anything', async () => {
		const engine = await open();
		await behave({ unknown: ['response_format'] });
		const schema = { type: 'object', properties: { known: { type: 'boolean' } } };
		const began = (await requests()).length;
		expect((await writtenBy(engine, aModelPrompt('Do you know?', { schema }))).length).toBeGreaterThan(0);
		const formats = (await requests()).slice(began).map(({ body }) => {
			const format = body?.['response_format'] as { type: string } | undefined;
			return format?.type ?? 'none';
		});
		expect(formats).toEqual(['json_schema', 'json_object', 'none']);
	});

	test('a server that answers at once though a stream was asked for is heard', async () => {
		await behave({ answers: 'at-once' });
		expect((await writtenBy(await open(), aModelPrompt('Tell me.', { maxTokens: 5 }))).join('')).toBe(
			STORY.split(' ').slice(0, 5).join(' ')
		);
	});

	test('a server without a list is asked for a word before it counts as loaded', async () => {
		await behave({ listless: true });
		expect((await writtenBy(await open(), prompt)).length).toBeGreaterThan(4);
		await expect(open({ model: 'no-such' })).rejects.toMatchObject(failsWith('endpoint-model'));
	});
});

describe('each trouble has its name', () => {
	const check = (place: Partial<Opening> = {}) => checkEndpoint({ url, ...place }, { createWorker });
	const busy = (status: number) => ({ refuse: { status, body: '{"error":{"message":"try later"}}' } });

	test('all is well: the models', async () => {
		await behave({ models: [{ id: 'one' }, { id: 'two' }, { id: '' }] });
		expect(await check()).toEqual({ models: ['one', 'two'] });
	});

	test('an address without the right path is looked for further', async () => {
		for (const path of ['/', '/v1', '/v1/', '/v1/chat/completions', '/api/tags'])
			expect(await check({ url: url + path })).toEqual({ models: ['scripted'] });
	});

	test.each([
		['no CORS headers', { cors: false }, 'endpoint-cors'],
		['a wrong key', { key: 'right' }, 'endpoint-key'],
		['500', busy(500), 'host-busy'],
		['503', busy(503), 'host-busy'],
		['429', busy(429), 'host-busy'],
		[
			'a web page',
			{ refuse: { status: 200, body: '<title>Router</title>', type: 'text/html' } },
			'endpoint-answer'
		],
		['other JSON', { refuse: { status: 200, body: '{"hello":1}' } }, 'endpoint-answer'],
		['no list', { listless: true }, 'endpoint-answer'],
		['a way elsewhere', { redirect: 'http://127.0.0.1:9/v1/models' }, 'endpoint-answer']
	] satisfies [string, Partial<Behaviour>, EngineTrouble][])('%s', async (_, change, trouble) => {
		await behave(change);
		expect(await check()).toMatchObject({ trouble });
		if (!('listless' in change)) await expect(open()).rejects.toMatchObject(failsWith(trouble));
	});

	test('nothing listens there', async () => {
		await stop();
		try {
			expect(await check()).toMatchObject({ trouble: 'endpoint-down' });
			await expect(open()).rejects.toMatchObject(failsWith('endpoint-down'));
		} finally {
			await start();
		}
	});

	test('it has no such model, and says so in its words', async () => {
		await expect(open({ model: 'no-such' })).rejects.toMatchObject({
			...failsWith('endpoint-model'),
			message: expect.stringContaining('"no-such" not found')
		});
	});

	test('an address that is none, and one that a key must not go to', async () => {
		expect(await check({ url: 'not an address' })).toMatchObject({ trouble: 'not-found' });
		await expect(open({ url: 'ftp://here' })).rejects.toMatchObject(failsWith('not-found'));
		expect(await check({ url: 'http://192.0.2.1:1', key: 'secret' })).toMatchObject({
			trouble: 'endpoint-mixed'
		});
	});

	test('it lets us in and then says nothing', async () => {
		await behave({ answers: 'hang' });
		expect(await check({ waits: { listMs: 200 } })).toMatchObject({ trouble: 'stalled' });
	});

	test.each([
		['garbage', { answers: { raw: 'data: {{{\n\n', type: 'text/event-stream' } }, 'endpoint-answer'],
		['nothing', { answers: { raw: '', type: 'text/event-stream' } }, 'endpoint-answer'],
		['a web page', { answers: { raw: '<title>x</title>', type: 'text/html' } }, 'endpoint-answer'],
		['no CORS headers any more', { cors: false }, 'endpoint-cors'],
		['nothing at all', { answers: 'hang' }, 'stalled'],
		['its model is gone', { models: [] }, 'endpoint-model'],
		['too busy', busy(503), 'host-busy']
	] satisfies [string, Partial<Behaviour>, EngineTrouble][])(
		'asked for an answer: %s, and the next one is written',
		async (_, change, trouble) => {
			const engine = await open({ waits: { firstMs: 300 } });
			await behave(change);
			expect((await until(engine, prompt)).error).toMatchObject(failsWith(trouble));
			await behave();
			expect((await writtenBy(engine, prompt)).length).toBeGreaterThan(4);
		}
	);

	test('a prompt that only the server finds too long', async () => {
		const engine = await open();
		await expect(writtenBy(engine, aModelPrompt('a '.repeat(1_500)))).rejects.toMatchObject({
			...failsWith('too-long'),
			message: expect.stringContaining('available context size')
		});
	});
});

describe('in the middle of an answer', () => {
	const five = STORY.split(' ').slice(0, 5).join(' ');

	test('the server is killed: what it wrote stays, and it can be asked again when it is back', async () => {
		const engine = await open();
		await behave({ holdAfter: 5 });
		const { text, error } = await until(engine, prompt, (pieces) => pieces === 5 && stop());
		expect(text).toBe(five);
		expect(error).toMatchObject(failsWith('interrupted'));
		expect((await until(engine, prompt)).error).toMatchObject(failsWith('endpoint-down'));
		await start();
		await behave();
		expect((await writtenBy(engine, prompt)).length).toBeGreaterThan(4);
	});

	test('the connection is cut', async () => {
		const engine = await open();
		await behave({ cutAfter: 5 });
		const { text, error } = await until(engine, prompt);
		// A browser drops what it has not handed out yet when a connection breaks; what was read stays, as above.
		expect(five.startsWith(text)).toBe(true);
		expect(error).toMatchObject(failsWith('interrupted'));
	});

	test('it falls silent', async () => {
		const engine = await open({ waits: { betweenMs: 200 } });
		await behave({ holdAfter: 5 });
		const { text, error } = await until(engine, prompt);
		expect(text).toBe(five);
		expect(error).toMatchObject(failsWith('stalled'));
	});
});

test('the worker goes to no other origin than the one its script was started for', async () => {
	const elsewhere = (script: string | URL) =>
		createWorker(String(script).replace(/to=.*/, `to=${encodeURIComponent('http://127.0.0.1:9')}`));
	const before = (await requests()).length;
	const checked = await checkEndpoint({ url }, { createWorker: elsewhere });
	expect(checked).toMatchObject({ trouble: 'not-allowed' });
	expect(await requests()).toHaveLength(before);
});
