import { describe, expect, test } from 'vitest';
import { heardIn, MAX_EVENT_CHARS, textOfEvents } from './http-answer.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

async function* each<T>(parts: Iterable<T>): AsyncGenerator<T, void, undefined> {
	yield* parts;
}

async function written(...parts: (string | Uint8Array)[]): Promise<string[]> {
	const pieces: string[] = [];
	const bytes = parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part));
	for await (const piece of textOfEvents(each(bytes))) pieces.push(piece);
	return pieces;
}

const delta = (content: unknown, more: object = {}): string =>
	`data: ${JSON.stringify({ choices: [{ delta: { content }, ...more }] })}\n\n`;
const DONE = 'data: [DONE]\n\n';
const wrong = { code: 'engine-unavailable', trouble: 'endpoint-answer' };

describe('a stream', () => {
	test('each event is a piece, until the mark of the end', async () => {
		expect(await written(delta('The '), delta('owl'), DONE, delta(' never'))).toEqual(['The ', 'owl']);
	});

	test.each([
		['carriage returns', delta('owl').replaceAll('\n', '\r\n') + DONE],
		['comments', `: ping\n\n${delta('owl')}: ping\n\n${DONE}`],
		['names of events', `event: message\nid: 1\n${delta('owl')}${DONE}`],
		['usage at the end', `${delta('owl')}data: {"choices":[],"usage":{"total_tokens":3}}\n\n${DONE}`],
		['a finish without a mark of the end', delta('owl') + delta('', { finish_reason: 'stop' })],
		['a role without words', `data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n${delta('owl')}${DONE}`],
		['null in the place of words', delta(null) + delta('owl') + DONE],
		['words in parts', delta([{ type: 'text', text: 'owl' }, { type: 'image_url' }]) + DONE],
		['a byte order mark', `\ufeff${delta('owl')}${DONE}`],
		[
			'thinking in a field of its own',
			`data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\n${delta('owl')}${DONE}`
		],
		[
			'other choices',
			`data: {"choices":[{"delta":{"content":"owl"}},{"delta":{"content":"cat"}}]}\n\n${DONE}`
		]
	])('with %s is understood', async (_, text) => expect(await written(text)).toEqual(['owl']));

	test('bytes cut anywhere, inside a character too, give the same text', async () => {
		const bytes = bytesOf(delta('Ein Käuzchen 🦉 schläft') + DONE);
		for (let at = 1; at < bytes.length; at++)
			expect(await written(bytes.slice(0, at), bytes.slice(at))).toEqual(['Ein Käuzchen 🦉 schläft']);
		expect(await written(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual([
			'Ein Käuzchen 🦉 schläft'
		]);
	});

	test('that ends before it is finished was cut: what came stays', async () => {
		const pieces: string[] = [];
		const reading = (async () => {
			for await (const piece of textOfEvents(each([bytesOf(delta('The ')), bytesOf('data: {"cho')])))
				pieces.push(piece);
		})();
		await expect(reading).rejects.toMatchObject({ code: 'engine-unavailable', trouble: 'interrupted' });
		expect(pieces).toEqual(['The ']);
	});

	test.each([
		['nothing at all', ''],
		['no events', 'Hello, I am a web server.\n\n'],
		['a web page', '<!doctype html><title>Router</title>'],
		['something that is no JSON', 'data: owl\n\n'],
		['a number in the place of words', delta(42)],
		['words in the place of choices', 'data: {"choices":"owl"}\n\n'],
		['null', 'data: null\n\n']
	])('of %s is not understood', async (_, text) => {
		await expect(written(text)).rejects.toMatchObject(wrong);
	});

	test('trouble told in the middle is told', async () => {
		const full = 'data: {"error":{"message":"context size exceeded","code":400}}\n\n';
		await expect(written(delta('The '), full)).rejects.toMatchObject({ trouble: 'too-long' });
		const busy = 'data: {"error":{"message":"out of slots"}}\n\n';
		await expect(written(busy)).rejects.toMatchObject({ trouble: 'host-busy' });
	});

	test('a line without an end is given up, before it fills the memory', async () => {
		let given = 0;
		async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
			yield bytesOf('data: {"choices":[{"delta":{"content":"');
			for (const part = new Uint8Array(16_384).fill(97); ; given += part.length) yield part;
		}
		const reading = textOfEvents(endless()).next();
		await expect(reading).rejects.toMatchObject(wrong);
		expect(given).toBeLessThan(2 * MAX_EVENT_CHARS);
	});

	test('a stream without an end is given up', async () => {
		async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
			for (const part = bytesOf(': still thinking\n\n'.repeat(4_096)); ;) yield part;
		}
		await expect(textOfEvents(endless()).next()).rejects.toMatchObject(wrong);
	});

	test('a million small chunks are read in a few seconds', async () => {
		const bytes = bytesOf(delta('a'));
		const events = Math.floor(1_000_000 / bytes.length);
		async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
			for (let n = 0; n < events; n++)
				for (let at = 0; at < bytes.length; at++) yield bytes.subarray(at, at + 1);
			yield bytesOf(DONE);
		}
		const began = performance.now();
		let pieces = 0;
		for await (const piece of textOfEvents(chunks())) pieces += piece.length;
		expect(pieces).toBe(events);
		expect(performance.now() - began).toBeLessThan(10_000);
	});
});

test('a whole answer at once is understood like an event', () => {
	const said = JSON.stringify({
		choices: [{ message: { role: 'assistant', content: 'owl' }, finish_reason: 'stop' }]
	});
	expect(heardIn(said)).toEqual({ text: 'owl', ended: true });
});
