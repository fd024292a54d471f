/** Prose while it is being written, and whatever a model writes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { opens, promised, reading } from './prose.fixture.ts';
import { proseOf } from './prose.ts';

describe('while it is written', () => {
	const shown = (...pieces: string[]): string[] => {
		const prose = proseOf(promised);
		return pieces.map((piece) => {
			prose.add(piece);
			return prose
				.said()
				.map(
					({ text, own, cites }) =>
						text + (own ? '!' : '') + cites.map(({ source }) => `[${source}]`).join('')
				)
				.join('');
		});
	};

	test('an unfinished sentence is text, never the model’s own words, and half a mark is not shown', () => {
		expect(
			shown('The bakery', ' opens at 7:30 on weekdays', ' [', '1', ']', '. It', ' has a garden.', ' Yes')
		).toEqual([
			'The bakery',
			'The bakery opens at 7:30 on weekdays',
			'The bakery opens at 7:30 on weekdays',
			'The bakery opens at 7:30 on weekdays',
			'The bakery opens at 7:30 on weekdays',
			'The bakery opens at 7:30 on weekdays.[1] It',
			'The bakery opens at 7:30 on weekdays.[1] It has a garden.',
			'The bakery opens at 7:30 on weekdays.[1] It has a garden.! Yes'
		]);
	});

	test('half a tag, a link or an address is not shown', () => {
		expect(
			shown('See', ' <im', 'g src=x', '> [he', 're](htt', 'ps://x', ') and http', 's://evil', ' now')
		).toEqual(['See', 'See', 'See', 'See', 'See', 'See', 'See here and', 'See here and', 'See here and now']);
	});

	test('the agreed word for "nothing" is not shown', () => {
		expect(shown('N', 'ON', 'E')).toEqual(['', '', '']);
		expect(shown('No', ', it is closed')).toEqual(['', 'No, it is closed']);
	});

	test('stopped, what was there stays, its last words as the model’s own', () => {
		expect(reading([`${opens} [1] It has a gar`], 'stopped')).toMatchObject({
			kind: 'stands',
			said: [
				{ text: opens, cites: [{ source: 1 }] },
				{ text: ' It has a gar', own: true }
			]
		});
		expect(reading(['The bak'], 'stopped')).toMatchObject({ kind: 'stands' });
		expect(reading(['<think>hm'], 'stopped')).toEqual({ kind: 'unsaid' });
		expect(reading([], 'stopped')).toEqual({ kind: 'unsaid' });
	});

	test('broken in the middle, whole sentences stay', () => {
		expect(reading([`${opens} [1] It has a gar`], 'broken')).toMatchObject({
			kind: 'stands',
			said: [{ text: opens }]
		});
		expect(reading(['The bakery opens'], 'broken')).toEqual({ kind: 'unsaid' });
	});
});

describe('whatever a model writes', () => {
	const bits = fc.constantFrom(
		...[
			opens,
			'It is closed on Sundays',
			' [1]',
			'[2]',
			' [1, 3]',
			'[1-3]',
			'【1】',
			' (source 2)',
			'[',
			']',
			'(',
			'.',
			'. ',
			'\n',
			'!'
		],
		...[
			'<think>',
			'</think>',
			'<b>',
			'<',
			'>',
			'](',
			'![a](b)',
			'http',
			's://x.y',
			' 7:30',
			'\ud83d',
			'\ude00',
			'**',
			'- ',
			'NONE',
			'\u202e'
		],
		...['[99999]', '[[1]]', '<|im_end|>', '\nQuestion:', ' and ', 'Wort ', '营业。', `${' '.repeat(9)}`]
	);
	const raw = fc.oneof(
		fc.array(bits, { maxLength: 40 }).map((all) => all.join('')),
		fc.string({ unit: 'binary', maxLength: 400 })
	);
	const cut = (text: string, sizes: readonly number[]): string[] => {
		const pieces: string[] = [];
		for (let at = 0, i = 0; at < text.length; i++) {
			const size = sizes.length > 0 ? sizes[i % sizes.length]! : text.length;
			pieces.push(text.slice(at, at + size));
			at += size;
		}
		return pieces;
	};

	test('the same comes of it however it is cut into pieces', () => {
		fc.assert(
			fc.property(raw, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }), (text, sizes) => {
				expect(reading(cut(text, sizes))).toEqual(reading([text]));
			}),
			{ numRuns: 300 }
		);
	});

	test('nothing throws, no number is cited that was not given, no span lies outside its text, nothing is markup', () => {
		fc.assert(
			fc.property(
				raw,
				fc.constantFrom('ended' as const, 'stopped' as const, 'broken' as const),
				(text, how) => {
					const prose = proseOf(promised);
					const seen = [];
					for (const piece of cut(text, [3])) {
						prose.add(piece);
						seen.push(...prose.said());
					}
					const verdict = prose.verdict(how);
					if (verdict.kind === 'stands') seen.push(...verdict.said);
					for (const { text, own, cites } of seen) {
						expect(own && cites.length > 0).toBeFalsy();
						expect(text).not.toMatch(/<(?=[a-z/!])|\]\(|:\/\/|\u202e/iu);
						for (const { source, span } of cites) {
							const found = promised.given[source - 1]!;
							expect(0 <= span.start && span.start < span.end && span.end <= found.text.length).toBe(true);
						}
					}
				}
			),
			{
				numRuns: 300,
				// A citation taken out from between a bracket and a parenthesis.
				examples: [['[99999]【1】(The bakery opens at 7:30 on weekdays.', 'ended' as const]]
			}
		);
	});

	test.each([
		['letters', 'abcdefghij klmnop '],
		['brackets', '[[[((('],
		['open tags', '<a '],
		['marks', '[1]'],
		['spaces', '      '],
		['stops', '. '],
		['links', '[a](b'],
		['hyphens', 'a-'],
		['surrogates', '\ud83d'],
		['slashes', 'a.b/'],
		['thinking', '<think>'],
		['CJK', '营业时间']
	])('64 KB of %s, a character at a time, are read in bounded time', (_, bit) => {
		const text = bit.repeat(Math.ceil(65_536 / bit.length));
		const began = performance.now();
		const prose = proseOf(promised);
		for (const sign of text) {
			if (!prose.add(sign)) break;
			prose.said();
		}
		prose.verdict('ended');
		expect(performance.now() - began).toBeLessThan(3_000);
	});
});
