import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_PASSAGE_CHARS } from '#lib/protocol/limits.ts';
import { passagesOf, type Format } from './passages.ts';

const cut = (text: string, format: Format = 'markdown') =>
	passagesOf(text, format).map(({ start, end }) => text.slice(start, end));
const sentence = (n: number) => `Sentence number ${n} tells a little more about this one quiet subject.`;
const sentences = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, i) => sentence(from + i)).join(' ');
const countWords = (text: string) => text.split(/\s+/).length;

function expectSound(text: string, format: Format) {
	const spans = passagesOf(text, format);
	let covered = 0;
	let lastStart = -1;
	for (const { start, end } of spans) {
		expect(start).toBeGreaterThan(lastStart);
		expect(end).toBeGreaterThan(covered);
		expect(end).toBeLessThanOrEqual(text.length);
		expect(end - start).toBeLessThanOrEqual(MAX_PASSAGE_CHARS);
		const passage = text.slice(start, end);
		expect(passage.trim()).toBe(passage);
		expect(passage.isWellFormed()).toBe(true);
		if (start > covered) expect(text.slice(covered, start).trim()).toBe('');
		[lastStart, covered] = [start, end];
	}
	expect(text.slice(covered).trim()).toBe('');
}

describe('passagesOf', () => {
	test('a short note is one passage, without the blanks around it', () => {
		expect(cut('\n\n# Wifi\n\nThe password is hunter22.\n\n')).toEqual([
			'# Wifi\n\nThe password is hunter22.'
		]);
	});

	test('nothing but blanks has no passage', () => {
		expect(cut(' \n\t \u00a0\n')).toEqual([]);
	});

	test('a long paragraph is cut between sentences, 110 to 160 words each, sharing one sentence', () => {
		const passages = cut(sentences(0, 60), 'text');
		expect(passages.length).toBeGreaterThan(3);
		for (const passage of passages.slice(0, -1)) {
			expect(passage.startsWith('Sentence number')).toBe(true);
			expect(passage.endsWith('subject.')).toBe(true);
			expect(countWords(passage)).toBeGreaterThanOrEqual(110);
			expect(countWords(passage)).toBeLessThanOrEqual(160);
		}
		passages.slice(1).forEach((passage, i) => {
			const shared = passage.slice(0, passage.indexOf('.') + 1);
			expect(passages[i]!.endsWith(shared)).toBe(true);
		});
	});

	test('a heading begins a passage and is never left at the end of one', () => {
		const text = `# Bread\n\n${sentences(0, 10)}\n\n## Ovens\n\n${sentences(10, 20)}\n\n## Flour\n\n${sentences(20, 26)}`;
		const passages = cut(text);
		expect(passages.map((passage) => passage.split('\n')[0])).toEqual(['# Bread', '## Ovens', '## Flour']);
	});

	test('no sentence is shared across a heading', () => {
		const passages = cut(`# One\n\n${sentences(0, 12)}\n\n# Two\n\n${sentences(12, 24)}`);
		expect(passages[1]!.startsWith('# Two')).toBe(true);
	});

	test('fenced code stays whole where it fits', () => {
		const code = `\`\`\`sh\n${'make all && make check\n'.repeat(60)}\`\`\``;
		expect(cut(`${sentences(0, 9)}\n\n${code}\n\n${sentences(9, 18)}`)).toContain(code);
	});

	test('a hash inside fenced code is not a heading, and in plain text nothing is', () => {
		expect(cut(`\`\`\`\n${'# note\nx\n'.repeat(60)}\`\`\`\n\n${sentences(0, 12)}`).length).toBe(2);
		const lines = `# ${sentence(1)}\n`.repeat(5);
		expect(cut(`${sentences(0, 6)}\n\n${lines}`, 'text')).toHaveLength(1);
	});

	test('list items are not cut inside', () => {
		const list = Array.from({ length: 40 }, (_, i) => `- item ${i}: two eggs. Then some milk and flour.`);
		for (const passage of cut(list.join('\n')))
			expect(passage.split('\n').every((line) => list.includes(line))).toBe(true);
	});

	test('a monstrous line without a blank is cut between characters, pairs kept whole', () => {
		expectSound('😀'.repeat(20_000), 'text');
		expectSound(`a${'😀'.repeat(20_000)}`, 'markdown');
	});

	test('a text without blanks between words is cut to a like size', () => {
		const passages = cut('東京のラーメン屋は十時に開きます。'.repeat(200), 'text');
		expect(passages.length).toBeGreaterThan(8);
		expect(passages.every((passage) => passage.endsWith('。'))).toBe(true);
	});

	test.each(['text', 'markdown'] as const)(
		'in %s of any shape, spans are in order, trimmed, well formed, and leave out only blanks',
		(format) => {
			const part = fc.oneof(
				fc.constantFrom(
					'\n',
					'\n\n',
					' ',
					'```\n',
					'~~~',
					'# ',
					'\n- ',
					'\n1. ',
					'===\n',
					'---\n',
					'. ',
					'😀',
					'。',
					'\u00a0'
				),
				fc.lorem({ maxCount: 60 }),
				fc.string({ unit: 'grapheme', maxLength: 40 }),
				fc.integer({ min: 1, max: 3_000 }).map((n) => '😀'.repeat(n)),
				fc.integer({ min: 1, max: 3_000 }).map((n) => 'x'.repeat(n))
			);
			fc.assert(
				fc.property(fc.array(part, { maxLength: 40 }), (parts) =>
					expectSound(parts.join('').toWellFormed(), format)
				),
				{ numRuns: 300 }
			);
		}
	);
});
