import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { undecorated, unitsOf } from './units.ts';

const cut = (text: string) =>
	unitsOf(text, 100).map(({ start, end, kind }) => `${kind}: ${text.slice(start, end)}`);
const bare = (text: string) => {
	const { start, end } = undecorated(text, { start: 0, end: text.length });
	return text.slice(start, end);
};

describe('unitsOf', () => {
	test('headings, labels, lines and sentences are told apart', () => {
		expect(
			cut('# Luigi\nGood food. Small place.\n\n**Hours**\n- Mon 10–12\n- Tue 9–17\n\nBring:\n\n1. cash')
		).toEqual([
			'heading: # Luigi',
			'sentence: Good food.',
			'sentence: Small place.',
			'label: **Hours**',
			'line: - Mon 10–12',
			'line: - Tue 9–17',
			'label: Bring:',
			'line: 1. cash'
		]);
	});

	test('a label shares its block with the list under it, also across a blank line', () => {
		const units = unitsOf('Before.\n\nBring:\n\n- cash\n- towel\n\nAfter.', 100);
		expect(new Set(units.slice(1, 4).map((unit) => unit.block)).size).toBe(1);
		expect(units[0]!.block).not.toBe(units[1]!.block);
		expect(units[4]!.block).not.toBe(units[3]!.block);
	});

	test('a sentence wrapped over two lines is one, short lines stay apart', () => {
		expect(
			cut('This sentence was wrapped by an editor at somewhere about sixty\nor seventy characters. Next.')
		).toHaveLength(2);
		expect(cut('Mon 10–12\nTue 9–17')).toHaveLength(2);
	});

	test.each([
		'Der Müll wird z. B. am 3. Mai abgeholt.',
		'Dr. Weiss sees Mr. Lang at approx. 5 p.m. on May 4.'
	])('%s is one sentence', (text) => expect(cut(text)).toEqual([`sentence: ${text}`]));

	test('whatever the text, units are in order, trimmed, bounded and split no character', () => {
		const part = fc.oneof(
			fc.constantFrom(
				'\n',
				'\n\n',
				'# ',
				'- ',
				'1. ',
				'**',
				':',
				'? ',
				'. ',
				'|',
				'> ',
				'```',
				'😀',
				'Dr. ',
				'\r'
			),
			fc.lorem(),
			fc.string({ unit: 'grapheme' }),
			fc.integer({ min: 1, max: 900 }).map((n) => '😀'.repeat(n))
		);
		fc.assert(
			fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
				const text = parts.join('').toWellFormed();
				let last = 0;
				for (const span of unitsOf(text, 100)) {
					const said = text.slice(span.start, span.end);
					expect(span.start).toBeGreaterThanOrEqual(last);
					expect(said).not.toBe('');
					expect(said.trim()).toBe(said);
					expect(said.isWellFormed()).toBe(true);
					last = span.end;
					const inner = undecorated(text, span);
					expect(inner.start >= span.start && inner.end <= span.end && inner.end > inner.start).toBe(true);
				}
			})
		);
	});
});

test('a heading of marks alone, and a label, end where their letters end', () => {
	for (const text of ['# . \n\nText.', 'Hours: \n\n- from nine'])
		for (const { start, end } of unitsOf(text, 9)) {
			const said = text.slice(start, end);
			expect(said).toBe(said.trim());
		}
});

describe('undecorated', () => {
	test.each([
		['- [x] buy milk', 'buy milk'],
		['1. Mix flour', 'Mix flour'],
		['> ## Title ##', 'Title'],
		['**Yusuf writes.**', 'Yusuf writes.'],
		['**Hours**: 10–12', '**Hours**: 10–12'],
		['| a | b |', 'a | b'],
		['---', '---']
	])('%j', (text, expected) => {
		expect(bare(text)).toBe(expected);
	});
});
