/** What leaves, and where to; the browser's own part (CORS, redirects) is tested in a browser. */
import { describe, expect, test } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import { ask, textOf, WAITS, type Asked, type Outside } from './http-request.ts';

const HOST = 'http://192.168.1.20:8080';
const never = new AbortController().signal;

interface Sent {
	readonly url: string;
	readonly init: RequestInit;
}

/** A world in which every request is written down and answered by `reply`. */
function aWorld(change: Partial<Outside> & { reply?: (sent: Sent) => Response | Promise<Response> } = {}) {
	const { reply = () => new Response('{}'), ...rest } = change;
	const sent: Sent[] = [];
	const outside: Outside = {
		allowed: [HOST],
		secure: false,
		wasRefused: () => false,
		isKeptFrom: async () => false,
		async fetch(url, init = {}) {
			const request = { url: url instanceof Request ? url.url : url.toString(), init };
			sent.push(request);
			return reply(request);
		},
		...rest
	};
	return { outside, sent };
}

const asking = (outside: Outside, key = '', change: Partial<Asked> = {}) =>
	ask(
		outside,
		{ origin: HOST, key, waits: WAITS },
		{ url: `${HOST}/v1/models`, firstMs: 1_000, ...change },
		never
	);

const refusedWith = (trouble: string) => ({ code: 'engine-unavailable', trouble });

test('a request carries no cookies and no address of the page, and follows no redirect', async () => {
	const { outside, sent } = aWorld();
	await textOf((await asking(outside)).bytes);
	expect(sent).toHaveLength(1);
	expect(sent[0]?.init).toMatchObject({
		credentials: 'omit',
		referrerPolicy: 'no-referrer',
		redirect: 'manual',
		cache: 'no-store'
	});
	expect(sent[0]?.init.headers).not.toHaveProperty('Authorization');
});

describe('nothing is sent', () => {
	test.each([
		['to another origin', {}, '', { url: 'http://192.168.1.21:8080/v1/models' }, 'not-allowed'],
		[
			'to an origin that this worker was not started for',
			{ allowed: ['https://a.example'] },
			'',
			{},
			'not-allowed'
		],
		['over http from an https page', { secure: true }, '', {}, 'endpoint-mixed'],
		['with a key over http', {}, 'secret', {}, 'endpoint-mixed'],
		['with a key that would end its header', {}, 'a\r\nCookie: b', {}, 'endpoint-mixed']
	] satisfies [string, Partial<Outside>, string, Partial<Asked>, string][])(
		'%s',
		async (_, change, key, asked, trouble) => {
			const { outside, sent } = aWorld(change);
			await expect(asking(outside, key, asked)).rejects.toMatchObject(refusedWith(trouble));
			expect(sent).toEqual([]);
		}
	);

	test('with a key that is none, to this machine', async () => {
		const { outside, sent } = aWorld({ allowed: ['http://localhost:1'] });
		const access = { origin: 'http://localhost:1', key: 'schlüssel', waits: WAITS };
		const asked = { url: 'http://localhost:1/v1/models', firstMs: 1_000 };
		await expect(ask(outside, access, asked, never)).rejects.toMatchObject(refusedWith('endpoint-key'));
		expect(sent).toEqual([]);
	});
});

describe('a request that fails without a word', () => {
	const failed = (): never => {
		throw new TypeError('Failed to fetch');
	};

	test('where nothing answers at all, the server is down', async () => {
		const { outside } = aWorld({ reply: failed });
		await expect(asking(outside)).rejects.toMatchObject(refusedWith('endpoint-down'));
	});

	test('what the worker’s own policy ended is nobody else’s fault', async () => {
		const { outside } = aWorld({ reply: failed, wasRefused: () => true });
		await expect(asking(outside)).rejects.toMatchObject(refusedWith('not-allowed'));
	});

	test('where the person keeps this site from their network, that is said', async () => {
		const { outside } = aWorld({ reply: failed, isKeptFrom: async (host) => host === '192.168.1.20' });
		await expect(asking(outside)).rejects.toMatchObject({
			...refusedWith('endpoint-down'),
			message: expect.stringContaining('site settings') as string
		});
	});

	test('where a request without rights is answered, it does not let this page in; that one carries nothing', async () => {
		const { outside, sent } = aWorld({
			allowed: ['https://far.example'],
			reply: ({ init }) => (init.mode === 'no-cors' ? new Response('') : failed())
		});
		const access = { origin: 'https://far.example', key: 'secret', waits: WAITS };
		const asked = { url: 'https://far.example/v1/chat/completions', body: { secret: true }, firstMs: 1_000 };
		await expect(ask(outside, access, asked, never)).rejects.toMatchObject(refusedWith('endpoint-cors'));
		expect(sent.map(({ init }) => init.mode)).toEqual([undefined, 'no-cors']);
		const { method, body, headers } = sent[1]!.init;
		expect([method, body, headers]).toEqual([undefined, undefined, undefined]);
	});

	test('where it still lets us in elsewhere, it was cut', async () => {
		const { outside } = aWorld({ reply: ({ init }) => (init.mode === 'cors' ? new Response('') : failed()) });
		const asked = { body: {}, knownAt: `${HOST}/v1/models` };
		await expect(asking(outside, '', asked)).rejects.toMatchObject(refusedWith('interrupted'));
	});
});

test('a reader who takes its time does not make the server silent', async () => {
	const { outside } = aWorld({ reply: () => new Response('word') });
	const { bytes } = await ask(
		outside,
		{ origin: HOST, key: '', waits: { ...WAITS, betweenMs: 1 } },
		{ url: `${HOST}/v1/models`, firstMs: 1_000 },
		never
	);
	expect((await bytes.next()).value).toEqual(new TextEncoder().encode('word'));
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(await bytes.next()).toMatchObject({ done: true });
});

test('an aborted request ends with the abort, not with trouble', async () => {
	const stop = new AbortController();
	const { outside } = aWorld({
		reply: ({ init }) =>
			new Promise((_, reject) => {
				init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
				stop.abort();
			})
	});
	const asked = { url: `${HOST}/v1/models`, firstMs: 1_000 };
	const access = { origin: HOST, key: '', waits: WAITS };
	await expect(ask(outside, access, asked, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

test('of an endless body only so much is read', async () => {
	const part = new Uint8Array(65_536).fill(97);
	let pulled = 0;
	const body = new ReadableStream<Uint8Array>({
		pull(stream) {
			pulled += part.length;
			stream.enqueue(part);
		}
	});
	const { outside } = aWorld({ reply: () => new Response(body, { status: 500 }) });
	const error = await asking(outside).catch((error: unknown) => error);
	expect(error).toBeInstanceOf(NodeError);
	expect((error as NodeError).trouble).toBe('host-busy');
	expect((error as NodeError).message.length).toBeLessThanOrEqual(300);
	expect(pulled).toBeLessThan(1_000_000);
});
