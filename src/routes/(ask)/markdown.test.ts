import { describe, expect, test } from 'vitest';
import type { CitedSource, Exchange } from '#lib/app/node-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { fileNameOf, markdownOf } from './markdown.ts';

const aSource = (over: Partial<CitedSource> = {}): CitedSource => ({
	n: 1,
	author: 'b'.repeat(64) as PeerId,
	authorName: 'Bea',
	title: 'Noodle bars',
	text: 'The Lotus Garden is closed on Mondays. It is small.',
	spans: [{ start: 0, end: 38 }],
	hash: 'h',
	verification: 'verified',
	madeAt: Date.UTC(2026, 2, 3, 12),
	...over
});

const anExchange = (over: Partial<Exchange>): Exchange => ({
	id: 'x',
	conversation: 'c',
	question: 'When is it closed?',
	askedAt: Date.UTC(2026, 10, 21, 12),
	tookMs: 100,
	state: 'done',
	parts: [],
	sources: [],
	route: [],
	askedOthers: true,
	...over
});
const written = (over: Partial<Exchange>, title = 'Bakery') =>
	markdownOf({ title, exchanges: [anExchange(over)] }, Date.UTC(2026, 10, 22, 12));

test('a file holds the title, each question with its time, the quotes and the numbered sources with author and date', () => {
	const file = written({
		understood: 'When is the Lotus Garden closed?',
		parts: [{ kind: 'quote', text: 'closed on Mondays', sources: [1] }],
		sources: [aSource()]
	});
	expect(file.split('\n').filter((line) => line !== '')).toEqual([
		'# Bakery',
		expect.stringMatching(/^Exported from Elmnet on .*November 22, 2026/),
		'## 1. When is it closed?',
		expect.stringMatching(/^\*Asked on .*November 21, 2026.*\*$/),
		'*Understood as: When is the Lotus Garden closed?*',
		'> “closed on Mondays” [1]',
		'**Sources**',
		'- [1] **Noodle bars**, Bea, Mar 3, 2026 (verified): “The Lotus Garden is closed on Mondays.”'
	]);
});

test('a model’s own words are marked and said to be that, and the model is named', () => {
	const file = written({
		parts: [
			{ kind: 'text', text: 'It is closed on Mondays ' },
			{ kind: 'cite', source: 1 },
			{ kind: 'text', text: '. ' },
			{ kind: 'text', text: 'Enjoy your meal! ', own: true }
		],
		sources: [aSource()],
		writtenBy: 'Llama 3.2 1B',
		read: { passages: 1, of: 3 }
	});
	expect(file).toContain('It is closed on Mondays [1]. Enjoy your meal! \\[\\*\\]');
	expect(file).toContain('\\[\\*\\] The model’s own words, no source says this.');
	expect(file).toContain('Written by Llama 3.2 1B on this device');
	expect(file).toContain('The model read 1 of 3 passages');
});

test('a model of a server is not said to be on this device', () => {
	const file = written({ parts: [{ kind: 'text', text: 'Yes.' }], writtenBy: 'llama3.2 at localhost:11434' });
	expect(file).toContain('Written by llama3.2 at localhost:11434\n');
});

test('an empty answer is told in words', () => {
	expect(written({})).toContain("I don't know: I found nothing about this in your notes");
});

describe('what others wrote stays text', () => {
	const hostile =
		'![x](https://evil.example/t.png) <img src=https://evil.example/t.png> [a](javascript:1) `c` &amp;';

	test('no picture, link, HTML or code of a quote, a title, a name or a question comes alive', () => {
		const file = written(
			{
				question: hostile,
				parts: [
					{ kind: 'quote', text: hostile, sources: [1] },
					{ kind: 'text', text: hostile, own: true }
				],
				sources: [
					aSource({ title: hostile, authorName: hostile, text: hostile, spans: [{ start: 0, end: 90 }] })
				]
			},
			hostile
		);
		// Every mark that could begin something has its backslash.
		expect(file).not.toMatch(/(?<!\\)[`<]/);
		expect(file).not.toMatch(/(?<!\\)\]\(/);
		expect(file).not.toMatch(/(?<!\\)!\[/);
		expect(file).not.toMatch(/(?<!\\)&amp;/);
	});

	test('lines of prose begin no heading, list, rule, quotation, table or code', () => {
		const text =
			'# Heading\n- item\n+ item\n1. one\n2) two\n---\n===\n> said\n    code\n\tcode\n| a | b |\n~~~\nend';
		const lines = written({ parts: [{ kind: 'text', text }] }).split('\n');
		const from = lines.indexOf('\\# Heading');
		expect(from).toBeGreaterThan(0);
		for (const line of lines.slice(from, from + 13))
			expect(line).not.toMatch(/^(\s*([#>|+=-]|\d+[.)]|~~~)| {4}|\t)/);
	});
});

test('a file is named by the conversation’s words and by nothing else', () => {
	expect(fileNameOf('When does the bakery open?')).toBe('when-does-the-bakery-open.md');
	expect(fileNameOf('../../etc/passwd')).toBe('etc-passwd.md');
	expect(fileNameOf('Bäckerei 2')).toBe('bäckerei-2.md');
	expect(fileNameOf('???')).toBe('conversation.md');
	expect(fileNameOf('word '.repeat(40)).length).toBeLessThanOrEqual(63);
});
