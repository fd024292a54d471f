import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { base64url, sha256 } from '../../protocol/bytes.ts';
import { FIELDS, TOPIC_CELLS } from './cells.ts';
import { CODEBOOK_VERSION, nameOf, openCodebook, readCodebook } from './codebook.ts';
import { stemsOf } from './topic-words.ts';

/** By version. What was agreed with every other node is not changed: another list gets another number. */
const frozen: Readonly<Record<number, string>> = { 1: 'jnCymcK8OZo9-ttCb2NUJnxD7Fw2QImwK8Hs7Tlk8sk' };

test('the list of this version is what it was, to the letter', async () => {
	const { version, fields, topics } = await openCodebook();
	expect(version).toBe(CODEBOOK_VERSION);
	expect(base64url(sha256(JSON.stringify([fields, topics])))).toBe(frozen[version]);
});

test('64 fields of 16 topics, each name there once, each cell its place in the list', async () => {
	const { fields, topics } = await openCodebook();
	expect(new Set(fields).size).toBe(FIELDS);
	expect(new Set(topics.map(({ name }) => name.toLowerCase())).size).toBe(TOPIC_CELLS);
	expect(topics.map(({ cell }) => cell)).toEqual(Array.from({ length: TOPIC_CELLS }, (_, n) => n));
});

test('each topic has four to ten words that stand for it, its name among them, in plain lower case', async () => {
	const { topics } = await openCodebook();
	for (const { name, anchors } of topics) {
		const own = stemsOf(name).all.size;
		expect(own + anchors.length, name).toBeGreaterThanOrEqual(4);
		expect(anchors.length, name).toBeLessThanOrEqual(10);
		for (const word of anchors.flat()) expect(word, name).toMatch(/^[a-z0-9+]+$/);
		expect(new Set(anchors.map((words) => words.join())).size, name).toBe(anchors.length);
	}
});

test('the list is at most 40 KB', () => {
	const files = readdirSync(import.meta.dirname).filter((name) => /^codebook-\w+\.ts$/.test(name));
	const bytes = files.reduce((sum, name) => sum + readFileSync(`${import.meta.dirname}/${name}`).length, 0);
	expect(files).toHaveLength(4);
	expect(bytes).toBeLessThanOrEqual(40 * 1_024);
});

test('a topic has a name and a field, the cell of a word has none', async () => {
	const codebook = await openCodebook();
	expect(nameOf(codebook, 0)).toEqual({ topic: 'Chinese food', field: 'Cuisines' });
	expect(nameOf(codebook, TOPIC_CELLS - 1)?.field).toBe('Networks and security');
	for (const cell of [TOPIC_CELLS, 65_535, -1, 0.5]) expect(nameOf(codebook, cell)).toBeUndefined();
});

test('a list whose topics do not fill their fields is refused', () => {
	const topics = (count: number): string =>
		Array.from({ length: count }, (_, n) => `T${n}:a b c d\n`).join('');
	expect(readCodebook(`#One\n${topics(16)}#Two\n${topics(16)}`).topics).toHaveLength(32);
	expect(() => readCodebook(`#One\n${topics(15)}#Two\n${topics(16)}`)).toThrow(RangeError);
	expect(() => readCodebook(`#One\n${topics(17)}`)).toThrow(RangeError);
});
