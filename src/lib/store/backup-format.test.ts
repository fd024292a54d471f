import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, equal, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { openBackup, readHead, Refused, sealBackup, type Head } from './backup-format.ts';

const CHUNK = 2 ** 20 + 16;
const entropy = new Uint8Array(16).fill(7);
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const head: Head = { peer: 'ab'.repeat(32), madeAt: 1_000, appVersion: '0.1.0' };

async function* given(lines: readonly string[]): AsyncGenerator<string> {
	yield* lines;
}
const written = async (lines: readonly string[]): Promise<Uint8Array<ArrayBuffer>> =>
	new Uint8Array(await (await sealBackup(head, entropy, random, given(lines))).arrayBuffer());

async function read(bytes: Uint8Array<ArrayBuffer>, phrase = entropy): Promise<string[]> {
	const lines: string[] = [];
	for await (const line of openBackup(new Blob([bytes]), phrase)) lines.push(line);
	return lines;
}
const refusal = (bytes: Uint8Array<ArrayBuffer>, phrase = entropy): Promise<string> =>
	read(bytes, phrase).then(
		() => 'taken',
		(error: unknown) => (error instanceof Refused ? error.refusal : `thrown: ${String(error)}`)
	);

/** Does not shrink when it is compressed. */
function noise(chars: number): string {
	const bytes = new Uint8Array(chars);
	for (let at = 0; at < chars; at += 65_536) bytes.set(random(Math.min(65_536, chars - at)), at);
	return Array.from(
		bytes,
		(byte) => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_'[byte & 63]
	).join('');
}
const small = await written(['{"a":1}', '{"b":"\u00e4\u{1f333}"}']);
const large = await written(Array.from({ length: 44 }, () => JSON.stringify(noise(100_000))));

test('what was written is read, line by line, whatever its length', async () => {
	expect(await read(small)).toEqual(['{"a":1}', '{"b":"\u00e4\u{1f333}"}']);
	expect(await read(await written([]))).toEqual([]);
	const lines = ['', 'x'.repeat(3_000_000), noise(1_500_000), 'end'];
	expect(await read(await written(lines))).toEqual(lines);
	await fc.assert(
		fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), async (texts) => {
			const json = texts.map((text) => JSON.stringify(text));
			expect(await read(await written(json))).toEqual(json);
		}),
		{ numRuns: 30 }
	);
});

test('the head says whose it is and when it was made, and nothing of what is in it', async () => {
	expect(await readHead(new Blob([small]))).toEqual(head);
	const clear = new TextDecoder('latin1').decode(await written(['"canary word"']));
	expect(clear).toContain('ELMNETBACKUP');
	expect(clear).not.toContain('canary');
});

test('two backups of the same differ: each has a salt of its own', async () => {
	const again = await written(['{"a":1}', '{"b":"\u00e4\u{1f333}"}']);
	expect(again.length).toBe(small.length);
	expect(equal(again.slice(-40), small.slice(-40))).toBe(false);
});

test('every single byte that is changed is noticed', async () => {
	for (let at = 0; at < small.length; at++) {
		const bytes = small.slice();
		bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
		expect([at, await refusal(bytes)]).toEqual([at, at < 12 ? 'not-a-backup' : 'damaged']);
	}
});

test('of a file of several chunks: any bit changed, any end cut off, anything appended is damage', async () => {
	expect(large.length).toBeGreaterThan(3 * CHUNK);
	await fc.assert(
		fc.asyncProperty(fc.nat(large.length - 1), fc.nat(7), async (at, bit) => {
			const bytes = large.slice();
			bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
			expect(['damaged', 'not-a-backup']).toContain(await refusal(bytes));
			expect(['damaged', 'not-a-backup']).toContain(await refusal(large.slice(0, at)));
		}),
		{ numRuns: 40 }
	);
	expect(await refusal(concat(large, new Uint8Array(1)))).toBe('damaged');
	expect(await refusal(concat(large, large.slice(-CHUNK)))).toBe('damaged');
});

test('chunks that are cut off whole, swapped, said twice or taken from another file are damage', async () => {
	const body = 12 + 1 + 4 + new DataView(large.buffer).getUint32(13) + 16;
	const chunk = (n: number, from = large): Uint8Array => from.slice(body + n * CHUNK, body + (n + 1) * CHUNK);
	const prefix = large.slice(0, body);
	for (const count of [0, 1, 2, 3])
		expect(await refusal(large.slice(0, body + count * CHUNK))).toBe('damaged');
	expect(await refusal(concat(prefix, chunk(1), chunk(0), chunk(2), large.slice(body + 3 * CHUNK)))).toBe(
		'damaged'
	);
	expect(await refusal(concat(prefix, chunk(0), large.slice(body)))).toBe('damaged');
	const other = await written(Array.from({ length: 44 }, () => JSON.stringify(noise(100_000))));
	expect(await refusal(concat(prefix, other.slice(body)))).toBe('damaged');
	expect(await refusal(concat(prefix, chunk(0), chunk(1, other), large.slice(body + 2 * CHUNK)))).toBe(
		'damaged'
	);
});

test('another phrase does not open it', async () => {
	expect(await refusal(small, new Uint8Array(16).fill(8))).toBe('damaged');
});

test('a later version says so, with its date, and what is none of ours too', async () => {
	const json = utf8(JSON.stringify({ ...head, salt: 'AAAA', more: true }));
	const later = (said: Uint8Array): Uint8Array<ArrayBuffer> => {
		const length = new Uint8Array(4);
		new DataView(length.buffer).setUint32(0, said.length);
		const all = concat(utf8('ELMNETBACKUP'), new Uint8Array([2]), length, said);
		return concat(all, sha256(all).slice(0, 16), utf8('whatever it holds'));
	};
	const error = await read(later(json)).catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({ refusal: 'newer-version', head });
	expect(await refusal(later(utf8('another head')))).toBe('newer-version');
	for (const text of ['', 'ELM', 'PK\u0003\u0004 a zip file and more of it', '{"a": 1}'])
		expect(await refusal(utf8(text))).toBe('not-a-backup');
	expect(await refusal(utf8('ELMNETBACKUP'))).toBe('damaged');
});
